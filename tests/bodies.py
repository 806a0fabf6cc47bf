"""Requests that the tests of several operations send, and what they read back."""

from typing import Any

from requests import Response

from cast import CALLING, Organization

NUMBER = "+19075550101"
FIRST, SECOND, THIRD = NUMBER, "+19075550102", "+19075550103"
VIRTUAL_LINES = f"{CALLING}/virtualLines"
ALICE = {"emails": ["Alice@Example.com"], "firstName": "Alice", "lastName": "Park"}
DEFAULT_SETTINGS = {
    "callParkRecall": {"option": "ALERT_PARKING_USER_ONLY"},
    "callParkSettings": {"ringPattern": "NORMAL", "recallTime": 45, "huntWaitTime": 45},
}
# bodies that name numbers, where FIRST alone is in the location's inventory and SECOND in another's
WRONG_NUMBERS = [
    ({}, 25008, "phoneNumbers"),
    ({"phoneNumbers": []}, 25024, "phoneNumbers"),
    ({"phoneNumbers": [FIRST, "12"]}, 25024, "phoneNumbers[1]"),
    ({"phoneNumbers": [FIRST, THIRD]}, 4250, THIRD),
    ({"phoneNumbers": [SECOND]}, 4250, SECOND),
]


# --- people --------------------------------------------------------------------------------------------------


def post_person(organization: Organization, **fields: Any) -> Response:
    return organization.admin.post("/people", json=ALICE | fields, params={"callingData": "true"})


def post_calling_person(organization: Organization, location: str, **fields: Any) -> Response:
    body = {"licenses": [organization.calling_license()], "locationId": location, "extension": "1001"}
    return post_person(organization, **(body | fields))


def display_names(reply: Response) -> list[str]:
    assert reply.status_code == 200, reply.text
    return [item["displayName"] for item in reply.json()["items"]]


# --- hunt groups ---------------------------------------------------------------------------------------------


def hunt_groups_path(location: str, hunt_group: str = "") -> str:
    return f"{CALLING}/locations/{location}/huntGroups" + (f"/{hunt_group}" if hunt_group else "")


def hunt_group_body(**more: Any) -> dict[str, Any]:
    return {
        "name": "Support",
        "extension": "7000",
        "callPolicies": {"policy": "CIRCULAR"},
        "agents": [],
        "enabled": True,
    } | more


def post_hunt_group(organization: Organization, location: str, **more: Any) -> Response:
    return organization.admin.post(hunt_groups_path(location), json=hunt_group_body(**more))


def hunt_group_names(organization: Organization, **query: str) -> list[str]:
    groups = organization.reader.get(f"{CALLING}/huntGroups", params=query).json()["huntGroups"]
    return [group["name"] for group in groups]


# --- virtual lines -------------------------------------------------------------------------------------------


def virtual_line_body(location: str, **more: Any) -> dict[str, Any]:
    return {"firstName": "Vera", "lastName": "Line", "locationId": location, "extension": "2001"} | more


def post_virtual_line(organization: Organization, location: str, **more: Any) -> Response:
    return organization.admin.post(VIRTUAL_LINES, json=virtual_line_body(location, **more))


def virtual_line_names(organization: Organization, **query: Any) -> list[str]:
    lines = organization.reader.get(VIRTUAL_LINES, params=query).json()["virtualLines"]
    return [line["firstName"] for line in lines]


# --- workspaces ----------------------------------------------------------------------------------------------


def webex_calling(**more: Any) -> dict[str, Any]:
    return {"type": "webexCalling", "webexCalling": {"extension": "3001"} | more}


def post_workspace(organization: Organization, location: str | None = None, **more: Any) -> Response:
    body = {"displayName": "Lobby", "supportedDevices": "phones", **({"locationId": location} if location else {})}
    return organization.admin.post("/workspaces", json=body | more)


def workspace_names(organization: Organization, **query: str) -> list[str]:
    return display_names(organization.reader.get("/workspaces", params=query))


# --- numbers -------------------------------------------------------------------------------------------------


def numbers_path(location: str) -> str:
    return f"{CALLING}/locations/{location}/numbers"


def post_numbers(organization: Organization, location: str, *numbers: str, **more: str) -> Response:
    return organization.admin.post(numbers_path(location), json={"phoneNumbers": list(numbers), **more})


def listed_numbers(organization: Organization, **query: str) -> list[str]:
    """What a list shows: numbers, and extensions alone."""
    entries = organization.reader.get(f"{CALLING}/numbers", params=query).json()["phoneNumbers"]
    return [entry.get("phoneNumber") or entry["extension"] for entry in entries]


def number_states(organization: Organization) -> dict[str, str]:
    entries = organization.reader.get(f"{CALLING}/numbers", params={"numberType": "NUMBER"}).json()["phoneNumbers"]
    return {entry["phoneNumber"]: entry["state"] for entry in entries}


# --- call parks ----------------------------------------------------------------------------------------------


def call_park_extensions_path(location: str, extension: str = "") -> str:
    return f"{CALLING}/locations/{location}/callParkExtensions" + (f"/{extension}" if extension else "")


def settings_path(location: str) -> str:
    return f"{CALLING}/locations/{location}/callParks/settings"


def call_park_settings(organization: Organization, location: str) -> dict[str, Any]:
    return dict(organization.reader.get(settings_path(location)).json())


# --- locations -----------------------------------------------------------------------------------------------


def location_details(organization: Organization, location: str) -> dict[str, Any]:
    return dict(organization.reader.get(f"/locations/{location}").json())


def calling_details(organization: Organization, location: str) -> dict[str, Any]:
    return dict(organization.reader.get(f"{CALLING}/locations/{location}").json())


def put_calling(organization: Organization, location: str, **fields: Any) -> Response:
    return organization.admin.put(f"{CALLING}/locations/{location}", json=fields)
