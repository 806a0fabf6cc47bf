"""POST /locations."""

from bodies import location_details
from cast import CALLING, Organization, location_body, refusal


def test_a_name_is_used_once(organization: Organization) -> None:
    organization.plain_location("Office")
    status, _, message = refusal(organization.admin.post("/locations", json=location_body("Office")))
    assert status == 409
    assert message.startswith("name: ")


def test_a_missing_field_is_named(organization: Organization) -> None:
    body = location_body("Office")
    del body["timeZone"]
    assert refusal(organization.admin.post("/locations", json=body)) == (
        400,
        25008,
        "Missing Mandatory field name: timeZone",
    )


def test_a_location_has_no_calling_yet(organization: Organization) -> None:
    reply = organization.admin.post("/locations", json=location_body("Office"))
    assert reply.status_code == 201
    location = reply.json()["id"]
    assert location_details(organization, location)["name"] == "Office"
    assert organization.reader.get(f"{CALLING}/locations").json() == {"locations": []}


def test_the_method_is_wrong(organization: Organization) -> None:
    reply = organization.admin.put("/locations", json={})
    assert (refusal(reply)[0], reply.headers["allow"]) == (405, "GET, HEAD, POST")


def test_who_may(organization: Organization) -> None:
    admin = organization.location_admin(organization.location())
    for api in (organization.reader, admin):
        assert refusal(api.post("/locations", json=location_body("Office")))[0] == 403
