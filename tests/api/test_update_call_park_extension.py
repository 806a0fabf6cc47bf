"""Update a call park extension: PUT /telephony/config/locations/{locationId}/callParkExtensions/{id}."""

import pytest

from callpark import ids
from cast import CALLING, Organization, Server, new_organization, refusal


@pytest.fixture
def alaska(organization: Organization) -> str:
    return organization.location("Alaska", prefix="1234")


def path(location: str, extension: str) -> str:
    return f"{CALLING}/locations/{location}/callParkExtensions/{extension}"


def test_name_or_extension_or_both(organization: Organization, alaska: str) -> None:
    desk = organization.call_park_extension(alaska, "Desk", "9001")
    park = organization.call_park(alaska, "Reception", callParkExtensions=[desk])

    def change(**body: str) -> tuple[str, str, str]:
        reply = organization.admin.put(path(alaska, desk), json=body)
        assert (reply.status_code, reply.content) == (204, b"")
        found = organization.reader.get(path(alaska, desk)).json()
        return found["name"], found["extension"], found["esn"]

    assert change() == ("Desk", "9001", "12349001")
    assert change(name=" Door ") == ("Door", "9001", "12349001")
    assert change(extension="9002") == ("Door", "9002", "12349002")
    assert change(name="Gate", extension="9003") == ("Gate", "9003", "12349003")
    assert change(extension="9003") == ("Gate", "9003", "12349003")
    # under the same id, still in its call park, and found by its new name
    shown = organization.reader.get(f"{CALLING}/locations/{alaska}/callParks/{park}").json()
    assert shown["callParkExtensions"] == [{"id": desk, "extension": "9003", "name": "Gate"}]
    listed = organization.reader.get(f"{CALLING}/callParkExtensions", params={"name": "gate"}).json()
    assert [one["id"] for one in listed["callParkExtensions"]] == [desk]
    organization.call_park_extension(alaska, "Desk", "9001")  # which is free again


@pytest.mark.parametrize(
    ("body", "code", "named"),
    [
        ({"name": ""}, 25110, "name"),
        ({"name": "x" * 31}, 25110, "name"),
        ({"name": None}, 25024, "name"),
        ({"extension": "9"}, 25110, "extension"),
        ({"extension": "9" * 11}, 25110, "extension"),
        ({"extension": "90a1"}, 4910, "extension"),
        ({"extension": 9001}, 25024, "extension"),
        ({"extension": None}, 25024, "extension"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_changes(
    organization: Organization, alaska: str, body: dict[str, object], code: int, named: str
) -> None:
    desk = organization.call_park_extension(alaska, "Desk", "9001")
    before = organization.reader.get(path(alaska, desk)).json()
    reply = organization.admin.put(path(alaska, desk), json={"name": "Door", "extension": "9002"} | body)
    status, found, message = refusal(reply)
    assert (status, found, named in message) == (400, code, True)
    assert organization.reader.get(path(alaska, desk)).json() == before


def test_an_extension_is_unique_in_its_location_across_kinds(organization: Organization, alaska: str) -> None:
    desk = organization.call_park_extension(alaska, "Desk", "9001")
    organization.call_park_extension(alaska, "Door", "9002")
    organization.virtual_line(alaska, "Sales", "Line", "8001")
    organization.hunt_group(alaska, extension="7000")
    organization.call_park_extension(organization.location("Oregon"), "Desk", "9003")
    for taken in ("9002", "8001", "7000"):
        reply = organization.admin.put(path(alaska, desk), json={"name": "New", "extension": taken})
        assert refusal(reply)[:2] == (409, 9495)
    assert organization.reader.get(path(alaska, desk)).json()["name"] == "Desk"
    assert organization.admin.put(path(alaska, desk), json={"name": "Door", "extension": "9003"}).status_code == 204


def test_what_is_missing_is_said_before_what_is_wrong(organization: Organization, alaska: str) -> None:
    nothing = ids.public_id(ids.Kind.CALL_PARK_EXTENSION, organization.id)
    for unknown in (nothing, "x", ids.public_id(ids.Kind.PEOPLE, organization.id)):
        for body in ({}, {"name": ""}):
            assert refusal(organization.admin.put(path(alaska, unknown), json=body))[0] == 404


def test_who_may(organization: Organization, alaska: str, server: Server) -> None:
    desk = organization.call_park_extension(alaska, "Desk", "9001")
    oregon = organization.location("Oregon")
    body = {"name": "Door"}
    assert refusal(organization.reader.put(path(alaska, desk), json=body))[0] == 403
    assert refusal(organization.location_admin(oregon).put(path(alaska, desk), json=body))[0] == 403
    assert refusal(organization.admin.put(path(oregon, desk), json=body))[0] == 404
    assert refusal(new_organization(server).admin.put(path(alaska, desk), json=body))[0] == 404
    assert organization.location_admin(alaska).put(path(alaska, desk), json=body).status_code == 204


def test_wrong_method(organization: Organization, alaska: str) -> None:
    desk = organization.call_park_extension(alaska, "Desk", "9001")
    reply = organization.admin.post(path(alaska, desk), json={})
    assert refusal(reply)[0] == 405
    assert set(reply.headers["Allow"].split(", ")) == {"DELETE", "GET", "HEAD", "PUT"}
