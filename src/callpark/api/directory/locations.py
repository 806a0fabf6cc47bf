"""Locations: plain ones under /locations, their calling under /telephony/config/locations."""

from callpark import ids
from callpark.api.contracts import Paged
from callpark.api.door import Call, Route
from callpark.api.paging import cut, one_more
from callpark.api.wire import Created
from callpark.api.wire import locations as wire
from callpark.provisioning.access import Operation
from callpark.provisioning.directory import locations


async def list_(call: Call, query: wire.ListQuery) -> Paged[wire.LocationList]:
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
    return Paged(wire.LocationList(items=items), headers)


async def create(call: Call, body: wire.LocationBody) -> Created:
    location = body.location()
    created = await locations.create_location(call.database, call.grant, location)
    return Created(ids.public_id(ids.Kind.LOCATION, created))


async def get(call: Call) -> wire.LocationItem:
    location = await locations.get_location(call.database, call.grant, call.location_id)
    return wire.item(call.grant.organization_id, location)


async def update(call: Call, body: wire.LocationChangeBody) -> None:
    change = body.change()
    await locations.change_location(call.database, call.grant, call.location_id, change)


async def delete(call: Call) -> None:
    await locations.delete_location(call.database, call.grant, call.location_id)


async def list_calling(call: Call, query: wire.CallingListQuery) -> Paged[wire.CallingLocationList]:
    rows = await locations.list_locations(
        call.database,
        call.grant,
        name=query.name,
        calling_only=True,
        descending=query.order is wire.CallingOrder.DESCENDING,
        start=query.start,
        most=one_more(query),
    )
    rows, headers = cut(call, query, rows)
    items = [wire.calling_item(location) for location in rows]
    return Paged(wire.CallingLocationList(locations=items), headers)


async def enable_calling(call: Call, body: wire.EnableCallingBody) -> Created:
    location_id = body.location_id()
    await locations.enable_calling(call.database, call.grant, location_id)
    return Created(ids.public_id(ids.Kind.LOCATION, location_id))


async def get_calling(call: Call) -> wire.CallingLocationDetails:
    location = await locations.require_calling_location(call.database, call.grant, call.location_id)
    return wire.calling_details(location)


async def update_calling(call: Call, body: wire.CallingLocationBody) -> None:
    change = body.change()
    await locations.change_location(call.database, call.grant, call.location_id, change, calling_only=True)


async def disable_calling(call: Call) -> None:
    await locations.disable_calling(call.database, call.grant, call.location_id)


PLAIN = "/locations"
CALLING = "/telephony/config/locations"
ROUTES = [
    Route("GET", PLAIN, Operation.LIST_LOCATIONS, list_),
    Route("POST", PLAIN, Operation.CREATE_LOCATION, create, status=201),
    Route("GET", f"{PLAIN}/{{locationId}}", Operation.GET_LOCATION, get),
    Route("PUT", f"{PLAIN}/{{locationId}}", Operation.UPDATE_LOCATION, update, get),
    Route("DELETE", f"{PLAIN}/{{locationId}}", Operation.DELETE_LOCATION, delete),
    Route("GET", CALLING, Operation.LIST_CALLING_LOCATIONS, list_calling),
    Route("POST", CALLING, Operation.ENABLE_CALLING, enable_calling, status=201),
    Route("GET", f"{CALLING}/{{locationId}}", Operation.GET_CALLING_LOCATION, get_calling),
    Route("PUT", f"{CALLING}/{{locationId}}", Operation.UPDATE_CALLING_LOCATION, update_calling, get_calling),
    Route("DELETE", f"{CALLING}/{{locationId}}", Operation.DISABLE_CALLING, disable_calling),
]
