"""PATCH /licenses/users: licenses come and go, and lines with them."""

from typing import Any

import pytest
from wxc_sdk.licenses import LicenseProperties, LicenseRequest

from callpark.provisioning.access import Role
from cast import CALLING, Organization, Server, new_organization, refusal
from webex_client import webex_client

PROFESSIONAL, BASIC = "Webex Calling - Professional", "Webex Calling - Basic"


def person(organization: Organization, name: str = "alice") -> str:
    body = {"emails": [f"{name}@example.com"], "displayName": name}
    return str(organization.admin.post("/people", json=body).json()["id"])


def patch(organization: Organization, body: dict[str, Any], *operations: dict[str, Any]) -> Any:
    return organization.admin.patch("/licenses/users", json=body | {"licenses": list(operations)})


def add(organization: Organization, name: str = PROFESSIONAL, **properties: str) -> dict[str, Any]:
    return {"id": organization.calling_license(name), "operation": "add", "properties": properties}


def remove(organization: Organization, name: str = PROFESSIONAL) -> dict[str, Any]:
    return {"id": organization.calling_license(name), "operation": "remove"}


def calling(organization: Organization, person: str) -> dict[str, Any]:
    return dict(organization.reader.get(f"/people/{person}", params={"callingData": "true"}).json())


def free(organization: Organization, location: str) -> list[str]:
    reply = organization.reader.get(f"{CALLING}/locations/{location}/callParks/availableUsers")
    return [agent["id"] for agent in reply.json()["agents"]]


def test_a_license_is_given_and_taken(organization: Organization) -> None:
    location, alice = organization.location(), person(organization)
    reply = patch(organization, {"personId": alice}, add(organization, locationId=location, extension="1001"))
    assert (reply.status_code, reply.json()) == (
        200,
        {
            "orgId": organization.public_id,
            "personId": alice,
            "email": "alice@example.com",
            "licenses": [organization.calling_license()],
        },
    )
    assert free(organization, location) == [alice]
    park = organization.call_park(location, "Sales", agents=[alice])
    body = {"name": "Support", "extension": "7000", "callPolicies": {"policy": "CIRCULAR"}, "agents": [{"id": alice}]}
    groups = f"{CALLING}/locations/{location}/huntGroups"
    group = organization.admin.post(groups, json=body).json()["id"]
    path = f"{CALLING}/locations/{location}/callParks/{park}"
    reply = patch(organization, {"email": "ALICE@example.com"}, remove(organization))
    assert reply.json()["licenses"] == []
    assert organization.reader.get(path).json()["agents"] == []
    assert free(organization, location) == []
    assert "extension" not in calling(organization, alice)
    assert patch(organization, {"personId": alice}, remove(organization)).json()["licenses"] == []
    organization.virtual_line(location, "Vera", "Line", "1001")
    assert organization.reader.get(f"{groups}/{group}").json()["agents"] == []


def test_a_webex_client_assigns_one(organization: Organization) -> None:
    location, alice = organization.location(), person(organization)
    client = webex_client(organization.admin)
    wanted = next(one for one in client.licenses.list() if one.webex_calling_professional)
    properties = LicenseProperties(location_id=location, extension="1001")
    request = LicenseRequest(id=wanted.license_id, properties=properties)
    done = client.licenses.assign_licenses_to_users(person_id=alice, licenses=[request])
    assert (done.person_id, done.licenses) == (alice, [wanted.license_id])
    assert client.people.details(alice, calling_data=True).extension == "1001"


def test_one_license_is_changed_for_another_in_any_order(organization: Organization) -> None:
    location = organization.location()
    alice = organization.person(location, "Alice Park", "1001", "+19075550101")
    park = organization.call_park(location, "Sales", agents=[alice])
    by_id = {"personId": alice}
    assert patch(organization, by_id, add(organization, BASIC), remove(organization)).json()["licenses"] == [
        organization.calling_license(BASIC)
    ]
    assert patch(organization, by_id, remove(organization, BASIC), add(organization)).status_code == 200
    after = calling(organization, alice)
    assert (after["extension"], after["phoneNumbers"][0]["value"]) == ("1001", "+19075550101")
    agents = organization.reader.get(f"{CALLING}/locations/{location}/callParks/{park}").json()["agents"]
    assert [agent["id"] for agent in agents] == [alice]
    assert refusal(patch(organization, by_id, add(organization, BASIC)))[:2] == (400, 25024)


def test_properties_change_the_line_that_is_there(organization: Organization) -> None:
    location = organization.location()
    alice = organization.person(location, "Alice Park", "1001", "+19075550101")
    organization.numbers(location, "+19075550102")
    wanted = add(organization, extension="1002", phoneNumber="+19075550102")
    assert patch(organization, {"personId": alice}, wanted).status_code == 200
    after = calling(organization, alice)
    assert after["extension"] == "1002"
    assert [number["value"] for number in after["phoneNumbers"]] == ["+19075550102", "1002"]


