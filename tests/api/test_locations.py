"""Locations, plain and with calling."""

from cast import CALLING, Organization, location_body, refusal


def test_a_location_gets_calling_and_a_routing_prefix(organization: Organization) -> None:
    location = organization.location("Alaska", prefix="1234")
    plain = organization.reader.get(f"/locations/{location}").json()
    assert (plain["id"], plain["name"], plain["address"]["country"]) == (location, "Alaska", "US")
    calling = organization.reader.get(f"{CALLING}/locations/{location}").json()
    assert calling["routingPrefix"] == "1234"
    assert [item["id"] for item in organization.reader.get("/locations").json()["items"]] == [location]
    assert [item["id"] for item in organization.reader.get(f"{CALLING}/locations").json()["locations"]] == [location]


def test_a_plain_location_has_no_calling(organization: Organization) -> None:
    location = organization.plain_location("Office")
    assert refusal(organization.reader.get(f"{CALLING}/locations/{location}"))[0] == 404
    assert refusal(organization.reader.get(f"{CALLING}/locations/{location}/callParks"))[0] == 404
    assert organization.reader.get(f"{CALLING}/locations").json() == {"locations": []}


def test_a_name_is_used_once(organization: Organization) -> None:
    organization.plain_location("Office")
    status, _, message = refusal(organization.admin.post("/locations", json=location_body("Office")))
    assert status == 409
    assert message.startswith("name: ")


def test_a_location_with_calling_is_deleted_in_two_steps(organization: Organization) -> None:
    location = organization.location("Alaska")
    park = organization.call_park_extension(location, "Desk", "9001")
    assert refusal(organization.admin.delete(f"/locations/{location}"))[:2] == (409, 50003)
    assert refusal(organization.admin.delete(f"{CALLING}/locations/{location}"))[:2] == (409, 50003)
    assert organization.admin.delete(f"{CALLING}/locations/{location}/callParkExtensions/{park}").status_code == 204
    assert organization.admin.delete(f"{CALLING}/locations/{location}").status_code == 204
    assert organization.admin.delete(f"/locations/{location}").status_code == 204
    assert refusal(organization.admin.delete(f"/locations/{location}"))[0] == 404


def test_a_missing_field_is_named(organization: Organization) -> None:
    body = location_body("Office")
    del body["timeZone"]
    assert refusal(organization.admin.post("/locations", json=body)) == (
        400,
        25008,
        "Missing Mandatory field name: timeZone",
    )
