"""Every operation of the API that changes something, once, in an order in which each succeeds."""

from collections.abc import Callable
from typing import Any

from requests import Response

from bodies import (
    FIRST,
    SECOND,
    VIRTUAL_LINES,
    call_park_extensions_path,
    hunt_group_body,
    hunt_groups_path,
    numbers_path,
    settings_path,
    virtual_line_body,
    webex_calling,
)
from callpark.api.app import ROUTES
from callpark.provisioning.access import Operation
from cast import CALLING, Organization, location_body

CHANGING = {route.operation for route in ROUTES if route.method != "GET"}
ALERT = {"option": "ALERT_PARKING_USER_ONLY"}

Do = Callable[[Operation, str, str, Any], Response]


def every_change(organization: Organization, do: Do) -> None:
    """`do` is given the operation, the method, the path and the body, and has to bring the change about."""
    created = do(Operation.CREATE_LOCATION, "POST", "/locations", location_body("Alaska"))
    location = created.json()["id"]
    here = f"{CALLING}/locations/{location}"
    do(Operation.ENABLE_CALLING, "POST", f"{CALLING}/locations", location_body("Alaska") | {"id": location})
    do(Operation.UPDATE_LOCATION, "PUT", f"/locations/{location}", {"name": "Alaska North"})
    do(Operation.UPDATE_CALLING_LOCATION, "PUT", here, {"routingPrefix": "17"})
    do(Operation.ADD_NUMBERS, "POST", numbers_path(location), {"phoneNumbers": [FIRST, SECOND]})
    deactivated = {"phoneNumbers": [SECOND], "action": "DEACTIVATE"}
    do(Operation.SET_NUMBER_STATE, "PUT", numbers_path(location), deactivated)
    lines = _lines(organization, location, do)
    _call_parks(location, lines, do)
    person, workspace, virtual_line = lines
    do(Operation.DELETE_VIRTUAL_LINE, "DELETE", f"{VIRTUAL_LINES}/{virtual_line}", None)
    do(Operation.DELETE_WORKSPACE, "DELETE", f"/workspaces/{workspace}", None)
    do(Operation.DELETE_PERSON, "DELETE", f"/people/{person}", None)
    do(Operation.REMOVE_NUMBERS, "DELETE", numbers_path(location), {"phoneNumbers": [FIRST, SECOND]})
    do(Operation.DISABLE_CALLING, "DELETE", here, None)
    do(Operation.DELETE_LOCATION, "DELETE", f"/locations/{location}", None)


def _lines(organization: Organization, location: str, do: Do) -> tuple[str, str, str]:
    license = organization.calling_license()
    named = {"emails": ["alice@example.com"], "displayName": "Alice"}
    calling = {"licenses": [license], "locationId": location, "extension": "1001"}
    person = do(Operation.CREATE_PERSON, "POST", "/people?callingData=true", named | calling).json()["id"]
    renamed = {"emails": ["alice@example.com"], "displayName": "Alice Park"}
    do(Operation.UPDATE_PERSON, "PUT", f"/people/{person}?callingData=true", renamed)
    extension = {"id": license, "operation": "add", "properties": {"locationId": location, "extension": "1002"}}
    do(Operation.ASSIGN_LICENSES, "PATCH", "/licenses/users", {"personId": person, "licenses": [extension]})
    phones = {"displayName": "Lobby", "supportedDevices": "phones", "locationId": location}
    workspace = do(Operation.CREATE_WORKSPACE, "POST", "/workspaces", phones | {"calling": webex_calling()}).json()
    do(Operation.UPDATE_WORKSPACE, "PUT", f"/workspaces/{workspace['id']}", {"displayName": "Lobby East"})
    line = do(Operation.CREATE_VIRTUAL_LINE, "POST", VIRTUAL_LINES, virtual_line_body(location)).json()["id"]
    do(Operation.UPDATE_VIRTUAL_LINE, "PUT", f"{VIRTUAL_LINES}/{line}", {"firstName": "Vesta"})
    return person, workspace["id"], line


def _call_parks(location: str, lines: tuple[str, ...], do: Do) -> None:
    groups, extensions = hunt_groups_path(location), call_park_extensions_path(location)
    parks = f"{CALLING}/locations/{location}/callParks"
    group = do(Operation.CREATE_HUNT_GROUP, "POST", groups, hunt_group_body(agents=[{"id": lines[0]}])).json()["id"]
    do(Operation.UPDATE_HUNT_GROUP, "PUT", f"{groups}/{group}", {"enabled": False})
    recall = {"callParkRecall": {"option": "ALERT_HUNT_GROUP_ONLY", "huntGroupId": group}}
    do(Operation.UPDATE_CALL_PARK_SETTINGS, "PUT", settings_path(location), recall)
    desk = {"name": "Desk", "extension": "9001"}
    extension = do(Operation.CREATE_CALL_PARK_EXTENSION, "POST", extensions, desk).json()["id"]
    do(Operation.UPDATE_CALL_PARK_EXTENSION, "PUT", f"{extensions}/{extension}", {"name": "Desk East"})
    body = {"name": "Reception", "recall": ALERT, "agents": [lines[0], lines[1]], "callParkExtensions": [extension]}
    park = do(Operation.CREATE_CALL_PARK, "POST", parks, body).json()["id"]
    changed = {"name": "Front Desk", "agents": [lines[2]]}
    park = do(Operation.UPDATE_CALL_PARK, "PUT", f"{parks}/{park}", changed).json()["id"]
    do(Operation.DELETE_CALL_PARK, "DELETE", f"{parks}/{park}", None)
    do(Operation.DELETE_CALL_PARK_EXTENSION, "DELETE", f"{extensions}/{extension}", None)
    do(Operation.DELETE_HUNT_GROUP, "DELETE", f"{groups}/{group}", None)
