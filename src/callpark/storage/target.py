"""What a database URL leads to: PostgreSQL itself, or a PgBouncer in transaction mode before it.

`?pool_mode=transaction` says so: it is a fact about what stands behind that URL, so it holds for every command that
takes one. Such a PgBouncer may give each transaction another of PostgreSQL's connections, and no state outlasts one. So
each use is a transaction that begins with its own settings, and no prepared statement has a name.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import asyncpg

from callpark import settings
from callpark.errors import OperatorError

if TYPE_CHECKING:
    Connection = asyncpg.Connection[asyncpg.Record]
else:
    Connection = asyncpg.Connection

PARAMETER = "pool_mode"
TRANSACTION = "transaction"
CONNECT_SECONDS = 5


@dataclass(frozen=True)
class Target:
    """`url` as asyncpg takes it; whether a PgBouncer in transaction mode stands there."""

    url: str
    pooled: bool

    @classmethod
    def of(cls, url: str) -> Self:
        base, _, query = url.partition("?")
        parameters = query.split("&") if query else []
        modes = [one.partition("=")[2] for one in parameters if one.partition("=")[0] == PARAMETER]
        if set(modes) - {TRANSACTION}:
            raise OperatorError(
                f"{settings.DATABASE_URL.option}: there is no {PARAMETER}={modes[-1]}.",
                f"Write {PARAMETER}={TRANSACTION} if a PgBouncer in transaction mode stands there, "
                "and leave it out if PostgreSQL itself does.",
            )
        kept = [one for one in parameters if one.partition("=")[0] != PARAMETER]
        return cls(base + (f"?{'&'.join(kept)}" if kept else ""), bool(modes))

    async def connect(self, statement_seconds: float) -> Connection:
        session = {} if self.pooled else _settings(statement_seconds)  # PgBouncer refuses them at this place
        return await asyncpg.connect(
            self.url,
            timeout=CONNECT_SECONDS,
            command_timeout=statement_seconds + 2,  # PostgreSQL's own timeout comes first, unless it hangs
            server_settings={"application_name": "callpark", **session},
            statement_cache_size=self.prepared_most,
        )

    @property
    def prepared_most(self) -> int:
        """How many prepared statements a connection keeps: asyncpg's default, or none, and then they have no names."""
        return 0 if self.pooled else 100

    def begin(self, statement_seconds: float) -> str | None:
        """What every use has to start with here; one round trip for all of it."""
        if not self.pooled:
            return None
        return "; ".join(
            ["BEGIN", *(f"SET LOCAL {name} = {value}" for name, value in _settings(statement_seconds).items())]
        )


def _settings(statement_seconds: float) -> dict[str, str]:
    return {"statement_timeout": str(int(statement_seconds * 1000)), "jit": "off"}
