"""The tables of the admin pages: things of several locations at once, as people look for them."""

from uuid import UUID

from callpark.storage.agents import HAS_TRIGRAM, Agents, has_name
from callpark.storage.database import Connection, Row
from callpark.storage.search import begins_with, contains

SORTS = {
    "name": "call_parks.search, call_parks.name, locations.sort_name",
    "location": "locations.sort_name, call_parks.search, call_parks.name",
    "agents": "agents DESC, call_parks.search, call_parks.name, locations.sort_name",
    "extensions": "extensions DESC, call_parks.search, call_parks.name, locations.sort_name",
}

OVERVIEW = """
SELECT call_parks.name, call_parks.location_id, locations.name AS location, recall_option, park_on_agents,
       hunt_groups.name AS hunt_group,
       (SELECT count(*) FROM lines WHERE lines.organization_id = $1 AND lines.location_id = call_parks.location_id
           AND lines.call_park_id = call_parks.id) AS agents,
       (SELECT count(*) FROM call_park_extensions AS own WHERE own.organization_id = $1
           AND own.location_id = call_parks.location_id AND own.call_park_id = call_parks.id) AS extensions
FROM call_parks
JOIN locations ON locations.organization_id = $1 AND locations.id = call_parks.location_id
LEFT JOIN hunt_groups ON hunt_groups.organization_id = $1 AND hunt_groups.id = call_parks.hunt_group_id
WHERE call_parks.organization_id = $1 AND ($2::uuid[] IS NULL OR call_parks.location_id = ANY($2))
  AND ($3::text IS NULL OR call_parks.search LIKE $3 OR locations.sort_name LIKE $3)
ORDER BY {sort}, call_parks.location_id LIMIT $4 OFFSET $5
"""

EXTENSION_SORTS = {
    "extension": "lpad(extensions.extension, 10, '0'), locations.sort_name",
    "name": "own.sort_name, lpad(extensions.extension, 10, '0'), locations.sort_name",
    "location": "locations.sort_name, lpad(extensions.extension, 10, '0')",
    "call park": "call_parks.search NULLS LAST, locations.sort_name, lpad(extensions.extension, 10, '0')",
}

EXTENSIONS = """
SELECT own.id, own.name, extensions.extension, own.location_id, locations.name AS location,
       call_parks.name AS call_park
FROM call_park_extensions AS own
JOIN extensions ON extensions.organization_id = $1 AND extensions.call_park_extension_id = own.id
JOIN locations ON locations.organization_id = $1 AND locations.id = own.location_id
LEFT JOIN call_parks ON call_parks.organization_id = $1 AND call_parks.location_id = own.location_id
                    AND call_parks.id = own.call_park_id
WHERE own.organization_id = $1 AND ($2::uuid[] IS NULL OR own.location_id = ANY($2))
  AND ($3::text IS NULL OR own.sort_name LIKE $3 OR extensions.extension LIKE $3 OR call_parks.search LIKE $3)
ORDER BY {sort}, own.id LIMIT $4 OFFSET $5
"""

LINES = """
SELECT (SELECT fragment FROM lines WHERE organization_id = $1 AND id = page.id) AS fragment,
       locations.routing_prefix, call_parks.name AS call_park
FROM ({lines}) AS page
JOIN locations ON locations.organization_id = $1 AND locations.id = $2
LEFT JOIN call_parks ON call_parks.organization_id = $1 AND call_parks.location_id = $2
                    AND call_parks.id = page.call_park_id
ORDER BY page.sort_lname, page.sort_fname, page.sort_extension, page.id
"""

# Lines that are free and those that are taken stand in indexes of their own: each half is ordered and cut by itself.
HALF = """
SELECT id, {call_park}, sort_lname, sort_fname, sort_extension FROM lines
WHERE organization_id = $1 AND location_id = $2 AND {whose}{filters}
ORDER BY {order} LIMIT $3::bigint + $4::bigint
"""
BY_NAME = "sort_lname, sort_fname, sort_extension, id"
FREE = {"call_park": "NULL::uuid AS call_park_id", "whose": "call_park_id IS NULL", "order": BY_NAME}
"""Nothing but what its index holds, so that one or two letters are looked for there alone."""
BY_CALL_PARK = "call_park_id, position"
"""As the index of taken lines has them, so that those that are found first are enough."""
TAKEN = {"call_park": "call_park_id", "whose": "call_park_id IS NOT NULL"}

# Those that begin with the digits by extension, then by number: as many as are wanted, whatever the digits.
DIALLED = """
SELECT lines.id, call_park_id, sort_lname, sort_fname, sort_extension FROM lines JOIN (
    (SELECT line_id FROM extensions
     WHERE organization_id = $1 AND location_id = $2 AND extension LIKE $5 AND line_id IS NOT NULL
     ORDER BY extension LIMIT $3::bigint + $4::bigint)
    UNION
    (SELECT line_id FROM numbers
     WHERE organization_id = $1 AND location_id = $2 AND number LIKE $6 AND line_id IS NOT NULL
     ORDER BY number LIMIT $3::bigint + $4::bigint)
) AS dialled ON lines.organization_id = $1 AND lines.id = dialled.line_id
"""

