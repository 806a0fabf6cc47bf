"""Call parks. A create is one statement, an update one on a locked row: it stores all or raises; constraints decide."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from callpark.parking.model import RecallOption
from callpark.parking.names import folded
from callpark.storage.changes import OPEN, Change
from callpark.storage.constraints import refusing
from callpark.storage.database import Connection, Row
from callpark.storage.search import contains

# Gives the call park $3 its agents and extensions: whole lists, in order; a list that is null is left alone.
# Rows that two requests may both want are locked in the order of their ids, so that no two wait for each other.
CLAIM = """
wanted_agents AS (
    SELECT * FROM unnest($4::uuid[], $5::text[]) WITH ORDINALITY AS wanted (id, kind, position)
), locked_lines AS MATERIALIZED (
    SELECT lines.id FROM lines, call_park
    WHERE organization_id = $1 AND location_id = $2 AND $4 IS NOT NULL
      AND lines.id = ANY($4 || ARRAY(
          SELECT own.id FROM lines AS own
          WHERE own.organization_id = $1 AND own.location_id = $2 AND own.call_park_id = $3))
      AND (call_park_id IS NULL OR call_park_id = $3)
    ORDER BY lines.id FOR NO KEY UPDATE OF lines
), agents AS (
    UPDATE lines SET call_park_id = CASE WHEN wanted.id IS NOT NULL THEN $3 END, position = wanted.position
    FROM locked_lines LEFT JOIN wanted_agents AS wanted USING (id)
    WHERE organization_id = $1 AND lines.id = locked_lines.id AND (wanted.kind IS NULL OR wanted.kind = lines.kind)
      AND (call_park_id IS NULL OR call_park_id = $3)
    RETURNING wanted.id
), wanted_extensions AS (
    SELECT * FROM unnest($6::uuid[]) WITH ORDINALITY AS wanted (id, position)
), locked_extensions AS MATERIALIZED (
    SELECT call_park_extensions.id FROM call_park_extensions, (SELECT count(*) FROM agents) AS agents_first
    WHERE organization_id = $1 AND location_id = $2 AND $6 IS NOT NULL
      AND call_park_extensions.id = ANY($6 || ARRAY(
          SELECT own.id FROM call_park_extensions AS own
          WHERE own.organization_id = $1 AND own.location_id = $2 AND own.call_park_id = $3))
      AND (call_park_id IS NULL OR call_park_id = $3)
    ORDER BY call_park_extensions.id FOR NO KEY UPDATE OF call_park_extensions
), extensions AS (
    UPDATE call_park_extensions
    SET call_park_id = CASE WHEN wanted.id IS NOT NULL THEN $3 END, position = wanted.position
    FROM locked_extensions LEFT JOIN wanted_extensions AS wanted USING (id)
    WHERE organization_id = $1 AND call_park_extensions.id = locked_extensions.id
      AND (call_park_id IS NULL OR call_park_id = $3)
    RETURNING wanted.id
)
SELECT CASE
    WHEN (SELECT count(*) FROM call_park) = 0 THEN refuse('call_park_has_location')
    WHEN (SELECT count(id) FROM agents) < cardinality($4) THEN refuse('agents_are_available')
    WHEN (SELECT count(id) FROM extensions) < cardinality($6) THEN refuse('extensions_are_available')
END
"""

# A claim that comes up short makes refuse() end the statement; why it did is asked afterwards.
CREATE = f"""
WITH call_park AS (
    INSERT INTO call_parks (organization_id, location_id, id, name, search,
                            recall_option, hunt_group_id, park_on_agents)
    SELECT $1, $2, $3, $7, $8, $9, $10, $11 FROM locations
    WHERE organization_id = $1 AND id = $2 AND calling AND {OPEN}
    FOR KEY SHARE  -- waits for disable_calling, and then finds no calling
    RETURNING id
), recorded AS (
    INSERT INTO changes (organization_id, location_id, actor_id, category, target_id, details)
    SELECT $1, $2, $12, $13, $3, $14 FROM call_park WHERE $14::json IS NOT NULL
), {CLAIM}
"""

# A statement of its own before UPDATE, which then sees the lists that the update before it left. Whichever call park
# has the new name is locked as well, so that two that swap their names do not wait for each other.
LOCK = """
SELECT id, name FROM call_parks
WHERE organization_id = $1 AND location_id = $2 AND name = ANY($3)
ORDER BY id FOR UPDATE
"""

STORED = """
SELECT name, recall_option, hunt_group_id, park_on_agents,
       ARRAY(
           SELECT id FROM lines
           WHERE organization_id = $1 AND location_id = $2 AND call_park_id = $3 ORDER BY position) AS agents,
       ARRAY(
           SELECT id FROM call_park_extensions
           WHERE organization_id = $1 AND location_id = $2 AND call_park_id = $3 ORDER BY position) AS extensions
