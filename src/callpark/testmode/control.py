"""`/testing`: how a test prepares the server, and asks what happened. docs/testing-your-integration.md has it all."""

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated, Any, Final
from uuid import UUID, uuid4, uuid5

import msgspec
from msgspec import Meta, Struct, field
from starlette.types import Receive, Scope, Send

from callpark import fresh, ids
from callpark.api import bodies
from callpark.api.address import PublicAddress
from callpark.api.door import Answer, send_answer, tracking_id_of
from callpark.api.references import uuid_of
from callpark.api.refusals import NoSuchResource, WrongMethod, body_of
from callpark.errors import CallParkError, Invalid, InvalidValue, NotAllowed
from callpark.provisioning.access import Role
from callpark.provisioning.access import Scope as TokenScope
from callpark.provisioning.directory.organizations import create_organization
from callpark.provisioning.tokens import create_token
from callpark.storage import testing
from callpark.storage.database import Database
from callpark.testmode import faults, page
from callpark.testmode.journal import Journal, har

LOOPBACK: Final = re.compile(r"(localhost|127(\.[0-9]{1,3}){3}|\[::1\])(:[0-9]+)?")
EXPIRES_IN_DAYS: Final = 3650  # a test that sets the clock ahead is not to lose its tokens


class NewOrganization(Struct, rename="camel", forbid_unknown_fields=True):
    """`fresh`: a test begins, so faults, journal and clock start anew, and an organization of this name is erased."""

    name: Annotated[str, Meta(min_length=1, max_length=2000)]
    fresh: bool = True


class NewToken(Struct, rename="camel", forbid_unknown_fields=True):
    organization_id: str
    role: Role = Role.FULL
    location_ids: list[str] = field(default_factory=list)
    scopes: list[TokenScope] | None = None
    expires_in_days: Annotated[int, Meta(ge=1, le=3650)] = EXPIRES_IN_DAYS


class NewMoment(Struct, rename="camel", forbid_unknown_fields=True):
    """One of the two: where the clock is to stand, or how much further on."""

    moment: datetime | None = None
    advance_seconds: float | None = None


