"""Agents of call parks and the lines that are free to be one.

The queries follow the indexes of the schema: a line without call park stands in a partial index for each leading sort
field, so "available" is an index walk whatever the size of the location. What they cost stands in docs/performance.md.
"""

from uuid import UUID

from callpark.parking.model import AgentOrder, AvailableAgentsQuestion
from callpark.storage.database import Connection
from callpark.storage.lines import with_routing_prefix
from callpark.storage.search import contains

COLUMNS = {
    AgentOrder.LNAME: "sort_lname",
    AgentOrder.FNAME: "sort_fname",
    AgentOrder.EXTENSION: "sort_extension",
    AgentOrder.NUMBER: "sort_number",
}
TIES = (AgentOrder.LNAME, AgentOrder.FNAME, AgentOrder.EXTENSION)
"""What decides among lines that are equal in all that an order asks for; the line's id comes last."""

NEAR = 500
"""Up to this start the rows passed over are read as well; beyond it the index alone says where the page begins."""

AGENTS_OF_CALL_PARK = """
SELECT fragment FROM lines
WHERE organization_id = $1 AND location_id = $2 AND call_park_id = $3
ORDER BY position
"""


async def available_agents(
    connection: Connection,
    organization_id: UUID,
    location_id: UUID,
    question: AvailableAgentsQuestion,
    start: int,
    most: int,
) -> list[bytes] | None:
    """The JSON of up to `most` lines from the zero-based `start` on, in the question's order.

    None if there is no such location with calling: one statement says so and reads the page.
    """
    values: list[object] = [organization_id, location_id, most, start]
    statement = f"""
        SELECT routing_prefix, ARRAY({_page(question, start, values)}) FROM locations
        WHERE organization_id = $1 AND id = $2 AND calling"""
    if question.name is not None:
        # Prepared anew each time: how selective a pattern is decides the plan, and a cached plan can't know it.
        row = await (await connection.prepare(statement)).fetchrow(*values)
    else:
        row = await connection.fetchrow(statement, *values)
    return None if row is None else with_routing_prefix(row[1], row[0])


async def agents_of_call_park(
    connection: Connection, organization_id: UUID, location_id: UUID, prefix: str | None, call_park_id: UUID
) -> list[bytes]:
    """The JSON of a call park's agents in hunting order."""
    rows = await connection.fetch(AGENTS_OF_CALL_PARK, organization_id, location_id, call_park_id)
    return with_routing_prefix([row["fragment"] for row in rows], prefix)


def _page(question: AvailableAgentsQuestion, start: int, values: list[object]) -> str:
    """A query of the page's fragments; appends to `values` what it filters by."""
    columns = ", ".join([*(COLUMNS[field] for field in dict.fromkeys((*question.order, *TIES))), "id"])
    filters = _filters(question, values)
    wanted = "fragment" if start <= NEAR else columns
    if question.call_park_name is None:
        page = f"{_lines(wanted, 'call_park_id IS NULL', filters)} ORDER BY {columns} LIMIT $3 OFFSET $4"
    else:
        values.append(question.call_park_name)
        page = _of_call_park(wanted, columns, filters, len(values))
    if start <= NEAR:
        return page
    fragment = "SELECT fragment FROM lines WHERE organization_id = $1 AND id = page.id"
    return f"SELECT ({fragment}) FROM ({page}) AS page ORDER BY {columns}"


def _lines(wanted: str, which: str, filters: str) -> str:
    return f"SELECT {wanted} FROM lines WHERE organization_id = $1 AND location_id = $2 AND {which}{filters}"


def _of_call_park(wanted: str, columns: str, filters: str, name: int) -> str:
    """The free lines and the call park's own, as two ordered branches: one condition for both would read them all."""
    call_park = f"(SELECT id FROM call_parks WHERE organization_id = $1 AND location_id = $2 AND name = ${name})"
    both = columns if wanted == columns else f"{columns}, {wanted}"
    free = _lines(both, f"call_park_id IS NULL AND {call_park} IS NOT NULL", filters)
    own = _lines(both, f"call_park_id = {call_park}", filters)
    ordered = f"ORDER BY {columns} LIMIT $3::bigint + $4::bigint"
    return (
        f"SELECT {wanted} FROM (({free} {ordered}) UNION ALL ({own} {ordered})) AS assignable "
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
