"""`/admin`: from a request to a page. A refusal becomes a page that says what stands in the way."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote
from uuid import UUID

import structlog
from starlette.types import Receive, Scope, Send

from callpark import ids
from callpark.api.address import PublicAddress
from callpark.api.bodies import BODY_MOST
from callpark.api.door import Answer, send_answer, tracking_id_of
from callpark.api.rate_limit import RateLimit
from callpark.api.refusals import InternalError, NoSuchResource, WrongMethod, answer_of
from callpark.api.routing import Paths
from callpark.errors import CallParkError, InvalidToken, NoSuchLocation, NotAuthenticated, TooManyRequests
from callpark.provisioning.access import Caller, Grant, Operation, Role, authorize
from callpark.provisioning.tokens import Callers
from callpark.storage.database import Database
from callpark.web import session
from callpark.web.forms import FILE_MOST, Form, form_in
from callpark.web.rendering import STATIC, Page, leading_to, page, static

log = structlog.get_logger("callpark.web")

SIGN_IN = "/admin/sign-in"
SIGN_OUT = "/admin/sign-out"
HOME = "/admin/call-parks"


@dataclass(kw_only=True, slots=True)
class Visit:
    """One request of somebody who is signed in."""

    database: Database
    caller: Caller
    token: str
    tracking_id: str
    path: str
    names: Mapping[str, str]
    query: Mapping[str, str]
    form: Form

    async def grant(self, operation: Operation, location_id: UUID | None = None) -> Grant:
        """NotAllowed unless the caller may do that there."""
        return await authorize(
            self.database, self.caller, operation, location_id=location_id, tracking_id=self.tracking_id
        )

    async def may(self, operation: Operation, location_id: UUID | None = None) -> str | None:
        """Why the caller may not do that there; None if he may."""
        try:
            await self.grant(operation, location_id)
        except CallParkError as refusal:
            return refusal.message
        return None

    @property
    def may_not_write(self) -> str | None:
        """Why there is nothing to be changed for the caller, wherever it is."""
        return "Your token may read, not change." if self.caller.role is Role.READ_ONLY else None

    @property
    def location_id(self) -> UUID:
        try:
            return ids.uuid_of(self.names["locationId"], ids.Kind.LOCATION)
        except ids.BadId:
            raise NoSuchLocation from None

    def page(self, template: str, *, status: int = 200, **context: Any) -> Page:
        about = {"caller": self.caller, "form_key": session.form_key(self.token), "path": self.path}
        return page(template, status=status, **about, **context)


Handler = Callable[[Visit], Awaitable[Page]]


class Admin:
    """An ASGI app for everything below /admin."""

    def __init__(
        self,
        database: Database,
        callers: Callers,
        address: PublicAddress,
        rate_limit: RateLimit | None,
        handlers: dict[tuple[str, str], Handler],
    ) -> None:
        self._database, self._callers, self._address, self._rate_limit = database, callers, address, rate_limit
        self._paths = Paths[dict[str, Handler]]()
        by_path: dict[str, dict[str, Handler]] = {}
        for (method, path), handler in handlers.items():
            by_path.setdefault(path, {})[method] = handler
        for path, methods in by_path.items():
            self._paths.add(path, methods)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        tracking_id = tracking_id_of(scope)
        try:
            found = await self._page(scope, receive, tracking_id)
        except NotAuthenticated:
            found = leading_to(_sign_in(scope), session.forgotten())
        except CallParkError as refusal:
            found = self._refused(refusal, tracking_id)
        except Exception:
            log.exception("a bug", tracking_id=tracking_id, path=scope["path"])
            found = self._refused(InternalError(), tracking_id)
        await _sent(send, found, tracking_id, head=scope["method"] == "HEAD")

    async def _page(self, scope: Scope, receive: Receive, tracking_id: str) -> Page:
        path, method = scope["path"].rstrip("/") or "/", "GET" if scope["method"] == "HEAD" else scope["method"]
        name = path.removeprefix("/admin/static/")
        if name in STATIC and method == "GET":
            return static(name)
        headers = dict(scope["headers"])
        token = session.token_in(headers.get(b"cookie", b"").decode("latin-1"))
        if path == SIGN_IN:
            return await self._sign_in(scope, headers, method, await _form(receive, method))
        if token is None:
            raise NotAuthenticated
        if path == SIGN_OUT and method == "POST":
            self._check_form(scope, headers, token, await _form(receive, method))
            return leading_to(SIGN_IN, session.forgotten())
        caller = await self._callers.caller_of(token, lambda: self._address.client(scope))
        if self._rate_limit:
            self._rate_limit.count(caller.token_id)
        form = await _form(receive, method, FILE_MOST)
        if method == "POST":
            self._check_form(scope, headers, token, form)
        if path == "/admin":
            return leading_to(HOME)
        handlers, names = self._paths.find(path) or ({}, {})
        visit = Visit(
            database=self._database,
            caller=caller,
            token=token,
            tracking_id=tracking_id,
            path=path,
            names=names,
            query=_query(scope),
            form=form,
        )
        try:
            if not handlers:
                raise NoSuchResource
            if method not in handlers:
                raise WrongMethod(", ".join(sorted(handlers)))
            return await handlers[method](visit)
        except CallParkError as refusal:
            status = answer_of(type(refusal)).status
            return visit.page("refused.html", status=status, problem=refusal.message, tracking_id=tracking_id)

    async def _sign_in(self, scope: Scope, headers: Mapping[bytes, bytes], method: str, form: Form) -> Page:
        query = _query(scope)
        then = form.text("then") or query.get("then", HOME)
        if method != "POST":
            return page("sign_in.html", then=then, problem="The session has ended." if "ended" in query else "")
        self._check_form(scope, headers, None, form)
        token = form.text("token").strip()
        try:
            await self._callers.caller_of(token, lambda: self._address.client(scope))
        except InvalidToken as refusal:
            return page("sign_in.html", status=401, then=then, problem=refusal.message)
        return leading_to(then if _is_ours(then) else HOME, session.kept(token))

    def _check_form(self, scope: Scope, headers: Mapping[bytes, bytes], token: str | None, form: Form) -> None:
        sent_from = headers.get(b"origin")
        session.check_form(
            token,
            form.text("form_key"),
            sent_from.decode("latin-1") if sent_from else None,
            self._address.origin(scope, headers),
        )

    @staticmethod
    def _refused(refusal: CallParkError, tracking_id: str) -> Page:
        status = answer_of(type(refusal)).status
        found = page("refused.html", status=status, problem=refusal.message, tracking_id=tracking_id)
        if isinstance(refusal, TooManyRequests):
            found.headers["retry-after"] = str(refusal.retry_after)
        return found


async def _form(receive: Receive, method: str, most: int = BODY_MOST) -> Form:
    return await form_in(receive, most) if method == "POST" else Form("")


def _query(scope: Scope) -> dict[str, str]:
    """What can't be stored can't be looked for either."""
    given = parse_qsl(scope["query_string"].decode("ascii", "replace"), keep_blank_values=True)
    return {name: value.replace("\0", "") for name, value in given}


def _is_ours(path: str) -> bool:
    """Whether a path leads to one of these pages, and to no other host."""
    return path.startswith("/admin/") and "//" not in path and "\\" not in path and path.isprintable()


def _sign_in(scope: Scope) -> str:
    then = scope["path"] if scope["method"] == "GET" else HOME
    had_session = any(name == b"cookie" and session.COOKIE.encode() in value for name, value in scope["headers"])
    return f"{SIGN_IN}?then={quote(then)}" + ("&ended=1" if had_session else "")


async def _sent(send: Send, found: Page, tracking_id: str, *, head: bool) -> None:
    headers = dict(found.headers)
    if found.location:
        headers["location"] = found.location
    if found.cookie:
        headers["set-cookie"] = found.cookie
    if found.parts is None:
        answer = Answer(found.status, found.body, headers, found.media_type)
        await send_answer(send, answer, tracking_id, head=head)
        return
    headers |= {"trackingid": tracking_id, "content-type": found.media_type, "x-accel-buffering": "no"}
    encoded = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": found.status, "headers": encoded})
    async for part in found.parts:
        await send({"type": "http.response.body", "body": part, "more_body": True})
    await send({"type": "http.response.body", "body": b""})
