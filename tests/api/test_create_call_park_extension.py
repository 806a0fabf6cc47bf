"""POST of a call park extension."""

import pytest

from bodies import call_park_extensions_path
from cast import CALLING, Organization, Server, new_organization, refusal


@pytest.fixture
def alaska(organization: Organization) -> str:
    return organization.location("Alaska", prefix="1234")


def test_made_shown_listed_and_deleted(organization: Organization, alaska: str) -> None:
    desk = organization.call_park_extension(alaska, " Desk ", "9001")
    details = {"extension": "9001", "name": "Desk", "routingPrefix": "1234", "esn": "12349001"}
    assert organization.reader.get(call_park_extensions_path(alaska, desk)).json() == details
    listed = organization.reader.get(f"{CALLING}/callParkExtensions").json()
    assert listed == {"callParkExtensions": [{"id": desk, **details, "locationId": alaska, "locationName": "Alaska"}]}
    assert organization.admin.delete(call_park_extensions_path(alaska, desk)).status_code == 204
    assert refusal(organization.admin.delete(call_park_extensions_path(alaska, desk)))[0] == 404
    assert organization.reader.get(f"{CALLING}/callParkExtensions").json() == {"callParkExtensions": []}


@pytest.mark.parametrize(
    ("body", "code", "named"),
    [
        ({}, 25008, "name"),
        ({"name": "x"}, 25008, "extension"),
        ({"name": "", "extension": "9001"}, 25110, "name"),
        ({"name": "x" * 31, "extension": "9001"}, 25110, "name"),
        ({"name": "x", "extension": "9"}, 25110, "extension"),
        ({"name": "x", "extension": "9" * 11}, 25110, "extension"),
        ({"name": "x", "extension": "90a1"}, 4910, "extension"),
        ({"name": "x", "extension": "٣٣"}, 4910, "extension"),
        ({"name": "x", "extension": 9001}, 25024, "extension"),
    ],
)
def test_a_wrong_field_is_named(
    organization: Organization, alaska: str, body: dict[str, object], code: int, named: str
) -> None:
    status, found, message = refusal(organization.admin.post(call_park_extensions_path(alaska), json=body))
    assert (status, found, named in message) == (400, code, True)


def test_the_longest_name_and_extension(organization: Organization, alaska: str) -> None:
    organization.call_park_extension(alaska, "x" * 30, "9" * 10)
    organization.call_park_extension(alaska, "x", "99")


def test_an_extension_is_unique_in_its_location_across_kinds(organization: Organization, alaska: str) -> None:
    organization.virtual_line(alaska, "Sales", "Line", "8001")
    organization.hunt_group(alaska, extension="7000")
    organization.person(alaska, "Alice Adams", extension="8002")
    organization.workspace(alaska, "Lobby", "8003")
    organization.call_park_extension(alaska, "Desk", "9001")
    for taken in ("8001", "7000", "8002", "8003", "9001"):
        reply = organization.admin.post(call_park_extensions_path(alaska), json={"name": "Door", "extension": taken})
        assert refusal(reply)[:2] == (409, 9495)
    organization.call_park_extension(organization.location("Oregon"), "Desk", "9001")
    organization.call_park_extension(alaska, "Desk", "9002")  # names need not be unique


def test_wrong_method(organization: Organization, alaska: str) -> None:
    assert refusal(organization.admin.delete(call_park_extensions_path(alaska)))[0] == 405


def test_who_may(organization: Organization, alaska: str, server: Server) -> None:
    oregon = organization.location("Oregon")
    body = {"name": "Desk", "extension": "9001"}
    path = call_park_extensions_path(alaska)
    assert refusal(organization.reader.post(path, json=body))[0] == 403
    assert refusal(organization.location_admin(oregon).post(path, json=body))[0] == 403
    assert refusal(new_organization(server).admin.post(path, json=body))[0] == 404
