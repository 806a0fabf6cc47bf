"""People: with and without calling, and who may see and delete them."""

from typing import Any

import pytest
from wxc_sdk.people import Person

from callpark import ids
from callpark.errors import shown
from callpark.provisioning.access import Role
from cast import CALLING, Organization, Server, new_organization, refusal

ALICE = {"emails": ["Alice@Example.com"], "firstName": "Alice", "lastName": "Park"}


def make(organization: Organization, **fields: Any) -> Any:
    return organization.admin.post("/people", json=ALICE | fields, params={"callingData": "true"})


def calling(organization: Organization, location: str, **fields: Any) -> Any:
    body = {"licenses": [organization.calling_license()], "locationId": location, "extension": "1001"}
    return make(organization, **(body | fields))


def names(reply: Any) -> list[str]:
    assert reply.status_code == 200, reply.text
    return [item["displayName"] for item in reply.json()["items"]]


def next_page(reply: Any) -> str:
    return str(reply.links["next"]["url"])


# --- create --------------------------------------------------------------------------------------------------


def test_a_person_without_calling(organization: Organization) -> None:
    reply = make(organization)
    assert reply.status_code == 200
    person = Person.model_validate(reply.json())
    assert (person.display_name, person.emails) == ("Alice Park", ["alice@example.com"])
    assert (person.org_id, person.licenses, person.person_type) == (organization.public_id, [], "person")
    assert organization.reader.get(f"/people/{person.person_id}").json() == reply.json()
    assert organization.reader.get(f"/people/{person.person_id_uuid}").json() == reply.json()


def test_a_person_with_calling_is_a_line(organization: Organization) -> None:
    location = organization.location(prefix="82")
    organization.numbers(location, "+19075550101", "+19075550102")
    work = [
        {"type": "work", "value": "+19075550101"},
        {"type": "work", "value": "+1 907 555-0102", "primary": True},
        {"type": "mobile", "value": "whatever"},
    ]
    person = Person.model_validate(calling(organization, location, phoneNumbers=work).json())
    assert (person.location_id, person.extension) == (location, "1001")
    assert person.licenses == [organization.calling_license()]
    assert [(number.number_type, number.value, number.primary) for number in person.phone_numbers or []] == [
        ("work", "+19075550102", True),
        ("work", "+19075550101", False),
        ("work_extension", "821001", None),
    ]
    (agent,) = organization.reader.get(f"{CALLING}/locations/{location}/callParks/availableUsers").json()["agents"]
    assert (agent["id"], agent["firstName"], agent["lastName"]) == (person.person_id, "Alice", "Park")
    assert (agent["displayName"], agent["email"]) == ("Alice Park", "alice@example.com")
    professional = organization.reader.get("/licenses").json()["items"][0]
    assert (professional["consumedUnits"], professional["consumedByUsers"]) == (1, 1)


def test_calling_data_is_told_to_who_asks_for_it(organization: Organization) -> None:
    person = organization.person(organization.location(), "Alice Park", "1001")
    plain = organization.reader.get(f"/people/{person}").json()
    assert not {"locationId", "extension", "phoneNumbers"} & set(plain)
    assert plain["licenses"]
    assert organization.reader.get(f"/people/{person}", params={"callingData": "True"}).json()["extension"] == "1001"


def test_a_number_alone_makes_a_line(organization: Organization) -> None:
    person = organization.person(organization.location(), "Alice Park", number="+19075550101")
    details = organization.reader.get(f"/people/{person}", params={"callingData": "true"}).json()
    assert "extension" not in details
    assert [number["value"] for number in details["phoneNumbers"]] == ["+19075550101"]


def test_the_least_answer_is_the_id(organization: Organization) -> None:
    reply = organization.admin.post("/people", json=ALICE, params={"minResponse": "true"})
    assert reply.status_code == 200
    assert set(reply.json()) == {"id"}


def test_a_display_name_is_enough_for_a_line(organization: Organization) -> None:
    location = organization.location()
    calling(organization, location, firstName="", lastName=None, displayName="Bob van Dyke")
    (agent,) = organization.reader.get(f"{CALLING}/locations/{location}/callParks/availableUsers").json()["agents"]
    assert (agent["firstName"], agent["lastName"]) == ("Bob", "van Dyke")


@pytest.mark.parametrize(
    ("fields", "code", "word"),
    [
        ({"emails": []}, 25024, "emails"),
        ({"emails": ["a@example.com", "b@example.com"]}, 25024, "emails"),
        ({"emails": ["nobody"]}, 25024, "emails"),
        ({"emails": ["a b@example.com"]}, 25024, "emails"),
        ({"emails": ["x" * 250 + "@example.com"]}, 25024, "emails"),
        ({"emails": None}, 25008, "emails"),
        ({"firstName": None, "lastName": ""}, 25008, "displayName"),
        ({"firstName": "x" * 65}, 25110, "firstName"),
        ({"displayName": "  "}, 25110, "displayName"),
        ({"licenses": ["nonsense"]}, 25024, "licenses[0]"),
        ({"licenses": "all"}, 25024, "licenses"),
        ({"extension": "1001"}, 25024, "Webex Calling - Professional"),
        ({"phoneNumbers": [{"type": "work", "value": "+19075550101"}]}, 25024, "Webex Calling - Professional"),
        ({"phoneNumbers": [{"type": "pager", "value": "+19075550101"}]}, 25024, "phoneNumbers[0].type"),
        ({"phoneNumbers": [{"type": "work", "value": "12"}]}, 25024, "phoneNumbers[0].value"),
    ],
)
def test_a_wrong_body_is_refused_by_the_name_of_the_field(
    organization: Organization, fields: dict[str, Any], code: int, word: str
) -> None:
    status, given, message = refusal(make(organization, **fields))
    assert (status, given) == (400, code)
    assert word in message


