"""PUT of a location's numbers: out of service and back."""

from typing import Any

import pytest
from wxc_sdk.telephony.location.numbers import NumbersRequestAction

from bodies import FIRST, SECOND, WRONG_NUMBERS, number_states, numbers_path
from cast import Organization, Server, new_organization, refusal
from webex_client import webex_client


def put(organization: Organization, location: str, *numbers: str, **more: str) -> Any:
    return organization.admin.put(numbers_path(location), json={"phoneNumbers": list(numbers), **more})


def test_numbers_go_out_of_service_and_back(organization: Organization) -> None:
    location = organization.location()
    organization.numbers(location, FIRST, SECOND)
    assert put(organization, location, FIRST, action="DEACTIVATE").status_code == 204
    assert number_states(organization) == {FIRST: "INACTIVE", SECOND: "ACTIVE"}
    assert put(organization, location, FIRST, SECOND).status_code == 204
    assert number_states(organization) == {FIRST: "ACTIVE", SECOND: "ACTIVE"}


def test_a_webex_client_sets_states_and_removes(organization: Organization) -> None:
    location = organization.location()
    organization.numbers(location, FIRST, SECOND)
    numbers = webex_client(organization.admin).telephony.location.number
    numbers.manage_number_state(location, [FIRST, SECOND], action=NumbersRequestAction.deactivate)
    numbers.activate(location, [FIRST])
    assert number_states(organization) == {FIRST: "ACTIVE", SECOND: "INACTIVE"}
    numbers.remove(location, [FIRST, SECOND])
    assert number_states(organization) == {}


def test_the_method_is_wrong(organization: Organization) -> None:
    reply = organization.admin.patch(numbers_path(organization.location()), json={})
    assert (refusal(reply)[0], reply.headers["allow"]) == (405, "DELETE, POST, PUT")


def test_what_is_not_there_is_said_before_what_is_wrong(server: Server, organization: Organization) -> None:
    foreign = new_organization(server, "Other").location()
    for location in (foreign, organization.plain_location("Office"), "nonsense"):
        assert refusal(put(organization, location))[:2] == (404, 90403)
        assert refusal(put(organization, location, FIRST))[:2] == (404, 90403)


@pytest.mark.parametrize(("body", "code", "word"), WRONG_NUMBERS)
def test_a_wrong_body_changes_nothing(organization: Organization, body: dict[str, Any], code: int, word: str) -> None:
    location = organization.location()
    organization.numbers(location, FIRST)
    organization.numbers(organization.location("Maine"), SECOND)
    status, given, message = refusal(organization.admin.put(numbers_path(location), json=body))
    assert (status, given) == (400, code)
    assert word in message
    assert refusal(put(organization, location, FIRST, action="DESTROY"))[:2] == (400, 25024)
    assert number_states(organization) == {FIRST: "ACTIVE", SECOND: "ACTIVE"}


def test_an_assigned_number_stays_in_service(organization: Organization) -> None:
    location = organization.location()
    organization.person(location, "Alice Park", number=FIRST)
    organization.numbers(location, SECOND)
    assert refusal(put(organization, location, SECOND, FIRST, action="DEACTIVATE"))[:2] == (409, 90902)
    assert put(organization, location, FIRST, action="ACTIVATE").status_code == 204
    assert number_states(organization) == {FIRST: "ACTIVE", SECOND: "ACTIVE"}


def test_who_may(organization: Organization) -> None:
    alaska, maine = organization.location("Alaska"), organization.location("Maine")
    organization.numbers(alaska, FIRST)
    admin, body = organization.location_admin(alaska), {"phoneNumbers": [FIRST]}
    assert refusal(organization.reader.put(numbers_path(alaska), json=body))[0] == 403
    assert refusal(admin.put(numbers_path(maine), json=body))[0] == 403
    assert admin.put(numbers_path(alaska), json=body).status_code == 204
