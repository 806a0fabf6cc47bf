"""Call park extensions: create, list across the organization, details, delete."""

import pytest

from callpark import ids
from cast import CALLING, Organization, Server, new_organization, refusal


@pytest.fixture
def alaska(organization: Organization) -> str:
    return organization.location("Alaska", prefix="1234")


def path(location: str, extension: str = "") -> str:
    return f"{CALLING}/locations/{location}/callParkExtensions" + (f"/{extension}" if extension else "")


def test_made_shown_listed_and_deleted(organization: Organization, alaska: str) -> None:
    desk = organization.call_park_extension(alaska, " Desk ", "9001")
    details = {"extension": "9001", "name": "Desk", "routingPrefix": "1234", "esn": "12349001"}
    assert organization.reader.get(path(alaska, desk)).json() == details
    listed = organization.reader.get(f"{CALLING}/callParkExtensions").json()
    assert listed == {"callParkExtensions": [{"id": desk, **details, "locationId": alaska, "locationName": "Alaska"}]}
    assert organization.admin.delete(path(alaska, desk)).status_code == 204
    assert refusal(organization.admin.delete(path(alaska, desk)))[0] == 404
    assert organization.reader.get(f"{CALLING}/callParkExtensions").json() == {"callParkExtensions": []}


def test_listed_across_the_organization(organization: Organization, alaska: str) -> None:
    oregon = organization.location("Oregon")
    for location, name, extension in [(alaska, "b", "9001"), (oregon, "A", "9001"), (oregon, "C", "9102")]:
        organization.call_park_extension(location, name, extension)

    def names(**params: object) -> list[str]:
        listed = organization.reader.get(f"{CALLING}/callParkExtensions", params=params)
        return [one["name"] for one in listed.json()["callParkExtensions"]]

    assert names() == ["A", "b", "C"]
    assert names(locationId=alaska) == ["b"]
    assert names(locationName="Oregon") == ["A", "C"]
    assert names(name="a") == ["A"]
    assert names(extension="9001") == ["A", "b"]
    assert names(extension="02") == ["C"]
    assert names(max=2, start=1) == ["b", "C"]
    mine = organization.location_admin(alaska).get(f"{CALLING}/callParkExtensions").json()
    assert [one["name"] for one in mine["callParkExtensions"]] == ["b"]


def test_ordered(organization: Organization, alaska: str) -> None:
    oregon = organization.location("Oregon")
    for location, name, extension in [(oregon, "a", "900"), (alaska, "c", "1000"), (alaska, "B", "900")]:
        organization.call_park_extension(location, name, extension)

    def listed(order: str, **params: object) -> list[str]:
        reply = organization.reader.get(f"{CALLING}/callParkExtensions", params={"order": order, **params})
        assert reply.status_code == 200, reply.text
        return [one["name"] + one["extension"] for one in reply.json()["callParkExtensions"]]

    assert listed("callParkExtensionName") == ["a900", "B900", "c1000"]
    assert listed("groupName|callParkExtension") == ["B900", "c1000", "a900"]
    assert listed("callParkExtension|groupName") == ["B900", "a900", "c1000"]
    assert listed("groupName|callParkExtension", max=1, start=1) == ["c1000"]
    reply = organization.reader.get(f"{CALLING}/callParkExtensions", params={"order": "callParkExtensionExternalId"})
    found = [ids.uuid_of(one["id"], ids.Kind.CALL_PARK_EXTENSION) for one in reply.json()["callParkExtensions"]]
    assert found == sorted(found)
    for wrong in ("name", "", "groupName|", "groupName,callParkExtension", "callParkExtension-desc"):
        status, code, message = refusal(
            organization.reader.get(f"{CALLING}/callParkExtensions", params={"order": wrong})
        )
        assert (status, code, "order" in message, "groupName" in message) == (400, 25024, True, True)


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
    status, found, message = refusal(organization.admin.post(path(alaska), json=body))
    assert (status, found, named in message) == (400, code, True)


def test_an_extension_is_unique_in_its_location_across_kinds(organization: Organization, alaska: str) -> None:
    organization.virtual_line(alaska, "Sales", "Line", "8001")
    organization.hunt_group(alaska, extension="7000")
    organization.person(alaska, "Alice Adams", extension="8002")
    organization.workspace(alaska, "Lobby", "8003")
    organization.call_park_extension(alaska, "Desk", "9001")
    for taken in ("8001", "7000", "8002", "8003", "9001"):
        reply = organization.admin.post(path(alaska), json={"name": "Door", "extension": taken})
        assert refusal(reply)[:2] == (409, 9495)
    organization.call_park_extension(organization.location("Oregon"), "Desk", "9001")
    organization.call_park_extension(alaska, "Desk", "9002")  # names need not be unique


def test_who_may(organization: Organization, alaska: str, server: Server) -> None:
    oregon = organization.location("Oregon")
    body = {"name": "Desk", "extension": "9001"}
    assert refusal(organization.reader.post(path(alaska), json=body))[0] == 403
    assert refusal(organization.location_admin(oregon).post(path(alaska), json=body))[0] == 403
    assert refusal(new_organization(server).admin.post(path(alaska), json=body))[0] == 404
    desk = organization.call_park_extension(alaska, "Desk", "9001")
    for api, status in [(organization.location_admin(oregon), 403), (new_organization(server).admin, 404)]:
        assert refusal(api.get(path(alaska, desk)))[0] == status
        assert refusal(api.delete(path(alaska, desk)))[0] == status
    assert refusal(organization.admin.get(path(oregon, desk)))[0] == 404
    for unknown in ("x", ids.public_id(ids.Kind.PEOPLE, organization.id), str(organization.id)):
        assert refusal(organization.admin.get(path(alaska, unknown)))[0] == 404


def test_wrong_method(organization: Organization, alaska: str) -> None:
    assert refusal(organization.admin.delete(path(alaska)))[0] == 405
