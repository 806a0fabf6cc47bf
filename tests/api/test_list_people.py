"""GET /people: filters, pages and who sees whom."""

from typing import Any

import pytest
from wxc_sdk.people import Person

from bodies import display_names, post_person
from callpark import ids
from cast import Organization, Server, new_organization, refusal


def next_page(reply: Any) -> str:
    return str(reply.links["next"]["url"])


def test_people_are_found_by_address_name_and_id(organization: Organization) -> None:
    location = organization.location()
    alice, bob = organization.person(location, "Alice Park", "1001"), organization.person(location, "Ålf 10%", "1002")
    find = organization.reader.get
    assert display_names(find("/people", params={"email": "ALICE.park@example.com"})) == ["Alice Park"]
    assert display_names(find("/people", params={"email": "alice"})) == []
    assert display_names(find("/people", params={"displayName": "al"})) == ["Ålf 10%", "Alice Park"]
    assert display_names(find("/people", params={"displayName": "ALF 10%"})) == ["Ålf 10%"]
    assert display_names(find("/people", params={"displayName": "park"})) == []
    reply = find("/people", params={"id": f"{alice},{ids.uuid_of(bob, ids.Kind.PEOPLE)}"})
    assert display_names(reply) == ["Ålf 10%", "Alice Park"]
    people = [Person.model_validate(item) for item in reply.json()["items"]]
    assert people[1].user_name == "alice.park@example.com"
    assert "userName" not in find("/people").json()["items"][0]


def test_people_are_found_by_location_and_role(organization: Organization) -> None:
    alaska, maine = organization.location("Alaska"), organization.location("Maine")
    organization.person(alaska, "Alice Park", "1001")
    organization.person(maine, "Bob Park", "1001")
    find = organization.reader.get
    assert display_names(find("/people", params={"callingData": "true", "locationId": maine})) == ["Bob Park"]
    assert refusal(find("/people", params={"locationId": maine}))[:2] == (400, 90003)
    (role,) = find("/people/me").json()["roles"]
    assert display_names(find("/people", params={"roles": role})) == ["read-only-admin"]
    unknown = ids.public_id(ids.Kind.ROLE, organization.id)
    assert display_names(find("/people", params={"roles": unknown})) == []


def test_pages_follow_a_cursor(organization: Organization) -> None:
    for n in range(5):
        organization.admin.post("/people", json={"emails": [f"p{n}@example.com"], "displayName": "Päge"})
    first = organization.reader.get("/people", params={"displayName": "päge", "max": "2"})
    assert "start=" not in next_page(first)
    assert "displayName=p%C3%A4ge" in next_page(first)
    seen = [item["id"] for item in first.json()["items"]]
    organization.admin.delete(f"/people/{seen[-1]}")
    second = organization.reader.get(next_page(first))
    third = organization.reader.get(next_page(second))
    assert "link" not in third.headers
    seen += [item["id"] for reply in (second, third) for item in reply.json()["items"]]
    assert len(seen) == len(set(seen)) == 5


def test_a_page_is_smaller_with_calling_data(organization: Organization) -> None:
    large = {"max": "2000"}
    assert organization.reader.get("/people", params=large).status_code == 200
    for n in range(101):
        organization.admin.post("/people", json={"emails": [f"p{n}@example.com"], "displayName": f"P {n}"})
    assert len(organization.reader.get("/people", params=large).json()["items"]) == 103
    assert len(organization.reader.get("/people", params=large | {"callingData": "true"}).json()["items"]) == 100
    assert len(organization.reader.get("/people").json()["items"]) == 100


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", "nonsense"),
        ("id", ""),
        ("id", ",".join(["00000000-0000-0000-0000-000000000000"] * 86)),
        ("cursor", "nonsense"),
        ("cursor", ""),
        ("cursor", "é"),
        ("cursor", "A" * 24),
        ("cursor", "AAAAAAAAAAAAAAAAAAAAAP__"),
        ("roles", "nonsense"),
        ("max", "0"),
        ("max", "9" * 23),
        ("callingData", "maybe"),
    ],
)
def test_a_wrong_filter_is_named(organization: Organization, name: str, value: str) -> None:
    status, code, message = refusal(organization.reader.get("/people", params={name: value}))
    assert (status, code) == (400, 25024)
    assert message.startswith(f"Invalid field value: {name}.")


def test_the_method_is_wrong(organization: Organization) -> None:
    reply = organization.admin.delete("/people")
    assert (refusal(reply)[0], reply.headers["allow"]) == (405, "GET, HEAD, POST")


def test_nobody_sees_another_organization(server: Server, organization: Organization) -> None:
    foreign = post_person(new_organization(server, "Other")).json()["id"]
    assert display_names(organization.reader.get("/people", params={"id": foreign})) == []


def test_a_location_administrator_sees_the_people_of_his_locations(organization: Organization) -> None:
    alaska, maine = organization.location("Alaska"), organization.location("Maine")
    organization.person(alaska, "Alice Park", "1001")
    organization.person(maine, "Bob Park", "1001")
    post_person(organization)
    admin = organization.location_admin(alaska)
    assert display_names(admin.get("/people")) == ["Alice Park"]
    assert display_names(admin.get("/people", params={"callingData": "true", "locationId": maine})) == []
