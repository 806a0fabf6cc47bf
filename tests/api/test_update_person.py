"""PUT /people/{id}: the whole person, as it is answered; its line follows."""

from typing import Any

import pytest

from callpark import ids
from callpark.errors import shown
from callpark.provisioning.access import Role
from cast import CALLING, Organization, Server, new_organization, refusal
from webex_client import webex_client

CALLING_DATA = {"callingData": "true"}


def details(organization: Organization, person: str) -> dict[str, Any]:
    reply = organization.reader.get(f"/people/{person}", params=CALLING_DATA)
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


def put(organization: Organization, person: str, body: dict[str, Any]) -> Any:
    return organization.admin.put(f"/people/{person}", json=body, params=CALLING_DATA)


def change(organization: Organization, person: str, **fields: Any) -> Any:
    return put(organization, person, details(organization, person) | fields)


def available(organization: Organization, location: str, **query: str) -> list[dict[str, Any]]:
    path = f"{CALLING}/locations/{location}/callParks/availableUsers"
    return list(organization.reader.get(path, params=query).json()["agents"])


def agents(organization: Organization, location: str, park: str) -> list[dict[str, Any]]:
    return list(organization.reader.get(f"{CALLING}/locations/{location}/callParks/{park}").json()["agents"])


def test_what_is_read_can_be_sent_back(organization: Organization) -> None:
    location = organization.location(prefix="82")
    alice = organization.person(location, "Alice Park", "1001", "+19075550101")
    plain = organization.admin.post("/people", json={"emails": ["p@example.com"], "displayName": "Plain"}).json()["id"]
    for person in (alice, plain):
        before = details(organization, person)
        reply = put(organization, person, before)
        assert (reply.status_code, reply.json()) == (200, before)
    # What was read without calling data leaves the calling as it is.
    read = organization.reader.get(f"/people/{alice}").json()
    assert organization.admin.put(f"/people/{alice}", json=read).json() == read
    assert details(organization, alice)["extension"] == "1001"


def test_a_webex_client_changes_a_person(organization: Organization) -> None:
    location = organization.location()
    alice = organization.person(location, "Alice Park", "1001", "+19075550101")
    client = webex_client(organization.admin).people
    person = client.details(alice, calling_data=True)
    person.last_name, person.display_name, person.extension = "Parker", "Alice Parker", "1009"
    changed = client.update(person, calling_data=True)
    assert (changed.display_name, changed.extension, changed.tn and changed.tn.value) == (
        "Alice Parker",
        "1009",
        "+19075550101",
    )


def test_a_changed_line_is_seen_at_once_where_agents_are_read(organization: Organization) -> None:
    location = organization.location(prefix="82")
    organization.numbers(location, "+19075550102", "+19075550103")
    alice = organization.person(location, "Alice Park", "1001", "+19075550101")
    bob = organization.person(location, "Bob Park", "1002")
    park = organization.call_park(location, "Sales", agents=[bob, alice])
    work = [{"type": "work", "value": "+19075550103"}, {"type": "work", "value": "+19075550102", "primary": True}]
    new = {"firstName": "Zoë", "lastName": "Quay", "displayName": "Zoë Quay", "emails": ["Zoe@Example.com"]}
    reply = change(organization, alice, **new, extension="1009", phoneNumbers=work)
    assert reply.status_code == 200, reply.text
    expected = {
        "id": alice,
        "firstName": "Zoë",
        "lastName": "Quay",
        "displayName": "Zoë Quay",
        "type": "PEOPLE",
        "email": "zoe@example.com",
        "numbers": [
            {
                "external": "+19075550102",
                "extension": "1009",
                "routingPrefix": "82",
                "esn": "821009",
                "primary": "true",
            },
            {"external": "+19075550103", "primary": "false"},
        ],
    }
    bobs = agents(organization, location, park)[0]
    assert agents(organization, location, park) == [bobs, expected]  # it stays, in its place
    assert available(organization, location) == []
    of_park = {"callParkName": "Sales"}
    assert available(organization, location, **of_park, name="quay") == [expected]
    assert available(organization, location, **of_park, name="alice") == []
    assert available(organization, location, **of_park, phoneNumber="+19075550102") == [expected]
    assert available(organization, location, **of_park, phoneNumber="+19075550101") == []
    assert available(organization, location, **of_park, order="lname") == [bobs, expected]
    assert available(organization, location, **of_park, order="extension") == [bobs, expected]
    # The extension and the number that it had are free again.
    organization.virtual_line(location, "Vera", "Line", "1001")
    assert change(organization, bob, phoneNumbers=[{"type": "work", "value": "+19075550101"}]).status_code == 200


