"""POST /telephony/config/locations: a location gets calling."""

from uuid import UUID

from cast import CALLING, Organization, Server, location_body, new_organization, refusal


def test_a_location_gets_calling_and_a_routing_prefix(organization: Organization) -> None:
    location = organization.location("Alaska", prefix="1234")
    plain = organization.reader.get(f"/locations/{location}").json()
    assert (plain["id"], plain["name"], plain["address"]["country"]) == (location, "Alaska", "US")
    calling = organization.reader.get(f"{CALLING}/locations/{location}").json()
    assert calling["routingPrefix"] == "1234"
    assert [item["id"] for item in organization.reader.get("/locations").json()["items"]] == [location]
    assert [item["id"] for item in organization.reader.get(f"{CALLING}/locations").json()["locations"]] == [location]


def test_the_method_is_wrong(organization: Organization) -> None:
    reply = organization.admin.put(f"{CALLING}/locations", json={})
    assert (refusal(reply)[0], reply.headers["allow"]) == (405, "GET, HEAD, POST")


def test_who_may(organization: Organization, server: Server) -> None:
    location = organization.plain_location("Office")
    body = location_body("Office") | {"id": location}
    for api in (organization.reader, organization.location_admin(location)):
        assert refusal(api.post(f"{CALLING}/locations", json=body))[0] == 403
    foreign = refusal(new_organization(server).admin.post(f"{CALLING}/locations", json=body))
    unknown = refusal(organization.admin.post(f"{CALLING}/locations", json=body | {"id": str(UUID(int=7))}))
    assert foreign[:2] == unknown[:2] == (404, 90403)
    assert organization.reader.get(f"{CALLING}/locations").json() == {"locations": []}


def test_the_id_is_needed(organization: Organization) -> None:
    status, code, message = refusal(organization.admin.post(f"{CALLING}/locations", json=location_body("Office")))
    assert (status, code) == (400, 25008)
    assert message.endswith(" id")
