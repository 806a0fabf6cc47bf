"""Numbers: the inventory of each location, and everything of an organization that can be dialled."""

from collections.abc import Callable
from uuid import UUID

from callpark.errors import NumberTaken
from callpark.ids import Kind
from callpark.parking.directory import NumberEntry, NumberOrder, NumberOwner, NumbersQuestion
from callpark.storage.database import Connection, Row
from callpark.storage.lines import names_of_line
from callpark.storage.search import contains

# In the order of the numbers, so that no two inserts of the same ones wait for each other.
INSERT = """
INSERT INTO numbers (organization_id, location_id, number, active, toll_free)
SELECT $1, $2, number, $4, $5 FROM unnest($3::text[]) AS wanted (number) ORDER BY number
ON CONFLICT DO NOTHING RETURNING number
"""

# The lock is taken in the order of the numbers, too.
HELD = """
WITH held AS MATERIALIZED (
    SELECT number FROM numbers
    WHERE organization_id = $1 AND location_id = $2 AND number = ANY($3)
      AND ($4 OR num_nonnulls(line_id, hunt_group_id) = 0)
    ORDER BY number FOR UPDATE
)
"""

REMOVE = f"""
{HELD}
DELETE FROM numbers USING held WHERE organization_id = $1 AND numbers.number = held.number
RETURNING numbers.number
"""

ACTIVE = """
SELECT number, active FROM numbers WHERE organization_id = $1 AND number = ANY($2) ORDER BY number FOR NO KEY UPDATE
"""

SET_ACTIVE = f"""
{HELD}
UPDATE numbers SET active = $4 FROM held WHERE organization_id = $1 AND numbers.number = held.number
RETURNING numbers.number
"""

OWNER_TYPES = {kind.value for kind in (Kind.PEOPLE, Kind.PLACE, Kind.VIRTUAL_LINE, Kind.HUNT_GROUP)}

EXTENSION_ORDER = "lpad(extension, 10, '0')"  # as callpark.parking.names.extension_key

OWNERS = """
LEFT JOIN lines ON lines.organization_id = $1 AND lines.id = {table}.line_id
LEFT JOIN hunt_groups ON hunt_groups.organization_id = $1 AND hunt_groups.id = {table}.hunt_group_id
"""

# What comes before the number in the order of a list, in either half of it.
SORTED_FIRST = {
    NumberOrder.LAST_NAME: (
        "coalesce(lines.sort_lname, hunt_groups.sort_name)",
        "coalesce(lines.sort_lname, hunt_groups.sort_name, call_park_extensions.sort_name)",
    ),
    NumberOrder.EXTENSION: ("lpad(coalesce(of_line.extension, of_hunt_group.extension), 10, '0')", EXTENSION_ORDER),
    NumberOrder.DN: None,
}

FREE = "num_nonnulls(numbers.line_id, numbers.hunt_group_id) = 0"
OWNED = "num_nonnulls(numbers.line_id, numbers.hunt_group_id) = 1"
ALTERNATE = f"numbers.position > 0 AND {OWNED}"

# A number shows the extension of its owner if it is the primary one. Each half is ordered and cut by itself, so that
# a page costs no more than the pages before it.
NUMBERS = f"""
SELECT numbers.number, coalesce(of_line.extension, of_hunt_group.extension) AS extension, numbers.location_id,
       numbers.active, numbers.toll_free, {ALTERNATE} AS alternate,
       lines.id AS line_id, lines.kind, lines.fragment,
       hunt_groups.id AS hunt_group_id, hunt_groups.mailbox, hunt_groups.name,
       NULL::uuid AS call_park_extension_id{{sort}}
FROM numbers
{OWNERS.format(table="numbers")}
LEFT JOIN extensions AS of_line ON numbers.position = 0
     AND of_line.organization_id = $1 AND of_line.line_id = numbers.line_id
LEFT JOIN extensions AS of_hunt_group ON numbers.position = 0
     AND of_hunt_group.organization_id = $1 AND of_hunt_group.hunt_group_id = numbers.hunt_group_id
WHERE numbers.organization_id = $1{{filters}}
ORDER BY {{first}}numbers.number LIMIT $2::bigint + $3::bigint
"""

