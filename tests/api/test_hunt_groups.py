"""Hunt groups: what alerts several agents, and what a call park's recall may name."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest
from requests import Response
from wxc_sdk.telephony.hg_and_cq import Agent, Policy
from wxc_sdk.telephony.huntgroup import HGCallPolicies, HuntGroup, NoAnswer

from callpark import ids
from callpark.parking.hunt_groups import HuntGroupDraft
from callpark.provisioning.access import Caller, Grant, Role
from callpark.provisioning.directory.hunt_groups import create_hunt_group
from callpark.storage.database import Database
from cast import CALLING, Organization, Server, new_organization, refusal
from webex_client import webex_client

NUMBER = "+19075550101"


def path(location: str, hunt_group: str = "") -> str:
    return f"{CALLING}/locations/{location}/huntGroups" + (f"/{hunt_group}" if hunt_group else "")


def body(**more: Any) -> dict[str, Any]:
    return {
        "name": "Support",
        "extension": "7000",
        "callPolicies": {"policy": "CIRCULAR"},
        "agents": [],
        "enabled": True,
    } | more


def create(organization: Organization, location: str, **more: Any) -> Response:
    return organization.admin.post(path(location), json=body(**more))


def names(organization: Organization, **query: str) -> list[str]:
    groups = organization.reader.get(f"{CALLING}/huntGroups", params=query).json()["huntGroups"]
    return [group["name"] for group in groups]


def test_create_list_get_delete(organization: Organization) -> None:
    location = organization.location("Alaska", prefix="12")
    other = organization.location("Texas", prefix="34")
    vera, otto = (
        organization.virtual_line(location, "Vera", "Line", "2001"),
        organization.virtual_line(other, "Otto", "Far", "2002"),
    )
    organization.numbers(location, NUMBER)
    reply = create(
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
    details = organization.reader.get(path(location, group)).json()
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
    reply = organization.admin.delete(path(location, group))
    assert (reply.status_code, reply.content) == (204, b"")
    assert refusal(organization.reader.get(path(location, group)))[0] == 404
    assert refusal(organization.admin.delete(path(location, group)))[0] == 404
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


def test_a_hunt_group_with_a_mailbox_is_found_by_either(organization: Organization, server: Server) -> None:
    location = organization.location()
    line = ids.uuid_of(location, ids.Kind.LOCATION)
    uuid, mailbox = uuid4(), "support@example.com"
    asyncio.run(create_with_mailbox(server, organization.id, line, uuid, mailbox))
    public = ids.hunt_group_id(uuid, mailbox)
    assert [group["id"] for group in organization.reader.get(f"{CALLING}/huntGroups").json()["huntGroups"]] == [public]
    for one in (public, ids.public_id(ids.Kind.HUNT_GROUP, uuid), str(uuid)):
        assert organization.reader.get(path(location, one)).json()["id"] == public
        organization.call_park(location, one[-20:], recall={"option": "ALERT_HUNT_GROUP_ONLY", "huntGroupId": one})
    number = organization.reader.get(f"{CALLING}/numbers", params={"ownerId": public}).json()["phoneNumbers"][0]
    assert number["owner"]["id"] == public
    other = ids.hunt_group_id(uuid, "sales@example.com")
    assert refusal(organization.reader.get(path(location, other)))[0] == 404
    assert organization.admin.delete(path(location, public)).status_code == 204
    assert names(organization) == []


async def create_with_mailbox(server: Server, organization: UUID, location: UUID, id: UUID, mailbox: str) -> None:
    """As the demo organization does: no request can ask for a mailbox."""
    caller = Caller(
        organization_id=organization,
        token_id=uuid4(),
        person_id=uuid4(),
        role=Role.FULL,
        scopes=frozenset(),
        locations=frozenset(),
    )
    grant = Grant(organization_id=organization, caller=caller, locations=None)
    async with Database(server.database_url, connections=1) as database:
        draft = HuntGroupDraft(name="Support", extension="7000")
        await create_hunt_group(database, grant, location, draft, id=id, mailbox=mailbox)


def test_filters_and_pages(organization: Organization) -> None:
    alaska, texas = organization.location("Alaska"), organization.location("Texas")
    organization.numbers(texas, NUMBER)
    organization.hunt_group(alaska, "Sales 100%", "7001")
    organization.hunt_group(alaska, "support", "7002")
    assert create(organization, texas, name="Support", extension="7002", phoneNumber=NUMBER).status_code == 200
    assert sorted(names(organization)) == ["Sales 100%", "Support", "support"]
    assert names(organization, locationId=texas) == ["Support"]
    assert len(names(organization, name="UPP")) == 2
    assert names(organization, name="0%") == ["Sales 100%"]
    assert names(organization, phoneNumber="7001") == ["Sales 100%"]
    assert names(organization, phoneNumber=NUMBER) == ["Support"]
    reply = organization.reader.get(f"{CALLING}/huntGroups?max=1&name=sup")
    following = organization.reader.get(reply.links["next"]["url"])
    found = [one.json()["huntGroups"][0]["locationId"] for one in (reply, following)]
    assert sorted(found) == sorted([alaska, texas])
    assert "next" not in following.links


def test_recalls_outlive_their_hunt_group(organization: Organization) -> None:
    location = organization.location()
    support, sales = (
        organization.hunt_group(location, "Support", "7000"),
        organization.hunt_group(location, "Sales", "7001"),
    )
    parks = f"{CALLING}/locations/{location}/callParks"
    recalls = {
        "One": {"option": "ALERT_HUNT_GROUP_ONLY", "huntGroupId": support},
        "Two": {"option": "ALERT_PARKING_USER_FIRST_THEN_HUNT_GROUP", "huntGroupId": support},
        "Three": {"option": "ALERT_HUNT_GROUP_ONLY", "huntGroupId": sales},
    }
    made = {name: organization.call_park(location, name, recall=recall) for name, recall in recalls.items()}

    def recall(name: str) -> dict[str, str]:
        return organization.reader.get(f"{parks}/{made[name]}").json()["recall"]

    assert recall("One") == recalls["One"] | {"huntGroupName": "Support"}
    assert organization.admin.delete(path(location, support)).status_code == 204
    assert recall("One") == recall("Two") == {"option": "ALERT_PARKING_USER_ONLY"}
    assert recall("Three") == recalls["Three"] | {"huntGroupName": "Sales"}
    late = {"name": "Late", "recall": recalls["One"]}
    assert refusal(organization.admin.post(parks, json=late))[:2] == (400, 90001)


def test_a_call_park_that_names_a_hunt_group_while_it_is_deleted(organization: Organization) -> None:
    """It is either reset or refused: never does a recall name a hunt group that is not there, never is there a bug."""
    location = organization.location()
    parks = f"{CALLING}/locations/{location}/callParks"

    deleter = organization.api(Role.FULL)

    async def both(n: int) -> tuple[Response, Response]:
        group = organization.hunt_group(location, f"Group {n}", f"7{n:03}")
        recall = {"option": "ALERT_HUNT_GROUP_ONLY", "huntGroupId": group}
        created = asyncio.to_thread(organization.admin.post, parks, json={"name": f"Park {n}", "recall": recall})
        deleted = asyncio.to_thread(deleter.delete, path(location, group))
        return await asyncio.gather(created, deleted)

    for n in range(20):
        created, deleted = asyncio.run(both(n))
        assert deleted.status_code == 204
        assert created.status_code in (201, 400), created.text
        if created.status_code == 201:
            details = organization.reader.get(f"{parks}/{created.json()['id']}").json()
            assert details["recall"] == {"option": "ALERT_PARKING_USER_ONLY"}


def test_other_methods_are_refused(organization: Organization) -> None:
    location = organization.location()
    assert refusal(organization.admin.put(path(location), json={}))[0] == 405
    assert refusal(organization.admin.post(f"{CALLING}/huntGroups", json={}))[0] == 405
    assert refusal(organization.reader.post(path(location), json=body()))[0] == 403
    group = organization.hunt_group(location)
    assert refusal(organization.reader.delete(path(location, group)))[0] == 403


def test_nobody_sees_another_organization(organization: Organization, server: Server) -> None:
    other = new_organization(server)
    location, here = organization.location(), other.location()
    group, line = organization.hunt_group(location), organization.virtual_line(location, "Vera", "Line", "2001")
    assert names(other) == names(other, locationId=location) == []
    assert refusal(other.reader.get(path(location, group)))[0] == 404
    assert refusal(other.reader.get(path(here, group)))[0] == 404
    assert refusal(other.admin.delete(path(here, group)))[0] == 404
    assert refusal(create(other, location))[0] == 404
    assert refusal(create(other, here, agents=[{"id": line}]))[:2] == (400, 4008)
    assert names(organization) == ["Support"]


def test_a_hunt_group_is_found_in_its_location_only(organization: Organization) -> None:
    location, other = organization.location("Alaska"), organization.location("Texas")
    group = organization.hunt_group(location)
    assert refusal(organization.reader.get(path(other, group)))[0] == 404
    assert refusal(organization.admin.delete(path(other, group)))[0] == 404
    plain = organization.plain_location("Office")
    assert refusal(create(organization, plain))[0] == 404
    assert refusal(create(organization, plain, name=""))[0] == 404
    for wrong in ("nonsense", location, ids.public_id(ids.Kind.PEOPLE, uuid4()), str(uuid4())):
        assert refusal(organization.reader.get(path(location, wrong)))[0] == 404


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
    sent = {name: one for name, one in body(**{field: value}).items() if one is not MISSING}
    status, found, message = refusal(organization.admin.post(path(location), json=sent))
    assert (status, found) == (400, code), message
    assert word in message
    assert names(organization) == []


def test_what_is_wrong_is_said_before_what_is_taken(organization: Organization) -> None:
    location = organization.location()
    line = organization.virtual_line(location, "Vera", "Line", "2001")
    other = organization.virtual_line(location, "Otto", "Line", "2002")
    organization.hunt_group(location, "Support", "7000")
    stranger = ids.public_id(ids.Kind.PEOPLE, ids.uuid_of(other, ids.Kind.VIRTUAL_LINE))
    status, code, message = refusal(create(organization, location, agents=[{"id": line}, {"id": stranger}]))
    assert (status, code) == (400, 4008)
    assert stranger in message
    assert "agents[1].id" in message
    assert refusal(create(organization, location, phoneNumber=NUMBER))[:2] == (400, 4250)


def test_conflicts(organization: Organization) -> None:
    location, other = organization.location("Alaska"), organization.location("Texas")
    organization.numbers(location, NUMBER)
    organization.hunt_group(location, "Support", "7000")
    assert refusal(create(organization, location, extension="7001"))[:2] == (409, 90901)
    organization.call_park_extension(location, "Desk", "7002")
    organization.virtual_line(location, "Vera", "Line", "7003")
    for extension in ("7000", "7002", "7003"):
        assert refusal(create(organization, location, name="Sales", extension=extension))[:2] == (409, 9495)
    park = {"name": "Door", "extension": "7000"}
    reply = organization.admin.post(f"{CALLING}/locations/{location}/callParkExtensions", json=park)
    assert refusal(reply)[:2] == (409, 9495)
    assert create(organization, location, name="Sales", extension="7004", phoneNumber=NUMBER).status_code == 200
    reply = create(organization, location, name="Third", extension="7005", phoneNumber=NUMBER)
    assert refusal(reply)[:2] == (409, 90902)
    assert names(organization) == ["Sales", "Support"]  # nothing half made
    assert create(organization, location, name="Third", extension="7005").status_code == 200
    assert create(organization, other).status_code == 200


def test_a_location_administrator_works_in_his_locations(organization: Organization) -> None:
    alaska, texas = organization.location("Alaska"), organization.location("Texas")
    far = organization.hunt_group(texas, "Far", "7000")
    administrator = organization.location_admin(alaska)
    near = administrator.post(path(alaska), json=body(name="Near")).json()["id"]
    assert refusal(administrator.post(path(texas), json=body()))[0] == 403
    assert refusal(administrator.get(path(texas, far)))[0] == 403
    assert refusal(administrator.delete(path(texas, far)))[0] == 403
    groups = administrator.get(f"{CALLING}/huntGroups").json()["huntGroups"]
    assert [group["id"] for group in groups] == [near]
    assert administrator.get(f"{CALLING}/huntGroups", params={"locationId": texas}).json() == {"huntGroups": []}
    assert administrator.delete(path(alaska, near)).status_code == 204
