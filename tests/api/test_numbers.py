"""Numbers: a location's inventory, and the list of everything that can be dialled."""

import pytest
from requests import Response
from wxc_sdk.common import NumberState, OwnerType
from wxc_sdk.telephony import NumberListPhoneNumberType, NumberType

from callpark import ids
from cast import CALLING, Organization, Server, new_organization, refusal
from webex_client import webex_client

FIRST, SECOND, THIRD = "+19075550101", "+19075550102", "+19075550103"


def add(organization: Organization, location: str, *numbers: str, **more: str) -> Response:
    body = {"phoneNumbers": list(numbers), **more}
    return organization.admin.post(f"{CALLING}/locations/{location}/numbers", json=body)


def listed(organization: Organization, **query: str) -> list[str]:
    """What a list shows: numbers, and extensions alone."""
    entries = organization.reader.get(f"{CALLING}/numbers", params=query).json()["phoneNumbers"]
    return [entry.get("phoneNumber") or entry["extension"] for entry in entries]


def test_numbers_are_added_and_listed(organization: Organization) -> None:
    location = organization.location("Alaska", prefix="12")
    reply = add(organization, location, SECOND, "+1 (907) 555-0101", SECOND)
    assert (reply.status_code, reply.content) == (201, b"")
    assert "content-type" not in reply.headers
    assert organization.reader.get(f"{CALLING}/numbers").json() == {
        "phoneNumbers": [
            {
                "phoneNumber": number,
                "routingPrefix": "12",
                "state": "ACTIVE",
                "phoneNumberType": "PRIMARY",
                "mainNumber": False,
                "tollFreeNumber": False,
                "includedTelephonyTypes": "PSTN_NUMBER",
                "isServiceNumber": False,
                "location": {"id": location, "name": "Alaska"},
            }
            for number in (FIRST, SECOND)
        ]
    }


def test_a_webex_client_adds_and_reads_them(organization: Organization) -> None:
    location = organization.location("Alaska", prefix="12")
    client = webex_client(organization.admin)
    assert client.telephony.location.number.add(location_id=location, phone_numbers=[FIRST]).errors == []
    virtual_line = organization.virtual_line(location, "Vera", "Line", "2001")
    hunt_group = organization.hunt_group(location, "Support", "7000")
    organization.call_park_extension(location, "Desk", "900")
    number, desk, vera, support = client.telephony.phone_numbers()
    assert (number.phone_number, number.state, number.owner) == (FIRST, NumberState.inactive, None)
    assert (desk.extension, desk.esn, desk.owner.owner_type, desk.owner.last_name) == ("900", "12900", None, "Desk")
    assert (vera.owner.owner_id, vera.owner.owner_type) == (virtual_line, OwnerType.virtual_line)
    assert (vera.owner.first_name, vera.owner.last_name, vera.state) == ("Vera", "Line", None)
    assert (support.owner.owner_id, support.owner.owner_type) == (hunt_group, OwnerType.hunt_group)
    assert [n.extension for n in client.telephony.phone_numbers(number_type=NumberType.extension)] == [
        "900",
        "2001",
        "7000",
    ]
    assert [n.phone_number for n in client.telephony.phone_numbers(number_type=NumberType.number)] == [FIRST]
    primary = NumberListPhoneNumberType.primary
    assert [n.phone_number for n in client.telephony.phone_numbers(phone_number_type=primary)] == [FIRST]


def test_a_number_shows_the_extension_of_its_owner(organization: Organization) -> None:
    location = organization.location("Alaska", prefix="12")
    organization.numbers(location, FIRST, SECOND)
    body = {"firstName": "Vera", "lastName": "Line", "locationId": location, "extension": "2001", "phoneNumber": FIRST}
    line = organization.admin.post(f"{CALLING}/virtualLines", json=body).json()["id"]
    owned, free = organization.reader.get(f"{CALLING}/numbers").json()["phoneNumbers"]
    assert (owned["phoneNumber"], owned["extension"], owned["esn"]) == (FIRST, "2001", "122001")
    assert owned["owner"] == {"id": line, "type": "VIRTUAL_LINE", "firstName": "Vera", "lastName": "Line"}
    assert "owner" not in free
    assert organization.admin.delete(f"{CALLING}/virtualLines/{line}").status_code == 204
    assert listed(organization, available="true") == [FIRST, SECOND]


def test_filters(organization: Organization) -> None:
    alaska, texas = organization.location("Alaska"), organization.location("Texas")
    organization.numbers(alaska, FIRST)
    assert add(organization, texas, SECOND, state="INACTIVE").status_code == 201
    assert add(organization, texas, "+18005550103", numberType="TOLLFREE").status_code == 201
    vera = organization.virtual_line(alaska, "Véra", "Line", "2001")
    support = organization.hunt_group(texas, "Support", "2001")
    desk = organization.call_park_extension(alaska, "Desk 50%", "2002")
    assert listed(organization) == ["+18005550103", FIRST, SECOND, "2001", "2001", "2002"]
    assert listed(organization, locationId=texas) == ["+18005550103", SECOND, "2001"]
    assert listed(organization, phoneNumber=" 1907-555-0102") == [SECOND]
    assert listed(organization, extension="2002") == ["2002"]
    assert listed(organization, state="INACTIVE") == [SECOND]
    assert listed(organization, tollFreeNumbers="true") == ["+18005550103"]
    assert listed(organization, numberType="EXTENSION", locationId=alaska) == ["2001", "2002"]
    assert listed(organization, numberType="NUMBER", locationId=alaska) == [FIRST]
    assert listed(organization, ownerType="HUNT_GROUP", ownerId=support) == ["2001"]
    assert listed(organization, ownerType="AUTO_ATTENDANT") == []
    assert listed(organization, ownerId=vera) == listed(organization, ownerName="VERA") == ["2001"]
    assert listed(organization, ownerId=desk) == listed(organization, ownerName="50%") == ["2002"]
    assert listed(organization, ownerName="port") == ["2001"]
    assert listed(organization, available="true", phoneNumberType="ALTERNATE") == []
    assert listed(organization, assigned="true") == []