def test_calling_needs_a_license_of_the_right_kind(server: Server, organization: Organization) -> None:
    location = organization.location()
    professional, basic = organization.calling_license(), organization.calling_license("Webex Calling - Basic")
    workspaces = organization.calling_license("Webex Calling - Workspaces")
    foreign = new_organization(server, "Other").calling_license()
    for licenses in ([], [professional, basic], [workspaces], [foreign]):
        status, _, message = refusal(calling(organization, location, licenses=licenses))
        assert status == 400
        assert "license" in message
    assert calling(organization, location, licenses=[basic, basic]).status_code == 200


def test_a_license_needs_calling(organization: Organization) -> None:
    location = organization.location()
    assert refusal(calling(organization, location, locationId=None))[:2] == (400, 25008)
    assert refusal(calling(organization, location, extension=None))[:2] == (400, 25008)
    assert refusal(calling(organization, location, extension="1"))[:2] == (400, 25110)
    assert refusal(calling(organization, location, extension="12a"))[:2] == (400, 4910)


def test_a_line_needs_a_location_with_calling(server: Server, organization: Organization) -> None:
    foreign = new_organization(server, "Other").location()
    for location in (organization.plain_location("Office"), foreign, organization.public_id):
        status, _, message = refusal(calling(organization, location))
        assert status == 400
        assert message.startswith("Invalid field value: locationId.")


def test_a_number_comes_from_the_inventory(organization: Organization) -> None:
    location = organization.location()
    work = [{"type": "work", "value": "+19075550101"}]
    assert refusal(calling(organization, location, phoneNumbers=work))[:2] == (400, 4250)
    organization.person(location, "Bob Park", number="+19075550101")
    status, _, message = refusal(calling(organization, location, phoneNumbers=work))
    assert status == 409
    assert "+19075550101" in message
    assert names(organization.reader.get("/people", params={"email": "alice@example.com"})) == []


def test_an_address_and_an_extension_are_used_once(organization: Organization) -> None:
    location = organization.location()
    assert calling(organization, location).status_code == 200
    assert refusal(calling(organization, location, extension="1002"))[:2] == (409, 90903)
    assert refusal(calling(organization, location, emails=["bob@example.com"]))[:2] == (409, 9495)
    assert calling(organization, organization.location("Maine"), emails=["bob@example.com"]).status_code == 200


def test_two_primary_numbers_are_too_many(organization: Organization) -> None:
    work = [{"type": "work", "value": f"+1907555010{n}", "primary": True} for n in (1, 2)]
    assert refusal(calling(organization, organization.location(), phoneNumbers=work))[:2] == (400, 25024)


# --- list ----------------------------------------------------------------------------------------------------


def test_people_are_found_by_address_name_and_id(organization: Organization) -> None:
    location = organization.location()
    alice, bob = organization.person(location, "Alice Park", "1001"), organization.person(location, "Ålf 10%", "1002")
    find = organization.reader.get
    assert names(find("/people", params={"email": "ALICE.park@example.com"})) == ["Alice Park"]
    assert names(find("/people", params={"email": "alice"})) == []
    assert names(find("/people", params={"displayName": "al"})) == ["Ålf 10%", "Alice Park"]
    assert names(find("/people", params={"displayName": "ALF 10%"})) == ["Ålf 10%"]
    assert names(find("/people", params={"displayName": "park"})) == []
    reply = find("/people", params={"id": f"{alice},{ids.uuid_of(bob, ids.Kind.PEOPLE)}"})
    assert names(reply) == ["Ålf 10%", "Alice Park"]
    people = [Person.model_validate(item) for item in reply.json()["items"]]
    assert people[1].user_name == "alice.park@example.com"
    assert "userName" not in find("/people").json()["items"][0]


def test_people_are_found_by_location_and_role(organization: Organization) -> None:
    alaska, maine = organization.location("Alaska"), organization.location("Maine")
    organization.person(alaska, "Alice Park", "1001")
    organization.person(maine, "Bob Park", "1001")
    find = organization.reader.get
    assert names(find("/people", params={"callingData": "true", "locationId": maine})) == ["Bob Park"]
    assert refusal(find("/people", params={"locationId": maine}))[:2] == (400, 90003)
    (role,) = find("/people/me").json()["roles"]
    assert names(find("/people", params={"roles": role})) == ["read-only-admin"]
    unknown = ids.public_id(ids.Kind.ROLE, organization.id)
    assert names(find("/people", params={"roles": unknown})) == []


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


