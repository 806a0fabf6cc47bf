"""Virtual lines: create, list across the organization, details, update, delete."""

from uuid import UUID

from callpark import ids
from callpark.api.contracts import Paged
from callpark.api.door import Call, Route
from callpark.api.paging import cut, one_more
from callpark.api.references import uuid_in_path
from callpark.api.wire import Created
from callpark.api.wire import virtual_lines as wire
from callpark.errors import NoSuchLine
from callpark.provisioning.access import Operation
from callpark.provisioning.directory import virtual_lines


async def list_(call: Call, query: wire.ListQuery) -> Paged[wire.VirtualLineList]:
    rows = await virtual_lines.list_virtual_lines(
        call.database, call.grant, question=query.question(), start=query.start, most=one_more(query)
    )
    rows, headers = cut(call, query, rows)
    return Paged(wire.VirtualLineList(virtual_lines=[wire.item(line) for line in rows]), headers)


async def create(call: Call, body: wire.VirtualLineBody) -> Created:
    line = body.virtual_line()
    created = await virtual_lines.create_virtual_line(call.database, call.grant, line)
    return Created(ids.public_id(ids.Kind.VIRTUAL_LINE, created))


async def get(call: Call) -> wire.VirtualLineDetails:
    return wire.details(await virtual_lines.get_virtual_line(call.database, call.grant, _line(call)))


async def update(call: Call, body: wire.VirtualLineChangeBody) -> None:
    await virtual_lines.change_virtual_line(call.database, call.grant, _line(call), body.change())


async def delete(call: Call) -> None:
    await virtual_lines.delete_virtual_line(call.database, call.grant, _line(call))


def _line(call: Call) -> UUID:
    text = call.names["virtualLineId"]
    line = uuid_in_path(text, ids.Kind.VIRTUAL_LINE)
    if line is None:
        raise NoSuchLine(text)
    return line


PATH = "/telephony/config/virtualLines"
ROUTES = [
    Route("GET", PATH, Operation.LIST_VIRTUAL_LINES, list_),
    Route("POST", PATH, Operation.CREATE_VIRTUAL_LINE, create, status=201),
    Route("GET", f"{PATH}/{{virtualLineId}}", Operation.GET_VIRTUAL_LINE, get),
    Route("PUT", f"{PATH}/{{virtualLineId}}", Operation.UPDATE_VIRTUAL_LINE, update, get),
    Route("DELETE", f"{PATH}/{{virtualLineId}}", Operation.DELETE_VIRTUAL_LINE, delete),
]
