"""Numbers: a location's inventory, and the list of what can be dialled in the organization."""

from callpark.api.call_parks import location
from callpark.api.door import NO_CONTENT, Answer, Call, Route, answer
from callpark.api.paging import cut, one_more
from callpark.api.wire import numbers as wire
from callpark.provisioning.access import Operation
from callpark.provisioning.directory import numbers


async def list_(call: Call) -> Answer:
    query = call.query(wire.ListQuery)
    rows = await numbers.list_numbers(
        call.database,
        call.grant,
        location_id=query.location(),
        question=query.question(),
        start=query.start,
        most=one_more(query),
    )
    rows, headers = cut(call, query, rows)
    return answer(wire.NumberList(phone_numbers=[wire.item(entry) for entry in rows]), headers=headers)


async def add(call: Call) -> Answer:
    body = call.body(wire.NewNumbersBody)
    await numbers.add_numbers(
        call.database,
        call.grant,
        call.location_id,
        body.numbers(),
        active=body.state is not wire.State.INACTIVE,
        toll_free=body.number_type is wire.Use.TOLLFREE,
    )
    return Answer(201)


async def set_state(call: Call) -> Answer:
    body = call.body(wire.StateBody)
    active = body.action is not wire.Action.DEACTIVATE
    await numbers.set_active(call.database, call.grant, call.location_id, body.numbers(), active=active)
    return NO_CONTENT


async def remove(call: Call) -> Answer:
    body = call.body(wire.NumbersBody)
    await numbers.remove_numbers(call.database, call.grant, call.location_id, body.numbers())
    return NO_CONTENT


PATH = "/telephony/config/locations/{locationId}/numbers"
ROUTES = [
    Route("GET", "/telephony/config/numbers", Operation.LIST_NUMBERS, list_),
    Route("POST", PATH, Operation.ADD_NUMBERS, add, location),
    Route("PUT", PATH, Operation.SET_NUMBER_STATE, set_state, location),
    Route("DELETE", PATH, Operation.REMOVE_NUMBERS, remove, location, reads_body=True),
]
