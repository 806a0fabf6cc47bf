"""Numbers: adding them to a location's inventory, and what of an organization can be dialled."""

from uuid import UUID

from callpark.parking.directory import NumberEntry, NumbersQuestion
from callpark.provisioning.access import Grant
from callpark.provisioning.directory.locations import held_calling_location
from callpark.storage.database import Database
from callpark.storage.directory import numbers as stored


async def add_numbers(
    database: Database, grant: Grant, location_id: UUID, numbers: list[str], *, active: bool = True, toll_free: bool
) -> None:
    """All of them or none: NumberTaken if the organization has one already. A repeated number counts once."""
    once = list(dict.fromkeys(numbers))
    async with database.transaction() as connection:
        await held_calling_location(connection, grant.organization_id, location_id)
        await stored.insert_numbers(
            connection, grant.organization_id, location_id, once, active=active, toll_free=toll_free
        )


async def list_numbers(
    database: Database,
    grant: Grant,
    *,
    location_id: UUID | None,
    question: NumbersQuestion,
    start: int,
    most: int,
) -> list[NumberEntry]:
    async with database.connection() as connection:
        return await stored.list_numbers(
            connection,
            grant.organization_id,
            locations=grant.narrowed(location_id),
            question=question,
            start=start,
            most=most,
        )
