"""Lines, whatever they are of: a person, workspace or virtual line with calling. Keeps what is derived from the owner.

A line's agent JSON is stored as a fragment beside it, so that a page is joined instead of built. It is derived data,
made by `agent_fragment` alone. It holds no routing prefix: the prefix belongs to the location and is put in when a page
is read (`agents_json`), so that a new prefix does not rewrite 100,000 lines.
"""

from uuid import UUID

import msgspec

from callpark.errors import NumberInUse, NumberNotInLocation
from callpark.ids import public_id
from callpark.parking.directory import Line
from callpark.parking.names import extension_key, folded
from callpark.storage.constraints import refusing
from callpark.storage.database import Connection

# Between the names in `search`: folding turns control characters into blanks, so no filter can match across it.
BETWEEN_NAMES = "\x1f"

ESN = '"esn":"'
ESN_COMES = "\x1f"
"""Stands in a fragment where `"esn":"` does in an answer, which has the routing prefix before and behind it.

JSON can't hold a control character, and one character is found several times as fast as seven.
"""


def agent_fragment(line: Line) -> str:
    """The line as an agent in an answer, without routing prefix (Webex API, Get available agents)."""
    primary: dict[str, str] = {}
    if line.primary_number:
        primary["external"] = line.primary_number
    if line.extension:
        primary |= {"extension": line.extension, "esn": line.extension}
    numbers = [primary | {"primary": "true"}] if primary else []
    numbers += [{"external": number, "primary": "false"} for number in line.alternate_numbers]
    agent: dict[str, object] = {
        "id": public_id(line.kind, line.id),
        "firstName": line.first_name,
        "lastName": line.last_name,
        "displayName": line.display_name,
        "type": line.kind.value,
    }
    if line.email:
        agent["email"] = line.email
    return msgspec.json.encode(agent | {"numbers": numbers}).decode().replace(ESN, ESN_COMES)


class _Names(msgspec.Struct, rename="camel"):
    first_name: str
    last_name: str


def names_of_line(fragment: str) -> tuple[str, str]:
    """First and last name, as the line's fragment has them."""
    names = msgspec.json.decode(fragment.replace(ESN_COMES, ESN), type=_Names)
    return names.first_name, names.last_name


def agents_json(fragments: list[str], routing_prefix: str | None) -> bytes:
    """The lines of one location as a JSON array of agents."""
    esn = f'"routingPrefix":"{routing_prefix}",{ESN}{routing_prefix}' if routing_prefix else ESN
    return f"[{','.join(fragments)}]".encode().replace(ESN_COMES.encode(), esn.encode())


INSERT_LINE = """
INSERT INTO lines (organization_id, location_id, id, kind,
                   sort_fname, sort_lname, sort_number, sort_extension, search, fragment)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""

# What the line belongs to, its call park and its hunt groups, stays as it is.
CHANGE_LINE = """
UPDATE lines SET sort_fname = $3, sort_lname = $4, sort_number = $5, sort_extension = $6, search = $7, fragment = $8
WHERE organization_id = $1 AND id = $2
"""

INSERT_EXTENSION = """
INSERT INTO extensions (organization_id, location_id, extension, line_id, hunt_group_id, call_park_extension_id)
VALUES ($1, $2, $3, $4, $5, $6)
"""

# Whoever gives up one thing for another locks both in one order, as far as they are stored: so no two wait for each
# other. For the same reason extensions come before numbers everywhere.
HOLD_EXTENSIONS = """
SELECT FROM extensions
WHERE organization_id = $1 AND ((location_id = $2 AND extension = $3) OR line_id = $4 OR hunt_group_id = $5)
ORDER BY extension FOR UPDATE
"""

HOLD_NUMBERS = """
SELECT FROM numbers
WHERE organization_id = $1 AND (number = ANY($2) OR line_id = $3 OR hunt_group_id = $4)
ORDER BY number FOR NO KEY UPDATE
"""

RELEASE_EXTENSION = """
DELETE FROM extensions WHERE organization_id = $1 AND (line_id = $2 OR hunt_group_id = $3)
"""

RELEASE_NUMBERS = """
UPDATE numbers SET line_id = NULL, hunt_group_id = NULL, position = NULL
WHERE organization_id = $1 AND (line_id = $2 OR hunt_group_id = $3)
"""

CLAIM_NUMBERS = """
UPDATE numbers SET line_id = $4, hunt_group_id = $5, position = wanted.position - 1 + $6
FROM unnest($3::text[]) WITH ORDINALITY AS wanted (number, position)
WHERE numbers.organization_id = $1 AND numbers.location_id = $2 AND numbers.number = wanted.number
  AND numbers.line_id IS NULL AND numbers.hunt_group_id IS NULL
