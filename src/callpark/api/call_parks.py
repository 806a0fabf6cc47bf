"""Call parks: create, list, details, update, delete, and what is available to one."""

from msgspec import Raw

from callpark import ids
from callpark.api.door import NO_CONTENT, Answer, Call, Route, answer
from callpark.api.paging import cut, one_more
from callpark.api.wire import Created
from callpark.api.wire import call_parks as wire
from callpark.errors import InvalidValue, NoSuchCallPark
from callpark.provisioning import call_parks
from callpark.provisioning.access import Operation
from callpark.provisioning.directory.locations import require_calling_location

ORDERS = {"ASC": False, "DSC": True}


async def list_(call: Call) -> Answer:
    query = call.query(wire.ListQuery)
    if query.order not in ORDERS:
        raise InvalidValue("order", f"Use {' or '.join(ORDERS)}.")
    location_name, names = await call_parks.list_call_parks(
        call.database,
        call.grant,
        call.location_id,
        name=wire.checked_name_filter(query.name),
        descending=ORDERS[query.order],
        start=query.start,
        most=one_more(query),
    )
    names, headers = cut(call, query, names)
    location_id = ids.public_id(ids.Kind.LOCATION, call.location_id)
    items = [
        wire.ListItem(name=name, id=ids.call_park_id(name), location_name=location_name, location_id=location_id)
        for name in names
    ]
    return answer(wire.CallParkList(call_parks=items), headers=headers)


async def create(call: Call) -> Answer:
    draft = call.body(wire.CallParkBody).draft()
    name = await call_parks.create_call_park(call.database, call.grant, call.location_id, draft)
    return answer(Created(ids.call_park_id(name)), 201)


async def get(call: Call) -> Answer:
    park = await call_parks.get_call_park(call.database, call.grant, call.location_id, _name(call))
    hunt_group = ids.hunt_group_id(park.hunt_group_id, park.hunt_group_mailbox) if park.hunt_group_id else None
    return answer(
        wire.CallParkDetails(
            id=ids.call_park_id(park.name),
            name=park.name,
            recall=wire.RecallDetails(
                option=park.recall_option, hunt_group_id=hunt_group, hunt_group_name=park.hunt_group_name
            ),
            agents=[Raw(agent) for agent in park.agents],
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
    )


async def update(call: Call) -> Answer:
    change = call.body(wire.CallParkChangeBody).change()
    name = await call_parks.update_call_park(call.database, call.grant, call.location_id, _name(call), change)
    return answer(Created(ids.call_park_id(name)))


async def delete(call: Call) -> Answer:
    await call_parks.delete_call_park(call.database, call.grant, call.location_id, _name(call))
    return NO_CONTENT


async def available_agents(call: Call) -> Answer:
    query = call.query(wire.AvailableAgentsQuery)
    agents = await call_parks.available_agents(
        call.database,
        call.grant,
        call.location_id,
        query.question(),
        start=query.start,
        most=one_more(query),
    )
    agents, headers = cut(call, query, agents)
    return Answer(200, b'{"agents":[' + b",".join(agents) + b"]}", headers)


async def available_recall_hunt_groups(call: Call) -> Answer:
    query = call.query(wire.RecallHuntGroupsQuery)
    query.check()
    groups = await call_parks.available_recall_hunt_groups(
        call.database, call.grant, call.location_id, name=query.name, start=query.start, most=one_more(query)
    )
    groups, headers = cut(call, query, groups)
    items = [wire.RecallHuntGroup(id=ids.hunt_group_id(group.id, group.mailbox), name=group.name) for group in groups]
    return answer(wire.RecallHuntGroupList(hunt_groups=items), headers=headers)


async def mine(call: Call) -> Answer:
    found = await call_parks.my_call_park(call.database, call.grant)
    name, agents = found or (None, [])
    return answer(wire.MyCallPark(group_name=name, member_list=[wire.member(agent) for agent in agents]))


async def location(call: Call) -> Answer:
    await require_calling_location(call.database, call.grant, call.location_id)
    return NO_CONTENT


async def call_park(call: Call) -> Answer:
    await call_parks.get_call_park(call.database, call.grant, call.location_id, _name(call))
    return NO_CONTENT


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
    Route("POST", PATH, Operation.CREATE_CALL_PARK, create, location),
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
