"""PUT /locations/{id} and PUT /telephony/config/locations/{id}: what is left out stays."""

from typing import Any

import pytest

from cast import ADDRESS, CALLING, Organization, Server, new_organization, refusal
from webex_client import webex_client

NUMBER = "+19075550101"


def plain(organization: Organization, location: str) -> dict[str, Any]:
    return dict(organization.reader.get(f"/locations/{location}").json())


def calling(organization: Organization, location: str) -> dict[str, Any]:
    return dict(organization.reader.get(f"{CALLING}/locations/{location}").json())


def put(organization: Organization, location: str, **fields: Any) -> Any:
    return organization.admin.put(f"/locations/{location}", json=fields)


def put_calling(organization: Organization, location: str, **fields: Any) -> Any:
    return organization.admin.put(f"{CALLING}/locations/{location}", json=fields)


def test_a_location_is_changed_field_by_field(organization: Organization) -> None:
    location = organization.location("Alaska", prefix="12")
    park = organization.call_park(location, "Sales")
    before = plain(organization, location)
    assert put(organization, location, **before).status_code == 204
    assert plain(organization, location) == before
    reply = put(organization, location, name="  Juneau ", notes="by the sea", latitude=58.5, longitude="-134.5")
    assert (reply.status_code, reply.content) == (204, b"")
    changed = {"name": "Juneau", "notes": "by the sea", "latitude": "58.5", "longitude": "-134.5"}
    assert plain(organization, location) == before | changed
    (item,) = organization.reader.get(f"{CALLING}/locations/{location}/callParks").json()["callParks"]
    assert (item["locationName"], item["id"]) == ("Juneau", park)
    assert calling(organization, location)["callingLineId"] == {"name": "Juneau"}
    assert [one["name"] for one in organization.reader.get("/locations", params={"name": "june"}).json()["items"]]
    address = ADDRESS | {"address1": "2 Main Street", "address2": "Floor 3"}
    put(organization, location, address=address, notes=None, latitude="", longitude=None, timeZone="America/Anchorage")
    assert plain(organization, location) == before | {
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


def test_calling_details_are_changed_field_by_field(organization: Organization) -> None:
    location = organization.location("Alaska", prefix="12")
    organization.numbers(location, NUMBER)
    alice = organization.person(location, "Alice Park", "1001")
    given = {
        "callingLineId": {"name": "Acme Alaska", "phoneNumber": NUMBER},
        "externalCallerIdName": "Acme Ltd",
        "outsideDialDigit": "9",
        "enforceOutsideDialDigit": True,
        "announcementLanguage": "de_de",
    }
    assert put_calling(organization, location, **given, unknown=1).status_code == 204
    details = calling(organization, location)
    assert details == given | {"id": location, "name": "Alaska", "routingPrefix": "12", "e911SetupRequired": False}
    (item,) = organization.reader.get(f"{CALLING}/locations").json()["locations"]
    assert item["callingLineId"] == given["callingLineId"]
    (entry,) = organization.reader.get(f"{CALLING}/numbers", params={"phoneNumber": NUMBER}).json()["phoneNumbers"]
    assert entry["mainNumber"] is True
    assert put_calling(organization, location).status_code == 204
    assert calling(organization, location) == details
    assert put_calling(organization, location, routingPrefix="34").status_code == 204
    (agent,) = organization.reader.get(f"{CALLING}/locations/{location}/callParks/availableUsers").json()["agents"]
    assert (agent["id"], agent["numbers"][0]["esn"]) == (alice, "341001")
    away = {"routingPrefix": None, "externalCallerIdName": "", "outsideDialDigit": None}
    away |= {"callingLineId": {"name": "", "phoneNumber": None}}
    assert put_calling(organization, location, **away).status_code == 204
    assert calling(organization, location) == {
        "id": location,
        "name": "Alaska",
        "callingLineId": {"name": "Alaska"},
        "enforceOutsideDialDigit": True,
        "e911SetupRequired": False,
        "announcementLanguage": "de_de",
    }


def test_a_location_that_ends_calling_forgets_its_calling(organization: Organization) -> None:
    location = organization.location("Alaska", prefix="12")
    put_calling(organization, location, externalCallerIdName="Acme", outsideDialDigit="9")
    assert organization.admin.delete(f"{CALLING}/locations/{location}").status_code == 204
    body = plain(organization, location)
    assert organization.admin.post(f"{CALLING}/locations", json=body).status_code == 201
    assert not {"routingPrefix", "externalCallerIdName", "outsideDialDigit"} & set(calling(organization, location))


def test_the_method_is_wrong(organization: Organization) -> None:
    reply = organization.admin.patch(f"/locations/{organization.location()}", json={})
    assert (refusal(reply)[0], reply.headers["allow"]) == (405, "DELETE, GET, HEAD, PUT")


def test_what_is_not_there_is_said_before_what_is_wrong(server: Server, organization: Organization) -> None:
    foreign = new_organization(server, "Other").location()
    for location in (foreign, organization.public_id, "nonsense"):
        assert refusal(put(organization, location, name=7))[:2] == (404, 90403)
        assert refusal(put(organization, location, name="X"))[:2] == (404, 90403)
        assert refusal(put_calling(organization, location, routingPrefix="x"))[:2] == (404, 90403)
    office = organization.plain_location("Office")
    assert refusal(put_calling(organization, office, outsideDialDigit="9"))[:2] == (404, 90403)
    assert put(organization, office, name="x" * 256).status_code == 204


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
    before = plain(organization, location)
    status, given, message = refusal(put(organization, location, **fields))
    assert (status, given) == (400, code)
    assert word in message
    assert plain(organization, location) == before


@pytest.mark.parametrize(
    ("fields", "code", "word"),
    [
        ({"routingPrefix": "1"}, 25024, "routingPrefix"),
        ({"routingPrefix": "12345678"}, 25024, "routingPrefix"),
        ({"outsideDialDigit": "99"}, 25024, "outsideDialDigit"),
        ({"enforceOutsideDialDigit": "true"}, 25024, "enforceOutsideDialDigit"),
        ({"externalCallerIdName": "x" * 81}, 25110, "externalCallerIdName"),
        ({"callingLineId": {"name": "x" * 81}}, 25110, "callingLineId.name"),
        ({"callingLineId": {"phoneNumber": "12"}}, 25024, "callingLineId.phoneNumber"),
        ({"callingLineId": {"phoneNumber": "+19075550109"}}, 4250, "callingLineId.phoneNumber"),
        ({"callingLineId": {"phoneNumber": "+19075550102"}}, 4250, "callingLineId.phoneNumber"),
        ({"callingLineId": []}, 25024, "callingLineId"),
    ],
)
def test_wrong_calling_details_change_nothing(
    organization: Organization, fields: dict[str, Any], code: int, word: str
) -> None:
    location = organization.location(prefix="12")
    organization.numbers(organization.location("Maine"), "+19075550102")
    before = calling(organization, location)
    fields = {"externalCallerIdName": "New", **fields}
    status, given, message = refusal(put_calling(organization, location, **fields))
    assert (status, given) == (400, code)
    assert word in message
    assert calling(organization, location) == before


def test_a_name_is_used_once(organization: Organization) -> None:
    alaska, _ = organization.location("Alaska"), organization.plain_location("Maine")
    assert refusal(put(organization, alaska, name="Maine"))[:2] == (409, 90901)
    assert put(organization, alaska, name="Alaska").status_code == 204


def test_who_may(organization: Organization) -> None:
    alaska, maine = organization.location("Alaska"), organization.location("Maine")
    admin = organization.location_admin(alaska)
    for path in ("", CALLING):
        assert refusal(organization.reader.put(f"{path}/locations/{alaska}", json={}))[0] == 403
        assert refusal(admin.put(f"{path}/locations/{maine}", json={}))[0] == 403
        assert admin.put(f"{path}/locations/{alaska}", json={}).status_code == 204
