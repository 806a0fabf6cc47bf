"""Read the list of call parks: GET /telephony/config/locations/{locationId}/callParks."""

import pytest

from callpark import ids
from cast import CALLING, Organization, Server, new_organization, refusal

NAMES = ["Bar", "bar 100%", "Café", "Foo_Bar", "Zoo"]


@pytest.fixture
def alaska(organization: Organization) -> str:
    location = organization.location("Alaska")
    for name in reversed(NAMES):
        organization.call_park(location, name)
    return location


def names(organization: Organization, location: str, **params: object) -> list[str]:
    reply = organization.reader.get(f"{CALLING}/locations/{location}/callParks", params=params)
    assert reply.status_code == 200, reply.text
    return [park["name"] for park in reply.json()["callParks"]]


def test_each_with_its_location(organization: Organization, alaska: str) -> None:
    reply = organization.reader.get(f"{CALLING}/locations/{alaska}/callParks", params={"name": "zoo"})
    assert reply.json() == {
        "callParks": [
            {"name": "Zoo", "id": ids.call_park_id("Zoo"), "locationName": "Alaska", "locationId": alaska},
        ]
    }


def test_sorted_by_name_either_way(organization: Organization, alaska: str) -> None:
    by_code_point = sorted(NAMES)
    assert names(organization, alaska) == names(organization, alaska, order="ASC") == by_code_point
    assert names(organization, alaska, order="DSC") == by_code_point[::-1]
    for wrong in ("DESC", "asc", ""):
        path = f"{CALLING}/locations/{alaska}/callParks"
        assert refusal(organization.reader.get(path, params={"order": wrong}))[0] == 400


def test_name_is_contained_literally_and_without_case(organization: Organization, alaska: str) -> None:
    assert names(organization, alaska, name="BAR") == ["Bar", "Foo_Bar", "bar 100%"]
    assert names(organization, alaska, name="%") == ["bar 100%"]
    assert names(organization, alaska, name="_") == ["Foo_Bar"]
    assert names(organization, alaska, name="cafe") == ["Café"]
    assert names(organization, alaska, name="x" * 80) == []
    path = f"{CALLING}/locations/{alaska}/callParks"
    assert refusal(organization.reader.get(path, params={"name": "x" * 81}))[:2] == (400, 25110)


def test_pages(organization: Organization, alaska: str) -> None:
    reply = organization.reader.get(f"{CALLING}/locations/{alaska}/callParks", params={"max": 3})
    assert [park["name"] for park in reply.json()["callParks"]] == sorted(NAMES)[:3]
    rest = organization.reader.get(reply.links["next"]["url"])
    assert [park["name"] for park in rest.json()["callParks"]] == sorted(NAMES)[3:]
    assert "Link" not in rest.headers


def test_who_may(organization: Organization, alaska: str, server: Server) -> None:
    path = f"{CALLING}/locations/{alaska}/callParks"
    assert organization.location_admin(alaska).get(path).status_code == 200
    assert refusal(organization.location_admin(organization.location("Oregon")).get(path))[0] == 403
    assert refusal(new_organization(server).admin.get(path))[0] == 404
