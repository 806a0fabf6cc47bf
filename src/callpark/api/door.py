"""The door of the API: what every request goes through, in the documented order of checks.

401, then 415 and 413, then 403, then 404, then 400, then 409. Every answer has a tracking id, every refusal is
mapped by `refusals`, and what is raised besides is a bug: it is logged here and answered 500.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from os import urandom
from typing import Any
from uuid import UUID

import msgspec
import structlog
from starlette.types import Receive, Scope, Send

from callpark import ids
from callpark.api import bodies, queries
from callpark.api.address import PublicAddress
from callpark.api.authentication import authenticated
from callpark.api.bodies import T
from callpark.api.contracts import Contract, Paged, contract_of
from callpark.api.queries import Q
from callpark.api.rate_limit import RateLimit
from callpark.api.refusals import (
    InternalError,
    NoSuchResource,
    NotAcceptable,
    TooLarge,
    WrongMethod,
    body_of,
)
from callpark.errors import CallParkError, Invalid, NoSuchLocation, NotAllowed
from callpark.provisioning.access import FOREIGN_ORGANIZATION, Caller, Grant, Operation, authorize
from callpark.provisioning.repeats import repeatable
from callpark.provisioning.tokens import Callers
from callpark.storage.database import Database

log = structlog.get_logger("callpark.api")

WITH_BODY = ("POST", "PUT", "PATCH")


@dataclass(kw_only=True, slots=True)
class Call:
    """One request as a handler sees it: allowed, and with its path parsed. Query and body are parsed on demand."""

    database: Database
    caller: Caller
    grant: Grant
    path: str
    origin: str
    names: Mapping[str, str]
    location: UUID | None
    query_string: bytes
    parameters: queries.Parameters
    raw_body: bytes
    idempotency_key: str | None

    @property
    def location_id(self) -> UUID:
        """The location in the path; NoSuchLocation if what stands there can't be the id of one."""
        if self.location is None:
            raise NoSuchLocation
        return self.location

    def query(self, wanted: type[Q]) -> Q:
        return queries.parsed(self.parameters, wanted)

    def body(self, wanted: type[T]) -> T:
        return bodies.parsed(self.raw_body, wanted)


@dataclass(slots=True)
class Answer:
    """`body` is written already, or empty."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] | None = None
    media_type: str = "application/json"


Handler = Callable[..., Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Route:
    """One operation of the API, whose contract is the handler's signature.

    `target` raises NotFound when what the path names is not there. It is asked only when the request is wrong as well:
    what is missing is said before what is wrong. `status` is said where it is neither 200 nor, without content, 204.
    """

    method: str
    path: str
    operation: Operation
    handler: Handler
    target: Handler | None = None
    status: int | None = None

    @property
    def contract(self) -> Contract:
        return contract_of(self.handler)

    @property
    def reads_body(self) -> bool:
        """A DELETE's body is looked at only where it means something."""
        return self.method in WITH_BODY or self.contract.body is not None

    @property
    def success(self) -> int:
        return self.status or (204 if self.contract.answer is None else 200)

    async def handled(self, call: Call) -> Answer:
        contract = self.contract
        given: dict[str, object] = {}
        if contract.query:
            given["query"] = call.query(contract.query)
        if contract.body:
            given["body"] = call.body(contract.body)
        result = await self.handler(call, **given)
        if result is None:
            return Answer(self.success)
        content, headers = (result.content, result.headers) if isinstance(result, Paged) else (result, None)
        return Answer(self.success, msgspec.json.encode(content), headers)


class Resource:
    """An ASGI app for one path: finds the operation of a method and answers with whatever comes of it."""

    def __init__(
        self,
        database: Database,
        callers: Callers,
        address: PublicAddress,
        rate_limit: RateLimit | None,
        routes: list[Route],
    ) -> None:
        self._database = database
        self._callers = callers
        self._address = address
        self._rate_limit = rate_limit
        self._routes = {route.method: route for route in routes}
        if "GET" in self._routes:
            self._routes["HEAD"] = self._routes["GET"]
        self._allowed = ", ".join(sorted(self._routes))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        tracking_id = tracking_id_of(scope)
        operation = "unknown"
        try:
            route, call = await self._admitted(scope, receive, tracking_id)
            operation = route.operation
            result = await self._handled(route, call)
        except CallParkError as refusal:
            result = Answer(*body_of(refusal, tracking_id))
            if result.status >= 500:
                log.error("unavailable", tracking_id=tracking_id, refusal=type(refusal).__name__, why=_cause(refusal))
        except Exception:
            log.exception("a bug", tracking_id=tracking_id, operation=operation)
            result = Answer(*body_of(InternalError(), tracking_id))
        log.info(
            "request",
            method=scope["method"],
            path=scope["path"],
            status=result.status,
            tracking_id=tracking_id,
        )
        await send_answer(send, result, tracking_id, head=scope["method"] == "HEAD")

    async def _admitted(self, scope: Scope, receive: Receive, tracking_id: str) -> tuple[Route, Call]:
        """The checks that need no look at what is asked for."""
        caller = await authenticated(self._callers, scope["headers"], lambda: self._address.client(scope))
        if self._rate_limit:
            self._rate_limit.count(caller.token_id)
        if not self._routes or b"%2f" in scope.get("raw_path", b"").lower():
            raise NoSuchResource
        route = self._routes.get(scope["method"])
        if route is None:
            raise WrongMethod(self._allowed)
        headers = dict(scope["headers"])
        raw_body = await _body(receive, headers) if route.reads_body else b""
        names = scope["path_params"]
        location = location_in(names)
        parameters, malformed = _parameters(scope["query_string"])
        grant = await authorize(
            self._database,
            caller,
            route.operation,
            organization_id=_organization(parameters),
            location_id=location,
            tracking_id=tracking_id,
        )
        call = Call(
            database=self._database,
            caller=caller,
            grant=grant,
            path=scope["raw_path"].decode("ascii", "replace"),
            origin=self._address.origin(scope, headers),
            names=names,
            location=location,
            query_string=scope["query_string"],
            parameters=parameters,
            raw_body=raw_body,
            idempotency_key=_idempotency_key(route, headers),
        )
        if not _accepts_json(headers):
            raise NotAcceptable
        if malformed:
            await _refused(route, call, malformed)
        return route, call

    async def _handled(self, route: Route, call: Call) -> Answer:
        try:
            if call.idempotency_key is not None:
                return await _handled_once(route, call, call.idempotency_key)
            return await route.handled(call)
        except Invalid as refusal:
            await _refused(route, call, refusal)
            raise


