"""Call park extensions: where calls can be parked, each with a name and an extension of its location."""

from uuid import UUID

from callpark.parking.model import CallParkExtension, CallParkExtensionChange, CallParkExtensionOrder
from callpark.parking.names import folded
from callpark.storage.constraints import refusing
from callpark.storage.database import Connection
from callpark.storage.lines import insert_extension
from callpark.storage.search import contains

INSERT = """
INSERT INTO call_park_extensions (organization_id, location_id, id, name, sort_name)
SELECT $1, $2, $3, $4, $5 FROM locations WHERE organization_id = $1 AND id = $2 AND calling
"""

LIST = """
SELECT park.id, park.name, extensions.extension, park.location_id,
       locations.name AS location_name, locations.routing_prefix
FROM call_park_extensions AS park
JOIN extensions ON extensions.organization_id = $1 AND extensions.call_park_extension_id = park.id
JOIN locations ON locations.organization_id = $1 AND locations.id = park.location_id
WHERE park.organization_id = $1
  AND ($2::uuid[] IS NULL OR park.location_id = ANY($2))
  AND ($3::text IS NULL OR park.sort_name LIKE $3)
  AND ($4::text IS NULL OR extensions.extension LIKE $4)
  AND ($5::text IS NULL OR locations.name = $5)
ORDER BY {order}, park.id LIMIT $6 OFFSET $7
"""

COLUMNS = {
    CallParkExtensionOrder.LOCATION_NAME: "locations.sort_name",
    CallParkExtensionOrder.EXTENSION: "lpad(extensions.extension, 10, '0'), extensions.extension",
    CallParkExtensionOrder.NAME: "park.sort_name",
    CallParkExtensionOrder.ID: "park.id",
}

FIND = """
SELECT park.id, park.name, extensions.extension, locations.routing_prefix
FROM call_park_extensions AS park
JOIN extensions ON extensions.organization_id = $1 AND extensions.call_park_extension_id = park.id
JOIN locations ON locations.organization_id = $1 AND locations.id = park.location_id
WHERE park.organization_id = $1 AND park.location_id = $2 AND park.id = $3
"""

HOLD = "SELECT FROM call_park_extensions WHERE organization_id = $1 AND location_id = $2 AND id = $3 FOR UPDATE"

RENAME = """
UPDATE call_park_extensions SET name = coalesce($4, name), sort_name = coalesce($5, sort_name)
WHERE organization_id = $1 AND location_id = $2 AND id = $3
"""

# Whoever has the new extension is locked too, so that two that swap theirs do not wait for each other.
LOCK_EXTENSIONS = """
SELECT FROM extensions
WHERE organization_id = $1 AND location_id = $2 AND (call_park_extension_id = $3 OR extension = $4)
ORDER BY extension FOR UPDATE
"""

CHANGE_EXTENSION = """
UPDATE extensions SET extension = $4
WHERE organization_id = $1 AND location_id = $2 AND call_park_extension_id = $3
"""


async def insert_call_park_extension(
    connection: Connection, organization_id: UUID, location_id: UUID, park: CallParkExtension
) -> None:
    with refusing():
        await connection.execute(INSERT, organization_id, location_id, park.id, park.name, folded(park.name))
        await insert_extension(connection, organization_id, location_id, park.extension, call_park_extension=park.id)


async def list_call_park_extensions(
    connection: Connection,
    organization_id: UUID,
    *,
    locations: list[UUID] | None,
    name: str | None,
    extension: str | None,
    location_name: str | None,
    order: tuple[CallParkExtensionOrder, ...],
    start: int,
    most: int,
) -> list[CallParkExtension]:
    """Of the whole organization, or of `locations`; `name` and `extension` are contained in theirs."""
    rows = await connection.fetch(
        LIST.format(order=", ".join(COLUMNS[field] for field in order)),
        organization_id,
        locations,
        None if name is None else contains(name),
        None if extension is None else contains(extension),
        location_name,
        most,
        start,
    )
    return [CallParkExtension(**row) for row in rows]


async def find_call_park_extension(
    connection: Connection, organization_id: UUID, location_id: UUID, extension_id: UUID
) -> CallParkExtension | None:
    row = await connection.fetchrow(FIND, organization_id, location_id, extension_id)
    return CallParkExtension(**row) if row else None


async def hold_call_park_extension(
    connection: Connection, organization_id: UUID, location_id: UUID, extension_id: UUID
) -> CallParkExtension | None:
    """The call park extension as it stays until the transaction ends."""
    await connection.execute(HOLD, organization_id, location_id, extension_id)
    return await find_call_park_extension(connection, organization_id, location_id, extension_id)


async def update_call_park_extension(
    connection: Connection,
    organization_id: UUID,
    location_id: UUID,
    extension_id: UUID,
    change: CallParkExtensionChange,
) -> None:
    """Changes a held one; ExtensionTaken if something else of the location has the new extension."""
    here = organization_id, location_id, extension_id
    name = change.name
    await connection.execute(RENAME, *here, name, None if name is None else folded(name))
    if change.extension is not None:
        await connection.execute(LOCK_EXTENSIONS, *here, change.extension)
        with refusing(extension=change.extension):
            await connection.execute(CHANGE_EXTENSION, *here, change.extension)


async def delete_call_park_extension(
    connection: Connection, organization_id: UUID, location_id: UUID, extension_id: UUID
) -> None:
    """It leaves its call park silently."""
    await connection.execute(
        "DELETE FROM call_park_extensions WHERE organization_id = $1 AND location_id = $2 AND id = $3",
        organization_id,
        location_id,
        extension_id,
    )
