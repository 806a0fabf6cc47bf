"""Access tokens: made, shown once, looked up, revoked. Only a digest of the secret is stored."""

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from time import monotonic
from typing import NamedTuple
from uuid import UUID, uuid5

from callpark import fresh
from callpark.errors import InvalidToken, InvalidValue, NoSuchThing, OperatorError
from callpark.parking.model import DISPLAY_NAME_MOST, checked_name
from callpark.provisioning.access import Caller, Grant, Role, Scope, scopes_of
from callpark.provisioning.audit import Category, record, record_at_shell
from callpark.provisioning.guesses import Guesses
from callpark.storage import tokens as stored
from callpark.storage.database import Connection, Database, Row
from callpark.storage.directory import locations, organizations
from callpark.storage.notifications import hear_tokens_end, tell_tokens_ended

PREFIX = "cpk"
LIFETIME_DAYS = 365
LIFETIME_MOST = 3650
# A revoked token has to be refused within a second, by every worker.
KNOWN_SECONDS = 0.5
RENEWED_SECONDS = 0.75  # until then one request looks it up anew, and the others go by what was known
KNOWN_MOST = 10_000


@dataclass(frozen=True, kw_only=True, slots=True)
class IssuedToken:
    """`token` is the only copy of the secret."""

    id: UUID
    token: str
    name: str
    role: Role
    scopes: list[str]
    expires: datetime


async def create_token(
    database: Database,
    *,
    organization_id: UUID,
    role: Role,
    location_ids: Sequence[UUID] = (),
    scopes: Iterable[str] | None = None,
    name: str | None = None,
    expires_in_days: int = LIFETIME_DAYS,
    by: Grant | None = None,
) -> IssuedToken:
    """A token of the organization; `scopes` None means the least that its role has a use for.

    It belongs to an administrator, a person without calling who is made with the first token of that name. Without
    `by` it is recorded as made at the shell.
    """
    _check(role, location_ids, expires_in_days)
    name = checked_name("name", name or role.value, DISPLAY_NAME_MOST)
    token_id, secret = fresh.uuid(), secrets.token_urlsafe(32)
    token_scopes = list(scopes) if scopes is not None else [str(scope) for scope in scopes_of(role)]
    expires = fresh.now() + timedelta(days=expires_in_days)
    async with database.transaction() as connection:
        if await organizations.find_organization(connection, organization_id) is None:
            raise OperatorError(
                f"There is no organization {organization_id}.", "Make one with `callpark org create NAME`."
            )
        known = await locations.existing(connection, organization_id, list(location_ids))
        if set(location_ids) - known:
            raise InvalidValue("location", "Give the id of one of the organization's locations.")
        await stored.insert_token(
            connection,
            organization_id,
            stored.NewToken(
                id=token_id,
                secret_sha256=sha256(secret.encode()).digest(),
                person_id=uuid5(organization_id, f"administrator {name}"),
                name=name,
                role=role.value,
                location_ids=list(location_ids),
                scopes=token_scopes,
                expires=expires,
            ),
        )
        after = {"role": role, "locations": list(location_ids), "scopes": token_scopes, "expires": expires}
        target = token_id, name
        if by:
            await record(connection, by, Category.TOKENS, target, location_id=None, after=after)
        else:
            await record_at_shell(connection, organization_id, "create a token", Category.TOKENS, target, after=after)
    return IssuedToken(
        id=token_id,
        token=f"{PREFIX}_{organization_id.hex}_{secret}",
        name=name,
        role=role,
        scopes=token_scopes,
        expires=expires,
    )


class _Known(NamedTuple):
    until: float
    renewed_until: float
    caller: Caller
    expires: datetime


