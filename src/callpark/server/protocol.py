"""HTTP/1.1 at the socket: what uvicorn leaves open about requests that are malformed, too large, too slow or too late.

Such a request gets the error body of the API. Source: RFC 9112 (messages), RFC 6585 §5 (431), RFC 9110 §15.5.9 (408).
"""

import asyncio
from http import HTTPStatus
from typing import Any, Final

import httptools
import structlog
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from callpark.api.door import new_tracking_id
from callpark.api.refusals import HeadTooLarge, MalformedRequest, TooSlow, body_of
from callpark.errors import CallParkError

log = structlog.get_logger("callpark.server")

HEAD_MOST: Final = 32 * 1024
"""Bytes of a request's first line and its headers."""
PATIENCE_SECONDS: Final = 12.0
"""For a client to send the first byte of a request, all of it from there on, and to read some of an answer."""
LINGER_SECONDS: Final = 1.0
"""How long an idle connection is kept when the server ends: whoever was just about to use it is still answered."""
SWEEP_SECONDS: Final = 1.0


class Protocol(HttpToolsProtocol):
    """One connection. Its deadlines are looked at by a sweep over all connections of the worker, not by timers."""

    _swept: asyncio.TimerHandle | None = None  # of the class: one sweep for the process

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._owed_since = self.loop.time()  # when the client began to owe us bytes; 0.0 if it owes none
        self._in_head = True
        self._head_bytes = 0  # received since the head began, without what came together with the message before
        self._chunk = 0  # bytes that came at once
        self._hosts = 0
        self._refusal: CallParkError | None = None  # raised within the parser, which tells nothing of it
        self._ending = False
        self._running: RequestResponseCycle | None = None  # `cycle` is the newest request, which may wait for this one
        self._unread = (0, 0.0)  # bytes that the client has not taken, and since when they are as many

    # --- what arrives ----------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if Protocol._swept is None:
            Protocol._swept = self.loop.call_later(SWEEP_SECONDS, _sweep, self.loop, self.connections)

    def data_received(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        self._chunk = len(data)
        if self._in_head:
            self._head_bytes += self._chunk
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self.cycle.keep_alive = False  # no other protocol is spoken here, so what follows is not looked at
        except httptools.HttpParserError:
            self._refuse(self._refusal or MalformedRequest())
        else:
            if self._in_head and self._head_bytes > HEAD_MOST:
                self._refuse(HeadTooLarge(HEAD_MOST))

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._owed_since = self.loop.time()
        self._hosts = 0

    def on_header(self, name: bytes, value: bytes) -> None:
        name = name.lower()
        if name == b"host":
            self._hosts += 1
        elif name == b"expect" and value.lower() == b"100-continue":
            self.expect_100_continue = True
        self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        self._in_head = False
        if max(self._head_bytes, self._chunk) > HEAD_MOST and self._size_of_head() > HEAD_MOST:
            self._refusal = HeadTooLarge(HEAD_MOST)
        elif self._hosts != 1 and (self._hosts or self.parser.get_http_version() != "1.0"):
            self._refusal = MalformedRequest("It needs one Host header.")  # RFC 9112 §3.2
        if self._refusal:
            raise self._refusal
        super().on_headers_complete()
        if self._ending:
            self.cycle.keep_alive = False

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._owed_since = 0.0
        self._in_head, self._head_bytes = True, 0

    def _size_of_head(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + len(": \r\n") for name, value in self.headers)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    # --- how it ends -----------------------------------------------------------------------------------------

    def connection_lost(self, exc: Exception | None) -> None:
        self._disconnect()
        super().connection_lost(exc)

    def _disconnect(self) -> None:
        """What is still being answered is answered to nobody; uvicorn forgets all but the newest request."""
        if self._running is not None and not self._running.response_complete:
            self._running.disconnected = True
            self._running.message_event.set()
        self.pipeline.clear()

    def send_400_response(self, msg: str) -> None:
        self._refuse(MalformedRequest())

    def _refuse(self, refusal: CallParkError) -> None:
        """Answers in place of the API and hangs up; a request before this one that is complete is answered first."""
        self._owed_since = 0.0
        cycle = self.cycle
        if cycle is not None and cycle.response_complete and cycle.more_body:
            self.transport.close()  # what is wrong belongs to a request that is answered already
            return
        if cycle is not None and not cycle.response_complete:
            if cycle.response_started or not cycle.more_body:
                cycle.keep_alive = False
                self.transport.pause_reading()
                return
            cycle.disconnected = True  # it will not get the rest of its body
            cycle.message_event.set()
        tracking_id = new_tracking_id()
        status, body, _ = body_of(refusal, tracking_id)
        log.info("refused at the socket", status=status, why=refusal.message, tracking_id=tracking_id)
        head = (
            f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\ntrackingid: {tracking_id}\r\n"
            f"content-type: application/json\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()

    def shutdown(self) -> None:
        """The server ends: what was asked is answered, and so is what is asked within LINGER_SECONDS."""
        self._ending = True
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.keep_alive = False
        elif self._in_head and not self._head_bytes:
            self._unset_keepalive_if_required()
            self.timeout_keep_alive_task = self.loop.call_later(LINGER_SECONDS, self.timeout_keep_alive_handler)

    def check_deadlines(self, now: float) -> None:
        """Hangs up on a client that owes a request, or does not read an answer, for longer than PATIENCE_SECONDS."""
        unread = self.transport.get_write_buffer_size()
        if not unread or unread != self._unread[0]:
            self._unread = (unread, now)
        elif now - self._unread[1] > PATIENCE_SECONDS:
            self.transport.abort()
            return
        if self._owed_since and now - self._owed_since > PATIENCE_SECONDS and not self.transport.is_closing():
            if self._in_head and not self._head_bytes:
                self.transport.close()  # it never said anything
            else:
                self._refuse(TooSlow(int(PATIENCE_SECONDS)))

    def _unsupported_upgrade_warning(self) -> None:
        """Nothing to warn of: the request is answered as if it had asked for no upgrade (RFC 9110 §7.8)."""


def _sweep(loop: asyncio.AbstractEventLoop, connections: set[Any]) -> None:
    now = loop.time()
    for connection in list(connections):
        connection.check_deadlines(now)
    Protocol._swept = loop.call_later(SWEEP_SECONDS, _sweep, loop, connections) if connections else None