def test_a_free_line_is_sorted_by_what_it_became(organization: Organization) -> None:
    location = organization.location()
    alice = organization.person(location, "Alice Park", "1001")
    bob = organization.person(location, "Bob Park", "1002")
    assert change(organization, alice, firstName="Zed", lastName="Zed", extension="1003").status_code == 200
    for order in ("lname", "fname", "extension"):
        assert [agent["id"] for agent in available(organization, location, order=order)] == [bob, alice]


def test_calling_that_is_left_out_stays_and_what_is_empty_goes(organization: Organization) -> None:
    location = organization.location()
    alice = organization.person(location, "Alice Park", "1001", "+19075550101")
    least = {"emails": ["alice.park@example.com"], "displayName": "Alice"}
    changed = put(organization, alice, least | {"extension": None, "phoneNumbers": None}).json()
    assert (changed["extension"], changed["locationId"]) == ("1001", location)
    assert not {"firstName", "lastName"} & set(changed)
    assert refusal(put(organization, alice, least | {"extension": "", "phoneNumbers": []}))[:2] == (400, 25008)
    changed = put(organization, alice, least | {"extension": ""}).json()
    assert "extension" not in changed
    assert [number["value"] for number in changed["phoneNumbers"]] == ["+19075550101"]
    assert put(organization, alice, least | {"extension": "1001", "phoneNumbers": []}).status_code == 200
    assert [number["type"] for number in details(organization, alice)["phoneNumbers"]] == ["work_extension"]


def test_a_license_makes_a_line_and_its_end_unmakes_it(organization: Organization) -> None:
    location = organization.location()
    alice = organization.admin.post("/people", json={"emails": ["a@example.com"], "displayName": "Alice"}).json()["id"]
    given = {"licenses": [organization.calling_license()], "locationId": location, "extension": "1001"}
    assert change(organization, alice, **given).status_code == 200
    bob = organization.person(location, "Bob Park", "1002")
    park = organization.call_park(location, "Sales", agents=[alice, bob])
    assert [agent["id"] for agent in agents(organization, location, park)] == [alice, bob]
    reply = change(organization, alice, licenses=[])  # with location and extension still in the body
    assert reply.status_code == 200
    assert not {"locationId", "extension", "phoneNumbers"} & set(reply.json())
    assert [agent["id"] for agent in agents(organization, location, park)] == [bob]
    organization.virtual_line(location, "Vera", "Line", "1001")
    basic = organization.calling_license("Webex Calling - Basic")
    assert change(organization, bob, licenses=[basic]).json()["licenses"] == [basic]
    assert [agent["id"] for agent in agents(organization, location, park)] == [bob]


def test_a_line_stays_in_its_location(organization: Organization) -> None:
    alaska, maine = organization.location("Alaska"), organization.location("Maine")
    alice = organization.person(alaska, "Alice Park", "1001")
    status, code, message = refusal(change(organization, alice, locationId=maine))
    assert (status, code) == (400, 25024)
    assert message.startswith("Invalid field value: locationId. A line can't move.")


def test_the_method_is_wrong(organization: Organization) -> None:
    reply = organization.admin.patch(f"/people/{organization.id}", json={})
    assert refusal(reply)[0] == 405
    assert reply.headers["allow"] == "DELETE, GET, HEAD, PUT"


