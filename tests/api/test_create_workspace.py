"""POST /workspaces: places with devices, and with calling a line of their own."""

import re
from typing import Any
from uuid import UUID

import pytest
from wxc_sdk.workspaces import (
    CallingType,
    Workspace,
    WorkspaceCalling,
    WorkspaceSupportedDevices,
    WorkspaceWebexCalling,
)

from bodies import NUMBER, post_workspace, webex_calling, workspace_names
from callpark import ids
from callpark.provisioning.access import Role
from cast import CALLING, Organization, Server, new_organization, refusal
from webex_client import webex_client


def test_create_list_get_delete(organization: Organization) -> None:
    location = organization.location("Alaska", prefix="12")
    organization.numbers(location, NUMBER)
    reply = post_workspace(organization, location, type="meetingRoom", calling=webex_calling(phoneNumber=NUMBER))
    assert reply.status_code == 201
    workspace = reply.json()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", workspace.pop("created"))
    identifier = workspace.pop("id")
    assert workspace == {
        "orgId": organization.public_id,
        "locationId": location,
        "displayName": "Lobby",
        "type": "meetingRoom",
        "calling": {
            "type": "webexCalling",
            "webexCalling": {"licenses": [organization.calling_license("Webex Calling - Workspaces")]},
        },
        "calendar": {"type": "none"},
        "hotdeskingStatus": "off",
        "supportedDevices": "phones",
    }
    path = f"/workspaces/{identifier}"
    assert organization.reader.get(path).json() == reply.json()
    assert organization.reader.get("/workspaces").json() == {"items": [reply.json()]}
    numbers = organization.reader.get(f"{CALLING}/numbers").json()["phoneNumbers"]
    owner = {"id": identifier, "type": "PLACE", "firstName": "Lobby", "lastName": "."}
    assert [(number["phoneNumber"], number["extension"], number["owner"]) for number in numbers] == [
        (NUMBER, "3001", owner)
    ]
    used = {one["name"]: one["consumedByWorkspaces"] for one in organization.reader.get("/licenses").json()["items"]}
    assert used["Webex Calling - Workspaces"] == 1
    reply = organization.admin.delete(path)
    assert (reply.status_code, reply.content) == (204, b"")
    assert refusal(organization.reader.get(path))[:2] == (404, 4008)
    assert refusal(organization.admin.delete(path))[:2] == (404, 4008)
    assert post_workspace(organization, location, calling=webex_calling(phoneNumber=NUMBER)).status_code == 201


def test_a_webex_client_creates_and_reads_one(organization: Organization) -> None:
    location = organization.location()
    client = webex_client(organization.admin).workspaces
    plain = client.create(settings=Workspace.create(display_name="Kitchen"))
    assert (plain.calling.type, plain.location_id) == (CallingType.free, None)
    professional = organization.calling_license()
    calling = WorkspaceWebexCalling(extension="3001", location_id=location, licenses=[professional])
    settings = Workspace(
        display_name="Lobby",
        location_id=location,
        supported_devices=WorkspaceSupportedDevices.phones,
        calling=WorkspaceCalling(type=CallingType.webex, webex_calling=calling),
    )
    made = client.create(settings=settings)
    assert made.calling.webex_calling.licenses == [professional]
    assert client.details(workspace_id=made.workspace_id) == made
    assert list(client.list()) == [plain, made]
    assert list(client.list(calling=CallingType.webex, location_id=location)) == [made]
    client.delete_workspace(workspace_id=made.workspace_id)
    assert list(client.list()) == [plain]


