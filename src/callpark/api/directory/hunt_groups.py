"""Hunt groups: create, list across the organization, details, update, delete."""

from callpark import ids
from callpark.api.call_parks import location
from callpark.api.contracts import Paged
from callpark.api.door import Call, Route
from callpark.api.paging import cut, one_more
from callpark.api.references import uuid_of
from callpark.api.wire import Created
from callpark.api.wire import hunt_groups as wire
from callpark.errors import NoSuchThing
from callpark.parking.numbers import e164
from callpark.provisioning.access import Operation
from callpark.provisioning.directory import hunt_groups


async def list_(call: Call, query: wire.ListQuery) -> Paged[wire.HuntGroupList]:
    rows = await hunt_groups.list_hunt_groups(
        call.database,
        call.grant,
        location_id=uuid_of("locationId", query.location_id, ids.Kind.LOCATION) if query.location_id else None,
        name=query.name,
        number=e164(query.phone_number) if query.phone_number else None,
        extension=query.phone_number,
        start=query.start,
        most=one_more(query),
    )
    rows, headers = cut(call, query, rows)
    return Paged(wire.HuntGroupList(hunt_groups=[wire.item(group) for group in rows]), headers)


async def create(call: Call, body: wire.HuntGroupBody) -> Created:
    """Answers 200, not 201, as the reference has it."""
    draft = body.draft()
    created = await hunt_groups.create_hunt_group(call.database, call.grant, call.location_id, draft)
    return Created(ids.hunt_group_id(created, None))


async def get(call: Call) -> wire.HuntGroupDetails:
    group = await hunt_groups.get_hunt_group(call.database, call.grant, call.location_id, _which(call))
    return wire.details(group)


async def update(call: Call, body: wire.HuntGroupChangeBody) -> None:
    await hunt_groups.change_hunt_group(
        call.database, call.grant, call.location_id, _which(call), body.change(), body.agents_wanted()
    )


async def delete(call: Call) -> None:
    await hunt_groups.delete_hunt_group(call.database, call.grant, call.location_id, _which(call))


def _which(call: Call) -> ids.Reference:
    """The id in the path wraps a UUID or a mailbox."""
    try:
        return ids.reference(call.names["huntGroupId"], ids.Kind.HUNT_GROUP)
    except ids.BadId:
        raise NoSuchThing("hunt group") from None


PATH = "/telephony/config/locations/{locationId}/huntGroups"
ROUTES = [
    Route("GET", "/telephony/config/huntGroups", Operation.LIST_HUNT_GROUPS, list_),
    Route("POST", PATH, Operation.CREATE_HUNT_GROUP, create, location),
    Route("GET", f"{PATH}/{{huntGroupId}}", Operation.GET_HUNT_GROUP, get),
    Route("PUT", f"{PATH}/{{huntGroupId}}", Operation.UPDATE_HUNT_GROUP, update, get),
    Route("DELETE", f"{PATH}/{{huntGroupId}}", Operation.DELETE_HUNT_GROUP, delete),
]
