"""Numbers: a location's inventory, and the list of what can be dialled in the organization."""

from callpark.api.call_parks import location
from callpark.api.contracts import Paged
from callpark.api.door import Call, Route
from callpark.api.paging import cut, one_more
from callpark.api.wire import numbers as wire
from callpark.provisioning.access import Operation
from callpark.provisioning.directory import numbers


async def list_(call: Call, query: wire.ListQuery) -> Paged[wire.NumberList]:
    rows = await numbers.list_numbers(
        call.database,
        call.grant,
        location_id=query.location(),
        question=query.question(),
        start=query.start,
        most=one_more(query),
    )
    rows, headers = cut(call, query, rows)
    return Paged(wire.NumberList(phone_numbers=[wire.item(entry) for entry in rows]), headers)


async def add(call: Call, body: wire.NewNumbersBody) -> None:
    await numbers.add_numbers(
        call.database,
        call.grant,
        call.location_id,
        body.numbers(),
        active=body.state is not wire.State.INACTIVE,
        toll_free=body.number_type is wire.Use.TOLLFREE,
    )


async def set_state(call: Call, body: wire.StateBody) -> None:
    active = body.action is not wire.Action.DEACTIVATE
    await numbers.set_active(call.database, call.grant, call.location_id, body.numbers(), active=active)


async def remove(call: Call, body: wire.NumbersBody) -> None:
    await numbers.remove_numbers(call.database, call.grant, call.location_id, body.numbers())


PATH = "/telephony/config/locations/{locationId}/numbers"
ROUTES = [
    Route("GET", "/telephony/config/numbers", Operation.LIST_NUMBERS, list_),
    Route("POST", PATH, Operation.ADD_NUMBERS, add, location, status=201),
    Route("PUT", PATH, Operation.SET_NUMBER_STATE, set_state, location),
    Route("DELETE", PATH, Operation.REMOVE_NUMBERS, remove, location),
]
