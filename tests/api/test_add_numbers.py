"""POST of a location's numbers: into the inventory."""

import pytest
from wxc_sdk.common import NumberState, OwnerType
from wxc_sdk.telephony import NumberListPhoneNumberType, NumberType

from bodies import FIRST, SECOND, THIRD, listed_numbers, numbers_path, post_numbers
from cast import CALLING, Organization, Server, new_organization, refusal
from webex_client import webex_client


def test_numbers_are_added_and_listed(organization: Organization) -> None:
    location = organization.location("Alaska", prefix="12")
    reply = post_numbers(organization, location, SECOND, "+1 (907) 555-0101", SECOND)
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


def test_a_location_without_calling_has_no_numbers(organization: Organization) -> None:
    assert refusal(post_numbers(organization, organization.plain_location("Office"), FIRST))[0] == 404
    assert refusal(post_numbers(organization, "nonsense"))[0] == 404


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
    assert listed_numbers(organization) == []


def test_a_number_is_added_once(organization: Organization) -> None:
    location, other = organization.location("Alaska"), organization.location("Texas")
    organization.numbers(location, FIRST)
    for where in (location, other):
        reply = post_numbers(organization, where, SECOND, FIRST, THIRD)
        assert refusal(reply)[:2] == (409, 8363)
        assert reply.json()["errorCode"] == 25223
        assert FIRST in reply.json()["message"]
    assert listed_numbers(organization) == [FIRST]  # all or nothing


def test_the_method_is_wrong_or_the_caller_a_reader(organization: Organization) -> None:
    path = numbers_path(organization.location())
    assert refusal(organization.admin.patch(path, json={}))[0] == 405
    assert refusal(organization.reader.post(path, json={}))[0] == 403


def test_nobody_fills_another_organization(organization: Organization, server: Server) -> None:
    other = new_organization(server)
    location = organization.location()
    organization.numbers(location, FIRST)
    assert refusal(post_numbers(other, location, SECOND))[0] == 404
    other.numbers(other.location(), FIRST)  # a number is unique in its organization
    assert listed_numbers(organization) == [FIRST]


def test_a_location_administrator_adds_to_his_locations(organization: Organization) -> None:
    alaska, texas = organization.location("Alaska"), organization.location("Texas")
    administrator = organization.location_admin(alaska)
    body = {"phoneNumbers": [FIRST]}
    assert administrator.post(numbers_path(alaska), json=body).status_code == 201
    assert refusal(administrator.post(numbers_path(texas), json=body))[0] == 403
