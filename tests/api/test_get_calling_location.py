"""GET /telephony/config/locations/{id}: the calling details of a location."""

from bodies import calling_details
from cast import CALLING, Organization, Server, new_organization, refusal


def test_a_plain_location_has_no_calling(organization: Organization) -> None:
    location = organization.plain_location("Office")
    assert refusal(organization.reader.get(f"{CALLING}/locations/{location}"))[0] == 404
    assert refusal(organization.reader.get(f"{CALLING}/locations/{location}/callParks"))[0] == 404
    assert organization.reader.get(f"{CALLING}/locations").json() == {"locations": []}


def test_what_was_given_is_shown(organization: Organization) -> None:
    location = organization.location("Alaska", prefix="1234")
    details = calling_details(organization, location)
    assert (details["id"], details["name"], details["routingPrefix"]) == (location, "Alaska", "1234")


def test_the_method_is_wrong(organization: Organization) -> None:
    reply = organization.admin.post(f"{CALLING}/locations/{organization.location()}", json={})
    assert (refusal(reply)[0], reply.headers["allow"]) == (405, "DELETE, GET, HEAD, PUT")


def test_who_may(organization: Organization, server: Server) -> None:
    alaska, maine = organization.location("Alaska"), organization.location("Maine")
    admin = organization.location_admin(alaska)
    assert admin.get(f"{CALLING}/locations/{alaska}").status_code == 200
    assert refusal(admin.get(f"{CALLING}/locations/{maine}"))[0] == 403
    assert refusal(new_organization(server).reader.get(f"{CALLING}/locations/{alaska}"))[:2] == (404, 90403)
    assert refusal(organization.reader.get(f"{CALLING}/locations/nonsense"))[:2] == (404, 90403)