async def _handled_once(route: Route, call: Call, key: str) -> Answer:
    request = route.method.encode(), call.path.encode(), call.query_string, call.raw_body
    async with repeatable(call.database, call.grant, key, *request) as repeated:
        if repeated.status is not None:
            return Answer(repeated.status, repeated.body, {"idempotent-replayed": "true"})
        answer = await route.handled(replace(call, database=repeated.database))
        repeated.status, repeated.body = answer.status, answer.body
    return answer


async def _refused(route: Route, call: Call, refusal: Invalid) -> None:
    """What is missing is said before what is wrong."""
    if route.target:
        await route.target(call)
    raise refusal


def location_in(names: Mapping[str, Any]) -> UUID | None:
    return _uuid(names.get("locationId", ""), ids.Kind.LOCATION)


def _organization(parameters: queries.Parameters) -> UUID | None:
    """What `orgId` names. One that can't be read is as unknown as any other: one answer for all of them."""
    given = {value for name, value in parameters if name == "orgId"}
    if not given:
        return None
    organization = _uuid(given.pop(), ids.Kind.ORGANIZATION)
    if organization is None or given:
        raise NotAllowed(FOREIGN_ORGANIZATION)
    return organization


def _uuid(text: str, kind: ids.Kind) -> UUID | None:
    try:
        return ids.uuid_of(text, kind)
    except ids.BadId:
        return None


def _parameters(query: bytes) -> tuple[queries.Parameters, Invalid | None]:
    try:
        return queries.split(query), None
    except Invalid as refusal:
        return [], refusal


async def _body(receive: Receive, headers: Mapping[bytes, bytes]) -> bytes:
    """The whole body, at most BODY_MOST bytes of it; its media type is looked at first."""
    declared = headers.get(b"content-length", b"0")
    if declared != b"0" or b"transfer-encoding" in headers:
        bodies.check_media_type(headers)
    if declared.isdigit() and int(declared) > bodies.BODY_MOST:
        raise TooLarge(bodies.BODY_MOST)
    return await bodies.read(receive)


def _idempotency_key(route: Route, headers: Mapping[bytes, bytes]) -> str | None:
    """Only a POST needs one: sent again, a PUT, PATCH or DELETE brings about nothing new."""
    key = headers.get(b"idempotency-key") if route.method == "POST" else None
    return None if key is None else key.decode("latin-1").strip()


def _accepts_json(headers: Mapping[bytes, bytes]) -> bool:
    accept = headers.get(b"accept", b"").decode("latin-1").lower()
    if not accept.strip():
        return True
    ranges = [part.partition(";") for part in accept.split(",")]
    wanted = {"*/*", "application/*", "application/json"}
    return any(
        kind.strip() in wanted and not re.fullmatch(r"q=0(\.0*)?", parameters.strip().replace(" ", ""))
        for kind, _, parameters in ranges
    )


def tracking_id_of(scope: Scope) -> str:
    """The client's own TrackingID when it is harmless, else a new one: it goes into logs and headers."""
    for name, value in scope["headers"]:
        if name == b"trackingid" and (cleaned := re.sub(r"[^A-Za-z0-9_.:\-]", "", value.decode("latin-1"))[:80]):
            return cleaned
    return new_tracking_id()


def new_tracking_id() -> str:
    """With a random UUID (RFC 9562 §5.4), as text in a third of the time that uuid4() takes for an object of it."""
    digits = urandom(16).hex()
    return f"CALLPARK_{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"


def _cause(refusal: CallParkError) -> str | None:
    return repr(refusal.__cause__) if refusal.__cause__ else None


async def send_answer(send: Send, result: Answer, tracking_id: str, *, head: bool) -> None:
    headers = [(b"trackingid", tracking_id.encode())]
    if result.body:  # a client that is told JSON tries to parse it, even if there is none
        headers.append((b"content-type", result.media_type.encode()))
    if result.status != 204:
        headers.append((b"content-length", str(len(result.body)).encode()))
    headers += [(name.encode(), value.encode("latin-1")) for name, value in (result.headers or {}).items()]
    await send({"type": "http.response.start", "status": result.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head else result.body})
