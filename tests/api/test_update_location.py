"""PUT /locations/{id}: what is left out stays."""

from typing import Any

import pytest

from bodies import calling_details, location_details
from cast import ADDRESS, CALLING, Organization, Server, new_organization, refusal
from webex_client import webex_client


def put(organization: Organization, location: str, **fields: Any) -> Any:
    return organization.admin.put(f"/locations/{location}", json=fields)


def test_a_location_is_changed_field_by_field(organization: Organization) -> None:
    location = organization.location("Alaska", prefix="12")
    park = organization.call_park(location, "Sales")
    before = location_details(organization, location)
    assert put(organization, location, **before).status_code == 204
    assert location_details(organization, location) == before
    reply = put(organization, location, name="  Juneau ", notes="by the sea", latitude=58.5, longitude="-134.5")
    assert (reply.status_code, reply.content) == (204, b"")
    changed = {"name": "Juneau", "notes": "by the sea", "latitude": "58.5", "longitude": "-134.5"}
    assert location_details(organization, location) == before | changed
    (item,) = organization.reader.get(f"{CALLING}/locations/{location}/callParks").json()["callParks"]
    assert (item["locationName"], item["id"]) == ("Juneau", park)
    assert calling_details(organization, location)["callingLineId"] == {"name": "Juneau"}
    assert [one["name"] for one in organization.reader.get("/locations", params={"name": "june"}).json()["items"]]
    address = ADDRESS | {"address1": "2 Main Street", "address2": "Floor 3"}
    put(organization, location, address=address, notes=None, latitude="", longitude=None, timeZone="America/Anchorage")
    assert location_details(organization, location) == before | {
        "name": "Juneau",
        "address": address,
        "timeZone": "America/Anchorage",
    }


def test_a_webex_client_changes_both(organization: Organization) -> None:
    location = organization.location("Alaska", prefix="12")
    client = webex_client(organization.admin)
    found = client.locations.details(location)
    found.name, found.notes, found.latitude = "Juneau", "by the sea", 58.5
    client.locations.update(location, found)
    again = client.locations.details(location)
    assert (again.name, again.latitude) == ("Juneau", 58.5)
    details = client.telephony.location.details(location)
    assert client.telephony.location.update(location, details) is None
    assert client.telephony.location.details(location) == details
    details.external_caller_id_name, details.routing_prefix = "Acme", None
    client.telephony.location.update(location, details)
    again_calling = client.telephony.location.details(location)
    assert (again_calling.external_caller_id_name, again_calling.routing_prefix) == ("Acme", None)
    (listed,) = client.telephony.locations.list()
    assert listed.e911_setup_required is False


def test_the_method_is_wrong(organization: Organization) -> None:
    reply = organization.admin.patch(f"/locations/{organization.location()}", json={})
    assert (refusal(reply)[0], reply.headers["allow"]) == (405, "DELETE, GET, HEAD, PUT")


@pytest.mark.parametrize(
    ("fields", "code", "word"),
    [
        ({"name": ""}, 25110, "name"),
        ({"name": "x" * 81}, 25110, "name"),
        ({"name": 7}, 25024, "name"),
        ({"timeZone": ""}, 25008, "timeZone"),
        ({"preferredLanguage": " "}, 25008, "preferredLanguage"),
        ({"address": {"address1": "1 Main Street"}}, 25008, "address.city"),
        ({"notes": []}, 25024, "notes"),
        ({"latitude": True}, 25024, "latitude"),
    ],
)
def test_a_wrong_body_changes_nothing(organization: Organization, fields: dict[str, Any], code: int, word: str) -> None:
    location = organization.location()
    before = location_details(organization, location)
    status, given, message = refusal(put(organization, location, **fields))
    assert (status, given) == (400, code)
    assert word in message
    assert location_details(organization, location) == before


def test_a_name_is_used_once(organization: Organization) -> None:
    alaska, _ = organization.location("Alaska"), organization.plain_location("Maine")
    assert refusal(put(organization, alaska, name="Maine"))[:2] == (409, 90901)
    assert put(organization, alaska, name="Alaska").status_code == 204


def test_what_is_not_there_is_said_before_what_is_wrong(server: Server, organization: Organization) -> None:
    foreign = new_organization(server, "Other").location()
    for location in (foreign, organization.public_id, "nonsense"):
        assert refusal(put(organization, location, name=7))[:2] == (404, 90403)
        assert refusal(put(organization, location, name="X"))[:2] == (404, 90403)
    office = organization.plain_location("Office")
    assert put(organization, office, name="x" * 256).status_code == 204


def test_who_may(organization: Organization) -> None:
    alaska, maine = organization.location("Alaska"), organization.location("Maine")
    admin = organization.location_admin(alaska)
    assert refusal(organization.reader.put(f"/locations/{alaska}", json={}))[0] == 403
    assert refusal(admin.put(f"/locations/{maine}", json={}))[0] == 403
    assert admin.put(f"/locations/{alaska}", json={}).status_code == 204
