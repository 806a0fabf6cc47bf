"""What servers tell each other through PostgreSQL: that access tokens have ended (LISTEN and NOTIFY)."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import asyncpg

from callpark.storage.database import Connection
from callpark.storage.target import Target

TOKENS_ENDED = "callpark_tokens_ended"
AGAIN_SECONDS = 1
TRIED_SECONDS = 5.0


async def tell_tokens_ended(connection: Connection) -> None:
    """Reaches the others when the transaction is committed, and only then."""
    await connection.execute(f"NOTIFY {TOKENS_ENDED}")


async def hear_tokens_end(url: str, heard: Callable[[], None]) -> None:
    """Calls `heard` each time tokens may have ended, for ever, on a connection of its own that is made again when lost.

    A PgBouncer in transaction mode passes nothing on, and a standby lets nobody listen: there nothing is ever heard.
    """
    target = Target.of(url)
    while not target.pooled:
        with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            connection = await target.connect(TRIED_SECONDS)
            lost = asyncio.Event()
            connection.add_termination_listener(lambda _, lost=lost: lost.set())
            try:
                await connection.add_listener(TOKENS_ENDED, lambda *_: heard())
                heard()  # what was said while nobody listened
                await lost.wait()
            finally:
                connection.terminate()
        await asyncio.sleep(AGAIN_SECONDS)
