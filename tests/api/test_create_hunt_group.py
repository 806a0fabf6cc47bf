"""POST of a hunt group: what alerts several agents, and what a call park's recall may name."""

from uuid import UUID

import pytest
from wxc_sdk.telephony.hg_and_cq import Agent, Policy
from wxc_sdk.telephony.huntgroup import HGCallPolicies, HuntGroup, NoAnswer

from bodies import NUMBER, hunt_group_body, hunt_group_names, hunt_groups_path, post_hunt_group
from callpark import ids
from cast import CALLING, Organization, Server, new_organization, refusal
from webex_client import webex_client


def test_create_list_get_delete(organization: Organization) -> None:
    location = organization.location("Alaska", prefix="12")
    other = organization.location("Texas", prefix="34")
    vera, otto = (
        organization.virtual_line(location, "Vera", "Line", "2001"),
        organization.virtual_line(other, "Otto", "Far", "2002"),
    )
    organization.numbers(location, NUMBER)
    reply = post_hunt_group(
        organization,
        location,
        name="  Support ",
        phoneNumber=NUMBER,
        callPolicies={"policy": "WEIGHTED"},
        agents=[{"id": otto, "weight": "80"}, {"id": vera}, {"id": otto, "weight": "20"}],
    )
    assert reply.status_code == 200
    group = reply.json()["id"]
    item = {
        "id": group,
        "name": "Support",
        "locationName": "Alaska",
        "locationId": location,
        "phoneNumber": NUMBER,
        "extension": "7000",
        "routingPrefix": "12",
        "esn": "127000",
        "enabled": True,
    }
    assert organization.reader.get(f"{CALLING}/huntGroups").json() == {"huntGroups": [item]}
    details = organization.reader.get(hunt_groups_path(location, group)).json()
    assert details["callPolicies"]["policy"] == "WEIGHTED"
    assert details["agents"] == [
        {
            "id": otto,
            "firstName": "Otto",
            "lastName": "Far",
            "type": "VIRTUAL_LINE",
            "extension": "2002",
            "routingPrefix": "34",
            "esn": "342002",
            "weight": "80",
        },
        {
            "id": vera,
            "firstName": "Vera",
            "lastName": "Line",
            "type": "VIRTUAL_LINE",
            "extension": "2001",
            "routingPrefix": "12",
            "esn": "122001",
        },
    ]
    assert "distinctiveRing" not in details
    (number,) = organization.reader.get(f"{CALLING}/numbers", params={"ownerType": "HUNT_GROUP"}).json()["phoneNumbers"]
    assert (number["phoneNumber"], number["extension"]) == (NUMBER, "7000")
    assert number["owner"] == {"id": group, "type": "HUNT_GROUP", "firstName": ".", "lastName": "Support"}
    reply = organization.admin.delete(hunt_groups_path(location, group))
    assert (reply.status_code, reply.content) == (204, b"")
    assert refusal(organization.reader.get(hunt_groups_path(location, group)))[0] == 404
    assert refusal(organization.admin.delete(hunt_groups_path(location, group)))[0] == 404
    organization.hunt_group(location, "Support", "7000")  # name and extension are free again


def test_a_webex_client_creates_and_reads_one(organization: Organization) -> None:
    location = organization.location("Alaska", prefix="12")
    line = organization.virtual_line(location, "Vera", "Line", "2001")
    client = webex_client(organization.admin).telephony.huntgroup
    minimal = client.create(location_id=location, settings=HuntGroup.create(name="Minimal", extension="7001"))
    policies = HGCallPolicies(policy=Policy.uniform, waiting_enabled=True, no_answer=NoAnswer.default())
    settings = HuntGroup(
        name="Full", extension="7002", call_policies=policies, enabled=False, agents=[Agent(agent_id=line)]
    )
    full = client.create(location_id=location, settings=settings)
    assert [(group.name, group.enabled) for group in client.list()] == [("Full", False), ("Minimal", True)]
    assert client.by_name("Minimal", location_id=location).id == minimal
    details = client.details(location_id=location, huntgroup_id=full)
    assert (details.call_policies.policy, details.agents[0].agent_id) == (Policy.uniform, line)
    client.delete_huntgroup(location_id=location, huntgroup_id=full)
    assert [group.id for group in client.list(location_id=location, phone_number="7001")] == [minimal]


MISSING = object()


