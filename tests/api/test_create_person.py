"""POST /people: with calling, and without."""

from typing import Any

import pytest
from wxc_sdk.people import Person

from bodies import ALICE, display_names, post_calling_person, post_person
from callpark.provisioning.access import Role
from cast import CALLING, Organization, Server, new_organization, refusal


def test_a_person_without_calling(organization: Organization) -> None:
    reply = post_person(organization)
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
    person = Person.model_validate(post_calling_person(organization, location, phoneNumbers=work).json())
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
    post_calling_person(organization, location, firstName="", lastName=None, displayName="Bob van Dyke")
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
    status, given, message = refusal(post_person(organization, **fields))
    assert (status, given) == (400, code)
    assert word in message


def test_calling_needs_a_license_of_the_right_kind(server: Server, organization: Organization) -> None:
    location = organization.location()
    professional, basic = organization.calling_license(), organization.calling_license("Webex Calling - Basic")
    workspaces = organization.calling_license("Webex Calling - Workspaces")
    foreign = new_organization(server, "Other").calling_license()
    for licenses in ([], [professional, basic], [workspaces], [foreign]):
        status, _, message = refusal(post_calling_person(organization, location, licenses=licenses))
        assert status == 400
        assert "license" in message
    assert post_calling_person(organization, location, licenses=[basic, basic]).status_code == 200


def test_a_license_needs_calling(organization: Organization) -> None:
    location = organization.location()
    assert refusal(post_calling_person(organization, location, locationId=None))[:2] == (400, 25008)
    assert refusal(post_calling_person(organization, location, extension=None))[:2] == (400, 25008)
    assert refusal(post_calling_person(organization, location, extension="1"))[:2] == (400, 25110)
    assert refusal(post_calling_person(organization, location, extension="12a"))[:2] == (400, 4910)


def test_a_line_needs_a_location_with_calling(server: Server, organization: Organization) -> None:
    foreign = new_organization(server, "Other").location()
    for location in (organization.plain_location("Office"), foreign, organization.public_id):
        status, _, message = refusal(post_calling_person(organization, location))
        assert status == 400
        assert message.startswith("Invalid field value: locationId.")


def test_a_number_comes_from_the_inventory(organization: Organization) -> None:
    location = organization.location()
    work = [{"type": "work", "value": "+19075550101"}]
    assert refusal(post_calling_person(organization, location, phoneNumbers=work))[:2] == (400, 4250)
    organization.person(location, "Bob Park", number="+19075550101")
    status, _, message = refusal(post_calling_person(organization, location, phoneNumbers=work))
    assert status == 409
    assert "+19075550101" in message
    assert display_names(organization.reader.get("/people", params={"email": "alice@example.com"})) == []


def test_an_address_and_an_extension_are_used_once(organization: Organization) -> None:
    location = organization.location()
    assert post_calling_person(organization, location).status_code == 200
    assert refusal(post_calling_person(organization, location, extension="1002"))[:2] == (409, 90903)
    assert refusal(post_calling_person(organization, location, emails=["bob@example.com"]))[:2] == (409, 9495)
    maine = organization.location("Maine")
    assert post_calling_person(organization, maine, emails=["bob@example.com"]).status_code == 200


def test_two_primary_numbers_are_too_many(organization: Organization) -> None:
    work = [{"type": "work", "value": f"+1907555010{n}", "primary": True} for n in (1, 2)]
    assert refusal(post_calling_person(organization, organization.location(), phoneNumbers=work))[:2] == (400, 25024)


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
    assert display_names(admin.get("/people", params=about)) == ["Alice Park"]
    assert "Alice Park" not in display_names(admin.get("/people"))
    assert admin.delete(f"/people/{person['id']}", params=about).status_code == 204
    assert refusal(partner.admin.get("/people", params=about))[0] == 403


def test_the_method_is_wrong(organization: Organization) -> None:
    reply = organization.admin.put("/people", json={})
    assert refusal(reply)[0] == 405
    assert reply.headers["allow"] == "GET, HEAD, POST"


def test_a_reader_makes_nobody(organization: Organization) -> None:
    assert refusal(organization.reader.post("/people", json=ALICE))[0] == 403
