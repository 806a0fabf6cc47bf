"""People, with or without calling. The calling of a person is its line: see `callpark.storage.lines`."""

from uuid import UUID

from callpark.parking.directory import CallingLicense
from callpark.parking.names import folded
from callpark.parking.people import Person, PersonDraft
from callpark.storage.constraints import refusing
from callpark.storage.database import Connection, Row
from callpark.storage.search import begins_with

INSERT = """
INSERT INTO people (organization_id, id, email, first_name, last_name, display_name, sort_name, license)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""

UPDATE = """
UPDATE people SET email = $3, first_name = $4, last_name = $5, display_name = $6, sort_name = $7, license = $8
WHERE organization_id = $1 AND id = $2
"""

SELECT = """
SELECT people.id, people.email, people.first_name, people.last_name, people.display_name, people.sort_name,
       people.role, people.license, people.created, lines.location_id, locations.routing_prefix,
       (SELECT extension FROM extensions
        WHERE extensions.organization_id = $1 AND extensions.line_id = people.id) AS extension,
       (SELECT number FROM numbers
        WHERE numbers.organization_id = $1 AND numbers.line_id = people.id AND position = 0) AS primary_number,
       ARRAY(SELECT number FROM numbers
             WHERE numbers.organization_id = $1 AND numbers.line_id = people.id AND position > 0
             ORDER BY position) AS alternate_numbers
FROM people
LEFT JOIN lines ON lines.organization_id = $1 AND lines.id = people.id
LEFT JOIN locations ON locations.organization_id = $1 AND locations.id = lines.location_id
WHERE people.organization_id = $1
"""


def _person(row: Row) -> Person:
    license = CallingLicense(row["license"]) if row["license"] else None
    return Person(**{**row, "license": license, "alternate_numbers": tuple(row["alternate_numbers"])})


async def insert_person(connection: Connection, organization_id: UUID, person_id: UUID, draft: PersonDraft) -> None:
    """The person alone; EmailTaken if another one of the organization has its address."""
    with refusing(email=draft.email):
        await connection.execute(INSERT, organization_id, person_id, *_columns(draft))


async def update_person(connection: Connection, organization_id: UUID, person_id: UUID, draft: PersonDraft) -> None:
    """The same for a person that is there and held."""
    with refusing(email=draft.email):
        await connection.execute(UPDATE, organization_id, person_id, *_columns(draft))


def _columns(draft: PersonDraft) -> tuple[str | None, ...]:
    return (
        draft.email,
        draft.first_name,
        draft.last_name,
        draft.display_name,
        folded(draft.display_name),
        draft.license.value if draft.license else None,
    )


async def hold_person(connection: Connection, organization_id: UUID, person_id: UUID) -> None:
    """Locks the person before its line, which everybody who changes either does first."""
    await connection.execute(
        "SELECT FROM people WHERE organization_id = $1 AND id = $2 FOR UPDATE", organization_id, person_id
    )


async def id_by_email(connection: Connection, organization_id: UUID, email: str) -> UUID | None:
    return await connection.fetchval(  # type: ignore[no-any-return]
        "SELECT id FROM people WHERE organization_id = $1 AND email = $2", organization_id, email
    )


async def find_person(connection: Connection, organization_id: UUID, person_id: UUID) -> Person | None:
    row = await connection.fetchrow(f"{SELECT} AND people.id = $2", organization_id, person_id)
    return _person(row) if row else None


async def list_people(
    connection: Connection,
    organization_id: UUID,
    *,
    locations: list[UUID] | None,
    email: str | None,
    display_name: str | None,
    ids: list[UUID] | None,
    roles: list[str] | None,
    after: tuple[str, UUID] | None,
    most: int,
) -> list[Person]:
    """By display name; those with a line in `locations` only, unless that is None; `display_name` begins theirs.

    `after` is the sort name and id of the last person of the page before.
    """
    values: list[object] = [organization_id, most]
    filters = ""
    if locations is not None:
        filters += f" AND lines.location_id = ANY({_parameter(values, locations)})"
    if email is not None:
        filters += f" AND people.email = {_parameter(values, email)}"
    if display_name is not None:
        filters += f" AND people.sort_name LIKE {_parameter(values, begins_with(display_name))}"
    if ids is not None:
        filters += f" AND people.id = ANY({_parameter(values, ids)})"
    if roles is not None:
        filters += f" AND people.role = ANY({_parameter(values, roles)})"
    if after is not None:
        name, person_id = after
        filters += f" AND (people.sort_name, people.id) > ({_parameter(values, name)}, {_parameter(values, person_id)})"
    statement = f"{SELECT}{filters} ORDER BY people.sort_name, people.id LIMIT $2"
    return [_person(row) for row in await connection.fetch(statement, *values)]


def _parameter(values: list[object], value: object) -> str:
    values.append(value)
    return f"${len(values)}"


async def delete_person(connection: Connection, organization_id: UUID, person_id: UUID) -> None:
    """Its tokens go with it."""
    await connection.execute("DELETE FROM people WHERE organization_id = $1 AND id = $2", organization_id, person_id)
