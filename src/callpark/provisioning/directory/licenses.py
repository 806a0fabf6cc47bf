"""Licenses: every organization has all kinds of calling licenses."""

from callpark.errors import NoSuchThing
from callpark.parking.directory import CallingLicense, License
from callpark.provisioning.access import Grant
from callpark.storage.database import Database
from callpark.storage.directory import licenses as stored


async def list_licenses(database: Database, grant: Grant) -> list[License]:
    async with database.connection() as connection:
        return await stored.count_licenses(connection, grant.organization_id)


async def get_license(database: Database, grant: Grant, kind: CallingLicense | None) -> License:
    """NoSuchThing if `kind` is None: the request names a license that this organization does not have."""
    for license in await list_licenses(database, grant):
        if license.kind is kind:
            return license
    raise NoSuchThing("license")