EXTENSIONS = f"""
SELECT NULL AS number, extensions.extension, extensions.location_id,
       false AS active, false AS toll_free, false AS alternate,
       lines.id AS line_id, lines.kind, lines.fragment,
       hunt_groups.id AS hunt_group_id, hunt_groups.mailbox,
       coalesce(hunt_groups.name, call_park_extensions.name) AS name,
       call_park_extensions.id AS call_park_extension_id{{sort}}
FROM extensions
{OWNERS.format(table="extensions")}
LEFT JOIN call_park_extensions
     ON call_park_extensions.organization_id = $1 AND call_park_extensions.id = extensions.call_park_extension_id
WHERE extensions.organization_id = $1
  AND NOT EXISTS (SELECT FROM numbers WHERE numbers.organization_id = $1 AND numbers.position = 0
                                        AND numbers.line_id = extensions.line_id)
  AND NOT EXISTS (SELECT FROM numbers WHERE numbers.organization_id = $1 AND numbers.position = 0
                                        AND numbers.hunt_group_id = extensions.hunt_group_id){{filters}}
ORDER BY {{first}}{EXTENSION_ORDER}, extensions.extension, extensions.location_id LIMIT $2::bigint + $3::bigint
"""

# As `extensions_in_order` finds an extension in all locations.
IS_EXTENSION = "lpad(extension, 10, '0') = lpad({extension}, 10, '0') AND extension = {extension}"
WITH_EXTENSION = {
    "extensions": f" AND {IS_EXTENSION}",
    "numbers": f"""
  AND numbers.position = 0
  AND (numbers.line_id = ANY(ARRAY(
           SELECT line_id FROM extensions AS wanted WHERE organization_id = $1 AND {IS_EXTENSION}))
       OR numbers.hunt_group_id = ANY(ARRAY(
           SELECT hunt_group_id FROM extensions AS wanted WHERE organization_id = $1 AND {IS_EXTENSION})))""",
}

LIST = f"""
SELECT entries.*, locations.name AS location_name, locations.routing_prefix, locations.main_number
FROM ({{entries}}) AS entries
JOIN locations ON locations.organization_id = $1 AND locations.id = entries.location_id
ORDER BY {{first}}number NULLS LAST, {EXTENSION_ORDER}, extension, location_id LIMIT $2 OFFSET $3
"""


async def insert_numbers(
    connection: Connection,
    organization_id: UUID,
    location_id: UUID,
    numbers: list[str],
    *,
    active: bool,
    toll_free: bool,
) -> None:
    """Adds `numbers` to the location's inventory; NumberTaken names the first that the organization has already."""
    rows = await connection.fetch(INSERT, organization_id, location_id, numbers, active, toll_free)
    inserted = {row["number"] for row in rows}
    for number in numbers:
        if number not in inserted:
            raise NumberTaken(number)


async def remove_numbers(
    connection: Connection, organization_id: UUID, location_id: UUID, numbers: list[str]
) -> set[str]:
    """Those of `numbers` that were free, and are in the location's inventory no more."""
    rows = await connection.fetch(REMOVE, organization_id, location_id, numbers, False)
    return {row["number"] for row in rows}


async def set_active(
    connection: Connection, organization_id: UUID, location_id: UUID, numbers: list[str], *, active: bool
) -> set[str]:
    """Those of `numbers` that are in service from now on, or out of it: these have to be free."""
    rows = await connection.fetch(SET_ACTIVE, organization_id, location_id, numbers, active)
    return {row["number"] for row in rows}


async def active_states(connection: Connection, organization_id: UUID, numbers: list[str]) -> dict[str, bool]:
    """Which of `numbers` are in service; they stay as they are until the transaction ends."""
    rows = await connection.fetch(ACTIVE, organization_id, numbers)
    return {row["number"]: row["active"] for row in rows}


async def location_of(connection: Connection, organization_id: UUID, number: str) -> UUID | None:
    """The location whose inventory has the number."""
    return await connection.fetchval(  # type: ignore[no-any-return]
        "SELECT location_id FROM numbers WHERE organization_id = $1 AND number = $2", organization_id, number
    )


