"""Locations: plain ones under /locations, their calling under /telephony/config/locations."""

from callpark import ids
from callpark.api.door import NO_CONTENT, Answer, Call, Route, answer
from callpark.api.paging import cut, one_more
from callpark.api.wire import Created
from callpark.api.wire import locations as wire
from callpark.errors import InvalidValue
from callpark.provisioning.access import Operation
from callpark.provisioning.directory import locations

ORDERS = {"name-asc": False, "name-desc": True}


async def list_(call: Call) -> Answer:
    query = call.query(wire.ListQuery)
    rows = await locations.list_locations(
        call.database,
        call.grant,
        location_id=query.location_id(),
        name=query.name,
        calling_only=False,
        start=query.start,
        most=one_more(query),
    )
    rows, headers = cut(call, query, rows)
    items = [wire.item(call.grant.organization_id, location) for location in rows]
    return answer(wire.LocationList(items=items), headers=headers)


async def create(call: Call) -> Answer:
    location = call.body(wire.LocationBody).location()
    created = await locations.create_location(call.database, call.grant, location)
    return answer(Created(ids.public_id(ids.Kind.LOCATION, created)), 201)


async def get(call: Call) -> Answer:
    location = await locations.get_location(call.database, call.grant, call.location_id)
    return answer(wire.item(call.grant.organization_id, location))


async def update(call: Call) -> Answer:
    change = call.body(wire.LocationChangeBody).change()
    await locations.change_location(call.database, call.grant, call.location_id, change)
    return NO_CONTENT


async def delete(call: Call) -> Answer:
    await locations.delete_location(call.database, call.grant, call.location_id)
    return NO_CONTENT


async def list_calling(call: Call) -> Answer:
    query = call.query(wire.CallingListQuery)
    if query.order not in ORDERS:
        raise InvalidValue("order", f"Use {' or '.join(ORDERS)}.")
    rows = await locations.list_locations(
        call.database,
        call.grant,
        name=query.name,
        calling_only=True,
        descending=ORDERS[query.order],
        start=query.start,
        most=one_more(query),
    )
    rows, headers = cut(call, query, rows)
    items = [wire.calling_item(location) for location in rows]
    return answer(wire.CallingLocationList(locations=items), headers=headers)


async def enable_calling(call: Call) -> Answer:
    location_id = call.body(wire.EnableCallingBody).location_id()
    await locations.enable_calling(call.database, call.grant, location_id)
    return answer(Created(ids.public_id(ids.Kind.LOCATION, location_id)), 201)


async def get_calling(call: Call) -> Answer:
    location = await locations.require_calling_location(call.database, call.grant, call.location_id)
    return answer(wire.calling_details(location))


async def update_calling(call: Call) -> Answer:
    change = call.body(wire.CallingLocationBody).change()
    await locations.change_location(call.database, call.grant, call.location_id, change, calling_only=True)
    return NO_CONTENT


async def disable_calling(call: Call) -> Answer:
    await locations.disable_calling(call.database, call.grant, call.location_id)
    return NO_CONTENT


PLAIN = "/locations"
CALLING = "/telephony/config/locations"
ROUTES = [
    Route("GET", PLAIN, Operation.LIST_LOCATIONS, list_),
    Route("POST", PLAIN, Operation.CREATE_LOCATION, create),
    Route("GET", f"{PLAIN}/{{locationId}}", Operation.GET_LOCATION, get),
    Route("PUT", f"{PLAIN}/{{locationId}}", Operation.UPDATE_LOCATION, update, get),
    Route("DELETE", f"{PLAIN}/{{locationId}}", Operation.DELETE_LOCATION, delete),
    Route("GET", CALLING, Operation.LIST_CALLING_LOCATIONS, list_calling),
    Route("POST", CALLING, Operation.ENABLE_CALLING, enable_calling),
    Route("GET", f"{CALLING}/{{locationId}}", Operation.GET_CALLING_LOCATION, get_calling),
    Route("PUT", f"{CALLING}/{{locationId}}", Operation.UPDATE_CALLING_LOCATION, update_calling, get_calling),
    Route("DELETE", f"{CALLING}/{{locationId}}", Operation.DISABLE_CALLING, disable_calling),
]