class Callers:
    """The callers behind tokens. One that was found is known for KNOWN_SECONDS, then one request looks it up anew."""

    def __init__(self, database: Database, guesses: Guesses) -> None:
        self._database = database
        self._guesses = guesses
        self._known: dict[bytes, _Known] = {}

    async def caller_of(self, token: str, origin: Callable[[], str]) -> Caller:
        """The caller behind `token`; InvalidToken if it is unknown, revoked or expired, without saying which.

        TooManyGuesses if it was not valid the last time, and the address that `origin` tells has guessed too often.
        """
        digest = sha256(token.encode()).digest()
        now = monotonic()  # before the look: a token revoked since then may have been missed
        known = self._known.get(digest)
        if known is None:
            self._guesses.check(origin())
        elif now < known.until and fresh.now() < known.expires:
            return known.caller
        elif now < known.renewed_until:
            self._known[digest] = known._replace(until=known.renewed_until, renewed_until=0.0)
        try:
            caller, expires = await _caller_of(self._database, token)
        except InvalidToken:
            self._known.pop(digest, None)
            self._guesses.failed(origin())
            raise
        if len(self._known) >= KNOWN_MOST:
            self._known.clear()
        self._known[digest] = _Known(now + KNOWN_SECONDS, now + RENEWED_SECONDS, caller, expires)
        return caller

    async def hear(self) -> None:
        """Has tokens looked up anew as soon as any may have ended; runs for as long as the server does."""
        await hear_tokens_end(self._database.url, self._look_again)

    def _look_again(self) -> None:
        self._known = {one: known._replace(until=0.0, renewed_until=0.0) for one, known in self._known.items()}


async def _caller_of(database: Database, token: str) -> tuple[Caller, datetime]:
    """And when the token expires."""
    prefix, _, rest = token.partition("_")
    organization, _, secret = rest.partition("_")
    try:
        organization_id = UUID(hex=organization)
    except ValueError:
        raise InvalidToken from None
    if prefix != PREFIX or not secret.isascii():
        raise InvalidToken
    digest = sha256(secret.encode()).digest()
    async with database.connection() as connection:
        row = await stored.find_token(connection, organization_id, digest)
    if row is None or not compare_digest(row["secret_sha256"], digest):
        raise InvalidToken
    if row["revoked"] or row["expires"] <= fresh.now():
        raise InvalidToken
    caller = Caller(
        organization_id=organization_id,
        token_id=row["id"],
        person_id=row["person_id"],
        name=row["name"],
        role=Role(row["role"]),
        scopes=frozenset(row["scopes"]),
        locations=frozenset(row["location_ids"]),
    )
    return caller, row["expires"]


async def list_tokens(database: Database, organization_id: UUID | None) -> list[Row]:
    """Of one organization or of all; never a secret."""
    async with database.connection() as connection:
        return await stored.list_tokens(connection, organization_id)


async def revoke_token(database: Database, token_id: UUID, by: Grant | None = None) -> None:
    """Effective at once where servers hear of it, and within a second everywhere: tokens are looked up anew.

    With `by`, one of that organization only. NoSuchThing unless it could still be used.
    """
    async with database.transaction() as connection:
        revoked = await stored.revoke_token(connection, token_id, by.organization_id if by else None)
        if revoked is None:
            raise NoSuchThing("valid token: `callpark token list` shows the ids of all")
        await _record_end(connection, revoked, by)
        await tell_tokens_ended(connection)


async def revoke_tokens_named(database: Database, organization_id: UUID, names: list[str]) -> None:
    """Ends every token of the organization that has one of `names`."""
    async with database.transaction() as connection:
        for revoked in await stored.revoke_tokens_named(connection, organization_id, names):
            await _record_end(connection, revoked)
        await tell_tokens_ended(connection)


async def _record_end(connection: Connection, token: Row, by: Grant | None = None) -> None:
    target = token["id"], token["name"]
    before, after = {"revoked": None}, {"revoked": token["revoked"]}
    if by:
        await record(connection, by, Category.TOKENS, target, location_id=None, before=before, after=after)
    else:
        organization_id = token["organization_id"]
        await record_at_shell(
            connection, organization_id, "revoke a token", Category.TOKENS, target, before=before, after=after
        )


def _check(role: Role, location_ids: Sequence[UUID], expires_in_days: int) -> None:
    if role is Role.LOCATION and not location_ids:
        raise InvalidValue("location", "A location administrator needs at least one location.")
    if role is not Role.LOCATION and location_ids:
        raise InvalidValue("location", f"A {role} works in all locations: leave it out, or choose {Role.LOCATION}.")
    if not 1 <= expires_in_days <= LIFETIME_MOST:
        raise InvalidValue("expires in", f"Give 1 to {LIFETIME_MOST} days.")


def known_scope(text: str) -> str:
    """The scope as it is stored; OperatorError if this program has no operation for it."""
    if text not in list(Scope):
        raise OperatorError(f"--scope: there is no scope {text!r}.", f"Use some of {', '.join(Scope)}, or `all`.")
    return text
