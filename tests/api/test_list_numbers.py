"""GET /telephony/config/numbers: everything that can be dialled."""

import pytest

from bodies import FIRST, SECOND, THIRD, listed_numbers, post_numbers
from callpark import ids
from cast import CALLING, Organization, Server, new_organization, refusal


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
    assert listed_numbers(organization, available="true") == [FIRST, SECOND]


def test_filters(organization: Organization) -> None:
    alaska, texas = organization.location("Alaska"), organization.location("Texas")
    organization.numbers(alaska, FIRST)
    assert post_numbers(organization, texas, SECOND, state="INACTIVE").status_code == 201
    assert post_numbers(organization, texas, "+18005550103", numberType="TOLLFREE").status_code == 201
    vera = organization.virtual_line(alaska, "Véra", "Line", "2001")
    support = organization.hunt_group(texas, "Support", "2001")
    desk = organization.call_park_extension(alaska, "Desk 50%", "2002")
    assert listed_numbers(organization) == ["+18005550103", FIRST, SECOND, "2001", "2001", "2002"]
    assert listed_numbers(organization, locationId=texas) == ["+18005550103", SECOND, "2001"]
    assert listed_numbers(organization, phoneNumber=" 1907-555-0102") == [SECOND]
    assert listed_numbers(organization, extension="2002") == ["2002"]
    assert listed_numbers(organization, state="INACTIVE") == [SECOND]
    assert listed_numbers(organization, tollFreeNumbers="true") == ["+18005550103"]
    assert listed_numbers(organization, numberType="EXTENSION", locationId=alaska) == ["2001", "2002"]
    assert listed_numbers(organization, numberType="NUMBER", locationId=alaska) == [FIRST]
    assert listed_numbers(organization, ownerType="HUNT_GROUP", ownerId=support) == ["2001"]
    assert listed_numbers(organization, ownerType="AUTO_ATTENDANT") == []
    assert listed_numbers(organization, ownerId=vera) == listed_numbers(organization, ownerName="VERA") == ["2001"]
    assert listed_numbers(organization, ownerId=desk) == listed_numbers(organization, ownerName="50%") == ["2002"]
    assert listed_numbers(organization, ownerName="port") == ["2001"]
    assert listed_numbers(organization, available="true", phoneNumberType="ALTERNATE") == []
    assert listed_numbers(organization, assigned="true") == []


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


def test_numbers_are_sorted_by_owner_number_or_extension(organization: Organization) -> None:
    location = organization.location()
    organization.person(location, "Alice Zander", "2000", FIRST)
    organization.person(location, "Bob Adams", "900", SECOND)
    organization.person(location, "Carol Miller", "1000")
    organization.numbers(location, THIRD)
    for default in ({}, {"order": "dn"}):
        assert listed_numbers(organization, **default) == [FIRST, SECOND, THIRD, "1000"]
    assert listed_numbers(organization, order="lastName") == [SECOND, "1000", FIRST, THIRD]
    assert listed_numbers(organization, order="extension") == [SECOND, "1000", FIRST, THIRD]
    assert listed_numbers(organization, order="extension", max="2", start="1") == ["1000", FIRST]
    assert refusal(organization.reader.get(f"{CALLING}/numbers", params={"order": "age"}))[:2] == (400, 25024)


def test_the_method_is_wrong(organization: Organization) -> None:
    reply = organization.admin.put(f"{CALLING}/numbers", json={})
    assert (refusal(reply)[0], reply.headers["allow"]) == (405, "GET, HEAD")


def test_nobody_sees_another_organization(organization: Organization, server: Server) -> None:
    other = new_organization(server)
    location = organization.location()
    organization.numbers(location, FIRST)
    assert listed_numbers(other) == listed_numbers(other, locationId=location) == []


def test_a_location_administrator_sees_those_of_his_locations(organization: Organization) -> None:
    alaska, texas = organization.location("Alaska"), organization.location("Texas")
    organization.numbers(alaska, FIRST)
    organization.numbers(texas, THIRD)
    administrator = organization.location_admin(alaska)
    found = administrator.get(f"{CALLING}/numbers").json()["phoneNumbers"]
    assert [entry["phoneNumber"] for entry in found] == [FIRST]
    assert administrator.get(f"{CALLING}/numbers", params={"locationId": texas}).json() == {"phoneNumbers": []}
