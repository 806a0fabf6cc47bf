"""What somebody who edits a call park chooses from, with what stands in the way of it."""

from uuid import UUID

from callpark.storage.database import Connection
from callpark.storage.lines import names_of_line

EXTENSIONS = """
SELECT own.id, own.name, extensions.extension, call_parks.name AS call_park FROM call_park_extensions AS own
JOIN extensions ON extensions.organization_id = $1 AND extensions.call_park_extension_id = own.id
LEFT JOIN call_parks ON call_parks.organization_id = $1 AND call_parks.location_id = $2
                    AND call_parks.id = own.call_park_id
WHERE own.organization_id = $1 AND own.location_id = $2
ORDER BY call_parks.name IS NOT DISTINCT FROM $4 AND $4 IS NOT NULL DESC, lpad(extensions.extension, 10, '0'), own.id
LIMIT $3
"""


LINES_BY_EXTENSION = """
SELECT extension, line_id FROM extensions
WHERE organization_id = $1 AND location_id = $2 AND extension = ANY($3) AND line_id IS NOT NULL
"""

NAMES = """
SELECT id, name FROM call_park_extensions WHERE organization_id = $1 AND id = ANY($2)
UNION ALL SELECT id, name FROM hunt_groups WHERE organization_id = $1 AND id = ANY($2)
UNION ALL SELECT id, name FROM locations WHERE organization_id = $1 AND id = ANY($2)
"""

LINES_BY_ID = "SELECT id, fragment FROM lines WHERE organization_id = $1 AND id = ANY($2)"


async def call_park_extensions(
    connection: Connection, organization_id: UUID, location_id: UUID, *, own: str | None, most: int
) -> list[tuple[UUID, str, str, str | None]]:
    """Id, name and extension of those of the location, each with the call park that has it: those of `own` first."""
    rows = await connection.fetch(EXTENSIONS, organization_id, location_id, most, own)
    return [(row["id"], row["name"], row["extension"], row["call_park"]) for row in rows]


async def lines_by_extension(
    connection: Connection, organization_id: UUID, location_id: UUID, extensions: list[str]
) -> dict[str, UUID]:
    """The lines of the location that have these extensions."""
    rows = await connection.fetch(LINES_BY_EXTENSION, organization_id, location_id, extensions)
    return {row["extension"]: row["line_id"] for row in rows}


async def names_of_things(connection: Connection, organization_id: UUID, things: list[UUID]) -> dict[UUID, str]:
    """What those of `things` are called that there are: lines, call park extensions, hunt groups and locations."""
    rows = await connection.fetch(NAMES, organization_id, things)
    return {row["id"]: row["name"] for row in rows} | await names_of_lines(connection, organization_id, things)


async def names_of_lines(connection: Connection, organization_id: UUID, lines: list[UUID]) -> dict[UUID, str]:
    """What those of `lines` that there are are called, first and last name."""
    rows = await connection.fetch(LINES_BY_ID, organization_id, lines)
    return {row["id"]: " ".join(name for name in names_of_line(row["fragment"]) if name != ".") for row in rows}
