"""Call park extensions: create, list across the organization, details, update, delete."""

from uuid import UUID

from callpark import ids
from callpark.api.call_parks import location
from callpark.api.contracts import Paged
from callpark.api.door import Call, Route
from callpark.api.paging import cut, one_more
from callpark.api.references import uuid_in_path, uuid_of
from callpark.api.wire import Created
from callpark.api.wire import call_park_extensions as wire
from callpark.errors import NoSuchThing
from callpark.provisioning import call_park_extensions
from callpark.provisioning.access import Operation


async def list_(call: Call, query: wire.ListQuery) -> Paged[wire.CallParkExtensionList]:
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
    return Paged(wire.CallParkExtensionList(call_park_extensions=items), headers)


async def create(call: Call, body: wire.CallParkExtensionBody) -> Created:
    draft = body.draft()
    created = await call_park_extensions.create_call_park_extension(call.database, call.grant, call.location_id, draft)
    return Created(ids.public_id(ids.Kind.CALL_PARK_EXTENSION, created))


async def get(call: Call) -> wire.CallParkExtensionDetails:
    extension = await call_park_extensions.get_call_park_extension(
        call.database, call.grant, call.location_id, _extension(call)
    )
    return wire.details(extension)


async def update(call: Call, body: wire.CallParkExtensionChangeBody) -> None:
    await call_park_extensions.update_call_park_extension(
        call.database, call.grant, call.location_id, _extension(call), body.change()
    )


async def delete(call: Call) -> None:
    await call_park_extensions.delete_call_park_extension(call.database, call.grant, call.location_id, _extension(call))


def _extension(call: Call) -> UUID:
    extension = uuid_in_path(call.names["callParkExtensionId"], ids.Kind.CALL_PARK_EXTENSION)
    if extension is None:
        raise NoSuchThing("call park extension")
    return extension


PATH = "/telephony/config/locations/{locationId}/callParkExtensions"
ROUTES = [
    Route("GET", "/telephony/config/callParkExtensions", Operation.LIST_CALL_PARK_EXTENSIONS, list_),
    Route("POST", PATH, Operation.CREATE_CALL_PARK_EXTENSION, create, location, status=201),
    Route("GET", f"{PATH}/{{callParkExtensionId}}", Operation.GET_CALL_PARK_EXTENSION, get),
    Route("PUT", f"{PATH}/{{callParkExtensionId}}", Operation.UPDATE_CALL_PARK_EXTENSION, update, get),
    Route("DELETE", f"{PATH}/{{callParkExtensionId}}", Operation.DELETE_CALL_PARK_EXTENSION, delete),
]
