"""Agents of call parks and the lines that are free to be one.

The queries follow the indexes of the schema: a line without call park stands in a partial index for each leading sort
field, so "available" is an index walk whatever the size of the location. What they cost stands in docs/performance.md.
"""

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from callpark.parking.model import AgentOrder, AvailableAgentsQuestion
from callpark.parking.names import folded
from callpark.storage.database import Connection
from callpark.storage.lines import agents_json
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

SECOND = {AgentOrder.FNAME: (AgentOrder.LNAME,), AgentOrder.LNAME: (AgentOrder.FNAME,)}
"""Names are shared by many lines. With another field second those of one name are sorted first, by the index alone."""

HERE = "organization_id = $1 AND location_id = $2"
HERE_BY_ROW = "organization_id = locations.organization_id AND location_id = locations.id"
TRIGRAM = 3
HAS_TRIGRAM = "search LIKE {}"
IS_SHORT = "strpos(search, {}) > 0"


@dataclass(frozen=True, slots=True)
class Agents:
    """Lines of one location as they are stored."""

    fragments: list[str]
    routing_prefix: str | None

    def json(self, most: int | None = None) -> bytes:
        """The first `most` of them, or all, as a JSON array of agents."""
        return agents_json(self.fragments[:most], self.routing_prefix)


async def available_agents(
    connection: Connection,
    organization_id: UUID,
    location_id: UUID,
    question: AvailableAgentsQuestion,
    start: int,
    most: int,
) -> Agents | None:
    """Up to `most` lines from the zero-based `start` on, in the question's order.

    None if there is no such location with calling: one statement says so and reads the page.
    """
    filters: dict[str, str] = {}
    if question.name is not None:
        filters |= has_name(question.name)
    if question.phone_number is not None:
        filters["sort_number = {}"] = question.phone_number
    values: list[object] = [organization_id, location_id, *filters.values()]
    of_call_park = question.call_park_name is not None
    if of_call_park:
        values.append(question.call_park_name)
    if start:
        values += [most, start]
    near = start <= NEAR and question.order[1:2] in (SECOND.get(question.order[0], question.order[1:2]), ())
    near = near and IS_SHORT not in filters  # which is looked for in the index alone
    statement = _statement(question.order, tuple(filters), of_call_park, None if start else most, near)
    if HAS_TRIGRAM in filters:
        # Prepared anew each time: how selective a pattern is decides the plan, and a cached plan can't know it.
        row = await (await connection.prepare(statement)).fetchrow(*values)
    else:
        row = await connection.fetchrow(statement, *values)
    return None if row is None else Agents(row[1], row[0])


def has_name(name: str) -> dict[str, str]:
    """A condition with the value for it. What is too short for a trigram is looked for on the way through the order."""
    sought = folded(name)
    return {HAS_TRIGRAM: contains(name)} if len(sought) >= TRIGRAM else {IS_SHORT: sought}


@lru_cache(maxsize=1000)
def _statement(
    order: tuple[AgentOrder, ...], filters: tuple[str, ...], of_call_park: bool, first: int | None, near: bool
) -> str:
    """Takes organization, location, a value for each filter, and the name of the call park.

    PostgreSQL keeps a plan unless one for the values at hand looks cheaper, and then plans anew each time, at a higher
    cost than the page. So the size of a first page stands in the statement (of an unknown one it expects a tenth of
    the table), and its lines are sought by what the location's row says, which is unknown either way. Other pages take
    their size and start: there are too many of them to keep a plan for each. Nor is one kept with filters, since what
    they let through decides which index is best.
    """
    columns = ", ".join([*(COLUMNS[field] for field in dict.fromkeys((*order, *TIES))), "id"])
    here = HERE if first is None or filters else HERE_BY_ROW
    conditions = here + "".join(f" AND {condition.format(f'${place}')}" for place, condition in enumerate(filters, 3))
    taken = 2 + len(filters) + of_call_park
    most, start = (f"${taken + 1}::bigint", f"${taken + 2}::bigint") if first is None else (str(first), "0")
    wanted = "fragment" if near else columns
    if of_call_park:
        page = _of_call_park(wanted, columns, conditions, f"${taken}", f"{most} + {start}")
    else:
        page = _lines(wanted, f"{conditions} AND call_park_id IS NULL")
    page += f" ORDER BY {columns} LIMIT {most} OFFSET {start}"
    if not near:
        fragment = "SELECT fragment FROM lines WHERE organization_id = $1 AND id = page.id"
        page = f"SELECT ({fragment}) FROM ({page}) AS page ORDER BY {columns}"
    return f"""
        SELECT routing_prefix, ARRAY({page}) FROM locations
        WHERE organization_id = $1 AND id = $2 AND calling"""


def _lines(wanted: str, which: str) -> str:
    return f"SELECT {wanted} FROM lines WHERE {which}"


def _of_call_park(wanted: str, columns: str, conditions: str, name: str, most: str) -> str:
    """The free lines and the call park's own, as two ordered branches: one condition for both would read them all."""
    call_park = f"(SELECT id FROM call_parks WHERE organization_id = $1 AND location_id = $2 AND name = {name})"
    both = columns if wanted == columns else f"{columns}, {wanted}"
    free = _lines(both, f"{conditions} AND call_park_id IS NULL AND {call_park} IS NOT NULL")
    own = _lines(both, f"{conditions} AND call_park_id = {call_park}")
    ordered = f"ORDER BY {columns} LIMIT {most}"
    return f"SELECT {wanted} FROM (({free} {ordered}) UNION ALL ({own} {ordered})) AS assignable"
