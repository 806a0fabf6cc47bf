"""GET /people/{id}: what is told of a person, and to whom."""

from bodies import post_person
from callpark import ids
from callpark.errors import shown
from cast import Organization, Server, new_organization, refusal


def test_calling_data_is_told_to_who_asks_for_it(organization: Organization) -> None:
    person = organization.person(organization.location(), "Alice Park", "1001")
    plain = organization.reader.get(f"/people/{person}").json()
    assert not {"locationId", "extension", "phoneNumbers"} & set(plain)
    assert plain["licenses"]
    assert organization.reader.get(f"/people/{person}", params={"callingData": "True"}).json()["extension"] == "1001"


def test_the_method_is_wrong(organization: Organization) -> None:
    reply = organization.admin.patch(f"/people/{post_person(organization).json()['id']}", json={})
    assert (refusal(reply)[0], reply.headers["allow"]) == (405, "DELETE, GET, HEAD, PUT")


def test_whoever_is_not_there_is_unknown(server: Server, organization: Organization) -> None:
    other = new_organization(server, "Other")
    foreign = post_person(other).json()["id"]
    unknown = ids.public_id(ids.Kind.PEOPLE, organization.id)
    for person in (foreign, unknown, organization.public_id, "nonsense"):
        expected = (404, 4008, f"User not found: {shown(person)}")
        assert refusal(organization.admin.get(f"/people/{person}")) == expected
        assert refusal(organization.admin.get(f"/people/{person}", params={"callingData": "maybe"})) == expected
    assert other.reader.get(f"/people/{foreign}").status_code == 200


def test_a_location_administrator_knows_the_people_of_his_locations(organization: Organization) -> None:
    alaska, maine = organization.location("Alaska"), organization.location("Maine")
    alice = organization.person(alaska, "Alice Park", "1001")
    bob = organization.person(maine, "Bob Park", "1001")
    plain = post_person(organization).json()["id"]
    admin = organization.location_admin(alaska)
    assert admin.get(f"/people/{alice}").status_code == 200
    for person in (bob, plain):
        assert refusal(admin.get(f"/people/{person}"))[:2] == (404, 4008)
