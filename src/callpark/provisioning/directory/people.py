"""People: create, list, read, change, delete, and the person behind a token.

A person with a calling license has a line; one without, such as an administrator who was made with a token, has none
and belongs to no location: a location administrator does not know it.
"""

from dataclasses import replace
from uuid import UUID

from callpark import fresh
from callpark.errors import NoSuchLine, NoSuchLocation, NotAllowed, NumberNotInLocation, UnknownReference
from callpark.ids import Kind, public_id
from callpark.parking.directory import check_stays
from callpark.parking.people import LicenseChange, Person, PersonChange, PersonDraft, with_licenses
from callpark.provisioning.access import Grant
from callpark.provisioning.audit import Category, record
from callpark.provisioning.directory.locations import held_calling_location
from callpark.storage.database import Connection, Database
from callpark.storage.directory import numbers
from callpark.storage.directory import people as stored
from callpark.storage.lines import change_line, delete_line, insert_line
from callpark.storage.notifications import tell_tokens_ended


async def create_person(database: Database, grant: Grant, draft: PersonDraft, person_id: UUID | None = None) -> Person:
    """Stores the person with its line, its extension and its numbers, or nothing."""
    organization_id = grant.organization_id
    person_id = person_id or fresh.uuid()
    grant.require("locationId", draft.location_id)
    line = draft.line(organization_id, person_id)
    async with database.transaction() as connection:
        if line:
            await _require_calling(connection, organization_id, line.location_id)
            await insert_line(connection, line)
        await stored.insert_person(connection, organization_id, person_id, draft)
        person = await _person(connection, organization_id, person_id)
        await record(connection, grant, Category.USERS, location_id=person.location_id, after=person)
        return person


async def list_people(
    database: Database,
    grant: Grant,
    *,
    location_id: UUID | None,
    email: str | None,
    display_name: str | None,
    ids: list[UUID] | None,
    roles: list[str] | None,
    after: tuple[str, UUID] | None,
    most: int,
) -> list[Person]:
    async with database.connection() as connection:
        return await stored.list_people(
            connection,
            grant.organization_id,
            locations=grant.narrowed(location_id),
            email=email,
            display_name=display_name,
            ids=ids,
            roles=roles,
            after=after,
            most=most,
        )


async def get_person(database: Database, grant: Grant, person_id: UUID) -> Person:
    async with database.connection() as connection:
        return await _covered_person(connection, grant, person_id)


async def get_me(database: Database, grant: Grant) -> Person:
    """The person behind the token, who is of the caller's own organization whatever `orgId` says."""
    async with database.connection() as connection:
        return await _person(connection, grant.caller.organization_id, grant.caller.person_id)


async def change_person(database: Database, grant: Grant, person_id: UUID, change: PersonChange) -> Person:
    """The line comes, changes or goes with the license; one that goes leaves its call park silently."""
    async with database.transaction() as connection:
        person = await _held_person(connection, grant, person_id)
        return await _become(connection, grant, person, change.draft(person))


async def change_licenses(
    database: Database, grant: Grant, *, person_id: UUID | None, email: str | None, changes: list[LicenseChange]
) -> Person:
    """The person is found by its id, else by its email; a location that is not given is the one of the number."""
    organization_id = grant.organization_id
    async with database.transaction() as connection:
        field = "personId" if person_id else "email"
        person_id = person_id or await stored.id_by_email(connection, organization_id, email or "")
        try:
            person = await _held_person(connection, grant, person_id) if person_id else None
        except NoSuchLine:
            person = None
        if person is None:
            raise UnknownReference(field, "person")
        located = []
        for place, one in enumerate(changes):
            if one.add and one.number and one.location_id is None and person.location_id is None:
                found = await numbers.location_of(connection, organization_id, one.number)
                if found is None:
                    raise NumberNotInLocation(f"licenses[{place}].properties.phoneNumber", one.number)
                one = replace(one, location_id=found)  # noqa: PLW2901
            located.append(one)
        return await _become(connection, grant, person, with_licenses(person, located))


async def _become(connection: Connection, grant: Grant, person: Person, draft: PersonDraft) -> Person:
    """Makes a held person what the draft says, together with its line.

    Calling that is new needs no leave for its location: who administers some locations only knows no person without.
    """
    organization_id = grant.organization_id
    line = draft.line(organization_id, person.id)
    if line and person.location_id:
        check_stays("locationId", person.location_id, line.location_id)
        await change_line(connection, line)
    elif line:
        await _require_calling(connection, organization_id, line.location_id)
        await insert_line(connection, line)
    elif person.location_id:
        await delete_line(connection, organization_id, person.id)
    await stored.update_person(connection, organization_id, person.id, draft)
    after = await _person(connection, organization_id, person.id)
    location_id = after.location_id or person.location_id
    await record(connection, grant, Category.USERS, location_id=location_id, before=person, after=after)
    return after


async def delete_person(database: Database, grant: Grant, person_id: UUID) -> None:
    """The line leaves its call park silently, its numbers go back to the inventory; tokens of the person are void."""
    organization_id = grant.organization_id
    if (organization_id, person_id) == (grant.caller.organization_id, grant.caller.person_id):
        raise NotAllowed("Nobody may delete the person behind the token of the request. Use another administrator's.")
    async with database.transaction() as connection:
        person = await _held_person(connection, grant, person_id)
        await delete_line(connection, organization_id, person_id)
        await stored.delete_person(connection, organization_id, person_id)
        await tell_tokens_ended(connection)
        await record(connection, grant, Category.USERS, location_id=person.location_id, before=person)


async def _require_calling(connection: Connection, organization_id: UUID, location_id: UUID) -> None:
    try:
        await held_calling_location(connection, organization_id, location_id)
    except NoSuchLocation:
        raise UnknownReference("locationId", "location with calling") from None


async def _covered_person(connection: Connection, grant: Grant, person_id: UUID) -> Person:
    person = await _person(connection, grant.organization_id, person_id)
    if not grant.covers(person.location_id):
        raise _no_such_person(person_id)
    return person


async def _held_person(connection: Connection, grant: Grant, person_id: UUID) -> Person:
    """The person as it stays until the transaction ends: whoever else changes it, or its line, waits here."""
    await stored.hold_person(connection, grant.organization_id, person_id)
    return await _covered_person(connection, grant, person_id)


async def _person(connection: Connection, organization_id: UUID, person_id: UUID) -> Person:
    person = await stored.find_person(connection, organization_id, person_id)
    if person is None:
        raise _no_such_person(person_id)
    return person


def _no_such_person(person_id: UUID) -> NoSuchLine:
    return NoSuchLine(public_id(Kind.PEOPLE, person_id))
