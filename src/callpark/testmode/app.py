"""Between the socket and the API: records each exchange, brings faults about, and makes ids the same in every run."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from time import monotonic
from typing import Any, Final
from uuid import UUID, uuid5

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from callpark import fresh
from callpark.api.bodies import BODY_MOST
from callpark.api.door import Answer, new_tracking_id, send_answer, tracking_id_of
from callpark.api.refusals import body_of
from callpark.errors import Invalid
from callpark.storage.database import Database
from callpark.testmode import faults, hints
from callpark.testmode.control import Control
from callpark.testmode.faults import Fault, Link
from callpark.testmode.journal import Exchange, kept_body, kept_headers

UNRECORDED: Final = b"callpark-unrecorded"
"""A request with this header prepares a test: it is not in the journal, and no fault meets it."""
NOT_ASKED_BY_CLIENTS: Final = frozenset(("/livez", "/readyz", "/docs", "/v1/openapi.json", "/favicon.ico"))
SEEDS: Final = UUID("b1d2a7c4-5d0e-4c58-8f5b-0d1f8e6a9c3e")

Headers = list[tuple[bytes, bytes]]


class TestMode:
    """`around` an API. `seed` makes new ids the same for the same requests; `settable`: the clock can be set."""

    def __init__(self, url: str, *, seed: int | None = None, settable: bool) -> None:
        self._database = Database(url, connections=1)
        self._namespace = None if seed is None else uuid5(SEEDS, str(seed))
        self._control = Control(self._database, seed_namespace=self._namespace, seed=seed, settable=settable)
        self._asked: Counter[bytes] = Counter()
        self._control.on_new_start(self._asked.clear)

    def around(self, api: ASGIApp) -> ASGIApp:
        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "lifespan":
                await api(scope, receive, self._closing(send))
            elif scope["path"] == "/testing" or scope["path"].startswith("/testing/"):
                await self._control(scope, receive, send)
            else:
                await self._exchanged(api, scope, receive, send)

        return app

    def _closing(self, send: Send) -> Send:
        """When the server has been told that all has ended, it waits for nothing more."""

        async def sent(message: Message) -> None:
            if message["type"].startswith("lifespan.shutdown"):
                await self._database.close()
            await send(message)

        return sent

    async def _exchanged(self, api: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        fresh.clock.set(self._control.now)
        request = _Request(scope, receive)
        if self._namespace:
            fresh.id_source.set(self._ids(request, self._namespace))
        headers = dict(scope["headers"])
        if UNRECORDED in headers or scope["path"] in NOT_ASKED_BY_CLIENTS or scope["path"].startswith("/admin"):
            await api(scope, request.receive, send)
            return
        number, began = self._control.journal.next_number(), monotonic()
        answer = _Answer()
        try:
            fault = self._fault(scope, headers)
            await self._answer(api, scope, request, answer, fault)
        except Invalid as refusal:  # of the fault's header
            fault, tracking_id = None, tracking_id_of(scope)
            await send_answer(answer.send, Answer(*body_of(refusal, tracking_id)), tracking_id, head=False)
        told = await hints.of(api, scope, request.body, answer.status, answer.body)
        self._control.journal.add(
            Exchange(
                number=number,
                at=datetime.now(UTC),
                milliseconds=round((monotonic() - began) * 1000, 1),
                method=scope["method"],
                path=scope["raw_path"].decode("ascii", "replace"),
                query=scope["query_string"].decode("ascii", "replace"),
                request_headers=kept_headers(scope["headers"]),
                request_body=kept_body(request.body),
                operation=hints.operation_of(scope["method"], scope["path"]),
                status=None if fault and fault.cut else answer.status,
                headers=kept_headers(answer.headers),
                body=kept_body(answer.body),
                fault=fault,
                hints=told if answer.real else [],
            )
        )
        await _sent(answer, fault, request, send)

    def _fault(self, scope: Scope, headers: dict[bytes, bytes]) -> Fault | None:
        if (named := headers.get(faults.HEADER)) is not None:
            return faults.in_header(named.decode("latin-1"))
        return self._control.rules.met(scope["method"], scope["path"])

    @staticmethod
    async def _answer(api: ASGIApp, scope: Scope, request: "_Request", answer: "_Answer", fault: Fault | None) -> None:
        if fault and fault.delay:
            await asyncio.sleep(fault.delay)
        if fault and (fault.status or fault.cut) and not fault.carried_out:
            await request.read()
            answer.real = False
        else:
            await api(scope, request.receive, answer.send)
        if fault and fault.status:
            answer.real = False
            answer.status = fault.status
            answer.body, answer.headers = fault.error(fault.status, new_tracking_id())
        elif fault and fault.link:
            answer.headers = list(_with_link(answer.headers, fault.link, scope))
        elif fault and fault.malformed:
            answer.body = answer.body[:-1]

    def _ids(self, request: "_Request", namespace: UUID) -> Callable[[], UUID]:
        """New ids that depend on the request and on how often it came, not on what happens beside it."""
        made = 0
        space: UUID | None = None

        def new() -> UUID:
            nonlocal made, space
            if space is None:
                self._asked[request.digest] += 1
                space = uuid5(namespace, f"{request.digest.hex()} {self._asked[request.digest]}")
            made += 1
            return uuid5(space, str(made))

        return new


@dataclass
class _Request:
    """What has been read of a request so far."""

    scope: Scope
    source: Receive
    _body: bytearray = field(default_factory=bytearray)
    _ended: bool = False

    async def receive(self) -> Message:
        message = await self.source()
        if message["type"] == "http.request" and len(self._body) <= BODY_MOST:
            self._body += message.get("body", b"")
        self._ended = not message.get("more_body")
        return message

    async def read(self) -> None:
        while not self._ended:
            await self.receive()

    async def gone(self) -> None:
        """Comes back when the connection is closed."""
        while (await self.source())["type"] != "http.disconnect":
            pass

    @property
    def body(self) -> bytes:
        return bytes(self._body)

    @property
    def digest(self) -> bytes:
        """Of all that the request asks for, and in whose organization."""
        token = dict(self.scope["headers"]).get(b"authorization", b"").decode("latin-1")
        organization = token.partition("_")[2].partition("_")[0]
        parts = (self.scope["method"].encode(), self.scope["raw_path"], self.scope["query_string"], self.body)
        return sha256(b"\0".join([organization.encode(), *parts])).digest()


class _Answer:
    """What the API answers, held back. `real` unless it was made up by a fault."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: Headers = []
        self.body = b""
        self.real = True

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message["headers"])
        else:
            self.body += message.get("body", b"")


