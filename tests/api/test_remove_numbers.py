"""DELETE of a location's numbers: out of the inventory."""

from typing import Any

import pytest

from bodies import FIRST, SECOND, THIRD, WRONG_NUMBERS, number_states, numbers_path, put_calling
from cast import Organization, Server, new_organization, refusal


def remove(organization: Organization, location: str, *numbers: str) -> Any:
    return organization.admin.delete(numbers_path(location), json={"phoneNumbers": list(numbers)})


def test_free_numbers_are_removed(organization: Organization) -> None:
    location = organization.location()
    organization.numbers(location, FIRST, SECOND, THIRD)
    reply = remove(organization, location, "+1 907 555-0101", SECOND, SECOND)
    assert (reply.status_code, reply.content) == (204, b"")
    assert set(number_states(organization)) == {THIRD}
    organization.numbers(organization.location("Maine"), FIRST)


def test_the_method_is_wrong(organization: Organization) -> None:
    reply = organization.admin.get(numbers_path(organization.location()))
    assert (refusal(reply)[0], reply.headers["allow"]) == (405, "DELETE, POST, PUT")


def test_what_is_not_there_is_said_before_what_is_wrong(server: Server, organization: Organization) -> None:
    foreign = new_organization(server, "Other").location()
    for location in (foreign, organization.plain_location("Office"), "nonsense"):
        assert refusal(remove(organization, location))[:2] == (404, 90403)
        assert refusal(remove(organization, location, FIRST))[:2] == (404, 90403)


@pytest.mark.parametrize(("body", "code", "word"), WRONG_NUMBERS)
def test_a_wrong_body_changes_nothing(organization: Organization, body: dict[str, Any], code: int, word: str) -> None:
    location = organization.location()
    organization.numbers(location, FIRST)
    organization.numbers(organization.location("Maine"), SECOND)
    status, given, message = refusal(organization.admin.delete(numbers_path(location), json=body))
    assert (status, given) == (400, code)
    assert word in message
    assert number_states(organization) == {FIRST: "ACTIVE", SECOND: "ACTIVE"}


def test_a_body_is_needed_and_has_a_media_type(organization: Organization) -> None:
    location = organization.location()
    assert refusal(organization.admin.delete(numbers_path(location)))[:2] == (400, 25024)
    assert refusal(organization.admin.delete(numbers_path(location), data=b"{}"))[0] == 415


def test_an_assigned_number_stays(organization: Organization) -> None:
    location = organization.location()
    organization.person(location, "Alice Park", number=FIRST)
    organization.numbers(location, SECOND, THIRD)
    status, code, message = refusal(remove(organization, location, THIRD, FIRST))
    assert (status, code) == (409, 90902)
    assert FIRST in message
    assert put_calling(organization, location, callingLineId={"phoneNumber": SECOND}).status_code == 204
    status, code, message = refusal(remove(organization, location, SECOND))
    assert (status, code) == (409, 90902)
    assert "main number" in message
    assert number_states(organization) == {FIRST: "ACTIVE", SECOND: "ACTIVE", THIRD: "ACTIVE"}
    assert put_calling(organization, location, callingLineId={"phoneNumber": ""}).status_code == 204
    assert remove(organization, location, SECOND).status_code == 204


def test_who_may(organization: Organization) -> None:
    alaska, maine = organization.location("Alaska"), organization.location("Maine")
    organization.numbers(alaska, FIRST)
    admin, body = organization.location_admin(alaska), {"phoneNumbers": [FIRST]}
    assert refusal(organization.reader.delete(numbers_path(alaska), json=body))[0] == 403
    assert refusal(admin.delete(numbers_path(maine), json=body))[0] == 403
    assert admin.delete(numbers_path(alaska), json=body).status_code == 204