RETURNING numbers.number
"""


IN_LOCATION = "SELECT number FROM numbers WHERE organization_id = $1 AND location_id = $2 AND number = ANY($3)"


async def insert_line(connection: Connection, line: Line, *, number_field: str = "phoneNumbers") -> None:
    """Stores the line with its extension and numbers; the numbers must be free and in the location's inventory.

    `number_field` is what the request calls them.
    """
    await _require_numbers_of(connection, line, number_field)
    with refusing():
        await connection.execute(
            INSERT_LINE, line.organization_id, line.location_id, line.id, line.kind, *derived(line)
        )
    here = line.organization_id, line.location_id
    if line.extension:
        await insert_extension(connection, *here, line.extension, line=line.id)
    has_primary = line.primary_number is not None
    await claim_numbers(connection, *here, _numbers(line), has_primary=has_primary, line=line.id, field=number_field)


async def change_line(connection: Connection, line: Line, *, number_field: str = "phoneNumbers") -> None:
    """Makes a stored line the one given, in its own location; it stays in its call park and in its hunt groups.

    An extension or a number that it no longer has is free again. Whoever calls holds the line's owner.
    """
    await _require_numbers_of(connection, line, number_field)
    await connection.execute(CHANGE_LINE, line.organization_id, line.id, *derived(line))
    here = line.organization_id, line.location_id
    await change_extension(connection, *here, line.extension, line=line.id)
    has_primary = line.primary_number is not None
    await change_numbers(connection, *here, _numbers(line), has_primary=has_primary, line=line.id, field=number_field)


async def change_extension(
    connection: Connection,
    organization_id: UUID,
    location_id: UUID,
    extension: str | None,
    *,
    line: UUID | None = None,
    hunt_group: UUID | None = None,
) -> None:
    """Gives a stored owner this extension instead of the one that it has."""
    await connection.execute(HOLD_EXTENSIONS, organization_id, location_id, extension, line, hunt_group)
    await connection.execute(RELEASE_EXTENSION, organization_id, line, hunt_group)
    if extension:
        await insert_extension(connection, organization_id, location_id, extension, line=line, hunt_group=hunt_group)


async def change_numbers(
    connection: Connection,
    organization_id: UUID,
    location_id: UUID,
    numbers: list[str],
    *,
    has_primary: bool = True,
    line: UUID | None = None,
    hunt_group: UUID | None = None,
    field: str,
) -> None:
    """Gives a stored owner these numbers of the location instead of those that it has."""
    await connection.execute(HOLD_NUMBERS, organization_id, numbers, line, hunt_group)
    await connection.execute(RELEASE_NUMBERS, organization_id, line, hunt_group)
    here = organization_id, location_id
    await claim_numbers(
        connection, *here, numbers, has_primary=has_primary, line=line, hunt_group=hunt_group, field=field
    )


def derived(line: Line) -> tuple[str | None, ...]:
    """What a line is sorted by, found by and answered as: its columns from `sort_fname` on."""
    return (
        folded(line.first_name) or None,
        folded(line.last_name) or None,
        line.primary_number,
        extension_key(line.extension) if line.extension else None,
        BETWEEN_NAMES.join(folded(name) for name in (line.first_name, line.last_name, line.display_name)),
        agent_fragment(line),
    )


def _numbers(line: Line) -> list[str]:
    return [*([line.primary_number] if line.primary_number else []), *line.alternate_numbers]


async def _require_numbers_of(connection: Connection, line: Line, field: str) -> None:
    await require_numbers(connection, line.organization_id, line.location_id, _numbers(line), field)


async def insert_extension(
    connection: Connection,
    organization_id: UUID,
    location_id: UUID,
    extension: str,
    *,
    line: UUID | None = None,
    hunt_group: UUID | None = None,
    call_park_extension: UUID | None = None,
) -> None:
    with refusing(extension=extension):
        await connection.execute(
            INSERT_EXTENSION, organization_id, location_id, extension, line, hunt_group, call_park_extension
        )


async def require_numbers(
    connection: Connection, organization_id: UUID, location_id: UUID, numbers: list[str], field: str
) -> None:
    """NumberNotInLocation names one that the location lacks: what is wrong is said before what is taken."""
    if not numbers:
        return
    rows = await connection.fetch(IN_LOCATION, organization_id, location_id, numbers)
    missing = [number for number in numbers if number not in {row["number"] for row in rows}]
    if missing:
        raise NumberNotInLocation(field, missing[0])


async def claim_numbers(
    connection: Connection,
    organization_id: UUID,
    location_id: UUID,
    numbers: list[str],
    *,
    has_primary: bool = True,
    line: UUID | None = None,
    hunt_group: UUID | None = None,
    field: str = "phoneNumbers",
) -> None:
    """Gives `numbers` of the location to an owner, in this order; NumberInUse names one that is not free."""
    if not numbers:
        return
    if len(numbers) > 1:
        await connection.execute(HOLD_NUMBERS, organization_id, numbers, line, hunt_group)
    first = 0 if has_primary else 1
    claimed = await connection.fetch(CLAIM_NUMBERS, organization_id, location_id, numbers, line, hunt_group, first)
    missing = [number for number in numbers if number not in {row["number"] for row in claimed}]
    if missing:
        raise NumberInUse(field, missing[0])


async def delete_line(connection: Connection, organization_id: UUID, line_id: UUID) -> None:
    """Removes the line with its extension; its numbers go back to the inventory, its call park goes on without it."""
    await connection.execute("DELETE FROM lines WHERE organization_id = $1 AND id = $2", organization_id, line_id)
