"""Call park extensions: create, list, read, update, delete."""

from uuid import UUID

from callpark import fresh
from callpark.errors import NoSuchThing
from callpark.parking.changes import changed_fields
from callpark.parking.model import (
    CallParkExtension,
    CallParkExtensionChange,
    CallParkExtensionDraft,
    CallParkExtensionOrder,
)
from callpark.provisioning.access import Grant
from callpark.provisioning.audit import Category, record
from callpark.provisioning.directory.locations import calling_location, held_calling_location
from callpark.storage import call_park_extensions as stored
from callpark.storage.database import Connection, Database


async def create_call_park_extension(
    database: Database, grant: Grant, location_id: UUID, draft: CallParkExtensionDraft, extension_id: UUID | None = None
) -> UUID:
    extension_id = extension_id or fresh.uuid()
    park = CallParkExtension(id=extension_id, name=draft.name, extension=draft.extension)
    async with database.transaction() as connection:
        await held_calling_location(connection, grant.organization_id, location_id)
        await stored.insert_call_park_extension(connection, grant.organization_id, location_id, park)
        await record(connection, grant, Category.CALL_PARK_EXTENSIONS, location_id=location_id, after=park)
    return extension_id


async def list_call_park_extensions(
    database: Database,
    grant: Grant,
    *,
    location_id: UUID | None,
    name: str | None,
    extension: str | None,
    location_name: str | None,
    order: tuple[CallParkExtensionOrder, ...],
    start: int,
    most: int,
) -> list[CallParkExtension]:
    async with database.connection() as connection:
        return await stored.list_call_park_extensions(
            connection,
            grant.organization_id,
            locations=grant.narrowed(location_id),
            name=name,
            extension=extension,
            location_name=location_name,
            order=order,
            start=start,
            most=most,
        )


async def get_call_park_extension(
    database: Database, grant: Grant, location_id: UUID, extension_id: UUID
) -> CallParkExtension:
    async with database.connection() as connection:
        await calling_location(connection, grant.organization_id, location_id)
        found = await stored.find_call_park_extension(connection, grant.organization_id, location_id, extension_id)
    if found is None:
        raise NoSuchThing("call park extension")
    return found


async def update_call_park_extension(
    database: Database, grant: Grant, location_id: UUID, extension_id: UUID, change: CallParkExtensionChange
) -> None:
    """It stays in its call park."""
    here = grant.organization_id, location_id
    async with database.transaction() as connection:
        before = await _held(connection, grant, location_id, extension_id)
        await stored.update_call_park_extension(connection, *here, extension_id, change)
        after = changed_fields(before, change)
        await record(
            connection, grant, Category.CALL_PARK_EXTENSIONS, location_id=location_id, before=before, after=after
        )


async def delete_call_park_extension(database: Database, grant: Grant, location_id: UUID, extension_id: UUID) -> None:
    async with database.transaction() as connection:
        before = await _held(connection, grant, location_id, extension_id)
        await stored.delete_call_park_extension(connection, grant.organization_id, location_id, extension_id)
        await record(connection, grant, Category.CALL_PARK_EXTENSIONS, location_id=location_id, before=before)


async def _held(connection: Connection, grant: Grant, location_id: UUID, extension_id: UUID) -> CallParkExtension:
    await calling_location(connection, grant.organization_id, location_id)
    found = await stored.hold_call_park_extension(connection, grant.organization_id, location_id, extension_id)
    if found is None:
        raise NoSuchThing("call park extension")
    return found
