"""Get details for a call park: GET /telephony/config/locations/{locationId}/callParks/{callParkId}."""

import pytest

from callpark import ids
from cast import CALLING, Organization, Server, new_organization, refusal


@pytest.fixture
def alaska(organization: Organization) -> str:
    return organization.location("Alaska", prefix="1234")


def path(location: str, park: str) -> str:
    return f"{CALLING}/locations/{location}/callParks/{park}"


def test_agents_are_shown_as_available_ones_are(organization: Organization, alaska: str) -> None:
    alice = organization.person(alaska, "Alice Adams", extension="8001", number="+19075550101")
    available = organization.reader.get(f"{CALLING}/locations/{alaska}/callParks/availableUsers").json()["agents"]
    park = organization.call_park(alaska, "Reception", agents=[alice])
    details = organization.reader.get(path(alaska, park)).json()
    assert details["agents"] == available
    assert set(details) == {"id", "name", "recall", "agents", "parkOnAgentsEnabled", "callParkExtensions"}


def test_found_by_either_form_of_its_id(organization: Organization, alaska: str) -> None:
    park = organization.call_park(alaska, "technical support - insurance - customer 1")
    assert park.endswith("==")
    for form in (park, park.rstrip("=")):
        assert organization.reader.get(path(alaska, form)).json()["id"] == park


def test_an_unknown_one_is_named(organization: Organization, alaska: str) -> None:
    reply = organization.reader.get(path(alaska, ids.call_park_id("Front desk")))
    assert refusal(reply) == (404, 4395, "The Call Park group does not exist: Front desk")
    for other in ("nonsense", ids.public_id(ids.Kind.PEOPLE, organization.id), str(organization.id)):
        assert refusal(organization.reader.get(path(alaska, other)))[:2] == (404, 4395)


def test_what_disappears_leaves_silently(organization: Organization, alaska: str) -> None:
    alice = organization.person(alaska, "Alice Adams", extension="8001")
    lobby = organization.workspace(alaska, "Lobby", "8002")
    sales = organization.virtual_line(alaska, "Sales", "Line", "8003")
    bob = organization.person(alaska, "Bob Brown", extension="8004")
    desk = organization.call_park_extension(alaska, "Desk", "9001")
    group = organization.hunt_group(alaska)
    park = organization.call_park(
        alaska,
        "Reception",
        agents=[alice, lobby, sales, bob],
        callParkExtensions=[desk],
        recall={"option": "ALERT_HUNT_GROUP_ONLY", "huntGroupId": group},
    )
    location = f"{CALLING}/locations/{alaska}"
    for gone in (
        f"/people/{alice}",
        f"/workspaces/{lobby}",
        f"{CALLING}/virtualLines/{sales}",
        f"{location}/callParkExtensions/{desk}",
        f"{location}/huntGroups/{group}",
    ):
        assert organization.admin.delete(gone).status_code == 204, gone
    details = organization.reader.get(path(alaska, park)).json()
    assert [agent["id"] for agent in details["agents"]] == [bob]
    assert details["callParkExtensions"] == []
    assert details["recall"] == {"option": "ALERT_PARKING_USER_ONLY"}


def test_who_may(organization: Organization, alaska: str, server: Server) -> None:
    park = organization.call_park(alaska, "Reception")
    oregon = organization.location("Oregon")
    assert refusal(organization.reader.get(path(oregon, park)))[0] == 404
    assert refusal(organization.location_admin(oregon).get(path(alaska, park)))[0] == 403
    assert refusal(new_organization(server).admin.get(path(alaska, park)))[0] == 404


def test_wrong_method(organization: Organization, alaska: str) -> None:
    reply = organization.admin.post(path(alaska, organization.call_park(alaska, "Reception")), json={})
    assert refusal(reply)[0] == 405
    assert set(reply.headers["Allow"].split(", ")) == {"DELETE", "GET", "HEAD", "PUT"}
