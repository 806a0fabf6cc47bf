"""Call parks: create, list, details, update, delete, and what is available to one."""

from callpark import ids
from callpark.api.contracts import Paged
from callpark.api.door import Call, Route
from callpark.api.paging import cut, following, one_more, page_size
from callpark.api.wire import Created
from callpark.api.wire import call_parks as wire
from callpark.errors import NoSuchCallPark
from callpark.provisioning import call_parks
from callpark.provisioning.access import Operation
from callpark.provisioning.directory.locations import require_calling_location


async def list_(call: Call, query: wire.ListQuery) -> Paged[wire.CallParkList]:
    location_name, names = await call_parks.list_call_parks(
        call.database,
        call.grant,
        call.location_id,
        name=wire.checked_name_filter(query.name),
        descending=query.order is wire.Order.DESCENDING,
        start=query.start,
        most=one_more(query),
    )
    names, headers = cut(call, query, names)
    location_id = ids.public_id(ids.Kind.LOCATION, call.location_id)
    items = [
        wire.ListItem(name=name, id=ids.call_park_id(name), location_name=location_name, location_id=location_id)
        for name in names
    ]
    return Paged(wire.CallParkList(call_parks=items), headers)


async def create(call: Call, body: wire.CallParkBody) -> Created:
    draft = body.draft()
    name = await call_parks.create_call_park(call.database, call.grant, call.location_id, draft)
    return Created(ids.call_park_id(name))


async def get(call: Call) -> wire.CallParkDetails:
    park = await call_parks.get_call_park(call.database, call.grant, call.location_id, _name(call))
    hunt_group = ids.hunt_group_id(park.hunt_group_id, park.hunt_group_mailbox) if park.hunt_group_id else None
    return wire.CallParkDetails(
        id=ids.call_park_id(park.name),
        name=park.name,
        recall=wire.RecallDetails(
            option=park.recall_option, hunt_group_id=hunt_group, hunt_group_name=park.hunt_group_name
        ),
        agents=wire.ready_made(park.agents.json()),
        park_on_agents_enabled=park.park_on_agents,
        call_park_extensions=[
            wire.ExtensionOfCallPark(
                id=ids.public_id(ids.Kind.CALL_PARK_EXTENSION, extension.id),
                extension=extension.extension,
                name=extension.name,
            )
            for extension in park.extensions
        ],
    )


async def update(call: Call, body: wire.CallParkChangeBody) -> Created:
    change = body.change()
    name = await call_parks.update_call_park(call.database, call.grant, call.location_id, _name(call), change)
    return Created(ids.call_park_id(name))


async def delete(call: Call) -> None:
    await call_parks.delete_call_park(call.database, call.grant, call.location_id, _name(call))


async def available_agents(call: Call, query: wire.AvailableAgentsQuery) -> Paged[wire.AvailableAgents]:
    agents = await call_parks.available_agents(
        call.database,
        call.grant,
        call.location_id,
        query.question(),
        start=query.start,
        most=one_more(query),
    )
    answer = wire.AvailableAgents(agents=wire.ready_made(agents.json(page_size(query))))
    return Paged(answer, following(call, query, len(agents.fragments)))


async def available_recall_hunt_groups(
    call: Call, query: wire.RecallHuntGroupsQuery
) -> Paged[wire.RecallHuntGroupList]:
    groups = await call_parks.available_recall_hunt_groups(
        call.database, call.grant, call.location_id, name=query.name, start=query.start, most=one_more(query)
    )
    groups, headers = cut(call, query, groups)
    items = [wire.RecallHuntGroup(id=ids.hunt_group_id(group.id, group.mailbox), name=group.name) for group in groups]
    return Paged(wire.RecallHuntGroupList(hunt_groups=items), headers)


async def mine(call: Call) -> wire.MyCallPark:
    found = await call_parks.my_call_park(call.database, call.grant)
    if found is None:
        return wire.MyCallPark(group_name=None, member_list=[])
    name, agents = found
    return wire.MyCallPark(group_name=name, member_list=wire.members(agents.json()))


async def location(call: Call) -> None:
    await require_calling_location(call.database, call.grant, call.location_id)


async def call_park(call: Call) -> None:
    await call_parks.get_call_park(call.database, call.grant, call.location_id, _name(call))


def _name(call: Call) -> str:
    """The name that the id in the path wraps."""
    text = call.names["callParkId"]
    try:
        return ids.call_park_name(text)
    except ids.BadId:
        raise NoSuchCallPark(text) from None


PATH = "/telephony/config/locations/{locationId}/callParks"
ROUTES = [
    Route("GET", PATH, Operation.LIST_CALL_PARKS, list_, location),
    Route("POST", PATH, Operation.CREATE_CALL_PARK, create, location, status=201),
    Route("GET", f"{PATH}/availableUsers", Operation.GET_AVAILABLE_AGENTS, available_agents, location),
    Route(
        "GET",
        f"{PATH}/availableRecallHuntGroups",
        Operation.GET_AVAILABLE_RECALL_HUNT_GROUPS,
        available_recall_hunt_groups,
        location,
    ),
    Route("GET", f"{PATH}/{{callParkId}}", Operation.GET_CALL_PARK, get),
    Route("PUT", f"{PATH}/{{callParkId}}", Operation.UPDATE_CALL_PARK, update, call_park),
    Route("DELETE", f"{PATH}/{{callParkId}}", Operation.DELETE_CALL_PARK, delete),
    Route("GET", "/telephony/config/people/me/settings/callPark", Operation.GET_MY_CALL_PARK, mine),
]
