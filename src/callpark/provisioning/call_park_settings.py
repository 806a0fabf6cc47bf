"""Call park settings of a location: read, update."""

from uuid import UUID

from callpark.parking.model import CallParkSettings, CallParkSettingsChange
from callpark.provisioning.access import Grant
from callpark.provisioning.audit import Category, record
from callpark.provisioning.directory.hunt_groups import held_hunt_group
from callpark.provisioning.directory.locations import calling_location, held_calling_location
from callpark.storage import call_park_settings as stored
from callpark.storage.database import Database


async def get_call_park_settings(database: Database, grant: Grant, location_id: UUID) -> CallParkSettings:
    async with database.connection() as connection:
        await calling_location(connection, grant.organization_id, location_id)
        found = await stored.find_call_park_settings(connection, grant.organization_id, location_id)
    return found or CallParkSettings()


async def update_call_park_settings(
    database: Database, grant: Grant, location_id: UUID, change: CallParkSettingsChange
) -> None:
    here = grant.organization_id, location_id
    async with database.transaction() as connection:
        location = await held_calling_location(connection, *here)
        hunt_group = await held_hunt_group(connection, *here, "callParkRecall", change.recall)
        before = await stored.hold_call_park_settings(connection, *here)
        await stored.update_call_park_settings(connection, *here, change, hunt_group)
        await record(
            connection,
            grant,
            Category.CALL_PARK_SETTINGS,
            (location.id, location.name),
            location_id=location_id,
            before=before,
            after=await stored.find_call_park_settings(connection, *here),
        )
