"""Alembic's entry: one transaction for all steps, one migration at a time."""

import asyncio
from functools import partial

import asyncpg
from alembic import context
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from callpark.storage.target import Target

# Two servers that start on one new database at once: the second waits here. The serving process takes no such locks.
ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('callpark migrate'))")


def run(connection: Connection) -> None:
    context.configure(connection=connection, transactional_ddl=True)
    with context.begin_transaction():
        connection.execute(ONE_AT_A_TIME)
        context.run_migrations()


async def migrate(url: str) -> None:
    target = Target.of(url)
    # asyncpg reads the URL, as it does when serving: SQLAlchemy would read it otherwise, and knows no list of hosts.
    engine = create_async_engine(
        "postgresql+asyncpg://?prepared_statement_cache_size=0",
        poolclass=NullPool,
        async_creator=partial(asyncpg.connect, target.url, statement_cache_size=target.prepared_most),
    )
    async with engine.begin() as connection:
        await connection.run_sync(run)
    await engine.dispose()


asyncio.run(migrate(context.config.attributes["url"]))
