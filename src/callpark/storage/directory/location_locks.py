"""Locations that are locked for maintenance: until when, and by whom; storage.changes refuses what comes meanwhile."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from callpark.storage.database import Connection

# FOR UPDATE waits for every change of the location that has been let through: they hold its row FOR KEY SHARE.
HOLD = """
SELECT id, name, locked_by, locked_until FROM locations WHERE organization_id = $1 AND id = $2 FOR UPDATE
"""

LOCK = """
UPDATE locations SET locked_by = $3, locked_until = clock_timestamp() + make_interval(secs => $4)
WHERE organization_id = $1 AND id = $2 RETURNING locked_until
"""

UNLOCK = "UPDATE locations SET locked_by = NULL, locked_until = NULL WHERE organization_id = $1 AND id = $2"

LIST = """
SELECT id, name, locked_by, locked_until FROM locations WHERE organization_id = $1 ORDER BY sort_name, id
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class LockableLocation:
    """`locked_by` and `locked_until` are those of its last lock, which may have ended by itself."""

    id: UUID
    name: str
    locked_by: str | None
    locked_until: datetime | None


async def hold_location(connection: Connection, organization_id: UUID, location_id: UUID) -> LockableLocation | None:
    """The location as it stays until the transaction ends, with no change of it under way."""
    row = await connection.fetchrow(HOLD, organization_id, location_id)
    return LockableLocation(**row) if row else None


async def lock_location(
    connection: Connection, organization_id: UUID, location_id: UUID, holder: str, seconds: int
) -> datetime:
    """Locks a held one; the moment when the lock ends by itself."""
    return await connection.fetchval(LOCK, organization_id, location_id, holder, seconds)  # type: ignore[no-any-return]


async def unlock_location(connection: Connection, organization_id: UUID, location_id: UUID) -> None:
    await connection.execute(UNLOCK, organization_id, location_id)


async def list_locations(connection: Connection, organization_id: UUID) -> list[LockableLocation]:
    return [LockableLocation(**row) for row in await connection.fetch(LIST, organization_id)]
