"""Connections to PostgreSQL: a pool with a bounded queue, and what PostgreSQL's own failures mean to a caller."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Self

import asyncpg

from callpark import settings
from callpark.errors import CallParkError, OperatorError, TimedOut, Unavailable
from callpark.storage.migrations import HEAD
from callpark.storage.pool import Connection, Pool
from callpark.storage.target import Target

__all__ = ["Connection", "Database", "Row", "examined", "is_ready", "needs_migration"]

Row = asyncpg.Record

CLOSE_SECONDS = 5
UNSAFE_IF_OFF = ("fsync", "synchronous_commit", "full_page_writes")
ANY_UNSAFE = "SELECT " + " OR ".join(f"current_setting('{name}') = 'off'" for name in UNSAFE_IF_OFF)

ENDING_TOKENS = """
SELECT count(*) FROM tokens WHERE revoked IS NULL AND expires BETWEEN now() AND now() + interval '14 days'
"""


class Database:
    """A pool of connections to one PostgreSQL. Every failure leaves it usable: it connects again when it can.

    Raises Unavailable when PostgreSQL can't be reached, TooManyWaiting when `most_waiting` requests wait already, and
    TimedOut when a statement took longer than `statement_seconds`.
    """

    def __init__(
        self,
        url: str,
        *,
        connections: int = settings.CONNECTIONS.default,
        most_waiting: int = settings.MOST_WAITING.default,
        statement_seconds: float = settings.STATEMENT_SECONDS.default,
    ) -> None:
        self.url = url
        target = Target.of(url)
        self._begin = target.begin(statement_seconds)
        self._pool = Pool(
            partial(target.connect, statement_seconds),
            size=connections,
            most_waiting=most_waiting,
            wait_seconds=statement_seconds,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        await self._pool.close(CLOSE_SECONDS)

    def connection(self) -> AbstractAsyncContextManager[Connection]:
        """A connection for single statements, each its own transaction; behind a PgBouncer they share one."""
        return _Use(self._pool) if self._begin is None else self._begun_use(self._begin)

    @asynccontextmanager
    async def _begun_use(self, begin: str) -> AsyncIterator[Connection]:
        async with _Use(self._pool) as connection, _begun(connection, begin):
            yield connection

    def transaction(self) -> AbstractAsyncContextManager[Connection]:
        """A connection in a transaction that is committed at the end, or rolled back when anything is raised."""
        return self._transaction()

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[Connection]:
        async with self.connection() as connection:
            if self._begin is None:
                async with connection.transaction():
                    yield connection
            else:
                yield connection

    @asynccontextmanager
    async def held(self) -> AsyncIterator["Database"]:
        """This database, all uses of which are parts of one transaction: each is undone alone if it raises."""
        async with self.transaction() as connection:
            yield _Held(connection)


class _Held(Database):
    """See `Database.held`. Its parts are savepoints, so that whoever meets a refusal can go on and ask why."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def connection(self) -> AbstractAsyncContextManager[Connection]:
        return self._part()

    def transaction(self) -> AbstractAsyncContextManager[Connection]:
        return self._part()

    @asynccontextmanager
    async def _part(self) -> AsyncIterator[Connection]:
        await self._connection.execute("SAVEPOINT part")
        try:
            yield self._connection
        except BaseException as error:
            if not _is_spoilt_by(error):
                # Released as well: a part around this one goes back to its own savepoint, which has the same name.
                await self._connection.execute("ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part")
            raise
        await self._connection.execute("RELEASE SAVEPOINT part")


class _Use:
    """One use of a connection of the pool. Every request pays for it, so there are no generators here."""

    __slots__ = ("_connection", "_pool")

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def __aenter__(self) -> Connection:
        try:
            self._connection = await self._pool.acquire()
        except Exception as error:
            if refusal := _refusal(error):
                raise refusal from error
            raise
        return self._connection

    async def __aexit__(self, _: object, error: BaseException | None, __: object) -> None:
        if error is None:
            self._pool.release(self._connection)
            return
        if _is_spoilt_by(error):
            self._connection.terminate()
        self._pool.release(self._connection)
        if refusal := _refusal(error):
            raise refusal from error


