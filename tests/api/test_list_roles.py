"""GET /roles: those that a token can have."""

from callpark import ids
from cast import Organization, refusal
from webex_client import webex_client


def test_roles_are_listed_and_found(organization: Organization) -> None:
    roles = webex_client(organization.reader).roles
    listed = roles.list()
    assert [role.name for role in listed] == [
        "Full Administrator",
        "Read-only Administrator",
        "Location Administrator",
        "Partner Full Administrator",
    ]
    assert [roles.details(role.id or "") for role in listed] == listed
    uuid = ids.uuid_of(listed[0].id or "", ids.Kind.ROLE)
    assert organization.reader.get(f"/roles/{uuid}").json()["name"] == "Full Administrator"


def test_the_method_is_wrong(organization: Organization) -> None:
    reply = organization.admin.post("/roles", json={})
    assert (refusal(reply)[0], reply.headers["allow"]) == (405, "GET, HEAD")


def test_who_may(organization: Organization) -> None:
    admin = organization.location_admin(organization.location())
    assert len(admin.get("/roles").json()["items"]) == 4
