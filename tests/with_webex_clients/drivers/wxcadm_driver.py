"""Drives wxcadm: it has calls for call park extensions; call parks go through its `org.api`."""

from typing import Any

import wxcadm
from driver import fault, raw, shown, step, tell, told

PARKS = f"v1/telephony/config/locations/{told.location}/callParks"
EXTENSIONS = f"v1/telephony/config/locations/{told.location}/callParkExtensions"

org = wxcadm.Webex(told.token).org
location = org.locations.get(id=told.location)


def plain() -> dict[str, Any]:
    return {"name": "Front desk", "recall": {"option": "ALERT_PARKING_USER_ONLY"}}


@step("start")
def _() -> Any:
    assert wxcadm.Webex(told.token, read_only=True).org.id == org.id
    assert [one.name for one in org.locations] == ["Alaska", "Oregon"]
    assert org.people.get(name="John Smith").extension == "8081"
    assert [one.name for one in org.workspaces] == ["Lobby"]
    assert [one.name for one in org.hunt_groups] == ["Support"]
    assert len(org.numbers) >= 6
    return org.id


@raw("available agents")
def _() -> Any:
    queries: list[dict[str, Any]] = [{"order": "fname|lname"}, {"name": "john s"}]
    found = [org.api.get(f"{PARKS}/availableUsers", params=query, items_key="agents") for query in queries]
    return [[agent["displayName"] for agent in agents] for agents in found]


@raw("pages")
def _() -> Any:
    query = {"max": 1, "ownerType": "PEOPLE"}
    found = org.api.get("v1/telephony/config/numbers", params=query, items_key="phoneNumbers")
    return [number["extension"] for number in found]


@raw("recall hunt groups")
def _() -> Any:
    return [one["name"] for one in org.api.get(f"{PARKS}/availableRecallHuntGroups", items_key="huntGroups")]


@raw("create")
def _() -> Any:
    return org.api.post(PARKS, payload=plain())["id"]


@raw("create with agents")
def created() -> Any:
    return org.api.post(PARKS, payload=told.full)["id"]


@raw("refusal")
def _() -> Any:
    try:
        org.api.post(PARKS, payload=plain())
    except wxcadm.APIError as error:
        return str(error)


@raw("list")
def _() -> Any:
    return [park["name"] for park in org.api.get(PARKS, params={"name": "o"}, items_key="callParks")]


@raw("details")
def _() -> Any:
    return shown(org.api.get(f"{PARKS}/{created}"))


@raw("update")
def _() -> Any:
    renamed = org.api.put(f"{PARKS}/{created}", payload={"name": "Reception"})["id"]
    return shown(org.api.get(f"{PARKS}/{renamed}"))


@raw("settings")
def settings() -> Any:
    found = org.api.get(f"{PARKS}/settings")["callParkSettings"]
    return [found["ringPattern"], found["recallTime"], found["huntWaitTime"]]


@raw("update settings")
def _() -> Any:
    found = org.api.get(f"{PARKS}/settings")
    found["callParkSettings"]["recallTime"] = 60
    org.api.put(f"{PARKS}/settings", payload=found)
    return org.api.get(f"{PARKS}/settings")["callParkSettings"]["recallTime"]


@step("create extension")
def door() -> Any:
    return location.create_park_extension("Door", "9002")


@step("list extensions")
def _() -> Any:
    return [[one.name, one.extension] for one in location.park_extensions if one.name != "Yard"]


@raw("extension details")
def _() -> Any:
    found = org.api.get(f"{EXTENSIONS}/{door}")
    return [found["name"], found["extension"]]


@raw("update extension")
def _() -> Any:
    org.api.put(f"{EXTENSIONS}/{door}", payload={"name": "Gate", "extension": "9003"})
    found = org.api.get(f"{EXTENSIONS}/{door}")
    return [found["name"], found["extension"]]


@raw("delete extension")
def _() -> Any:
    org.api.delete(f"{EXTENSIONS}/{door}")
    return [one.name for one in location.park_extensions if one.name != "Yard"]


@raw("delete")
def _() -> Any:
    for park in org.api.get(PARKS, items_key="callParks"):
        org.api.delete(f"{PARKS}/{park['id']}")
    return org.api.get(PARKS, items_key="callParks")


@fault("a 400 for a GET")
def _() -> Any:
    return org.api.get(PARKS, params={"max": 0}, items_key="callParks")


@fault("another location's extensions")
def _() -> Any:
    return [one.name for one in location.park_extensions]


tell()