FROM call_parks WHERE organization_id = $1 AND location_id = $2 AND id = $3
"""

UPDATE = f"""
WITH call_park AS (
    UPDATE call_parks
    SET name = coalesce($7, name), search = coalesce($8, search), recall_option = coalesce($9, recall_option),
        hunt_group_id = CASE WHEN $9 IS NULL THEN hunt_group_id ELSE $10 END,
        park_on_agents = coalesce($11, park_on_agents)
    WHERE organization_id = $1 AND location_id = $2 AND id = $3
    RETURNING id
), {CLAIM}
"""

REMEMBER_NAME = """
INSERT INTO call_park_former_names (organization_id, location_id, name, call_park_id) VALUES ($1, $2, $3, $4)
ON CONFLICT (organization_id, location_id, name) DO UPDATE SET call_park_id = EXCLUDED.call_park_id
"""

FORGET_NAME = "DELETE FROM call_park_former_names WHERE organization_id = $1 AND location_id = $2 AND name = $3"

PRESENT_NAME = """
SELECT call_parks.name FROM call_park_former_names AS former
JOIN call_parks ON call_parks.organization_id = $1 AND call_parks.location_id = $2
               AND call_parks.id = former.call_park_id
WHERE former.organization_id = $1 AND former.location_id = $2 AND former.name = $3
"""

LIST = """
SELECT name, ARRAY(
    SELECT name FROM call_parks
    WHERE organization_id = $1 AND location_id = $2 AND ($3::text IS NULL OR search LIKE $3)
    ORDER BY name {direction} LIMIT $4 OFFSET $5)
FROM locations WHERE organization_id = $1 AND id = $2 AND calling
"""

FIND = """
SELECT call_parks.name, recall_option, park_on_agents,
       hunt_groups.id AS hunt_group_id, hunt_groups.mailbox, hunt_groups.name AS hunt_group_name,
       locations.routing_prefix,
       ARRAY(
           SELECT fragment FROM lines
           WHERE organization_id = $1 AND location_id = $2 AND call_park_id = call_parks.id
           ORDER BY position) AS agents,
       ARRAY(
           SELECT (own.id, own.name, extensions.extension) FROM call_park_extensions AS own
           JOIN extensions ON extensions.organization_id = $1 AND extensions.call_park_extension_id = own.id
           WHERE own.organization_id = $1 AND own.location_id = $2 AND own.call_park_id = call_parks.id
           ORDER BY own.position) AS extensions
FROM call_parks
JOIN locations ON locations.organization_id = $1 AND locations.id = $2 AND calling
LEFT JOIN hunt_groups ON hunt_groups.organization_id = $1 AND hunt_groups.id = call_parks.hunt_group_id
WHERE call_parks.organization_id = $1 AND call_parks.location_id = $2 AND call_parks.name = $3
"""

FIND_OF_LINE = """
SELECT call_parks.name, locations.routing_prefix,
       ARRAY(
           SELECT fragment FROM lines AS agents
           WHERE agents.organization_id = $1 AND agents.location_id = lines.location_id
             AND agents.call_park_id = call_parks.id
           ORDER BY agents.position) AS agents
FROM lines
JOIN call_parks ON call_parks.organization_id = $1 AND call_parks.location_id = lines.location_id
               AND call_parks.id = lines.call_park_id
JOIN locations ON locations.organization_id = $1 AND locations.id = lines.location_id
WHERE lines.organization_id = $1 AND lines.id = $2
"""

WHY_NOT_AGENTS = """
SELECT wanted.position - 1 AS position, lines.location_id <> $2 AS of_another_location, call_parks.name AS call_park
FROM unnest($3::uuid[], $4::text[]) WITH ORDINALITY AS wanted (id, kind, position)
LEFT JOIN lines ON lines.organization_id = $1 AND lines.id = wanted.id
               AND (wanted.kind IS NULL OR wanted.kind = lines.kind)
LEFT JOIN call_parks ON call_parks.organization_id = $1 AND call_parks.location_id = $2
                    AND call_parks.id = lines.call_park_id
WHERE lines.id IS NULL OR lines.location_id <> $2 OR lines.call_park_id <> $5
ORDER BY call_parks.name IS NOT NULL, wanted.position LIMIT 1
"""

WHY_NOT_EXTENSIONS = """
SELECT wanted.position - 1 AS position, extensions.location_id <> $2 AS of_another_location,
       call_parks.name AS call_park
FROM unnest($3::uuid[]) WITH ORDINALITY AS wanted (id, position)
LEFT JOIN call_park_extensions AS extensions ON extensions.organization_id = $1 AND extensions.id = wanted.id
LEFT JOIN call_parks ON call_parks.organization_id = $1 AND call_parks.location_id = $2
                    AND call_parks.id = extensions.call_park_id
WHERE extensions.id IS NULL OR extensions.location_id <> $2 OR extensions.call_park_id <> $4
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


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangedCallPark:
    """What of the call park `id` is to be stored: None leaves a field alone; a recall option brings its hunt group."""

    id: UUID
    name: str | None
    recall_option: RecallOption | None
    hunt_group_id: UUID | None
    park_on_agents: bool | None
    agents: list[UUID] | None
    agent_kinds: list[str | None] | None
    extensions: list[UUID] | None


class NotAvailable(Exception):
    """An agent or a call park extension that a call park claims is not free; the transaction is lost."""


