"""Agents of call parks and the lines that are free to be one.

The queries follow the indexes of the schema: a line without call park stands in a partial index for each leading sort
field, so "available" is an index walk whatever the size of the location. What they cost stands in benchmarks/.
"""

from uuid import UUID

from callpark.parking.model import AgentOrder, AvailableAgentsQuestion
from callpark.storage.database import Connection
from callpark.storage.lines import with_routing_prefix
from callpark.storage.search import contains

COLUMNS = {
    AgentOrder.FNAME: "sort_fname",
    AgentOrder.LNAME: "sort_lname",
    AgentOrder.NUMBER: "sort_number",
    AgentOrder.EXTENSION: "sort_extension",
}

AGENTS_OF_CALL_PARK = """
SELECT fragment FROM lines
WHERE organization_id = $1 AND location_id = $2 AND call_park_id = $3
ORDER BY position
"""


async def available_agents(
    connection: Connection,
    organization_id: UUID,
    location_id: UUID,
    prefix: str | None,
    question: AvailableAgentsQuestion,
    start: int,
    most: int,
) -> list[bytes]:
    """The JSON of up to `most` lines from the zero-based `start` on, in the question's order, ties broken by id."""
    values: list[object] = [organization_id, location_id, most, start]
    filters = _filters(question, values)
    columns = ", ".join([*(COLUMNS[field] for field in question.order), "id"])
    if question.call_park_name is None:
        ids = f"{_lines(columns, 'call_park_id IS NULL', filters)} ORDER BY {columns} LIMIT $3 OFFSET $4"
    else:
        values.append(question.call_park_name)
        ids = _of_call_park(columns, filters, len(values))
    # The ids are found in the index alone, whatever the offset; only the page's own rows are then read.
    statement = f"""
        SELECT lines.fragment FROM ({ids}) AS page JOIN lines ON lines.organization_id = $1 AND lines.id = page.id
        ORDER BY {", ".join("lines." + column for column in columns.split(", "))}"""
    if question.name is not None:
        # Prepared anew each time: how selective a pattern is decides the plan, and a cached plan can't know it.
        rows = await (await connection.prepare(statement)).fetch(*values)
    else:
        rows = await connection.fetch(statement, *values)
    return [with_routing_prefix(row["fragment"].encode(), prefix) for row in rows]


async def agents_of_call_park(
    connection: Connection, organization_id: UUID, location_id: UUID, prefix: str | None, call_park_id: UUID
) -> list[bytes]:
    """The JSON of a call park's agents in hunting order."""
    rows = await connection.fetch(AGENTS_OF_CALL_PARK, organization_id, location_id, call_park_id)
    return [with_routing_prefix(row["fragment"].encode(), prefix) for row in rows]


def _lines(columns: str, which: str, filters: str) -> str:
    return f"SELECT {columns} FROM lines WHERE organization_id = $1 AND location_id = $2 AND {which}{filters}"


def _of_call_park(columns: str, filters: str, name: int) -> str:
    """The free lines and the call park's own, as two ordered branches: one condition for both would read them all."""
    call_park = f"(SELECT id FROM call_parks WHERE organization_id = $1 AND location_id = $2 AND name = ${name})"
    free = _lines(columns, f"call_park_id IS NULL AND {call_park} IS NOT NULL", filters)
    own = _lines(columns, f"call_park_id = {call_park}", filters)
    ordered = f"ORDER BY {columns} LIMIT $3::bigint + $4::bigint"
    return (
        f"SELECT id FROM (({free} {ordered}) UNION ALL ({own} {ordered})) AS assignable "
        f"ORDER BY {columns} LIMIT $3 OFFSET $4"
    )


def _filters(question: AvailableAgentsQuestion, values: list[object]) -> str:
    filters = ""
    if question.name is not None:
        values.append(contains(question.name))
        filters += f" AND search LIKE ${len(values)}"
    if question.phone_number is not None:
        values.append(question.phone_number)
        filters += f" AND sort_number = ${len(values)}"
    return filters