async def _sent(answer: _Answer, fault: Fault | None, request: _Request, send: Send) -> None:
    if fault and fault.cut:
        _transport(send).abort()
        await request.gone()
        return
    bare = answer.status == 204 or request.scope["method"] == "HEAD"
    headers = [pair for pair in answer.headers if pair[0] != b"content-length" or bare]
    if not bare:
        headers.append((b"content-length", str(len(answer.body)).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    if fault and fault.half and answer.body:
        half = answer.body[: len(answer.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
        _transport(send).close()
        await request.gone()
        return
    await send({"type": "http.response.body", "body": answer.body})


def _transport(send: Any) -> asyncio.Transport:
    """The connection. ASGI has no way to hang up; `send` is a method of what uvicorn keeps for each request."""
    return send.__self__.transport  # type: ignore[no-any-return]


def _with_link(headers: Headers, how: Link, scope: Scope) -> Iterable[tuple[bytes, bytes]]:
    for name, value in headers:
        if name != b"link":
            yield name, value
        elif how is Link.WRONG:
            with suppress(ValueError):
                yield name, value.replace(b"/v1/", b"/v0/", 1)
        elif how is Link.SAME:
            target = value[1 : value.index(b">")].partition(b"?")[0]
            yield name, b"<%s?%s>%s" % (target, scope["query_string"], value.partition(b">")[2])
