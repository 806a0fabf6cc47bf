"""Virtual lines: lines that belong to nobody."""

from uuid import UUID

import msgspec

from callpark.parking.directory import CallerId, VirtualLine, VirtualLinesQuestion
from callpark.storage.agents import COLUMNS
from callpark.storage.database import Connection, Row
from callpark.storage.lines import change_line, delete_line, insert_line
from callpark.storage.search import contains

INSERT = """
INSERT INTO virtual_lines (organization_id, id, first_name, last_name, display_name, caller_id, time_zone,
                           announcement_language)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""

UPDATE = """
UPDATE virtual_lines
SET first_name = $3, last_name = $4, display_name = $5, caller_id = $6, time_zone = $7, announcement_language = $8
WHERE organization_id = $1 AND id = $2
"""

HOLD = "SELECT FROM virtual_lines WHERE organization_id = $1 AND id = $2 FOR UPDATE"

VIRTUAL_LINES = """
SELECT virtual_lines.id, virtual_lines.first_name, virtual_lines.last_name, virtual_lines.display_name,
       virtual_lines.caller_id, virtual_lines.time_zone, virtual_lines.announcement_language, extensions.extension,
       numbers.number, lines.location_id, locations.name AS location_name, locations.routing_prefix,
       locations.time_zone AS location_time_zone, locations.address
FROM virtual_lines
JOIN lines ON lines.organization_id = $1 AND lines.id = virtual_lines.id
JOIN locations ON locations.organization_id = $1 AND locations.id = lines.location_id
LEFT JOIN extensions ON extensions.organization_id = $1 AND extensions.line_id = virtual_lines.id
LEFT JOIN numbers ON numbers.organization_id = $1 AND numbers.line_id = virtual_lines.id AND numbers.position = 0
WHERE virtual_lines.organization_id = $1 AND ($2::uuid[] IS NULL OR lines.location_id = ANY($2))
"""

# There are no devices: none of the lines has one assigned.
LIST = f"""
{VIRTUAL_LINES}
  AND ($3::uuid[] IS NULL OR virtual_lines.id = ANY($3))
  AND ($4::text[] IS NULL OR lines.search LIKE ANY($4))
  AND ($5::text[] IS NULL OR numbers.number = ANY($5))
  AND ($6::text[] IS NULL OR locations.name = ANY($6))
  AND ($7::boolean IS NULL OR NOT $7)
  AND ($8::boolean IS NULL OR (extensions.extension IS NOT NULL) = $8)
  AND ($9::boolean IS NULL OR (numbers.number IS NOT NULL) = $9)
ORDER BY {{columns}} LIMIT $10 OFFSET $11
"""

FIND = f"{VIRTUAL_LINES} AND virtual_lines.id = $3"

DELETE = "DELETE FROM virtual_lines WHERE organization_id = $1 AND id = $2"


async def insert_virtual_line(connection: Connection, organization_id: UUID, line: VirtualLine) -> None:
    await insert_line(connection, line.line(organization_id), number_field="phoneNumber")
    await connection.execute(INSERT, organization_id, line.id, *_columns(line))


async def hold_virtual_line(
    connection: Connection, organization_id: UUID, locations: list[UUID] | None, line_id: UUID
) -> VirtualLine | None:
    """The virtual line as it stays until the transaction ends."""
    await connection.execute(HOLD, organization_id, line_id)
    return await find_virtual_line(connection, organization_id, locations, line_id)


async def update_virtual_line(connection: Connection, organization_id: UUID, line: VirtualLine) -> None:
    """Stores what a held one has become; it stays in its location, its call park and its hunt groups."""
    await change_line(connection, line.line(organization_id), number_field="phoneNumber")
    await connection.execute(UPDATE, organization_id, line.id, *_columns(line))


def _columns(line: VirtualLine) -> tuple[str | None, ...]:
    return (
        line.first_name,
        line.last_name,
        line.display_name,
        msgspec.json.encode(line.caller_id).decode(),
        line.time_zone,
        line.announcement_language,
    )


async def list_virtual_lines(
    connection: Connection,
    organization_id: UUID,
    *,
    locations: list[UUID] | None,
    question: VirtualLinesQuestion,
    start: int,
    most: int,
) -> list[VirtualLine]:
    """Of `locations` only, unless that is None; in the question's order, ties broken by id."""
    rows = await connection.fetch(
        LIST.format(columns=", ".join([*(f"lines.{COLUMNS[field]}" for field in question.order), "virtual_lines.id"])),
        organization_id,
        locations,
        list(question.ids) or None,
        [contains(name) for name in question.owner_names] or None,
        list(question.numbers) or None,
        list(question.location_names) or None,
        question.has_device,
        question.has_extension,
        question.has_number,
        most,
        start,
    )
    return [_virtual_line(row) for row in rows]


async def find_virtual_line(
    connection: Connection, organization_id: UUID, locations: list[UUID] | None, line_id: UUID
) -> VirtualLine | None:
    row = await connection.fetchrow(FIND, organization_id, locations, line_id)
    return _virtual_line(row) if row else None


async def delete_virtual_line(connection: Connection, organization_id: UUID, line_id: UUID) -> None:
    """It leaves its call park and its hunt groups silently."""
    await connection.execute(DELETE, organization_id, line_id)
    await delete_line(connection, organization_id, line_id)


def _virtual_line(row: Row) -> VirtualLine:
    decoded = {
        "caller_id": msgspec.json.decode(row["caller_id"], type=CallerId),
        "address": msgspec.json.decode(row["address"]),
    }
    return VirtualLine(**{**row, **decoded})
