"""Call park extensions: create, list across the organization, details, update, delete."""

from uuid import UUID

from callpark import ids
from callpark.api.call_parks import location
from callpark.api.door import NO_CONTENT, Answer, Call, Route, answer
from callpark.api.paging import cut, one_more
from callpark.api.references import uuid_in_path, uuid_of
from callpark.api.wire import Created
from callpark.api.wire import call_park_extensions as wire
from callpark.errors import NoSuchThing
from callpark.provisioning import call_park_extensions
from callpark.provisioning.access import Operation


async def list_(call: Call) -> Answer:
    query = call.query(wire.ListQuery)
    rows = await call_park_extensions.list_call_park_extensions(
        call.database,
        call.grant,
        location_id=uuid_of("locationId", query.location_id, ids.Kind.LOCATION) if query.location_id else None,
        name=query.name,
        extension=query.extension,
        location_name=query.location_name,
        order=query.sort_fields(),
        start=query.start,
        most=one_more(query),
    )
    rows, headers = cut(call, query, rows)
    items = [wire.item(extension) for extension in rows]
    return answer(wire.CallParkExtensionList(call_park_extensions=items), headers=headers)


async def create(call: Call) -> Answer:
    draft = call.body(wire.CallParkExtensionBody).draft()
    created = await call_park_extensions.create_call_park_extension(call.database, call.grant, call.location_id, draft)
    return answer(Created(ids.public_id(ids.Kind.CALL_PARK_EXTENSION, created)), 201)


async def get(call: Call) -> Answer:
    extension = await call_park_extensions.get_call_park_extension(
        call.database, call.grant, call.location_id, _extension(call)
    )
    return answer(wire.details(extension))


async def update(call: Call) -> Answer:
    change = call.body(wire.CallParkExtensionChangeBody).change()
    await call_park_extensions.update_call_park_extension(
        call.database, call.grant, call.location_id, _extension(call), change
    )
    return NO_CONTENT


async def delete(call: Call) -> Answer:
    await call_park_extensions.delete_call_park_extension(call.database, call.grant, call.location_id, _extension(call))
    return NO_CONTENT


def _extension(call: Call) -> UUID:
    extension = uuid_in_path(call.names["callParkExtensionId"], ids.Kind.CALL_PARK_EXTENSION)
    if extension is None:
        raise NoSuchThing("call park extension")
    return extension


PATH = "/telephony/config/locations/{locationId}/callParkExtensions"
ROUTES = [
    Route("GET", "/telephony/config/callParkExtensions", Operation.LIST_CALL_PARK_EXTENSIONS, list_),
    Route("POST", PATH, Operation.CREATE_CALL_PARK_EXTENSION, create, location),
    Route("GET", f"{PATH}/{{callParkExtensionId}}", Operation.GET_CALL_PARK_EXTENSION, get),
    Route("PUT", f"{PATH}/{{callParkExtensionId}}", Operation.UPDATE_CALL_PARK_EXTENSION, update, get),
    Route("DELETE", f"{PATH}/{{callParkExtensionId}}", Operation.DELETE_CALL_PARK_EXTENSION, delete),
]