@pytest.mark.parametrize(
    ("field", "value", "code", "word"),
    [
        ("name", MISSING, 25008, "name"),
        ("name", "  ", 25110, "name"),
        ("name", "n" * 81, 25110, "name"),
        ("extension", None, 25008, "extension or phoneNumber"),
        ("extension", "12a", 4910, "extension"),
        ("extension", "1", 25110, "extension"),
        ("phoneNumber", "12", 25024, "phoneNumber"),
        ("phoneNumber", NUMBER, 4250, "phoneNumber"),
        ("callPolicies", MISSING, 25008, "callPolicies"),
        ("callPolicies", {}, 25008, "callPolicies.policy"),
        ("callPolicies", {"policy": "RANDOM"}, 25024, "callPolicies.policy"),
        ("agents", None, 25024, "agents"),
        ("agents", ["id"], 25024, "agents[0]"),
        ("agents", [{}], 25008, "agents[0].id"),
        ("agents", [{"id": "nonsense"}], 25024, "agents[0].id"),
        ("agents", [{"id": str(UUID(int=7))}], 4008, "agents[0].id"),
        ("agents", [{"id": str(UUID(int=7)), "weight": "101"}], 25024, "agents[0].weight"),
        ("enabled", "true", 25024, "enabled"),
    ],
)
def test_bad_bodies(organization: Organization, field: str, value: object, code: int, word: str) -> None:
    location = organization.location()
    sent = {name: one for name, one in hunt_group_body(**{field: value}).items() if one is not MISSING}
    status, found, message = refusal(organization.admin.post(hunt_groups_path(location), json=sent))
    assert (status, found) == (400, code), message
    assert word in message
    assert hunt_group_names(organization) == []


def test_what_is_wrong_is_said_before_what_is_taken(organization: Organization) -> None:
    location = organization.location()
    line = organization.virtual_line(location, "Vera", "Line", "2001")
    other = organization.virtual_line(location, "Otto", "Line", "2002")
    organization.hunt_group(location, "Support", "7000")
    stranger = ids.public_id(ids.Kind.PEOPLE, ids.uuid_of(other, ids.Kind.VIRTUAL_LINE))
    status, code, message = refusal(post_hunt_group(organization, location, agents=[{"id": line}, {"id": stranger}]))
    assert (status, code) == (400, 4008)
    assert stranger in message
    assert "agents[1].id" in message
    assert refusal(post_hunt_group(organization, location, phoneNumber=NUMBER))[:2] == (400, 4250)


def test_conflicts(organization: Organization) -> None:
    location, other = organization.location("Alaska"), organization.location("Texas")
    organization.numbers(location, NUMBER)
    organization.hunt_group(location, "Support", "7000")
    assert refusal(post_hunt_group(organization, location, extension="7001"))[:2] == (409, 90901)
    organization.call_park_extension(location, "Desk", "7002")
    organization.virtual_line(location, "Vera", "Line", "7003")
    for extension in ("7000", "7002", "7003"):
        assert refusal(post_hunt_group(organization, location, name="Sales", extension=extension))[:2] == (409, 9495)
    park = {"name": "Door", "extension": "7000"}
    reply = organization.admin.post(f"{CALLING}/locations/{location}/callParkExtensions", json=park)
    assert refusal(reply)[:2] == (409, 9495)
    reply = post_hunt_group(organization, location, name="Sales", extension="7004", phoneNumber=NUMBER)
    assert reply.status_code == 200
    reply = post_hunt_group(organization, location, name="Third", extension="7005", phoneNumber=NUMBER)
    assert refusal(reply)[:2] == (409, 90902)
    assert hunt_group_names(organization) == ["Sales", "Support"]  # nothing half made
    assert post_hunt_group(organization, location, name="Third", extension="7005").status_code == 200
    assert post_hunt_group(organization, other).status_code == 200


def test_the_method_is_wrong_or_the_caller_a_reader(organization: Organization) -> None:
    location = organization.location()
    assert refusal(organization.admin.put(hunt_groups_path(location), json={}))[0] == 405
    assert refusal(organization.reader.post(hunt_groups_path(location), json=hunt_group_body()))[0] == 403


def test_nobody_fills_another_organization(organization: Organization, server: Server) -> None:
    other = new_organization(server)
    location, here = organization.location(), other.location()
    line = organization.virtual_line(location, "Vera", "Line", "2001")
    assert refusal(post_hunt_group(other, location))[0] == 404
    assert refusal(post_hunt_group(other, here, agents=[{"id": line}]))[:2] == (400, 4008)
    assert hunt_group_names(organization) == hunt_group_names(other) == []


def test_the_location_has_to_have_calling(organization: Organization) -> None:
    plain = organization.plain_location("Office")
    assert refusal(post_hunt_group(organization, plain))[0] == 404
    assert refusal(post_hunt_group(organization, plain, name=""))[0] == 404


def test_a_location_administrator_makes_them_in_his_locations(organization: Organization) -> None:
    alaska, texas = organization.location("Alaska"), organization.location("Texas")
    administrator = organization.location_admin(alaska)
    assert administrator.post(hunt_groups_path(alaska), json=hunt_group_body()).status_code == 200
    assert refusal(administrator.post(hunt_groups_path(texas), json=hunt_group_body()))[0] == 403
