"""Locations: plain ones, and those enabled for calling, which alone can hold lines and call parks."""

from dataclasses import replace
from uuid import UUID

from callpark.errors import LocationInUse, NoSuchLocation
from callpark.parking.locations import Location, LocationChange
from callpark.provisioning.access import Grant
from callpark.provisioning.audit import Category, record
from callpark.storage.database import Connection, Database
from callpark.storage.directory import locations as stored


async def calling_location(connection: Connection, organization_id: UUID, location_id: UUID) -> Location:
    """The location, if calling is enabled for it; NoSuchLocation otherwise."""
    location = await stored.find_location(connection, organization_id, location_id)
    if location is None or not location.calling:
        raise NoSuchLocation
    return location


async def held_calling_location(connection: Connection, organization_id: UUID, location_id: UUID) -> Location:
    """The same for whoever adds to the location: calling stays enabled for it until the transaction ends."""
    location = await stored.hold_calling_location(connection, organization_id, location_id)
    if location is None:
        raise NoSuchLocation
    return location


async def require_calling_location(database: Database, grant: Grant, location_id: UUID) -> Location:
    async with database.connection() as connection:
        return await calling_location(connection, grant.organization_id, location_id)


async def create_location(database: Database, grant: Grant, location: Location) -> UUID:
    """A location without calling, under the id it brings."""
    async with database.transaction() as connection:
        await stored.insert_location(connection, grant.organization_id, location)
        await record(connection, grant, Category.LOCATIONS, location_id=location.id, after=location)
    return location.id


async def list_locations(
    database: Database,
    grant: Grant,
    *,
    location_id: UUID | None = None,
    name: str | None,
    calling_only: bool,
    descending: bool = False,
    start: int,
    most: int,
) -> list[Location]:
    async with database.connection() as connection:
        return await stored.list_locations(
            connection,
            grant.organization_id,
            locations=grant.narrowed(location_id),
            name=name,
            calling_only=calling_only,
            descending=descending,
            start=start,
            most=most,
        )


async def get_location(database: Database, grant: Grant, location_id: UUID) -> Location:
    async with database.connection() as connection:
        location = await stored.find_location(connection, grant.organization_id, location_id)
    if location is None:
        raise NoSuchLocation
    return location


async def delete_location(database: Database, grant: Grant, location_id: UUID) -> None:
    """LocationInUse while calling is enabled, whatever the location holds: calling has to be disabled first."""
    async with database.transaction() as connection:
        location = await _held(connection, grant, location_id)
        await record(connection, grant, Category.LOCATIONS, location_id=location_id, before=location)
        if not await stored.delete_location(connection, grant.organization_id, location_id):
            raise LocationInUse


async def enable_calling(database: Database, grant: Grant, location_id: UUID) -> None:
    """Naturally repeatable: a location with calling stays as it is."""
    async with database.transaction() as connection:
        before = await _held(connection, grant, location_id)
        await stored.enable_calling(connection, grant.organization_id, location_id)
        after = replace(before, calling=True)
        await record(connection, grant, Category.LOCATIONS, location_id=location_id, before=before, after=after)


async def change_location(
    database: Database, grant: Grant, location_id: UUID, change: LocationChange, *, calling_only: bool = False
) -> None:
    """NoSuchLocation, where the change is about calling, if the location has none."""
    async with database.transaction() as connection:
        before = await _held(connection, grant, location_id)
        if calling_only and not before.calling:
            raise NoSuchLocation
        after = change.of(before)
        await stored.update_location(connection, grant.organization_id, after)
        await record(connection, grant, Category.LOCATIONS, location_id=location_id, before=before, after=after)


async def disable_calling(database: Database, grant: Grant, location_id: UUID) -> None:
    """LocationInUse while lines, hunt groups, call parks, extensions or numbers belong to the location."""
    async with database.transaction() as connection:
        before = await calling_location(connection, grant.organization_id, location_id)
        if not await stored.disable_calling(connection, grant.organization_id, location_id):
            raise LocationInUse
        after = await stored.find_location(connection, grant.organization_id, location_id)
        await record(connection, grant, Category.LOCATIONS, location_id=location_id, before=before, after=after)


async def _held(connection: Connection, grant: Grant, location_id: UUID) -> Location:
    location = await stored.hold_location(connection, grant.organization_id, location_id)
    if location is None:
        raise NoSuchLocation
    return location
