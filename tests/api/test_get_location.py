"""GET /locations/{id}."""

from bodies import location_details
from callpark import ids
from cast import ADDRESS, Organization, Server, new_organization, refusal


def test_what_was_given_is_shown(organization: Organization) -> None:
    location = organization.plain_location("Office")
    details = location_details(organization, location)
    assert (details["id"], details["orgId"]) == (location, organization.public_id)
    assert details["name"] == "Office"
    assert details["address"] == ADDRESS
    uuid = ids.uuid_of(location, ids.Kind.LOCATION)
    assert location_details(organization, str(uuid)) == details


def test_the_method_is_wrong(organization: Organization) -> None:
    reply = organization.admin.post(f"/locations/{organization.plain_location('Office')}", json={})
    assert (refusal(reply)[0], reply.headers["allow"]) == (405, "DELETE, GET, HEAD, PUT")


def test_who_may(organization: Organization, server: Server) -> None:
    alaska, maine = organization.location("Alaska"), organization.location("Maine")
    admin = organization.location_admin(alaska)
    assert admin.get(f"/locations/{alaska}").status_code == 200
    assert refusal(admin.get(f"/locations/{maine}"))[0] == 403
    assert refusal(new_organization(server).reader.get(f"/locations/{alaska}"))[:2] == (404, 90403)
    assert refusal(organization.reader.get("/locations/nonsense"))[:2] == (404, 90403)
