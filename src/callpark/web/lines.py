"""Lines and hunt groups, to look at: they are made by whatever keeps the directory, over the API."""

from typing import Any, Final

from callpark import ids
from callpark.errors import NoSuchThing
from callpark.provisioning import overview
from callpark.provisioning.access import Operation
from callpark.provisioning.directory.hunt_groups import get_hunt_group, list_hunt_groups
from callpark.web.app import Handler, Visit
from callpark.web.rendering import Page
from callpark.web.tables import PAGE_ROWS, Asked, calling_locations

LINES: Final = "/admin/lines"
HUNT_GROUPS: Final = "/admin/hunt-groups"
HUNT_GROUP: Final = "/admin/locations/{locationId}/hunt-groups/{huntGroupId}"
KINDS: Final = {"PEOPLE": "person", "PLACE": "workspace", "VIRTUAL_LINE": "virtual line"}
POLICIES: Final = {
    "CIRCULAR": "in turn, beginning after whoever had the last call",
    "REGULAR": "in this order, always beginning with the first",
    "SIMULTANEOUS": "all at once",
    "UNIFORM": "whoever has been idle longest",
    "WEIGHTED": "by weight",
}


def label(agent: dict[str, Any]) -> str:
    """`Alice Doe — person, 2001, +19075552859`; no detail holds a dash."""
    number = agent["numbers"][0] if agent["numbers"] else {}
    details = [KINDS[agent["type"]], number.get("extension"), number.get("external")]
    return f"{agent['displayName']} — {', '.join(part for part in details if part)}"


async def lines(visit: Visit) -> Page:
    """Of one location: the first one unless another is asked for."""
    locations = await calling_locations(visit)
    asked = Asked.of(visit)
    location_id = asked.location_id or (locations[0][1].id if locations else None)
    found: list[overview.ListedLine] = []
    if location_id:
        grant = await visit.grant(Operation.LIST_NUMBERS)
        found = await overview.list_lines(
            visit.database, grant, location_id, search=asked.search.strip(), start=asked.start, most=PAGE_ROWS + 1
        )
    return visit.page(
        "lines.html",
        asked=asked,
        locations=locations,
        location=ids.public_id(ids.Kind.LOCATION, location_id) if location_id else "",
        lines=[(one.agent, KINDS[one.agent["type"]], one.call_park, _park_id(one)) for one in found[:PAGE_ROWS]],
        more=len(found) > PAGE_ROWS,
    )


def _park_id(line: overview.ListedLine) -> str | None:
    return ids.call_park_id(line.call_park) if line.call_park else None


async def hunt_groups(visit: Visit) -> Page:
    asked = Asked.of(visit)
    grant = await visit.grant(Operation.LIST_HUNT_GROUPS)
    found = await list_hunt_groups(
        visit.database,
        grant,
        location_id=asked.location_id,
        name=asked.search.strip() or None,
        number=None,
        extension=None,
        start=asked.start,
        most=PAGE_ROWS + 1,
    )
    rows = [
        (ids.public_id(ids.Kind.LOCATION, one.location_id), ids.hunt_group_id(one.id, one.mailbox), one)
        for one in found[:PAGE_ROWS]
    ]
    return visit.page(
        "hunt_groups.html",
        asked=asked,
        locations=await calling_locations(visit),
        groups=rows,
        more=len(found) > PAGE_ROWS,
    )


async def hunt_group(visit: Visit) -> Page:
    here = visit.location_id
    try:
        which = ids.reference(visit.names["huntGroupId"], ids.Kind.HUNT_GROUP)
    except ids.BadId:
        raise NoSuchThing("hunt group") from None
    grant = await visit.grant(Operation.GET_HUNT_GROUP, here)
    group = await get_hunt_group(visit.database, grant, here, which)
    parks, in_settings = await overview.recalls_of_hunt_group(visit.database, grant, here, group.id)
    return visit.page(
        "hunt_group.html",
        group=group,
        order=POLICIES[group.policy.value],
        kinds=KINDS,
        parks=[(name, ids.call_park_id(name)) for name in parks],
        in_settings=in_settings,
        location_id=visit.names["locationId"],
    )


HANDLERS: Final[dict[tuple[str, str], Handler]] = {
    ("GET", LINES): lines,
    ("GET", HUNT_GROUPS): hunt_groups,
    ("GET", HUNT_GROUP): hunt_group,
}