# --- details and delete --------------------------------------------------------------------------------------


def test_a_deleted_person_leaves_its_call_park_and_its_number(organization: Organization) -> None:
    location = organization.location()
    alice = organization.person(location, "Alice Park", "1001", "+19075550101")
    bob = organization.person(location, "Bob Park", "1002")
    park = organization.call_park(location, "Sales", agents=[alice, bob])
    assert organization.admin.delete(f"/people/{alice}").status_code == 204
    assert refusal(organization.admin.delete(f"/people/{alice}")) == (404, 4008, f"User not found: {alice}")
    assert refusal(organization.reader.get(f"/people/{alice}"))[:2] == (404, 4008)
    details = organization.reader.get(f"{CALLING}/locations/{location}/callParks/{park}").json()
    assert [agent["id"] for agent in details["agents"]] == [bob]
    work = [{"type": "work", "value": "+19075550101"}]
    assert calling(organization, location, phoneNumbers=work).status_code == 200


def test_tokens_go_with_their_person(organization: Organization) -> None:
    reader = organization.reader.get("/people/me").json()["id"]
    assert organization.admin.delete(f"/people/{reader}").status_code == 204
    assert refusal(organization.reader.get("/people/me"))[0] == 401


def test_nobody_deletes_himself(organization: Organization) -> None:
    own = organization.admin.get("/people/me").json()["id"]
    assert refusal(organization.admin.delete(f"/people/{own}"))[0] == 403
    assert organization.admin.get("/people/me").status_code == 200


def test_the_method_is_wrong(organization: Organization) -> None:
    reply = organization.admin.put("/people", json={})
    assert refusal(reply)[0] == 405
    assert reply.headers["allow"] == "GET, HEAD, POST"
    assert refusal(organization.admin.patch("/people/me", json={}))[0] == 405


def test_a_reader_changes_nothing(organization: Organization) -> None:
    assert refusal(organization.reader.post("/people", json=ALICE))[0] == 403
    person = make(organization).json()["id"]
    assert refusal(organization.reader.delete(f"/people/{person}"))[0] == 403


def test_whoever_is_not_there_is_unknown(server: Server, organization: Organization) -> None:
    other = new_organization(server, "Other")
    foreign = make(other).json()["id"]
    unknown = ids.public_id(ids.Kind.PEOPLE, organization.id)
    for person in (foreign, unknown, organization.public_id, "nonsense"):
        expected = (404, 4008, f"User not found: {shown(person)}")
        assert refusal(organization.admin.get(f"/people/{person}")) == expected
        assert refusal(organization.admin.get(f"/people/{person}", params={"callingData": "maybe"})) == expected
        assert refusal(organization.admin.delete(f"/people/{person}")) == expected
    assert names(organization.reader.get("/people", params={"id": foreign})) == []
    assert other.reader.get(f"/people/{foreign}").status_code == 200


# --- who asks ------------------------------------------------------------------------------------------------


def test_a_location_administrator_knows_the_people_of_his_locations(organization: Organization) -> None:
    alaska, maine = organization.location("Alaska"), organization.location("Maine")
    alice = organization.person(alaska, "Alice Park", "1001")
    bob = organization.person(maine, "Bob Park", "1001")
    plain = make(organization).json()["id"]
    admin = organization.location_admin(alaska)
    assert names(admin.get("/people")) == ["Alice Park"]
    assert names(admin.get("/people", params={"callingData": "true", "locationId": maine})) == []
    assert admin.get(f"/people/{alice}").status_code == 200
    for person in (bob, plain):
        assert refusal(admin.get(f"/people/{person}"))[:2] == (404, 4008)
        assert refusal(admin.delete(f"/people/{person}"))[:2] == (404, 4008)
    assert admin.delete(f"/people/{alice}").status_code == 204


def test_a_location_administrator_makes_people_in_his_locations(organization: Organization) -> None:
    alaska, maine = organization.location("Alaska"), organization.location("Maine")
    body = ALICE | {"licenses": [organization.calling_license()], "extension": "1001"}
    admin = organization.location_admin(alaska)
    assert refusal(admin.post("/people", json=ALICE))[0] == 403
    assert refusal(admin.post("/people", json=body | {"locationId": maine}))[0] == 403
    assert admin.post("/people", json=body | {"locationId": alaska}).status_code == 200


def test_a_partner_administers_its_customers_people(server: Server) -> None:
    partner = new_organization(server, "Partner")
    customer = Organization(server, server.organization("Customer", partner.id), partner.admin, partner.reader)
    admin = partner.api(Role.PARTNER)
    about = {"orgId": customer.public_id}
    person = admin.post("/people", json=ALICE, params=about).json()
    assert person["orgId"] == customer.public_id
    assert names(admin.get("/people", params=about)) == ["Alice Park"]
    assert "Alice Park" not in names(admin.get("/people"))
    assert admin.delete(f"/people/{person['id']}", params=about).status_code == 204
    assert refusal(partner.admin.get("/people", params=about))[0] == 403
