"""Numbers: a location's inventory, and what of an organization can be dialled."""

from typing import Final
from uuid import UUID

from callpark.errors import NoSuchLocation, NumberInUse, NumberIsMain
from callpark.parking.directory import NumberEntry, NumbersQuestion
from callpark.parking.locations import Location
from callpark.provisioning.access import Grant
from callpark.provisioning.audit import Category, record
from callpark.provisioning.directory.locations import calling_location, held_calling_location
from callpark.storage.database import Connection, Database
from callpark.storage.directory import numbers as stored
from callpark.storage.directory.locations import hold_location
from callpark.storage.lines import require_numbers

FIELD: Final = "phoneNumbers"


async def add_numbers(
    database: Database, grant: Grant, location_id: UUID, numbers: list[str], *, active: bool = True, toll_free: bool
) -> None:
    """All of them or none: NumberTaken if the organization has one already. A repeated number counts once."""
    once = list(dict.fromkeys(numbers))
    async with database.transaction() as connection:
        location = await held_calling_location(connection, grant.organization_id, location_id)
        await stored.insert_numbers(
            connection, grant.organization_id, location_id, once, active=active, toll_free=toll_free
        )
        after = {"numbers": once, "active": active, "toll_free": toll_free}
        await _record(connection, grant, location, after=after)


async def remove_numbers(database: Database, grant: Grant, location_id: UUID, numbers: list[str]) -> None:
    """All of them or none: NumberInUse if one has an owner or is the main number."""
    async with database.transaction() as connection:
        location = await hold_location(connection, grant.organization_id, location_id)
        if location is None or not location.calling:
            raise NoSuchLocation
        await require_numbers(connection, grant.organization_id, location_id, numbers, FIELD)
        if location.main_number in numbers:
            raise NumberIsMain(FIELD, location.main_number)
        removed = await stored.remove_numbers(connection, grant.organization_id, location_id, numbers)
        _require_all(numbers, removed)
        await _record(connection, grant, location, before={"numbers": numbers})


async def set_active(database: Database, grant: Grant, location_id: UUID, numbers: list[str], *, active: bool) -> None:
    """All of them or none: NumberInUse if one that has an owner is to go out of service."""
    async with database.transaction() as connection:
        location = await calling_location(connection, grant.organization_id, location_id)
        await require_numbers(connection, grant.organization_id, location_id, numbers, FIELD)
        before = await stored.active_states(connection, grant.organization_id, numbers)
        changed = await stored.set_active(connection, grant.organization_id, location_id, numbers, active=active)
        _require_all(numbers, changed)
        after = dict.fromkeys(before, active)
        await _record(connection, grant, location, before={"active": before}, after={"active": after})


async def _record(
    connection: Connection,
    grant: Grant,
    location: Location,
    *,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    """Numbers have no ids: the location's inventory is what is changed."""
    target = location.id, location.name
    await record(connection, grant, Category.NUMBERS, target, location_id=location.id, before=before, after=after)


def _require_all(numbers: list[str], done: set[str]) -> None:
    for number in numbers:
        if number not in done:
            raise NumberInUse(FIELD, number)


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
