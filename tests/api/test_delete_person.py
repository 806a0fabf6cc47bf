"""DELETE /people/{id}: what a person leaves behind."""

import time

from bodies import post_calling_person, post_person
from callpark import ids
from callpark.errors import shown
from cast import CALLING, TOKEN_END_SECONDS, Organization, Server, new_organization, refusal


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
    assert post_calling_person(organization, location, phoneNumbers=work).status_code == 200


def test_tokens_go_with_their_person(organization: Organization) -> None:
    reader = organization.reader.get("/people/me").json()["id"]
    assert organization.admin.delete(f"/people/{reader}").status_code == 204
    time.sleep(TOKEN_END_SECONDS)
    assert refusal(organization.reader.get("/people/me"))[0] == 401


def test_nobody_deletes_himself(organization: Organization) -> None:
    own = organization.admin.get("/people/me").json()["id"]
    assert refusal(organization.admin.delete(f"/people/{own}"))[0] == 403
    assert organization.admin.get("/people/me").status_code == 200


def test_the_method_is_wrong(organization: Organization) -> None:
    reply = organization.admin.post(f"/people/{post_person(organization).json()['id']}", json={})
    assert (refusal(reply)[0], reply.headers["allow"]) == (405, "DELETE, GET, HEAD, PUT")


def test_whoever_is_not_there_is_unknown(server: Server, organization: Organization) -> None:
    other = new_organization(server, "Other")
    foreign = post_person(other).json()["id"]
    unknown = ids.public_id(ids.Kind.PEOPLE, organization.id)
    for person in (foreign, unknown, organization.public_id, "nonsense"):
        expected = (404, 4008, f"User not found: {shown(person)}")
        assert refusal(organization.admin.delete(f"/people/{person}")) == expected
    assert other.reader.get(f"/people/{foreign}").status_code == 200


def test_a_reader_deletes_nobody(organization: Organization) -> None:
    person = post_person(organization).json()["id"]
    assert refusal(organization.reader.delete(f"/people/{person}"))[0] == 403
    assert organization.reader.get(f"/people/{person}").status_code == 200


def test_a_location_administrator_deletes_the_people_of_his_locations(organization: Organization) -> None:
    alaska, maine = organization.location("Alaska"), organization.location("Maine")
    alice = organization.person(alaska, "Alice Park", "1001")
    bob = organization.person(maine, "Bob Park", "1001")
    plain = post_person(organization).json()["id"]
    admin = organization.location_admin(alaska)
    for person in (bob, plain):
        assert refusal(admin.delete(f"/people/{person}"))[:2] == (404, 4008)
    assert admin.delete(f"/people/{alice}").status_code == 204
