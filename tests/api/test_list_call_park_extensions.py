"""GET of the call park extensions: across the organization."""

import pytest

from callpark import ids
from cast import CALLING, Organization, Server, new_organization, refusal


@pytest.fixture
def alaska(organization: Organization) -> str:
    return organization.location("Alaska", prefix="1234")


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


def test_wrong_method(organization: Organization) -> None:
    reply = organization.admin.post(f"{CALLING}/callParkExtensions", json={})
    assert (refusal(reply)[0], reply.headers["allow"]) == (405, "GET, HEAD")


def test_nobody_sees_another_organization(organization: Organization, alaska: str, server: Server) -> None:
    organization.call_park_extension(alaska, "Desk", "9001")
    for params in ({}, {"locationId": alaska}):
        listed = new_organization(server).reader.get(f"{CALLING}/callParkExtensions", params=params)
        assert listed.json() == {"callParkExtensions": []}