class Control:
    """An ASGI app. All it holds is gone when the server ends."""

    def __init__(self, database: Database, *, seed_namespace: UUID | None, seed: int | None, settable: bool) -> None:
        self._database = database
        self._namespace = seed_namespace
        self._settable = settable
        self._moment: datetime | None = None
        self._starts: list[Callable[[], None]] = []
        self.journal = Journal()
        self.rules = faults.Rules(seed)

    def now(self) -> datetime:
        return self._moment or datetime.now(UTC)

    def on_new_start(self, do: Callable[[], None]) -> None:
        self._starts.append(do)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        tracking_id, method = tracking_id_of(scope), scope["method"]
        fresh.clock.set(self.now)
        try:
            self._check_host(scope)
            handlers = self._handlers(scope["path"].removeprefix("/testing").rstrip("/"))
            if method not in handlers:
                raise WrongMethod(", ".join(sorted(handlers)))
            body = await bodies.read(receive) if method in ("POST", "PUT") else b""
            if body:
                bodies.check_media_type(dict(scope["headers"]))
            answer = await handlers[method](scope, body)
        except CallParkError as refusal:
            answer = Answer(*body_of(refusal, tracking_id))
        await send_answer(send, answer, tracking_id, head=method == "HEAD")

    def _handlers(self, path: str) -> dict[str, Callable[[Scope, bytes], Awaitable[Answer]]]:
        handlers: dict[str, dict[str, Callable[[Scope, bytes], Awaitable[Answer]]]] = {
            "": {"GET": self._page},
            "/journal.js": {"GET": self._script},
            "/journal": {"GET": self._journal, "DELETE": self._clear_journal},
            "/journal.har": {"GET": self._har},
            "/faults": {"GET": self._faults, "POST": self._add_fault, "DELETE": self._clear_faults},
            "/clock": {"GET": self._clock, "PUT": self._set_clock, "DELETE": self._run_clock},
            "/organizations": {"POST": self._new_organization},
            "/tokens": {"POST": self._new_token},
        }
        if path not in handlers:
            raise NoSuchResource
        return handlers[path]

    @staticmethod
    def _check_host(scope: Scope) -> None:
        """A page from elsewhere, whose name was made to lead here, is not let in."""
        host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
        if not LOOPBACK.fullmatch(host):
            raise NotAllowed("The test mode answers to localhost only.")

    # --- organizations and tokens ------------------------------------------------------------------------------

    async def _new_organization(self, _: Scope, body: bytes) -> Answer:
        wanted = bodies.parsed(body, NewOrganization)
        organization_id = uuid5(self._namespace, f"organization {wanted.name}") if self._namespace else uuid4()
        async with self._database.held() as database:
            if wanted.fresh:
                self._start_anew()
            async with database.connection() as connection:
                if wanted.fresh and self._settable:
                    await testing.start_anew(connection)
                if self._namespace:
                    await testing.erase_organization(connection, organization_id)
            await create_organization(database, wanted.name, None, organization_id)
            token = await create_token(
                database, organization_id=organization_id, role=Role.FULL, expires_in_days=EXPIRES_IN_DAYS
            )
        public = ids.public_id(ids.Kind.ORGANIZATION, organization_id)
        return _json(201, {"id": public, "token": token.token})

    def _start_anew(self) -> None:
        self._moment = None
        self.journal.clear()
        self.rules.clear()
        for do in self._starts:
            do()

    async def _new_token(self, _: Scope, body: bytes) -> Answer:
        wanted = bodies.parsed(body, NewToken)
        issued = await create_token(
            self._database,
            organization_id=uuid_of("organizationId", wanted.organization_id, ids.Kind.ORGANIZATION),
            role=wanted.role,
            location_ids=[uuid_of("locationIds", one, ids.Kind.LOCATION) for one in wanted.location_ids],
            scopes=wanted.scopes,
            expires_in_days=wanted.expires_in_days,
        )
        return _json(201, {"token": issued.token, "scopes": issued.scopes, "expires": issued.expires})

    # --- faults ------------------------------------------------------------------------------------------------

    async def _faults(self, _: Scope, __: bytes) -> Answer:
        return _json(200, {"faults": self.rules.listed()})

    async def _add_fault(self, _: Scope, body: bytes) -> Answer:
        self.rules.add(faults.parsed(body))
        return Answer(204)

    async def _clear_faults(self, _: Scope, __: bytes) -> Answer:
        self.rules.clear()
        return Answer(204)

    # --- the clock ---------------------------------------------------------------------------------------------

    async def _clock(self, _: Scope, __: bytes) -> Answer:
        return _json(200, {"now": self.now(), "set": self._moment is not None})

    async def _set_clock(self, scope: Scope, body: bytes) -> Answer:
        wanted = bodies.parsed(body, NewMoment)
        if (wanted.moment is None) == (wanted.advance_seconds is None):
            raise Invalid("Give moment or advanceSeconds.")
        moment = wanted.moment
        if moment is None:
            moment = _later(self.now(), wanted.advance_seconds or 0.0)
        elif moment.tzinfo is None:
            raise InvalidValue("moment", "Give it a time zone, as in 2030-01-31T08:00:00Z.")
        await self._keep_time(moment)
        return await self._clock(scope, body)

    async def _run_clock(self, _: Scope, __: bytes) -> Answer:
        await self._keep_time(None)
        return Answer(204)

    async def _keep_time(self, moment: datetime | None) -> None:
        if not self._settable:
            raise NotAllowed("Only the clock of a server whose data are thrown away in the end can be set.")
        await testing.set_clock(self._database, moment)
        self._moment = moment

    # --- the journal -------------------------------------------------------------------------------------------

    async def _journal(self, _: Scope, __: bytes) -> Answer:
        return _json(200, {"exchanges": self.journal.exchanges()})

    async def _clear_journal(self, _: Scope, __: bytes) -> Answer:
        self.journal.clear()
        return Answer(204)

    async def _har(self, scope: Scope, _: bytes) -> Answer:
        origin = PublicAddress().origin(scope, dict(scope["headers"]))
        answer = _json(200, har(self.journal.exchanges(), origin))
        answer.headers = {"content-disposition": 'attachment; filename="callpark.har"'}
        return answer

    async def _page(self, scope: Scope, _: bytes) -> Answer:
        origin = PublicAddress().origin(scope, dict(scope["headers"]))
        html = page.page(self.journal.exchanges(), origin)
        return Answer(200, html.encode(), page.HEADERS, "text/html; charset=utf-8")

    async def _script(self, _: Scope, __: bytes) -> Answer:
        return Answer(200, page.SCRIPT.encode(), page.HEADERS, "text/javascript; charset=utf-8")


def _later(moment: datetime, seconds: float) -> datetime:
    try:
        return datetime.fromtimestamp(moment.timestamp() + seconds, UTC)
    except (OverflowError, ValueError, OSError):
        raise InvalidValue("advanceSeconds", "That is beyond the year 9999.") from None


def _json(status: int, content: Any) -> Answer:
    return Answer(status, msgspec.json.encode(content))