def test_a_workspace_is_an_available_agent(organization: Organization) -> None:
    location = organization.location("Alaska", prefix="12")
    workspace = organization.workspace(location, "Café  Nº 1", "3001")
    assert post_workspace(organization, location).status_code == 201  # without calling it is none
    users = f"{CALLING}/locations/{location}/callParks/availableUsers"
    (agent,) = organization.reader.get(users).json()["agents"]
    start = str(ids.uuid_of(workspace, ids.Kind.PLACE))[:8]
    assert agent == {
        "id": workspace,
        "firstName": "Café  Nº 1",
        "lastName": ".",
        "displayName": "Café  Nº 1",
        "type": "PLACE",
        "email": f"cafe-no-1-{start}@rooms.callpark.invalid",
        "numbers": [{"extension": "3001", "routingPrefix": "12", "esn": "123001", "primary": "true"}],
    }
    park = organization.call_park(location, "Sales", agents=[workspace])
    assert organization.admin.delete(f"/workspaces/{workspace}").status_code == 204
    details = organization.reader.get(f"{CALLING}/locations/{location}/callParks/{park}").json()
    assert details["agents"] == []  # left silently


def test_a_name_without_letters_has_an_email_too(organization: Organization) -> None:
    location = organization.location()
    organization.workspace(location, "会議室", "3001")
    users = f"{CALLING}/locations/{location}/callParks/availableUsers"
    (agent,) = organization.reader.get(users).json()["agents"]
    assert re.fullmatch(r"workspace-[0-9a-f]{8}@rooms\.callpark\.invalid", agent["email"])


def test_calling_may_name_the_location(organization: Organization) -> None:
    location, other = organization.location("Alaska"), organization.location("Texas")
    reply = post_workspace(organization, calling=webex_calling(locationId=location))
    assert reply.json()["locationId"] == location
    status, code, message = refusal(post_workspace(organization, other, calling=webex_calling(locationId=location)))
    assert (status, code) == (400, 25024)
    assert "calling.webexCalling.locationId" in message


def test_a_partner_makes_one_for_a_customer(organization: Organization, server: Server) -> None:
    customer = server.organization("Customer", organization.id)
    partner = organization.api(Role.PARTNER)
    public = ids.public_id(ids.Kind.ORGANIZATION, customer)
    made = partner.post("/workspaces", json={"displayName": "Lobby", "orgId": public}).json()
    assert made["orgId"] == public
    assert partner.get(f"/workspaces/{made['id']}").status_code == 404
    assert partner.get(f"/workspaces/{made['id']}", params={"orgId": public}).json() == made
    stranger = ids.public_id(ids.Kind.ORGANIZATION, UUID(int=7))
    assert refusal(partner.post("/workspaces", json={"displayName": "Lobby", "orgId": stranger}))[0] == 403


@pytest.mark.parametrize(
    ("changed", "code", "word"),
    [
        ({"displayName": None}, 25008, "displayName"),
        ({"displayName": "  "}, 25110, "displayName"),
        ({"displayName": "n" * 257}, 25110, "displayName"),
        ({"locationId": "nonsense"}, 25024, "locationId"),
        ({"locationId": str(UUID(int=7))}, 90001, "locationId"),
        ({"type": "kitchen"}, 25024, "type"),
        ({"supportedDevices": "tablets"}, 25024, "supportedDevices"),
        ({"orgId": "nonsense"}, 25024, "orgId"),
        ({"calling": {}}, 25008, "calling.type"),
        ({"calling": {"type": "hybridCalling"}}, 25024, "calling.type"),
        ({"calling": {"type": "webexCalling"}}, 25008, "calling.webexCalling.extension"),
        ({"calling": webex_calling(extension="")}, 25008, "calling.webexCalling.extension"),
        ({"calling": webex_calling(extension="3a")}, 4910, "calling.webexCalling.extension"),
        ({"calling": webex_calling(extension="3a") | {"type": "none"}}, 4910, "calling.webexCalling.extension"),
        ({"calling": webex_calling(phoneNumber="12")}, 25024, "calling.webexCalling.phoneNumber"),
        ({"calling": webex_calling(phoneNumber=NUMBER)}, 4250, "calling.webexCalling.phoneNumber"),
        ({"calling": webex_calling(licenses=["nonsense"])}, 25024, "calling.webexCalling.licenses[0]"),
        ({"calling": webex_calling(), "locationId": None}, 25008, "locationId"),
    ],
)
def test_bad_bodies(organization: Organization, changed: dict[str, Any], code: int, word: str) -> None:
    status, found, message = refusal(post_workspace(organization, organization.location(), **changed))
    assert (status, found) == (400, code), message
    assert word in message
    assert workspace_names(organization) == []


