"""A pool of connections that hands a free one over at once.

asyncpg's own makes a task, a timer and a proxy for each use, which together cost more than the page that is read:
docs/performance.md has the figures. Nothing is reset between uses, since no statement here leaves session state.
"""

import asyncio
from asyncio import Future
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING

import asyncpg

from callpark.errors import TooManyWaiting

if TYPE_CHECKING:
    Connection = asyncpg.Connection[asyncpg.Record]
else:
    Connection = asyncpg.Connection


class Pool:
    """Up to `size` connections, made when they are first needed, and again when one was lost.

    Up to `most_waiting` callers wait for one, each `wait_seconds` at most; TooManyWaiting is raised to the others.
    """

    def __init__(
        self, connect: Callable[[], Awaitable[Connection]], *, size: int, most_waiting: int, wait_seconds: float
    ) -> None:
        self._connect = connect
        self._size = size
        self._most_waiting = most_waiting
        self._wait_seconds = wait_seconds
        self._places = 0  # connections that are there or being made
        self._all: set[Connection] = set()
        self._free: list[Connection] = []
        self._waiting: deque[tuple[float, Future[Connection | None]]] = deque()  # until when, in the order of coming
        self._timer: asyncio.TimerHandle | None = None  # one for all who wait, since they wait equally long

    async def acquire(self) -> Connection:
        """A connection that is the caller's until `release`."""
        while self._free:
            connection = self._free.pop()  # the one used last: its caches are warm
            if not connection.is_closed():
                return connection
            self._forget(connection)
        if self._places < self._size:
            self._places += 1
            return await self._made()
        return await self._awaited() or await self._made()

    def release(self, connection: Connection) -> None:
        """Whoever waits longest gets the connection, or the place of one that is lost."""
        if connection.is_closed():
            self._all.discard(connection)
            if not self._handed_over(None):
                self._places -= 1
        elif not self._handed_over(connection):
            self._free.append(connection)

    async def close(self, seconds: float) -> None:
        """Ends all connections, those in use without waiting for what they do."""
        if self._timer:
            self._timer.cancel()
        for connection in self._all.difference(self._free):
            connection.terminate()
        with suppress(TimeoutError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            await asyncio.gather(*(connection.close(timeout=seconds) for connection in self._free))
        self._free.clear()

    async def _made(self) -> Connection:
        """A new connection for a place that was taken already."""
        try:
            connection = await self._connect()
        except BaseException:
            if not self._handed_over(None):
                self._places -= 1
            raise
        self._all.add(connection)
        return connection

    async def _awaited(self) -> Connection | None:
        """What the next one to release hands over: a connection, or the place for one."""
        if len(self._waiting) >= self._most_waiting:
            raise TooManyWaiting
        loop = asyncio.get_running_loop()
        handed: Future[Connection | None] = loop.create_future()
        until = loop.time() + self._wait_seconds
        self._waiting.append((until, handed))
        if self._timer is None:
            self._timer = loop.call_at(until, self._give_up, loop)
        try:
            return await handed
        except asyncio.CancelledError:
            if handed.done() and not handed.cancelled() and not handed.exception():
                self._pass_on(handed.result())
            raise

    def _give_up(self, loop: asyncio.AbstractEventLoop) -> None:
        """Whoever has waited long enough is told so; the timer is set for the next one."""
        while self._waiting and (self._waiting[0][0] <= loop.time() or self._waiting[0][1].done()):
            _, handed = self._waiting.popleft()
            if not handed.done():
                handed.set_exception(TooManyWaiting())
        self._timer = loop.call_at(self._waiting[0][0], self._give_up, loop) if self._waiting else None

    def _handed_over(self, what: Connection | None) -> bool:
        while self._waiting:
            _, waiting = self._waiting.popleft()
            if not waiting.done():  # nobody waits any more for one that is
                waiting.set_result(what)
                return True
        return False

    def _pass_on(self, what: Connection | None) -> None:
        if what is not None:
            self.release(what)
        elif not self._handed_over(None):
            self._places -= 1

    def _forget(self, connection: Connection) -> None:
        self._all.discard(connection)
        self._places -= 1
