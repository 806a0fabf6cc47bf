"""The person behind a token."""

from wxc_sdk.people import Person

from callpark.provisioning.access import Role
from cast import Api, Organization, Server, new_organization, refusal


def test_everybody_knows_who_he_is(organization: Organization) -> None:
    reply = organization.admin.get("/people/me")
    assert reply.status_code == 200
    me = Person.model_validate(reply.json())
    assert (me.display_name, me.org_id, me.person_type) == ("full-admin", organization.public_id, "person")
    assert me.emails
    assert len(me.roles or []) == 1
    assert organization.admin.get(f"/people/{me.person_id}").json() == reply.json()


def test_a_role_has_one_id_in_all_organizations(server: Server, organization: Organization) -> None:
    other = new_organization(server, "Other")
    own = organization.admin.get("/people/me").json()
    assert own["roles"] == other.admin.get("/people/me").json()["roles"]
    assert own["roles"] != organization.reader.get("/people/me").json()["roles"]


def test_a_location_administrator_knows_who_he_is(organization: Organization) -> None:
    admin = organization.location_admin(organization.location())
    assert admin.get("/people/me", params={"callingData": "true"}).json()["displayName"] == "location-admin"


def test_a_partner_is_himself_in_every_organization(server: Server) -> None:
    partner = new_organization(server, "Partner")
    customer = new_organization(server, "Customer")
    managed = server.organization("Managed", partner.id)
    admin = partner.api(Role.PARTNER)
    own = admin.get("/people/me").json()
    assert own["orgId"] == partner.public_id
    assert admin.get("/people/me", params={"orgId": str(managed)}).json() == own
    assert refusal(admin.get("/people/me", params={"orgId": customer.public_id}))[0] == 403


def test_one_scope_is_enough(organization: Organization) -> None:
    own = organization.api(Role.READ_ONLY, scopes=["spark:people_read"])
    assert own.get("/people/me").status_code == 200
    assert refusal(own.get("/people"))[0] == 403
    assert refusal(organization.api(Role.READ_ONLY, scopes=[]).get("/people/me"))[0] == 403


def test_nobody_is_nobody(server: Server) -> None:
    assert refusal(Api(server, None).get("/people/me"))[0] == 401


def test_the_method_is_wrong(organization: Organization) -> None:
    for method in ("DELETE", "PATCH", "PUT"):
        reply = organization.admin.request(method, "/people/me", json={})
        assert refusal(reply)[0] == 405
        assert reply.headers["allow"] == "GET, HEAD"
