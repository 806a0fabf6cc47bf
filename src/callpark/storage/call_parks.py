"""Call parks. A create is one statement: it stores all of it or raises, and constraints decide."""

from dataclasses import dataclass
from uuid import UUID

import asyncpg

from callpark.parking.model import RecallOption
from callpark.parking.names import folded
from callpark.storage.constraints import refusing
from callpark.storage.database import Connection, Row
from callpark.storage.search import contains

# Rows that two creates may both want are locked in the order of their ids, so that no two wait for each other.
# A claim that comes up short makes refuse() end the statement; why it did is asked afterwards.
CREATE = """
WITH call_park AS (
    INSERT INTO call_parks (organization_id, location_id, id, name, search,
                            recall_option, hunt_group_id, park_on_agents)
    SELECT $1, $2, $3, $4, $5, $6, $7, $8 FROM locations WHERE organization_id = $1 AND id = $2 AND calling
    FOR KEY SHARE  -- waits for disable_calling, and then finds no calling
    RETURNING id
), wanted_agents AS (
    SELECT * FROM unnest($9::uuid[], $10::text[]) WITH ORDINALITY AS wanted (id, kind, position)
), locked_lines AS MATERIALIZED (
    SELECT lines.id FROM lines, call_park
    WHERE organization_id = $1 AND location_id = $2 AND lines.id = ANY($9) AND call_park_id IS NULL
    ORDER BY lines.id FOR NO KEY UPDATE OF lines
), agents AS (
    UPDATE lines SET call_park_id = $3, position = wanted.position
    FROM wanted_agents AS wanted JOIN locked_lines USING (id)
    WHERE organization_id = $1 AND lines.id = wanted.id AND (wanted.kind IS NULL OR wanted.kind = lines.kind)
      AND call_park_id IS NULL
    RETURNING 1
), wanted_extensions AS (
    SELECT * FROM unnest($11::uuid[]) WITH ORDINALITY AS wanted (id, position)
), locked_extensions AS MATERIALIZED (
    SELECT call_park_extensions.id FROM call_park_extensions, (SELECT count(*) FROM agents) AS agents_first
    WHERE organization_id = $1 AND location_id = $2 AND call_park_extensions.id = ANY($11) AND call_park_id IS NULL
    ORDER BY call_park_extensions.id FOR NO KEY UPDATE OF call_park_extensions
), extensions AS (
    UPDATE call_park_extensions SET call_park_id = $3, position = wanted.position
    FROM wanted_extensions AS wanted JOIN locked_extensions USING (id)
    WHERE organization_id = $1 AND call_park_extensions.id = wanted.id AND call_park_id IS NULL
    RETURNING 1
)
SELECT CASE
    WHEN (SELECT count(*) FROM call_park) = 0 THEN refuse('call_park_has_location')
    WHEN (SELECT count(*) FROM agents) < cardinality($9::uuid[]) THEN refuse('agents_are_available')
    WHEN (SELECT count(*) FROM extensions) < cardinality($11::uuid[]) THEN refuse('extensions_are_available')
END
"""

LIST = """
SELECT name FROM call_parks
WHERE organization_id = $1 AND location_id = $2 AND ($3::text IS NULL OR search LIKE $3)
ORDER BY name {direction} LIMIT $4 OFFSET $5
"""

FIND = """
SELECT call_parks.id, call_parks.name, recall_option, park_on_agents,
       hunt_groups.id AS hunt_group_id, hunt_groups.mailbox, hunt_groups.name AS hunt_group_name
FROM call_parks LEFT JOIN hunt_groups
     ON hunt_groups.organization_id = $1 AND hunt_groups.id = call_parks.hunt_group_id
WHERE call_parks.organization_id = $1 AND call_parks.location_id = $2 AND call_parks.name = $3
"""

