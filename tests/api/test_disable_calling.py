"""DELETE /telephony/config/locations/{id}: a location without lines gives up calling."""

from bodies import calling_details, location_details, put_calling
from cast import CALLING, Organization, Server, new_organization, refusal


def test_a_location_that_ends_calling_forgets_its_calling(organization: Organization) -> None:
    location = organization.location("Alaska", prefix="12")
    put_calling(organization, location, externalCallerIdName="Acme", outsideDialDigit="9")
    assert organization.admin.delete(f"{CALLING}/locations/{location}").status_code == 204
    body = location_details(organization, location)
    assert organization.admin.post(f"{CALLING}/locations", json=body).status_code == 201
    details = calling_details(organization, location)
    assert not {"routingPrefix", "externalCallerIdName", "outsideDialDigit"} & set(details)


def test_nothing_may_be_left_in_it(organization: Organization) -> None:
    location = organization.location()
    line = organization.virtual_line(location, "Vera", "Line", "2001")
    assert refusal(organization.admin.delete(f"{CALLING}/locations/{location}"))[:2] == (409, 50003)
    assert organization.admin.delete(f"{CALLING}/virtualLines/{line}").status_code == 204
    reply = organization.admin.delete(f"{CALLING}/locations/{location}")
    assert (reply.status_code, reply.content) == (204, b"")
    assert organization.reader.get(f"/locations/{location}").status_code == 200


def test_the_method_is_wrong(organization: Organization) -> None:
    assert refusal(organization.admin.delete(f"{CALLING}/locations"))[0] == 405


def test_who_may(organization: Organization, server: Server) -> None:
    location = organization.location()
    path = f"{CALLING}/locations/{location}"
    for api in (organization.reader, organization.location_admin(location)):
        assert refusal(api.delete(path))[0] == 403
    assert refusal(new_organization(server).admin.delete(path))[:2] == (404, 90403)
    for missing in (organization.plain_location("Office"), "nonsense"):
        assert refusal(organization.admin.delete(f"{CALLING}/locations/{missing}"))[:2] == (404, 90403)
    assert organization.reader.get(path).status_code == 200
