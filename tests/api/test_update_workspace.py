"""PUT /workspaces/{id}: the whole workspace as it is answered; calling that is left out stays."""

from typing import Any

import pytest
from wxc_sdk.workspaces import CallingType, WorkspaceCalling, WorkspaceWebexCalling

from callpark import ids
from callpark.errors import shown
from cast import CALLING, Organization, Server, new_organization, refusal
from webex_client import webex_client

NUMBER = "+19075550101"


def details(organization: Organization, workspace: str) -> dict[str, Any]:
    return dict(organization.reader.get(f"/workspaces/{workspace}").json())


def put(organization: Organization, workspace: str, **fields: Any) -> Any:
    return organization.admin.put(f"/workspaces/{workspace}", json=fields)


def webex(**fields: Any) -> dict[str, Any]:
    return {"type": "webexCalling", "webexCalling": fields}


def free(organization: Organization, location: str, **query: str) -> list[dict[str, Any]]:
    path = f"{CALLING}/locations/{location}/callParks/availableUsers"
    return list(organization.reader.get(path, params=query).json()["agents"])


def plain(organization: Organization, **fields: Any) -> str:
    body = {"displayName": "Lobby", "supportedDevices": "phones"} | fields
    return str(organization.admin.post("/workspaces", json=body).json()["id"])


def test_what_is_read_can_be_sent_back(organization: Organization) -> None:
    location = organization.location()
    for workspace in (organization.workspace(location, "Kitchen", "6001"), plain(organization, type="desk")):
        before = details(organization, workspace)
        reply = put(organization, workspace, **before)
        assert (reply.status_code, reply.json()) == (200, before)
    (agent,) = free(organization, location)
    assert agent["numbers"] == [{"extension": "6001", "esn": "6001", "primary": "true"}]


def test_a_changed_workspace_stays_in_its_call_park(organization: Organization) -> None:
    location = organization.location()
    organization.numbers(location, NUMBER)
    kitchen = organization.workspace(location, "Kitchen", "6001")
    organization.call_park(location, "Sales", agents=[kitchen])
    calling = webex(extension="6009", phoneNumber=NUMBER)
    assert put(organization, kitchen, displayName="Küche", type="meetingRoom", calling=calling).status_code == 200
    assert details(organization, kitchen)["type"] == "meetingRoom"
    assert free(organization, location) == []
    (agent,) = free(organization, location, callParkName="Sales", name="kuche", phoneNumber=NUMBER)
    assert (agent["firstName"], agent["lastName"], agent["displayName"]) == ("Küche", ".", "Küche")
    assert agent["numbers"] == [{"external": NUMBER, "extension": "6009", "esn": "6009", "primary": "true"}]
    put(organization, kitchen, calling=webex(extension=""))
    (agent,) = free(organization, location, callParkName="Sales")
    assert agent["numbers"] == [{"external": NUMBER, "primary": "true"}]
    assert details(organization, kitchen)["type"] == "notSet"
    assert details(organization, kitchen)["displayName"] == "Küche"


def test_calling_comes_and_goes(organization: Organization) -> None:
    location, lobby = organization.location(), plain(organization)
    calling = webex(extension="6001", locationId=location)
    reply = put(organization, lobby, displayName="Lobby", calling=calling)
    assert reply.json()["locationId"] == location
    assert reply.json()["calling"]["webexCalling"]["licenses"] == [
        organization.calling_license("Webex Calling - Workspaces")
    ]
    park = organization.call_park(location, "Sales", agents=[lobby])
    professional = [organization.calling_license()]
    assert put(organization, lobby, calling=webex(licenses=professional)).json()["calling"]["webexCalling"] == {
        "licenses": professional
    }
    path = f"{CALLING}/locations/{location}/callParks/{park}"
    assert [agent["id"] for agent in organization.reader.get(path).json()["agents"]] == [lobby]
    assert put(organization, lobby, calling={"type": "freeCalling"}).json()["calling"] == {"type": "freeCalling"}
    assert organization.reader.get(path).json()["agents"] == []
    assert free(organization, location) == []
    organization.virtual_line(location, "Vera", "Line", "6001")