WHY_NOT_AGENTS = """
SELECT wanted.position - 1 AS position, lines.location_id <> $2 AS of_another_location, call_parks.name AS call_park
FROM unnest($3::uuid[], $4::text[]) WITH ORDINALITY AS wanted (id, kind, position)
LEFT JOIN lines ON lines.organization_id = $1 AND lines.id = wanted.id
               AND (wanted.kind IS NULL OR wanted.kind = lines.kind)
LEFT JOIN call_parks ON call_parks.organization_id = $1 AND call_parks.location_id = $2
                    AND call_parks.id = lines.call_park_id
WHERE lines.id IS NULL OR lines.location_id <> $2 OR lines.call_park_id IS NOT NULL
ORDER BY call_parks.name IS NOT NULL, wanted.position LIMIT 1
"""

WHY_NOT_EXTENSIONS = """
SELECT wanted.position - 1 AS position, extensions.location_id <> $2 AS of_another_location,
       call_parks.name AS call_park
FROM unnest($3::uuid[]) WITH ORDINALITY AS wanted (id, position)
LEFT JOIN call_park_extensions AS extensions ON extensions.organization_id = $1 AND extensions.id = wanted.id
LEFT JOIN call_parks ON call_parks.organization_id = $1 AND call_parks.location_id = $2
                    AND call_parks.id = extensions.call_park_id
WHERE extensions.id IS NULL OR extensions.location_id <> $2 OR extensions.call_park_id IS NOT NULL
ORDER BY call_parks.name IS NOT NULL, wanted.position LIMIT 1
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class NewCallPark:
    """A call park as it is stored: references are resolved to UUIDs; a kind of None matches any kind of line."""

    id: UUID
    name: str
    recall_option: RecallOption
    hunt_group_id: UUID | None
    park_on_agents: bool
    agents: list[UUID]
    agent_kinds: list[str | None]
    extensions: list[UUID]


class NotAvailable(Exception):
    """An agent or a call park extension that a call park claims is not free; the transaction is lost."""


async def insert_call_park(connection: Connection, organization_id: UUID, location_id: UUID, park: NewCallPark) -> None:
    """Stores the call park with its agents and extensions, or raises: NameTaken, NoSuchLocation, NotAvailable …"""
    try:
        with refusing(name=park.name):
            await connection.execute(
                CREATE,
                organization_id,
                location_id,
                park.id,
                park.name,
                folded(park.name),
                park.recall_option.value,
                park.hunt_group_id,
                park.park_on_agents,
                park.agents,
                park.agent_kinds,
                park.extensions,
            )
    except asyncpg.IntegrityConstraintViolationError as error:
        if error.constraint_name not in ("agents_are_available", "extensions_are_available"):
            raise
        raise NotAvailable from error


async def why_not_agents(
    connection: Connection, organization_id: UUID, location_id: UUID, agents: list[UUID], kinds: list[str | None]
) -> Row | None:
    """The agent that most stands in the way, None if all are free.

    `position` in the list; `call_park` that has it, or else `of_another_location`, or else there is no such line.
    """
    return await connection.fetchrow(WHY_NOT_AGENTS, organization_id, location_id, agents, kinds)


async def why_not_extensions(
    connection: Connection, organization_id: UUID, location_id: UUID, extensions: list[UUID]
) -> Row | None:
    """The same for call park extensions."""
    return await connection.fetchrow(WHY_NOT_EXTENSIONS, organization_id, location_id, extensions)


async def list_call_parks(
    connection: Connection,
    organization_id: UUID,
    location_id: UUID,
    *,
    name: str | None,
    descending: bool,
    start: int,
    most: int,
) -> list[str]:
    """Names of the location's call parks in their order by code point; `name` is contained in them, ignoring case."""
    pattern = None if name is None else contains(name)
    statement = LIST.format(direction="DESC" if descending else "ASC")
    rows = await connection.fetch(statement, organization_id, location_id, pattern, most, start)
    return [row["name"] for row in rows]


async def find_call_park(connection: Connection, organization_id: UUID, location_id: UUID, name: str) -> Row | None:
    return await connection.fetchrow(FIND, organization_id, location_id, name)


async def delete_call_park(connection: Connection, organization_id: UUID, location_id: UUID, name: str) -> bool:
    """Whether there was one; its agents and extensions are free from now on."""
    deleted = await connection.execute(
        "DELETE FROM call_parks WHERE organization_id = $1 AND location_id = $2 AND name = $3",
        organization_id,
        location_id,
        name,
    )
    return deleted == "DELETE 1"
