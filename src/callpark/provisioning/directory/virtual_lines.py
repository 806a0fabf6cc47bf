"""Virtual lines: create, list, read, change, delete."""

from uuid import UUID

from callpark.errors import NoSuchLine, NoSuchLocation, UnknownReference
from callpark.ids import Kind, public_id
from callpark.parking.directory import VirtualLine, VirtualLineChange, VirtualLinesQuestion
from callpark.provisioning.access import Grant
from callpark.provisioning.audit import Category, record
from callpark.provisioning.directory.locations import held_calling_location
from callpark.storage.database import Connection, Database
from callpark.storage.directory import virtual_lines as stored


async def create_virtual_line(database: Database, grant: Grant, line: VirtualLine) -> UUID:
    """Under the id it brings, with its extension and number."""
    grant.require("locationId", line.location_id)
    async with database.transaction() as connection:
        try:
            await held_calling_location(connection, grant.organization_id, line.location_id)
        except NoSuchLocation as refusal:
            raise UnknownReference("locationId", "location with calling") from refusal
        await stored.insert_virtual_line(connection, grant.organization_id, line)
        await record(connection, grant, Category.VIRTUAL_LINES, location_id=line.location_id, after=line)
    return line.id


async def list_virtual_lines(
    database: Database, grant: Grant, *, question: VirtualLinesQuestion, start: int, most: int
) -> list[VirtualLine]:
    wanted = [location for location in question.locations if grant.covers(location)]
    async with database.connection() as connection:
        return await stored.list_virtual_lines(
            connection,
            grant.organization_id,
            locations=wanted if question.locations else grant.narrowed(None),
            question=question,
            start=start,
            most=most,
        )


async def get_virtual_line(database: Database, grant: Grant, line_id: UUID) -> VirtualLine:
    async with database.connection() as connection:
        found = await stored.find_virtual_line(connection, grant.organization_id, grant.narrowed(None), line_id)
    if found is None:
        raise NoSuchLine(public_id(Kind.VIRTUAL_LINE, line_id))
    return found


async def change_virtual_line(database: Database, grant: Grant, line_id: UUID, change: VirtualLineChange) -> None:
    """It stays in its location, its call park and its hunt groups."""
    async with database.transaction() as connection:
        before = await _held(connection, grant, line_id)
        after = change.of(before)
        await stored.update_virtual_line(connection, grant.organization_id, after)
        await record(
            connection, grant, Category.VIRTUAL_LINES, location_id=before.location_id, before=before, after=after
        )


async def delete_virtual_line(database: Database, grant: Grant, line_id: UUID) -> None:
    async with database.transaction() as connection:
        before = await _held(connection, grant, line_id)
        await stored.delete_virtual_line(connection, grant.organization_id, line_id)
        await record(connection, grant, Category.VIRTUAL_LINES, location_id=before.location_id, before=before)


async def _held(connection: Connection, grant: Grant, line_id: UUID) -> VirtualLine:
    line = await stored.hold_virtual_line(connection, grant.organization_id, grant.narrowed(None), line_id)
    if line is None:
        raise NoSuchLine(public_id(Kind.VIRTUAL_LINE, line_id))
    return line