def test_a_webex_client_changes_one(organization: Organization) -> None:
    location = organization.location()
    kitchen = organization.workspace(location, "Kitchen", "6001")
    client = webex_client(organization.admin).workspaces
    settings = client.details(kitchen)
    settings.display_name = "Galley"
    assert client.update(kitchen, settings).display_name == "Galley"
    calling = WorkspaceWebexCalling(extension="6002", location_id=location)
    settings.calling = WorkspaceCalling(type=CallingType.webex, webex_calling=calling)
    client.update(kitchen, settings)
    (agent,) = free(organization, location)
    assert (agent["displayName"], agent["numbers"][0]["extension"]) == ("Galley", "6002")


def test_the_method_is_wrong(organization: Organization) -> None:
    reply = organization.admin.patch(f"/workspaces/{organization.id}", json={})
    assert (refusal(reply)[0], reply.headers["allow"]) == (405, "DELETE, GET, HEAD, PUT")


def test_whatever_is_not_there_is_unknown(server: Server, organization: Organization) -> None:
    foreign = plain(new_organization(server, "Other"))
    unknown = ids.public_id(ids.Kind.PLACE, organization.id)
    for workspace in (foreign, unknown, organization.public_id, "nonsense"):
        expected = (404, 4008, f"User not found: {shown(workspace)}")
        assert refusal(put(organization, workspace, displayName="X")) == expected
        assert refusal(put(organization, workspace, displayName=7)) == expected


@pytest.mark.parametrize(
    ("fields", "code", "word"),
    [
        ({"displayName": " "}, 25110, "displayName"),
        ({"type": "cave"}, 25024, "type"),
        ({"supportedDevices": "collaborationDevices"}, 25024, "supportedDevices"),
        ({"locationId": "nonsense"}, 25024, "locationId"),
        ({"calling": {"type": "hybridCalling"}}, 25024, "calling.type"),
        ({"calling": webex(extension="")}, 25008, "calling.webexCalling.extension"),
        ({"calling": webex(extension="1")}, 25110, "calling.webexCalling.extension"),
        ({"calling": webex(phoneNumber=NUMBER)}, 4250, "calling.webexCalling.phoneNumber"),
        ({"calling": webex(licenses=["nonsense"])}, 25024, "calling.webexCalling.licenses[0]"),
    ],
)
def test_a_wrong_body_changes_nothing(organization: Organization, fields: dict[str, Any], code: int, word: str) -> None:
    kitchen = organization.workspace(organization.location(), "Kitchen", "6001")
    before = details(organization, kitchen)
    status, given, message = refusal(put(organization, kitchen, **{"displayName": "New", **fields}))
    assert (status, given) == (400, code)
    assert word in message
    assert details(organization, kitchen) == before


def test_a_workspace_stays_in_its_location(organization: Organization) -> None:
    alaska, maine = organization.location("Alaska"), organization.location("Maine")
    kitchen = organization.workspace(alaska, "Kitchen", "6001")
    assert refusal(put(organization, kitchen, locationId=maine))[:2] == (400, 25024)
    assert refusal(put(organization, kitchen, calling=webex(locationId=maine)))[:2] == (400, 25024)
    assert put(organization, kitchen, locationId=alaska, calling=webex(locationId=alaska)).status_code == 200
    lobby, office = plain(organization), organization.plain_location("Office")
    assert refusal(put(organization, lobby, calling=webex(extension="6002")))[:2] == (400, 25008)
    assert refusal(put(organization, lobby, locationId=office, calling=webex(extension="6002")))[:2] == (400, 90001)
    assert put(organization, lobby, locationId=office).json()["locationId"] == office


def test_what_is_taken_is_refused(organization: Organization) -> None:
    location = organization.location()
    kitchen = organization.workspace(location, "Kitchen", "6001")
    organization.person(location, "Alice Park", "1001", NUMBER)
    assert refusal(put(organization, kitchen, calling=webex(extension="1001")))[:2] == (409, 9495)
    assert refusal(put(organization, kitchen, displayName="X", calling=webex(phoneNumber=NUMBER)))[:2] == (409, 90902)
    assert details(organization, kitchen)["displayName"] == "Kitchen"


def test_who_may(organization: Organization) -> None:
    alaska, maine = organization.location("Alaska"), organization.location("Maine")
    kitchen, lobby = (organization.workspace(place, "Kitchen", "6001") for place in (alaska, maine))
    assert refusal(organization.reader.put(f"/workspaces/{kitchen}", json={}))[0] == 403
    admin = organization.location_admin(alaska)
    assert admin.put(f"/workspaces/{kitchen}", json={}).status_code == 200
    assert refusal(admin.put(f"/workspaces/{lobby}", json={}))[:2] == (404, 4008)
