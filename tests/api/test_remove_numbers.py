"""DELETE and PUT of a location's numbers: out of the inventory, out of service and back."""

from typing import Any

import pytest
from wxc_sdk.telephony.location.numbers import NumbersRequestAction

from cast import CALLING, Organization, Server, new_organization, refusal
from webex_client import webex_client

FIRST, SECOND, THIRD = "+19075550101", "+19075550102", "+19075550103"


def path(location: str) -> str:
    return f"{CALLING}/locations/{location}/numbers"


def states(organization: Organization) -> dict[str, str]:
    entries = organization.reader.get(f"{CALLING}/numbers", params={"numberType": "NUMBER"}).json()["phoneNumbers"]
    return {entry["phoneNumber"]: entry["state"] for entry in entries}


def remove(organization: Organization, location: str, *numbers: str) -> Any:
    return organization.admin.delete(path(location), json={"phoneNumbers": list(numbers)})


def put(organization: Organization, location: str, *numbers: str, **more: str) -> Any:
    return organization.admin.put(path(location), json={"phoneNumbers": list(numbers), **more})


def test_free_numbers_are_removed(organization: Organization) -> None:
    location = organization.location()
    organization.numbers(location, FIRST, SECOND, THIRD)
    reply = remove(organization, location, "+1 907 555-0101", SECOND, SECOND)
    assert (reply.status_code, reply.content) == (204, b"")
    assert set(states(organization)) == {THIRD}
    organization.numbers(organization.location("Maine"), FIRST)


def test_numbers_go_out_of_service_and_back(organization: Organization) -> None:
    location = organization.location()
    organization.numbers(location, FIRST, SECOND)
    assert put(organization, location, FIRST, action="DEACTIVATE").status_code == 204
    assert states(organization) == {FIRST: "INACTIVE", SECOND: "ACTIVE"}
    assert put(organization, location, FIRST, SECOND).status_code == 204
    assert states(organization) == {FIRST: "ACTIVE", SECOND: "ACTIVE"}


def test_a_webex_client_does_both(organization: Organization) -> None:
    location = organization.location()
    organization.numbers(location, FIRST, SECOND)
    numbers = webex_client(organization.admin).telephony.location.number
    numbers.manage_number_state(location, [FIRST, SECOND], action=NumbersRequestAction.deactivate)
    numbers.activate(location, [FIRST])
    assert states(organization) == {FIRST: "ACTIVE", SECOND: "INACTIVE"}
    numbers.remove(location, [FIRST, SECOND])
    assert states(organization) == {}


def test_the_method_is_wrong(organization: Organization) -> None:
    reply = organization.admin.get(path(organization.location()))
    assert (refusal(reply)[0], reply.headers["allow"]) == (405, "DELETE, POST, PUT")


def test_what_is_not_there_is_said_before_what_is_wrong(server: Server, organization: Organization) -> None:
    foreign = new_organization(server, "Other").location()
    for location in (foreign, organization.plain_location("Office"), "nonsense"):
        assert refusal(remove(organization, location))[:2] == (404, 90403)
        assert refusal(remove(organization, location, FIRST))[:2] == (404, 90403)
        assert refusal(put(organization, location, FIRST))[:2] == (404, 90403)


@pytest.mark.parametrize(
    ("body", "code", "word"),
    [
        ({}, 25008, "phoneNumbers"),
        ({"phoneNumbers": []}, 25024, "phoneNumbers"),
        ({"phoneNumbers": [FIRST, "12"]}, 25024, "phoneNumbers[1]"),
        ({"phoneNumbers": [FIRST, THIRD]}, 4250, THIRD),
        ({"phoneNumbers": [SECOND]}, 4250, SECOND),
    ],
)
def test_a_wrong_body_changes_nothing(organization: Organization, body: dict[str, Any], code: int, word: str) -> None:
    location = organization.location()
    organization.numbers(location, FIRST)
    organization.numbers(organization.location("Maine"), SECOND)
    for reply in (
        organization.admin.delete(path(location), json=body),
        organization.admin.put(path(location), json=body),
    ):
        status, given, message = refusal(reply)
        assert (status, given) == (400, code)
        assert word in message
    assert states(organization) == {FIRST: "ACTIVE", SECOND: "ACTIVE"}


def test_a_body_is_needed_and_has_a_media_type(organization: Organization) -> None:
    location = organization.location()
    assert refusal(organization.admin.delete(path(location)))[:2] == (400, 25024)
    assert refusal(organization.admin.delete(path(location), data=b"{}"))[0] == 415
    assert refusal(put(organization, location, FIRST, action="DESTROY"))[:2] == (400, 25024)


def test_an_assigned_number_stays(organization: Organization) -> None:
    location = organization.location()
    organization.person(location, "Alice Park", number=FIRST)
    organization.numbers(location, SECOND, THIRD)
    status, code, message = refusal(remove(organization, location, THIRD, FIRST))
    assert (status, code) == (409, 90902)
    assert FIRST in message
    assert refusal(put(organization, location, THIRD, FIRST, action="DEACTIVATE"))[:2] == (409, 90902)
    assert put(organization, location, FIRST, action="ACTIVATE").status_code == 204
    main = {"callingLineId": {"phoneNumber": SECOND}}
    assert organization.admin.put(f"{CALLING}/locations/{location}", json=main).status_code == 204
    status, code, message = refusal(remove(organization, location, SECOND))
    assert (status, code) == (409, 90902)
    assert "main number" in message
    assert states(organization) == {FIRST: "ACTIVE", SECOND: "ACTIVE", THIRD: "ACTIVE"}
    no_main = {"callingLineId": {"phoneNumber": ""}}
    assert organization.admin.put(f"{CALLING}/locations/{location}", json=no_main).status_code == 204
    assert remove(organization, location, SECOND).status_code == 204


def test_who_may(organization: Organization) -> None:
    alaska, maine = organization.location("Alaska"), organization.location("Maine")
    organization.numbers(alaska, FIRST)
    admin, body = organization.location_admin(alaska), {"phoneNumbers": [FIRST]}
    for method in ("PUT", "DELETE"):
        assert refusal(organization.reader.request(method, path(alaska), json=body))[0] == 403
        assert refusal(admin.request(method, path(maine), json=body))[0] == 403
        assert admin.request(method, path(alaska), json=body).status_code == 204
