"""DELETE /workspaces/{id}."""

from uuid import UUID

from bodies import post_workspace, workspace_names
from cast import Organization, Server, new_organization, refusal


def test_a_deleted_workspace_is_gone(organization: Organization) -> None:
    workspace = post_workspace(organization).json()["id"]
    post_workspace(organization, displayName="Attic")
    reply = organization.admin.delete(f"/workspaces/{workspace}")
    assert (reply.status_code, reply.content) == (204, b"")
    assert workspace_names(organization) == ["Attic"]


def test_the_method_is_wrong_or_the_caller_a_reader(organization: Organization) -> None:
    workspace = post_workspace(organization).json()["id"]
    assert refusal(organization.admin.post(f"/workspaces/{workspace}", json={}))[0] == 405
    assert refusal(organization.reader.delete(f"/workspaces/{workspace}"))[0] == 403
    assert workspace_names(organization) == ["Lobby"]


def test_nobody_deletes_what_is_not_his(organization: Organization, server: Server) -> None:
    workspace = post_workspace(organization).json()["id"]
    assert refusal(new_organization(server).admin.delete(f"/workspaces/{workspace}"))[:2] == (404, 4008)
    for missing in ("nonsense", str(UUID(int=7))):
        assert refusal(organization.admin.delete(f"/workspaces/{missing}"))[:2] == (404, 4008)
    assert workspace_names(organization) == ["Lobby"]


def test_a_location_administrator_deletes_those_of_his_locations(organization: Organization) -> None:
    alaska, texas = organization.location("Alaska"), organization.location("Texas")
    near = organization.workspace(alaska, "Near", "3001")
    far = organization.workspace(texas, "Far", "3001")
    nowhere = post_workspace(organization, displayName="Nowhere").json()["id"]
    administrator = organization.location_admin(alaska)
    for unknown in (far, nowhere):
        assert refusal(administrator.delete(f"/workspaces/{unknown}"))[:2] == (404, 4008)
    assert administrator.delete(f"/workspaces/{near}").status_code == 204