RECALLS_OF_HUNT_GROUP = """
SELECT name FROM call_parks WHERE organization_id = $1 AND location_id = $2 AND hunt_group_id = $3
ORDER BY search, name
"""
SETTINGS_OF_HUNT_GROUP = """
SELECT FROM call_park_settings WHERE organization_id = $1 AND location_id = $2 AND hunt_group_id = $3
"""


async def list_overview(
    connection: Connection,
    organization_id: UUID,
    *,
    locations: list[UUID] | None,
    search: str,
    sort: str,
    start: int,
    most: int,
) -> list[Row]:
    """`search` is contained in the name of the call park or of its location, whatever the case; `sort`: see SORTS."""
    pattern = contains(search) if search else None
    statement = OVERVIEW.format(sort=SORTS[sort])
    return await connection.fetch(statement, organization_id, locations, pattern, most, start)


async def list_extensions(
    connection: Connection,
    organization_id: UUID,
    *,
    locations: list[UUID] | None,
    search: str,
    sort: str,
    start: int,
    most: int,
) -> list[Row]:
    """Call park extensions. `search` is contained in the name, the extension or the call park's name."""
    pattern = contains(search) if search else None
    statement = EXTENSIONS.format(sort=EXTENSION_SORTS[sort])
    return await connection.fetch(statement, organization_id, locations, pattern, most, start)


async def list_lines(
    connection: Connection, organization_id: UUID, location_id: UUID, *, search: str, start: int, most: int
) -> list[tuple[Agents, str | None]]:
    """Lines of a location by last name, each with the call park that has it.

    `search` is a part of a name, or the first digits of an extension or of a number, with its `+` or not.
    """
    values: list[object] = [organization_id, location_id, most, start]
    if is_dialled(search):
        lines = f"{DIALLED} ORDER BY {BY_NAME} LIMIT $3 OFFSET $4"
        return await _lines(connection, lines, values + _digits(search))
    filters, named = _named(search)
    free, taken = HALF.format(filters=filters, **FREE), HALF.format(filters=filters, order=BY_NAME, **TAKEN)
    lines = f"({free}) UNION ALL ({taken}) ORDER BY {BY_NAME} LIMIT $3 OFFSET $4"
    return await _lines(connection, lines, values + named)


async def lines_to_choose(
    connection: Connection, organization_id: UUID, location_id: UUID, *, search: str, most: int
) -> list[tuple[Agents, str | None]]:
    """Up to `most` lines that are free, then as many that a call park has, which is named. `search`: as list_lines.

    With digits they are the first that begin so, free or taken.
    """
    values: list[object] = [organization_id, location_id, most, 0]
    if is_dialled(search):
        return await _lines(connection, DIALLED, values + _digits(search))
    filters, named = _named(search)
    free = HALF.format(filters=filters, **FREE)
    taken = HALF.format(filters=filters, order=BY_CALL_PARK, **TAKEN)
    return [
        *await _lines(connection, free, values + named),
        *await _lines(connection, taken, values + named),
    ]


async def _lines(connection: Connection, lines: str, values: list[object]) -> list[tuple[Agents, str | None]]:
    statement = LINES.format(lines=lines)
    if HAS_TRIGRAM.format("$5") in statement:  # as available_agents
        rows = await (await connection.prepare(statement)).fetch(*values)
    else:
        rows = await connection.fetch(statement, *values)
    return [(Agents([row["fragment"]], row["routing_prefix"]), row["call_park"]) for row in rows]


def _named(search: str) -> tuple[str, list[object]]:
    """The condition of a part of a name, and its value."""
    names = has_name(search) if search else {}
    return "".join(f" AND {condition.format('$5')}" for condition in names), list(names.values())


def _digits(search: str) -> list[object]:
    return [begins_with(search), begins_with(f"+{search.removeprefix('+')}")]


def is_dialled(search: str) -> bool:
    """Whether it can be an extension or a number rather than a name."""
    return search.removeprefix("+").isdecimal() and search.isascii()


async def recalls_of_hunt_group(
    connection: Connection, organization_id: UUID, location_id: UUID, hunt_group_id: UUID
) -> tuple[list[str], bool]:
    """The call parks whose recall rings it, and whether that of the location's settings does."""
    here = organization_id, location_id, hunt_group_id
    parks = await connection.fetch(RECALLS_OF_HUNT_GROUP, *here)
    return [row["name"] for row in parks], bool(await connection.fetch(SETTINGS_OF_HUNT_GROUP, *here))