async def list_numbers(
    connection: Connection,
    organization_id: UUID,
    *,
    locations: list[UUID] | None,
    question: NumbersQuestion,
    start: int,
    most: int,
) -> list[NumberEntry]:
    """Numbers first, by number, then extensions alone, sorted as numbers, unless the question has another order.

    Of `locations` only, unless that is None.
    """
    values: list[object] = [organization_id, most, start]

    def value(one: object) -> str:
        values.append(one)
        return f"${len(values)}"

    expressions = SORTED_FIRST[question.order]
    first = "sort NULLS LAST, " if expressions else ""
    of_numbers, of_extensions = (f", {one} AS sort" for one in expressions) if expressions else ("", "")
    halves = []
    if question.owner_type is not None and question.owner_type not in OWNER_TYPES:
        return []
    if question.has_number is not False:
        filters = _of_entry("numbers", locations, question, value) + _of_number(question, value)
        halves.append(NUMBERS.format(filters=filters, first=first, sort=of_numbers))
    if not question.has_number and _of_number(question, lambda _: "") == "":
        filters = _of_entry("extensions", locations, question, value)
        halves.append(EXTENSIONS.format(filters=filters, first=first, sort=of_extensions))
    if not halves:
        return []
    entries = " UNION ALL ".join(f"({half})" for half in halves)
    # Prepared anew each time: which index serves best depends on what is asked for and on where the page begins.
    statement = await connection.prepare(LIST.format(entries=entries, first=first))
    return [_entry(row) for row in await statement.fetch(*values)]


def _of_number(question: NumbersQuestion, value: Callable[[object], str]) -> str:
    """The conditions that only a number can meet, spelled as the indexes of what is rare have them."""
    filters = "" if question.number is None else f" AND numbers.number = {value(question.number)}"
    conditions = {
        ("numbers.active", "NOT numbers.active"): question.active,
        (OWNED, FREE): question.assigned,
        ("numbers.toll_free", "NOT numbers.toll_free"): question.toll_free,
        (ALTERNATE, f"({ALTERNATE}) IS NOT TRUE"): question.alternate,
    }
    for (met, unmet), wanted in conditions.items():
        if wanted is not None:
            filters += f" AND {met if wanted else unmet}"
    return filters


def _of_entry(
    table: str,
    locations: list[UUID] | None,
    question: NumbersQuestion,
    value: Callable[[object], str],
) -> str:
    """The conditions that an extension alone can meet as well."""
    with_name = ["lines.search", "hunt_groups.sort_name"]
    with_id = [f"{table}.line_id", f"{table}.hunt_group_id"]
    if table == "extensions":
        with_name.append("call_park_extensions.sort_name")
        with_id.append("extensions.call_park_extension_id")
    filters = ""
    if locations is not None:
        filters += f" AND {table}.location_id = ANY({value(locations)})"
    if question.extension is not None:
        filters += WITH_EXTENSION[table].format(extension=value(question.extension))
    if question.owner_type == Kind.HUNT_GROUP:
        filters += " AND hunt_groups.id IS NOT NULL"
    elif question.owner_type is not None:
        filters += f" AND lines.kind = '{question.owner_type}'"  # one of OWNER_TYPES; some are rare
    if question.owner_name is not None:
        pattern = value(contains(question.owner_name))
        filters += f" AND ({' OR '.join(f'{column} LIKE {pattern}' for column in with_name)})"
    if question.owner is not None and question.owner.mailbox is not None:
        filters += f" AND hunt_groups.mailbox = {value(question.owner.mailbox)}"
    elif question.owner is not None:
        owner = value(question.owner.uuid)
        filters += f" AND ({' OR '.join(f'{column} = {owner}' for column in with_id)})"
    return filters


def _entry(row: Row) -> NumberEntry:
    return NumberEntry(
        number=row["number"],
        extension=row["extension"],
        location_id=row["location_id"],
        location_name=row["location_name"],
        routing_prefix=row["routing_prefix"],
        active=row["active"],
        toll_free=row["toll_free"],
        alternate=bool(row["alternate"]),
        main=row["number"] is not None and row["number"] == row["main_number"],
        owner=_owner(row),
    )


def _owner(row: Row) -> NumberOwner | None:
    """A feature has `.` for a first name, as Webex gives a hunt group where it has to show two names."""
    if row["line_id"]:
        first_name, last_name = names_of_line(row["fragment"])
        return NumberOwner(id=row["line_id"], kind=Kind(row["kind"]), first_name=first_name, last_name=last_name)
    if row["hunt_group_id"]:
        return NumberOwner(
            id=row["hunt_group_id"],
            kind=Kind.HUNT_GROUP,
            first_name=".",
            last_name=row["name"],
            mailbox=row["mailbox"],
        )
    if row["call_park_extension_id"]:
        return NumberOwner(
            id=row["call_park_extension_id"], kind=Kind.CALL_PARK_EXTENSION, first_name=".", last_name=row["name"]
        )
    return None
