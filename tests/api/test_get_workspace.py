"""GET /workspaces/{id}."""

from uuid import UUID

from bodies import post_workspace
from callpark import ids
from cast import Organization, Server, new_organization, refusal


def test_found_by_either_form_of_its_id(organization: Organization) -> None:
    workspace = post_workspace(organization).json()
    assert organization.reader.get(f"/workspaces/{workspace['id']}").json() == workspace
    uuid = ids.uuid_of(workspace["id"], ids.Kind.PLACE)
    assert organization.reader.get(f"/workspaces/{uuid}").json() == workspace


def test_the_method_is_wrong(organization: Organization) -> None:
    reply = organization.admin.patch(f"/workspaces/{post_workspace(organization).json()['id']}", json={})
    assert (refusal(reply)[0], reply.headers["allow"]) == (405, "DELETE, GET, HEAD, PUT")


def test_missing_workspaces_are_said_to_be_missing(organization: Organization, server: Server) -> None:
    workspace = post_workspace(organization).json()["id"]
    uuid = ids.uuid_of(workspace, ids.Kind.PLACE)
    for wrong in ("nonsense", ids.public_id(ids.Kind.PEOPLE, uuid), str(UUID(int=7))):
        assert refusal(organization.reader.get(f"/workspaces/{wrong}"))[:2] == (404, 4008)
    assert refusal(new_organization(server).reader.get(f"/workspaces/{workspace}"))[:2] == (404, 4008)


def test_a_location_administrator_reads_those_of_his_locations(organization: Organization) -> None:
    alaska, texas = organization.location("Alaska"), organization.location("Texas")
    near = organization.workspace(alaska, "Near", "3001")
    far = organization.workspace(texas, "Far", "3001")
    nowhere = post_workspace(organization, displayName="Nowhere").json()["id"]
    administrator = organization.location_admin(alaska)
    assert administrator.get(f"/workspaces/{near}").status_code == 200
    for unknown in (far, nowhere):
        assert refusal(administrator.get(f"/workspaces/{unknown}"))[:2] == (404, 4008)
