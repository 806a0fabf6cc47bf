"""GET /workspaces: filters, pages and who sees which."""

import pytest

from bodies import post_workspace, workspace_names
from cast import Organization, Server, new_organization, refusal


def test_filters_and_pages(organization: Organization) -> None:
    alaska, office = organization.location("Alaska"), organization.plain_location("Office")
    organization.workspace(alaska, "Lobby", "3001")
    assert post_workspace(organization, office, displayName="Kitchen", supportedDevices="collaborationDevices").ok
    assert post_workspace(organization, displayName="Attic", type="focus").ok
    assert workspace_names(organization) == ["Attic", "Kitchen", "Lobby"]
    assert workspace_names(organization, locationId=office) == ["Kitchen"]
    assert workspace_names(organization, displayName=" LOBBY ") == ["Lobby"]
    assert workspace_names(organization, displayName="Lob") == []
    assert workspace_names(organization, calling="webexCalling") == ["Lobby"]
    assert workspace_names(organization, calling="freeCalling") == ["Attic", "Kitchen"]
    assert workspace_names(organization, calling="hybridCalling") == []
    assert workspace_names(organization, supportedDevices="collaborationDevices") == ["Kitchen"]
    assert workspace_names(organization, type="focus") == ["Attic"]
    assert workspace_names(organization, type="notSet") == ["Kitchen", "Lobby"]
    reply = organization.reader.get("/workspaces?max=2")
    following = organization.reader.get(reply.links["next"]["url"])
    assert [item["displayName"] for item in following.json()["items"]] == ["Lobby"]
    assert "next" not in following.links


@pytest.mark.parametrize("query", [{"type": "x"}, {"calling": "x"}, {"locationId": "x"}, {"supportedDevices": "x"}])
def test_bad_queries(organization: Organization, query: dict[str, str]) -> None:
    assert refusal(organization.reader.get("/workspaces", params=query))[:2] == (400, 25024)


def test_the_method_is_wrong(organization: Organization) -> None:
    reply = organization.admin.delete("/workspaces")
    assert (refusal(reply)[0], reply.headers["allow"]) == (405, "GET, HEAD, POST")


def test_nobody_sees_another_organization(organization: Organization, server: Server) -> None:
    other = new_organization(server)
    location = organization.location()
    organization.workspace(location, "Lobby", "3001")
    assert workspace_names(other) == workspace_names(other, locationId=location) == []
    assert workspace_names(organization) == ["Lobby"]


def test_a_location_administrator_sees_those_of_his_locations(organization: Organization) -> None:
    alaska, texas = organization.location("Alaska"), organization.location("Texas")
    organization.workspace(texas, "Far", "3001")
    post_workspace(organization, displayName="Nowhere")
    near = organization.workspace(alaska, "Near", "3001")
    administrator = organization.location_admin(alaska)
    assert [item["id"] for item in administrator.get("/workspaces").json()["items"]] == [near]
    assert administrator.get("/workspaces", params={"locationId": texas}).json() == {"items": []}
