"""Who calls: from the Authorization header to a Caller (RFC 6750)."""

from collections.abc import Callable, Iterable

from callpark.errors import NotAuthenticated
from callpark.provisioning.access import Caller
from callpark.provisioning.tokens import Callers


async def authenticated(callers: Callers, headers: Iterable[tuple[bytes, bytes]], origin: Callable[[], str]) -> Caller:
    """The one behind the bearer token; NotAuthenticated if there is no such header, or more than one.

    `origin` tells the address that the request comes from.
    """
    given = [value for name, value in headers if name == b"authorization"]
    if not given:
        raise NotAuthenticated("The request carries no access token. Send it as `Authorization: Bearer TOKEN`.")
    if len(given) > 1:
        raise NotAuthenticated("The request carries more than one Authorization header. Send one.")
    scheme, _, token = given[0].decode("latin-1").strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotAuthenticated("The Authorization header holds no bearer token. Send `Authorization: Bearer TOKEN`.")
    return await callers.caller_of(token.strip(), origin)