async def is_ready(database: Database) -> bool:
    """Whether the schema is exactly the one this program was written for, and an answered write is on disk."""
    async with database.connection() as connection:
        return await _revision(connection) == HEAD and not await connection.fetchval(ANY_UNSAFE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Examined:
    """What a database is like. `wanted` is this program's revision; its clock is `ahead_seconds` before ours.

    `ending_tokens` end within two weeks.
    """

    version: int
    encoding: str
    unsafe: list[str]
    revision: str | None
    wanted: str
    max_connections: int
    ahead_seconds: float
    ending_tokens: int


async def examined(url: str) -> Examined:
    """Looks at a database as it is, whatever it is like; raises what asyncpg does if it can't be reached."""
    connection = await Target.of(url).connect(settings.STATEMENT_SECONDS.default)
    try:
        revision = await _revision(connection)
        row = await connection.fetchrow(
            """
            SELECT current_setting('server_encoding') AS encoding,
                   ARRAY(SELECT name FROM pg_settings WHERE name = ANY($1) AND setting = 'off') AS unsafe,
                   current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
                       AS max_connections,
                   clock_timestamp() AS now
            """,
            UNSAFE_IF_OFF,
        )
        assert row is not None  # noqa: S101 – it has no FROM
        return Examined(
            version=connection.get_server_version().major,
            encoding=row["encoding"],
            unsafe=row["unsafe"],
            revision=revision,
            wanted=HEAD,
            max_connections=row["max_connections"],
            ahead_seconds=(row["now"] - datetime.now(UTC)).total_seconds(),
            ending_tokens=await connection.fetchval(ENDING_TOKENS) if revision else 0,
        )
    finally:
        await connection.close()


async def needs_migration(url: str) -> bool:
    """Whether `callpark migrate` has work to do; refuses a database that can't be used with what to change."""
    target, seconds = Target.of(url), settings.STATEMENT_SECONDS.default
    begin = target.begin(seconds) or "BEGIN"
    try:
        connection = await target.connect(seconds)
        try:
            async with _begun(connection, begin):
                await _check_settings(connection, seconds)
                revision = await _revision(connection)
        finally:
            await connection.close()
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
        raise OperatorError(
            f"The database can't be opened: {error}",
            "Check --database-url (postgresql://user:password@host:port/name); if it is a PgBouncer's, see "
            "docs/operations.md for ?pool_mode=transaction.",
        ) from error
    if revision is not None and revision > HEAD:
        raise OperatorError(
            f"The database's schema is at revision {revision}, newer than this program's {HEAD}.",
            "Install the callpark version that made it, or a newer one.",
        )
    return revision != HEAD


async def _revision(connection: Connection) -> str | None:
    try:
        return await connection.fetchval("SELECT max(version_num) FROM alembic_version")  # type: ignore[no-any-return]
    except asyncpg.UndefinedTableError:
        return None


async def _check_settings(connection: Connection, statement_seconds: float) -> None:
    version = connection.get_server_version()
    if version.major < 15:
        raise OperatorError(
            f"The database is PostgreSQL {version.major}; callpark needs 15 or newer.", "Upgrade PostgreSQL."
        )
    encoding = await connection.fetchval("SHOW server_encoding")
    if encoding != "UTF8":
        raise OperatorError(f"The database's encoding is {encoding}.", "Create it with ENCODING 'UTF8'.")
    rows = await connection.fetch(
        "SELECT name FROM pg_settings WHERE name = ANY($1) AND setting = 'off'", UNSAFE_IF_OFF
    )
    if rows:
        names = ", ".join(row["name"] for row in rows)
        raise OperatorError(
            f"PostgreSQL runs with {names} off, so an answered write could be lost.", f"Turn {names} on."
        )
    timeout = await connection.fetchval("SELECT setting::int FROM pg_settings WHERE name = 'statement_timeout'")
    if timeout != int(statement_seconds * 1000):
        raise OperatorError(
            "PostgreSQL was not told how long a statement may take: what stands before it drops our settings.",
            "If that is a PgBouncer, run it in transaction mode and end --database-url in ?pool_mode=transaction.",
        )


@asynccontextmanager
async def _begun(connection: Connection, begin: str) -> AsyncIterator[None]:
    """A transaction that `begin` starts, settings of its own included, in one round trip."""
    await connection.execute(begin)
    try:
        yield
    except BaseException as error:
        if not _is_spoilt_by(error):
            await connection.execute("ROLLBACK")
        raise
    await connection.execute("COMMIT")


def _is_spoilt_by(error: BaseException) -> bool:
    """Whether a connection can't be used any more: it is being lost, or still does what nobody waits for."""
    if isinstance(error, asyncpg.QueryCanceledError):
        return False
    return isinstance(
        error,
        (
            asyncio.CancelledError,
            TimeoutError,
            OSError,
            asyncpg.PostgresConnectionError,
            asyncpg.OperatorInterventionError,
            asyncpg.InterfaceError,
            asyncpg.InternalClientError,
        ),
    )


def _refusal(error: BaseException) -> CallParkError | None:
    """What PostgreSQL's failures mean to the caller. Violated constraints are left to storage.constraints."""
    if isinstance(error, (asyncpg.QueryCanceledError, TimeoutError)):
        return TimedOut()
    if isinstance(error, (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)):  # the latter on a standby
        return Unavailable("Others were changing the same things at the same time. Try again.")
    if isinstance(error, ValueError):  # asyncpg.DataError: an argument of the wrong type is a bug
        return None
    return Unavailable() if isinstance(error, UNAVAILABLE) else None


UNAVAILABLE = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,  # it is being stopped or was restarted
    asyncpg.InsufficientResourcesError,  # disk or memory full, too many connections
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.InterfaceError,  # the connection was lost
    asyncpg.InternalClientError,  # it was told so while it was idle, and asyncpg has not seen its end yet
)
