"""How a command gets at the database: a running server's, or one that is started for as long as the command works."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from callpark.cli.options import checked_database
from callpark.server.postgres import joined, migrated
from callpark.storage.database import Database

T = TypeVar("T")


def on_database(
    data_dir: Path | None,
    database_url: str | None,
    postgres_bin: Path | None,
    work: Callable[[Database], Awaitable[T]],
) -> T:
    """What `work` gives, done on the database that was meant, at this program's schema."""

    async def done(url: str) -> T:
        await migrated(url)
        async with Database(url, connections=1) as database:
            return await work(database)

    with joined(*checked_database(database_url, data_dir), postgres_bin) as url:
        return asyncio.run(done(url))