def test_a_license_has_to_be_suitable(organization: Organization) -> None:
    location = organization.location()
    basic = organization.calling_license("Webex Calling - Basic")
    reply = post_workspace(organization, location, calling=webex_calling(licenses=[basic]))
    assert refusal(reply)[:2] == (400, 25024)
    both = webex_calling(licenses=[basic, organization.calling_license()])
    made = post_workspace(organization, location, calling=both).json()
    assert made["calling"]["webexCalling"]["licenses"] == [organization.calling_license()]


def test_a_location_without_calling_has_workspaces_without_calling(organization: Organization) -> None:
    office = organization.plain_location("Office")
    status, code, message = refusal(post_workspace(organization, office, calling=webex_calling()))
    assert (status, code) == (400, 90001)
    assert "locationId" in message
    assert post_workspace(organization, office).status_code == 201
    assert refusal(organization.admin.delete(f"/locations/{office}"))[:2] == (409, 50003)


def test_conflicts(organization: Organization) -> None:
    location = organization.location()
    organization.numbers(location, NUMBER)
    organization.call_park_extension(location, "Desk", "3002")
    organization.hunt_group(location, "Support", "3003")
    organization.virtual_line(location, "Vera", "Line", "3004")
    organization.person(location, "Alice Parker", "3005")
    assert post_workspace(organization, location, calling=webex_calling(phoneNumber=NUMBER)).status_code == 201
    for extension in ("3001", "3002", "3003", "3004", "3005"):
        taken = webex_calling(extension=extension)
        assert refusal(post_workspace(organization, location, displayName="Other", calling=taken))[:2] == (409, 9495)
    taken = webex_calling(extension="3006", phoneNumber=NUMBER)
    status, code, message = refusal(post_workspace(organization, location, displayName="Other", calling=taken))
    assert (status, code) == (409, 90902)
    assert message.startswith("calling.webexCalling.phoneNumber: ")
    assert workspace_names(organization) == ["Lobby"]  # all or nothing
    free = webex_calling(extension="3006")
    assert post_workspace(organization, location, calling=free).status_code == 201  # a name may be used twice


def test_the_method_is_wrong_or_the_caller_a_reader(organization: Organization) -> None:
    assert refusal(organization.admin.patch("/workspaces", json={}))[0] == 405
    assert refusal(organization.reader.post("/workspaces", json={}))[0] == 403


def test_nobody_fills_another_organization(organization: Organization, server: Server) -> None:
    other = new_organization(server)
    location = organization.location()
    assert refusal(post_workspace(other, location))[:2] == (400, 90001)
    assert refusal(post_workspace(other, location, calling=webex_calling()))[:2] == (400, 90001)
    assert refusal(post_workspace(other, orgId=organization.public_id))[0] == 403
    foreign = webex_calling(licenses=[organization.calling_license()])
    assert refusal(post_workspace(other, other.location(), calling=foreign))[:2] == (400, 90001)
    assert workspace_names(organization) == workspace_names(other) == []


def test_a_location_administrator_makes_them_in_his_locations(organization: Organization) -> None:
    alaska, texas = organization.location("Alaska"), organization.location("Texas")
    administrator = organization.location_admin(alaska)
    near = {"displayName": "Near", "locationId": alaska}
    assert administrator.post("/workspaces", json=near).status_code == 201
    for refused in ({"locationId": texas}, {}, {"calling": webex_calling(locationId=texas)}):
        assert refusal(administrator.post("/workspaces", json={"displayName": "Far"} | refused))[0] == 403
