"""PUT /telephony/config/locations/{id}: what is left out stays."""

from typing import Any

import pytest

from bodies import NUMBER, calling_details, put_calling
from cast import CALLING, Organization, Server, new_organization, refusal


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
    details = calling_details(organization, location)
    assert details == given | {"id": location, "name": "Alaska", "routingPrefix": "12", "e911SetupRequired": False}
    (item,) = organization.reader.get(f"{CALLING}/locations").json()["locations"]
    assert item["callingLineId"] == given["callingLineId"]
    (entry,) = organization.reader.get(f"{CALLING}/numbers", params={"phoneNumber": NUMBER}).json()["phoneNumbers"]
    assert entry["mainNumber"] is True
    assert put_calling(organization, location).status_code == 204
    assert calling_details(organization, location) == details
    assert put_calling(organization, location, routingPrefix="34").status_code == 204
    (agent,) = organization.reader.get(f"{CALLING}/locations/{location}/callParks/availableUsers").json()["agents"]
    assert (agent["id"], agent["numbers"][0]["esn"]) == (alice, "341001")
    away = {"routingPrefix": None, "externalCallerIdName": "", "outsideDialDigit": None}
    away |= {"callingLineId": {"name": "", "phoneNumber": None}}
    assert put_calling(organization, location, **away).status_code == 204
    assert calling_details(organization, location) == {
        "id": location,
        "name": "Alaska",
        "callingLineId": {"name": "Alaska"},
        "enforceOutsideDialDigit": True,
        "e911SetupRequired": False,
        "announcementLanguage": "de_de",
    }


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
    before = calling_details(organization, location)
    fields = {"externalCallerIdName": "New", **fields}
    status, given, message = refusal(put_calling(organization, location, **fields))
    assert (status, given) == (400, code)
    assert word in message
    assert calling_details(organization, location) == before


def test_the_method_is_wrong(organization: Organization) -> None:
    reply = organization.admin.patch(f"{CALLING}/locations/{organization.location()}", json={})
    assert (refusal(reply)[0], reply.headers["allow"]) == (405, "DELETE, GET, HEAD, PUT")


def test_what_is_not_there_is_said_before_what_is_wrong(server: Server, organization: Organization) -> None:
    foreign = new_organization(server, "Other").location()
    for location in (foreign, organization.public_id, "nonsense"):
        assert refusal(put_calling(organization, location, routingPrefix="x"))[:2] == (404, 90403)
    office = organization.plain_location("Office")
    assert refusal(put_calling(organization, office, outsideDialDigit="9"))[:2] == (404, 90403)


def test_who_may(organization: Organization) -> None:
    alaska, maine = organization.location("Alaska"), organization.location("Maine")
    admin = organization.location_admin(alaska)
    assert refusal(organization.reader.put(f"{CALLING}/locations/{alaska}", json={}))[0] == 403
    assert refusal(admin.put(f"{CALLING}/locations/{maine}", json={}))[0] == 403
    assert admin.put(f"{CALLING}/locations/{alaska}", json={}).status_code == 204