async def insert_call_park(
    connection: Connection, organization_id: UUID, location_id: UUID, park: NewCallPark, change: Change | None
) -> None:
    """Stores the call park with its agents and extensions, or raises: NameTaken, NoSuchLocation, NotAvailable …

    `change` is recorded by the same statement, unless it is None.
    """
    recorded = (change.actor_id, change.category, change.details) if change else (None, None, None)
    with _claiming(park.name):
        await connection.execute(CREATE, organization_id, location_id, *_values(park), *recorded)


async def lock_call_park(
    connection: Connection, organization_id: UUID, location_id: UUID, name: str, new_name: str | None
) -> UUID | None:
    """The call park's own id; it stays as it is until the transaction ends, as does the one that has `new_name`."""
    rows = await connection.fetch(LOCK, organization_id, location_id, [name, new_name or name])
    return next((row["id"] for row in rows if row["name"] == name), None)


async def stored_call_park(connection: Connection, organization_id: UUID, location_id: UUID, park_id: UUID) -> Row:
    """A locked call park as it is stored; `agents` and `extensions` are their ids."""
    row = await connection.fetchrow(STORED, organization_id, location_id, park_id)
    assert row is not None  # noqa: S101 – it is locked
    return row


async def update_call_park(
    connection: Connection, organization_id: UUID, location_id: UUID, name: str, park: ChangedCallPark
) -> None:
    """Stores what is not None for the locked call park that is called `name`, or raises NameTaken or NotAvailable."""
    with _claiming(park.name):
        await connection.execute(UPDATE, organization_id, location_id, *_values(park))
    if park.name not in (None, name):
        await connection.execute(REMEMBER_NAME, organization_id, location_id, name, park.id)


async def present_name(connection: Connection, organization_id: UUID, location_id: UUID, name: str) -> str | None:
    """What the call park that was called `name` last is called now. Asked only while no call park has that name."""
    return await connection.fetchval(  # type: ignore[no-any-return]
        PRESENT_NAME, organization_id, location_id, name
    )


@contextmanager
def _claiming(name: str | None) -> Iterator[None]:
    try:
        with refusing(name=name):
            yield
    except asyncpg.IntegrityConstraintViolationError as error:
        if error.constraint_name not in ("agents_are_available", "extensions_are_available"):
            raise
        raise NotAvailable from error


def _values(park: NewCallPark | ChangedCallPark) -> tuple[object, ...]:
    """The parameters of CREATE and UPDATE from the third on."""
    return (
        park.id,
        park.agents,
        park.agent_kinds,
        park.extensions,
        park.name,
        folded(park.name) if park.name is not None else None,
        park.recall_option.value if park.recall_option else None,
        park.hunt_group_id,
        park.park_on_agents,
    )


async def why_not_agents(
    connection: Connection, organization_id: UUID, location_id: UUID, park: NewCallPark | ChangedCallPark
) -> Row | None:
    """The agent that most stands in the way of the call park, None if all are free or its own.

    `position` in the list; `call_park` that has it, or else `of_another_location`, or else there is no such line.
    """
    return await connection.fetchrow(
        WHY_NOT_AGENTS, organization_id, location_id, park.agents or [], park.agent_kinds or [], park.id
    )


async def why_not_extensions(
    connection: Connection, organization_id: UUID, location_id: UUID, park: NewCallPark | ChangedCallPark
) -> Row | None:
    """The same for call park extensions."""
    return await connection.fetchrow(WHY_NOT_EXTENSIONS, organization_id, location_id, park.extensions or [], park.id)


async def list_call_parks(
    connection: Connection,
    organization_id: UUID,
    location_id: UUID,
    *,
    name: str | None,
    descending: bool,
    start: int,
    most: int,
) -> tuple[str, list[str]] | None:
    """The location's name, and names of its call parks in their order by code point; None without such a location.

    `name` is contained in them, ignoring case.
    """
    pattern = None if name is None else contains(name)
    statement = LIST.format(direction="DESC" if descending else "ASC")
    row = await connection.fetchrow(statement, organization_id, location_id, pattern, most, start)
    return (row[0], row[1]) if row else None


async def find_call_park(connection: Connection, organization_id: UUID, location_id: UUID, name: str) -> Row | None:
    """All of it, read at one moment: `agents` as they are stored, `extensions` as tuples of id, name and extension."""
    return await connection.fetchrow(FIND, organization_id, location_id, name)


async def find_call_park_of_line(connection: Connection, organization_id: UUID, line_id: UUID) -> Row | None:
    """Name and agents of the call park whose agent the line is, with the location's routing_prefix."""
    return await connection.fetchrow(FIND_OF_LINE, organization_id, line_id)


async def delete_call_park(connection: Connection, organization_id: UUID, location_id: UUID, name: str) -> None:
    """Deletes a locked one: its agents and extensions are free from now on, and its names lead nowhere."""
    await connection.execute(
        "DELETE FROM call_parks WHERE organization_id = $1 AND location_id = $2 AND name = $3",
        organization_id,
        location_id,
        name,
    )
    await connection.execute(FORGET_NAME, organization_id, location_id, name)