def test_pages(organization: Organization) -> None:
    location = organization.location()
    organization.numbers(location, FIRST, SECOND, THIRD)
    organization.call_park_extension(location, "Desk", "2001")
    organization.call_park_extension(location, "Door", "2002")
    found, url = [], f"{CALLING}/numbers?max=2"
    while url:
        reply = organization.reader.get(url)
        found += [entry.get("phoneNumber") or entry["extension"] for entry in reply.json()["phoneNumbers"]]
        url = reply.links.get("next", {}).get("url")
    assert found == [FIRST, SECOND, THIRD, "2001", "2002"]


def test_other_methods_are_refused(organization: Organization) -> None:
    reply = organization.admin.put(f"{CALLING}/numbers", json={})
    assert (reply.status_code, reply.headers["allow"]) == (405, "GET, HEAD")
    assert (
        refusal(organization.reader.post(f"{CALLING}/locations/{organization.location()}/numbers", json={}))[0] == 403
    )


def test_nobody_sees_another_organization(organization: Organization, server: Server) -> None:
    other = new_organization(server)
    location = organization.location()
    organization.numbers(location, FIRST)
    assert listed(other) == []
    assert listed(other, locationId=location) == []
    assert refusal(add(other, location, SECOND))[0] == 404
    other.numbers(other.location(), FIRST)  # a number is unique in its organization


def test_a_location_without_calling_has_no_numbers(organization: Organization) -> None:
    assert refusal(add(organization, organization.plain_location("Office"), FIRST))[0] == 404
    assert refusal(add(organization, "nonsense"))[0] == 404


@pytest.mark.parametrize(
    ("body", "code", "word"),
    [
        ({}, 25008, "phoneNumbers"),
        ({"phoneNumbers": None}, 25008, "phoneNumbers"),
        ({"phoneNumbers": []}, 25024, "phoneNumbers"),
        ({"phoneNumbers": [FIRST, "12"]}, 25024, "phoneNumbers[1]"),
        ({"phoneNumbers": [FIRST, 12]}, 25024, "phoneNumbers[1]"),
        ({"phoneNumbers": [FIRST], "state": "active"}, 25024, "state"),
        ({"phoneNumbers": [FIRST], "numberType": "MOBILE"}, 25024, "numberType"),
    ],
)
def test_bad_bodies(organization: Organization, body: dict[str, object], code: int, word: str) -> None:
    path = f"{CALLING}/locations/{organization.location()}/numbers"
    status, found, message = refusal(organization.admin.post(path, json=body))
    assert (status, found) == (400, code)
    assert word in message
    assert listed(organization) == []


@pytest.mark.parametrize(
    "query",
    [
        {"locationId": "nonsense"},
        {"ownerId": ids.call_park_id("Sales")},
        {"ownerType": "LOCATION"},
        {"numberType": "EXTENSION", "available": "false"},
        {"numberType": "EXTENSION", "state": "ACTIVE"},
        {"available": "true", "assigned": "true"},
        {"available": "yes"},
        {"max": "0"},
    ],
)
def test_bad_queries(organization: Organization, query: dict[str, str]) -> None:
    assert refusal(organization.reader.get(f"{CALLING}/numbers", params=query))[:2] == (400, 25024)


def test_a_number_is_added_once(organization: Organization) -> None:
    location, other = organization.location("Alaska"), organization.location("Texas")
    organization.numbers(location, FIRST)
    for where in (location, other):
        reply = add(organization, where, SECOND, FIRST, THIRD)
        assert refusal(reply)[:2] == (409, 8363)
        assert reply.json()["errorCode"] == 25223
        assert FIRST in reply.json()["message"]
    assert listed(organization) == [FIRST]  # all or nothing


def test_a_location_administrator_works_in_his_locations(organization: Organization) -> None:
    alaska, texas = organization.location("Alaska"), organization.location("Texas")
    organization.numbers(texas, THIRD)
    administrator = organization.location_admin(alaska)
    body = {"phoneNumbers": [FIRST]}
    assert administrator.post(f"{CALLING}/locations/{alaska}/numbers", json=body).status_code == 201
    assert refusal(administrator.post(f"{CALLING}/locations/{texas}/numbers", json=body))[0] == 403
    found = administrator.get(f"{CALLING}/numbers").json()["phoneNumbers"]
    assert [entry["phoneNumber"] for entry in found] == [FIRST]
    assert administrator.get(f"{CALLING}/numbers", params={"locationId": texas}).json() == {"phoneNumbers": []}


def test_numbers_are_sorted_by_owner_number_or_extension(organization: Organization) -> None:
    location = organization.location()
    organization.person(location, "Alice Zander", "2000", FIRST)
    organization.person(location, "Bob Adams", "900", SECOND)
    organization.person(location, "Carol Miller", "1000")
    organization.numbers(location, THIRD)
    for default in ({}, {"order": "dn"}):
        assert listed(organization, **default) == [FIRST, SECOND, THIRD, "1000"]
    assert listed(organization, order="lastName") == [SECOND, "1000", FIRST, THIRD]
    assert listed(organization, order="extension") == [SECOND, "1000", FIRST, THIRD]
    assert listed(organization, order="extension", max="2", start="1") == ["1000", FIRST]
    assert refusal(organization.reader.get(f"{CALLING}/numbers", params={"order": "age"}))[:2] == (400, 25024)