def test_whoever_is_not_there_is_unknown(server: Server, organization: Organization) -> None:
    other = new_organization(server, "Other")
    foreign = other.person(other.location(), "Alice Park", "1001")
    unknown = ids.public_id(ids.Kind.PEOPLE, organization.id)
    for person in (foreign, unknown, organization.public_id, "nonsense"):
        expected = (404, 4008, f"User not found: {shown(person)}")
        assert refusal(put(organization, person, {"emails": ["x@example.com"], "displayName": "X"})) == expected
        assert refusal(put(organization, person, {"emails": 7})) == expected


@pytest.mark.parametrize(
    ("fields", "code", "word"),
    [
        ({"emails": None}, 25008, "emails"),
        ({"emails": []}, 25024, "emails"),
        ({"displayName": "", "firstName": "", "lastName": ""}, 25008, "displayName"),
        ({"extension": "1"}, 25110, "extension"),
        ({"extension": "12a"}, 4910, "extension"),
        ({"phoneNumbers": [{"type": "work", "value": "+19075550109"}]}, 4250, "phoneNumbers"),
        ({"phoneNumbers": {}}, 25024, "phoneNumbers"),
        ({"licenses": ["nonsense"]}, 25024, "licenses[0]"),
        ({"locationId": "nonsense"}, 25024, "locationId"),
    ],
)
def test_a_wrong_body_changes_nothing(organization: Organization, fields: dict[str, Any], code: int, word: str) -> None:
    location = organization.location()
    alice = organization.person(location, "Alice Park", "1001")
    before = details(organization, alice)
    status, given, message = refusal(change(organization, alice, **fields))
    assert (status, given) == (400, code)
    assert word in message
    assert details(organization, alice) == before


def test_what_is_taken_is_refused_and_nothing_is_kept(organization: Organization) -> None:
    location = organization.location()
    alice = organization.person(location, "Alice Park", "1001", "+19075550101")
    organization.person(location, "Bob Park", "1002", "+19075550102")
    organization.call_park_extension(location, "Desk", "9001")
    before, free = details(organization, alice), available(organization, location)
    number = [{"type": "work", "value": "+19075550102"}]
    assert refusal(change(organization, alice, extension="1002"))[:2] == (409, 9495)
    assert refusal(change(organization, alice, extension="9001"))[:2] == (409, 9495)
    assert refusal(change(organization, alice, lastName="New", phoneNumbers=number))[:2] == (409, 90902)
    assert refusal(change(organization, alice, extension="1009", emails=["BOB.park@example.com"]))[:2] == (409, 90903)
    assert (details(organization, alice), available(organization, location)) == (before, free)


def test_who_may(server: Server, organization: Organization) -> None:
    alaska, maine = organization.location("Alaska"), organization.location("Maine")
    alice, bob = organization.person(alaska, "Alice Park", "1001"), organization.person(maine, "Bob Park", "1001")
    body = details(organization, alice) | {"displayName": "Alice P."}
    assert refusal(organization.reader.put(f"/people/{alice}", json=body))[0] == 403
    admin = organization.location_admin(alaska)
    assert admin.put(f"/people/{alice}", json=body).json()["displayName"] == "Alice P."
    assert refusal(admin.put(f"/people/{bob}", json=body))[:2] == (404, 4008)
    assert admin.put(f"/people/{alice}", json=body | {"licenses": []}).status_code == 200
    assert refusal(admin.put(f"/people/{alice}", json=body))[:2] == (404, 4008)  # it is of no location any more
    partner = new_organization(server, "Partner")
    customer = Organization(server, server.organization("Customer", partner.id), partner.admin, partner.reader)
    at = {"orgId": customer.public_id}
    lead = partner.api(Role.PARTNER)
    made = lead.post("/people", json={"emails": ["c@example.com"], "displayName": "C"}, params=at).json()
    changed = lead.put(f"/people/{made['id']}", json=made | {"displayName": "D"}, params=at)
    assert changed.json()["displayName"] == "D"
