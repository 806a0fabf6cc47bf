"""Locations, with or without calling."""

from uuid import UUID

import asyncpg
import msgspec

from callpark.errors import LocationInUse
from callpark.parking.locations import Location
from callpark.parking.names import folded
from callpark.storage.constraints import refusing
from callpark.storage.database import Connection, Row
from callpark.storage.search import contains

COLUMNS = """
id, name, time_zone, preferred_language, announcement_language, address, latitude, longitude, notes, calling,
routing_prefix, main_number, calling_line_name, external_caller_id_name, outside_dial_digit, enforce_outside_dial_digit
"""

INSERT = """
INSERT INTO locations (organization_id, id, name, sort_name, time_zone, preferred_language, announcement_language,
                       address, latitude, longitude, notes)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
"""

UPDATE = """
UPDATE locations
SET name = $3, sort_name = $4, time_zone = $5, preferred_language = $6, announcement_language = $7, address = $8,
    latitude = $9, longitude = $10, notes = $11, routing_prefix = $12, main_number = $13, calling_line_name = $14,
    external_caller_id_name = $15, outside_dial_digit = $16, enforce_outside_dial_digit = $17
WHERE organization_id = $1 AND id = $2
"""

LIST = f"""
SELECT {COLUMNS} FROM locations
WHERE organization_id = $1
  AND ($2::uuid[] IS NULL OR id = ANY($2))
  AND ($3::text IS NULL OR sort_name LIKE $3)
  AND (NOT $4 OR calling)
ORDER BY sort_name {{direction}}, id LIMIT $5 OFFSET $6
"""

FIND = f"SELECT {COLUMNS} FROM locations WHERE organization_id = $1 AND id = $2"


def _location(row: Row) -> Location:
    return Location(**{**row, "address": msgspec.json.decode(row["address"])})


async def insert_location(connection: Connection, organization_id: UUID, location: Location) -> None:
    with refusing(name=location.name):
        await connection.execute(INSERT, organization_id, location.id, *_columns(location))


async def update_location(connection: Connection, organization_id: UUID, location: Location) -> None:
    """Stores all of a held location but whether it has calling; its main number has to be one of its own.

    A new routing prefix is one row, however many lines the location has: their fragments hold no prefix.
    """
    with refusing(name=location.name, number=location.main_number, field="callingLineId.phoneNumber"):
        await connection.execute(
            UPDATE,
            organization_id,
            location.id,
            *_columns(location),
            location.routing_prefix,
            location.main_number,
            location.calling_line_name,
            location.external_caller_id_name,
            location.outside_dial_digit,
            location.enforce_outside_dial_digit,
        )


def _columns(location: Location) -> tuple[str | None, ...]:
    return (
        location.name,
        folded(location.name),
        location.time_zone,
        location.preferred_language,
        location.announcement_language,
        msgspec.json.encode(location.address).decode(),
        location.latitude,
        location.longitude,
        location.notes,
    )


async def hold_location(connection: Connection, organization_id: UUID, location_id: UUID) -> Location | None:
    """The location as it stays until the transaction ends; lines can still be added to it meanwhile."""
    row = await connection.fetchrow(f"{FIND} FOR NO KEY UPDATE", organization_id, location_id)
    return _location(row) if row else None


async def find_location(connection: Connection, organization_id: UUID, location_id: UUID) -> Location | None:
    row = await connection.fetchrow(FIND, organization_id, location_id)
    return _location(row) if row else None


async def hold_calling_location(connection: Connection, organization_id: UUID, location_id: UUID) -> Location | None:
    """The location if it has calling, which stays enabled until the transaction ends: disable_calling waits for it."""
    row = await connection.fetchrow(f"{FIND} AND calling FOR KEY SHARE", organization_id, location_id)
    return _location(row) if row else None


async def list_locations(
    connection: Connection,
    organization_id: UUID,
    *,
    locations: list[UUID] | None,
    name: str | None,
    calling_only: bool,
    descending: bool = False,
    start: int,
    most: int,
) -> list[Location]:
    """By name; of `locations` only, unless that is None; `name` is contained in theirs, ignoring case."""
    rows = await connection.fetch(
        LIST.format(direction="DESC" if descending else "ASC"),
        organization_id,
        locations,
        None if name is None else contains(name),
        calling_only,
        most,
        start,
    )
    return [_location(row) for row in rows]


async def existing(connection: Connection, organization_id: UUID, location_ids: list[UUID]) -> set[UUID]:
    """Those of `location_ids` that the organization has."""
    rows = await connection.fetch(
        "SELECT id FROM locations WHERE organization_id = $1 AND id = ANY($2)", organization_id, location_ids
    )
    return {row["id"] for row in rows}


async def enable_calling(connection: Connection, organization_id: UUID, location_id: UUID) -> bool:
    """Whether there is such a location."""
    updated = await connection.execute(
        "UPDATE locations SET calling = true WHERE organization_id = $1 AND id = $2", organization_id, location_id
    )
    return updated == "UPDATE 1"


async def set_routing_prefix(
    connection: Connection, organization_id: UUID, location_id: UUID, routing_prefix: str | None
) -> None:
    """One row, however many lines the location has: their fragments hold no prefix."""
    await connection.execute(
        "UPDATE locations SET routing_prefix = $3 WHERE organization_id = $1 AND id = $2",
        organization_id,
        location_id,
        routing_prefix,
    )


DELETE_PLAIN = "DELETE FROM locations WHERE organization_id = $1 AND id = $2 AND NOT calling"


async def delete_location(connection: Connection, organization_id: UUID, location_id: UUID) -> bool:
    """Whether there was one without calling; LocationInUse while anything belongs to it."""
    try:
        return await connection.execute(DELETE_PLAIN, organization_id, location_id) == "DELETE 1"
    except asyncpg.ForeignKeyViolationError as error:
        raise LocationInUse from error


OF_LOCATION = {
    "lines": "id",
    "hunt_groups": "id",
    "call_parks": "id",
    "call_park_extensions": "id",
    "numbers": "number",
}

# Ordered, though any row would do: PostgreSQL then takes the index, whose first entry says it. Without an order it
# expects to find one soon in the table, since locations have many, and reads all of it for a location that has none.
ANY_OF_LOCATION = """
(SELECT true FROM {table} WHERE organization_id = $1 AND location_id = $2 ORDER BY {key} LIMIT 1) IS NOT NULL
"""

IN_USE = "SELECT" + "OR".join(ANY_OF_LOCATION.format(table=table, key=key) for table, key in OF_LOCATION.items())


DISABLE_CALLING = """
UPDATE locations
SET calling = false, routing_prefix = NULL, main_number = NULL, calling_line_name = NULL,
    external_caller_id_name = NULL, outside_dial_digit = NULL, enforce_outside_dial_digit = false
WHERE organization_id = $1 AND id = $2
"""


async def disable_calling(connection: Connection, organization_id: UUID, location_id: UUID) -> bool:
    """Whether the location had nothing that needs calling, and so has no calling any more."""
    # The lock makes whoever adds something to the location wait: foreign keys lock its row too.
    await connection.execute(
        "SELECT FROM locations WHERE organization_id = $1 AND id = $2 FOR UPDATE", organization_id, location_id
    )
    if await connection.fetchval(IN_USE, organization_id, location_id):
        return False
    await connection.execute(DISABLE_CALLING, organization_id, location_id)
    await connection.execute(
        "DELETE FROM call_park_settings WHERE organization_id = $1 AND location_id = $2", organization_id, location_id
    )
    return True