def test_a_number_tells_the_location(organization: Organization) -> None:
    location, alice = organization.location(), person(organization)
    organization.numbers(location, "+19075550101")
    wanted = add(organization, phoneNumber="+19075550101")
    assert patch(organization, {"personId": alice}, wanted).status_code == 200
    assert calling(organization, alice)["locationId"] == location
    bob = person(organization, "bob")
    unknown = add(organization, phoneNumber="+19075550109")
    assert refusal(patch(organization, {"personId": bob}, unknown))[:2] == (400, 4250)


def test_the_method_is_wrong(organization: Organization) -> None:
    reply = organization.admin.put("/licenses/users", json={})
    assert refusal(reply)[0] == 405
    assert reply.headers["allow"] == "PATCH"


def test_whoever_is_not_there_is_unknown(server: Server, organization: Organization) -> None:
    other = new_organization(server, "Other")
    foreign = person(other)
    for body, field in (({"personId": foreign}, "personId"), ({"email": "nobody@example.com"}, "email")):
        status, code, message = refusal(patch(organization, body, remove(organization)))
        assert (status, code) == (400, 90001)
        assert message.startswith(f"Invalid field value: {field}.")


@pytest.mark.parametrize(
    ("body", "code", "word"),
    [
        ({}, 25008, "personId or email"),
        ({"personId": "nonsense"}, 25024, "personId"),
        ({"email": "alice@example.com", "licenses": [{}]}, 25008, "licenses[0].id"),
        ({"email": "alice@example.com", "licenses": [{"id": "nonsense"}]}, 25024, "licenses[0].id"),
    ],
)
def test_a_wrong_body_is_refused(organization: Organization, body: dict[str, Any], code: int, word: str) -> None:
    status, given, message = refusal(organization.admin.patch("/licenses/users", json=body))
    assert (status, given) == (400, code)
    assert word in message


def test_calling_needs_a_place_and_something_to_dial(server: Server, organization: Organization) -> None:
    location, alice = {"locationId": organization.location()}, {"personId": person(organization)}
    foreign = new_organization(server, "Other").location()
    workspaces = "Webex Calling - Workspaces"
    assert refusal(patch(organization, alice, add(organization, extension="1001")))[:2] == (400, 25008)
    assert refusal(patch(organization, alice, add(organization, **location)))[:2] == (400, 25008)
    assert refusal(patch(organization, alice, add(organization, **location, extension="x1")))[:2] == (400, 4910)
    wrong = add(organization, locationId=foreign, extension="1001")
    assert refusal(patch(organization, alice, wrong))[:2] == (400, 90001)
    wrong = add(organization, workspaces, **location, extension="1001")
    assert refusal(patch(organization, alice, wrong))[:2] == (400, 25024)
    move = organization.person(location["locationId"], "Bob Park", "1002")
    wrong = add(organization, locationId=organization.location("Maine"))
    assert refusal(patch(organization, {"personId": move}, wrong))[:2] == (400, 25024)


def test_what_is_taken_is_refused(organization: Organization) -> None:
    location, alice = organization.location(), person(organization)
    organization.person(location, "Bob Park", "1001", "+19075550101")
    wanted = add(organization, locationId=location, extension="1001")
    assert refusal(patch(organization, {"personId": alice}, wanted))[:2] == (409, 9495)
    wanted = add(organization, locationId=location, phoneNumber="+19075550101")
    assert refusal(patch(organization, {"personId": alice}, wanted))[:2] == (409, 90902)
    assert calling(organization, alice)["licenses"] == []


def test_who_may(server: Server, organization: Organization) -> None:
    alaska, maine = organization.location("Alaska"), organization.location("Maine")
    alice, bob = organization.person(alaska, "Alice Park", "1001"), organization.person(maine, "Bob Park", "1001")
    licenses = {"licenses": [remove(organization)]}
    assert refusal(organization.reader.patch("/licenses/users", json={"personId": alice} | licenses))[0] == 403
    admin = organization.location_admin(alaska)
    assert refusal(admin.patch("/licenses/users", json={"personId": bob} | licenses))[:2] == (400, 90001)
    assert admin.patch("/licenses/users", json={"personId": alice} | licenses).status_code == 200
    partner = new_organization(server, "Partner")
    customer = Organization(server, server.organization("Customer", partner.id), partner.admin, partner.reader)
    lead, at = partner.api(Role.PARTNER), {"orgId": customer.public_id}
    made = lead.post("/people", json={"emails": ["c@example.com"], "displayName": "C"}, params=at).json()["id"]
    body = {"personId": made, "orgId": customer.public_id, "licenses": []}
    assert lead.patch("/licenses/users", json=body).json()["orgId"] == customer.public_id
    foreign = body | {"orgId": organization.public_id}
    assert refusal(lead.patch("/licenses/users", json=foreign))[0] == 403
