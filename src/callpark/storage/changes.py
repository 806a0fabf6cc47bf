"""The audit trail: one row a change, in the change's own transaction, and only while the location is open."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from callpark.storage.constraints import refusing
from callpark.storage.database import Connection, Row

# Part of a WHERE over locations, whose row has to be locked FOR KEY SHARE by the same statement: whoever locks the
# location for maintenance waits for that, and whoever comes later sees it.
OPEN = """
(locked_until IS NULL OR locked_until <= clock_timestamp()
 OR refuse('location_is_open', ceil(extract(epoch FROM locked_until - clock_timestamp()))::text) = 0)
"""

INSERT = f"""
WITH location AS MATERIALIZED (
    SELECT id FROM locations WHERE organization_id = $1 AND id = $2 AND {OPEN} FOR KEY SHARE
)
INSERT INTO changes (organization_id, location_id, actor_id, category, target_id, details)
SELECT $1, $2, $3, $4, $5, $6 FROM (SELECT count(*) FROM location) AS location_is_open
"""

LIST = """
SELECT changes.*, people.email AS actor_email, actors.name AS actor_organization_name,
       organizations.name AS organization_name
FROM changes
JOIN organizations ON organizations.id = changes.organization_id
LEFT JOIN organizations AS actors ON actors.id = (details ->> 'actor_organization_id')::uuid
LEFT JOIN people ON people.organization_id = actors.id AND people.id = actor_id
WHERE changes.organization_id = $1
  AND ($2::timestamptz IS NULL OR changes.created >= $2) AND ($3::timestamptz IS NULL OR changes.created < $3)
  AND ($4::uuid IS NULL OR actor_id = $4) AND ($5::text[] IS NULL OR category = ANY($5))
ORDER BY changes.created DESC, changes.id DESC LIMIT $6 OFFSET $7
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """What is to be recorded; `details` is a JSON object. An `actor_id` of None is somebody at the shell."""

    location_id: UUID | None
    actor_id: UUID | None
    category: str
    target_id: UUID
    details: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangesQuestion:
    """Which changes a list is about; None asks for any."""

    since: datetime | None = None
    before: datetime | None = None
    actor_id: UUID | None = None
    categories: list[str] | None = None


async def insert_change(connection: Connection, organization_id: UUID, change: Change) -> None:
    """The last statement of a change; Locked undoes all of it while the location is locked for maintenance."""
    with refusing():
        await connection.execute(
            INSERT,
            organization_id,
            change.location_id,
            change.actor_id,
            change.category,
            change.target_id,
            change.details,
        )


async def list_changes(
    connection: Connection, organization_id: UUID, question: ChangesQuestion, *, start: int, most: int
) -> list[Row]:
    """The newest first."""
    return await connection.fetch(
        LIST, organization_id, question.since, question.before, question.actor_id, question.categories, most, start
    )
