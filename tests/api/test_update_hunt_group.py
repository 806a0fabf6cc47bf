"""PUT of a hunt group: what is left out stays, agents are replaced, call policies are kept."""

from typing import Any

import pytest
from wxc_sdk.telephony.hg_and_cq import Agent, Policy

from callpark import ids
from cast import CALLING, Organization, Server, new_organization, refusal
from webex_client import webex_client

NUMBER = "+19075550101"


def path(location: str, group: str) -> str:
    return f"{CALLING}/locations/{location}/huntGroups/{group}"


def details(organization: Organization, location: str, group: str) -> dict[str, Any]:
    return dict(organization.reader.get(path(location, group)).json())


def put(organization: Organization, location: str, group: str, **fields: Any) -> Any:
    return organization.admin.put(path(location, group), json=fields)


def test_a_hunt_group_is_changed_field_by_field(organization: Organization) -> None:
    location = organization.location("Alaska", prefix="12")
    organization.numbers(location, NUMBER)
    vera, otto, anna = (
        organization.virtual_line(location, name, "Line", extension)
        for name, extension in (("Vera", "2001"), ("Otto", "2002"), ("Anna", "2003"))
    )
    group = organization.hunt_group(location, "Support", "7000")
    recall = {"option": "ALERT_HUNT_GROUP_ONLY", "huntGroupId": group}
    park = organization.call_park(location, "Sales", recall=recall)
    assert put(organization, location, group, agents=[{"id": vera}, {"id": otto}]).status_code == 204
    before = details(organization, location, group)
    assert put(organization, location, group).status_code == 204
    assert put(organization, location, group, **before).status_code == 204
    assert details(organization, location, group) == before
    agents = [{"id": anna, "weight": "60"}, {"id": vera}, {"id": anna}]
    changed = {"name": " Help ", "extension": "7009", "phoneNumber": NUMBER, "enabled": False, "agents": agents}
    reply = put(organization, location, group, **changed)
    assert (reply.status_code, reply.content) == (204, b"")
    after = details(organization, location, group)
    assert (after["id"], after["name"], after["esn"], after["phoneNumber"]) == (group, "Help", "127009", NUMBER)
    assert after["enabled"] is False
    assert [(agent["id"], agent.get("weight")) for agent in after["agents"]] == [(anna, "60"), (vera, None)]
    of_park = organization.reader.get(f"{CALLING}/locations/{location}/callParks/{park}").json()["recall"]
    assert of_park == recall | {"huntGroupName": "Help"}
    organization.virtual_line(location, "Free", "Again", "7000")
    assert put(organization, location, group, extension="", agents=[]).status_code == 204
    after = details(organization, location, group)
    assert "extension" not in after
    assert after["agents"] == []
    (listed,) = organization.reader.get(f"{CALLING}/huntGroups", params={"name": "help"}).json()["huntGroups"]
    assert listed["phoneNumber"] == NUMBER


def test_an_agent_shows_what_its_line_became(organization: Organization) -> None:
    location = organization.location()
    vera = organization.virtual_line(location, "Vera", "Line", "2001")
    group = organization.hunt_group(location)
    put(organization, location, group, agents=[{"id": vera, "weight": "7"}])
    new = {"firstName": "Anna", "extension": "2009"}
    assert organization.admin.put(f"{CALLING}/virtualLines/{vera}", json=new).status_code == 204
    (agent,) = details(organization, location, group)["agents"]
    assert (agent["firstName"], agent["extension"], agent["weight"]) == ("Anna", "2009", "7")


def test_call_policies_are_kept(organization: Organization) -> None:
    location = organization.location()
    policies = {
        "policy": "UNIFORM",
        "waitingEnabled": True,
        "noAnswer": {"forwardEnabled": True, "destination": "1001", "nextAgentRings": 3},
        "busyRedirect": {"enabled": True, "destination": "1002"},
    }
    body = {"name": "Support", "extension": "7000", "callPolicies": policies, "agents": [], "enabled": True}
    group = organization.admin.post(path(location, "").rstrip("/"), json=body).json()["id"]
    kept = details(organization, location, group)["callPolicies"]
    off = {"enabled": False, "destinationVoicemailEnabled": False}
    assert kept == {
        "policy": "UNIFORM",
        "waitingEnabled": True,
        "groupBusyEnabled": False,
        "allowMembersToControlGroupBusyEnabled": False,
        "noAnswer": {
            "nextAgentEnabled": False,
            "nextAgentRings": 3,
            "forwardEnabled": True,
            "destination": "1001",
            "numberOfRings": 15,
            "systemMaxNumberOfRings": 20,
            "destinationVoicemailEnabled": False,
        },
        "busyRedirect": off | {"enabled": True, "destination": "1002"},
        "businessContinuityRedirect": off,
    }
    assert put(organization, location, group, callPolicies=kept).status_code == 204
    assert details(organization, location, group)["callPolicies"] == kept
    put(organization, location, group, callPolicies={"groupBusyEnabled": True, "noAnswer": {"numberOfRings": 9}})
    kept["noAnswer"]["numberOfRings"] = 9
    assert details(organization, location, group)["callPolicies"] == kept | {"groupBusyEnabled": True}
    put(organization, location, group, callPolicies={"policy": "REGULAR", "busyRedirect": {"destination": ""}})
    after = details(organization, location, group)["callPolicies"]
    assert (after["policy"], after["busyRedirect"]) == ("REGULAR", off | {"enabled": True})


def test_a_webex_client_changes_one(organization: Organization) -> None:
    location = organization.location()
    line = organization.virtual_line(location, "Vera", "Line", "2001")
    group = organization.hunt_group(location)
    client = webex_client(organization.admin).telephony.huntgroup
    settings = client.details(location_id=location, huntgroup_id=group)
    settings.name = "Help"
    assert settings.call_policies
    settings.call_policies.policy, settings.agents = Policy.uniform, [Agent(agent_id=line)]
    client.update(location, group, settings)
    changed = client.details(location_id=location, huntgroup_id=group)
    assert (changed.name, changed.call_policies and changed.call_policies.policy) == ("Help", Policy.uniform)
    assert [agent.agent_id for agent in changed.agents or []] == [line]


def test_the_method_is_wrong(organization: Organization) -> None:
    reply = organization.admin.patch(path(organization.location(), str(organization.id)), json={})
    assert (refusal(reply)[0], reply.headers["allow"]) == (405, "DELETE, GET, HEAD, PUT")


def test_what_is_not_there_is_unknown(server: Server, organization: Organization) -> None:
    other = new_organization(server, "Other")
    there = other.location()
    location = organization.location()
    group = organization.hunt_group(organization.location("Maine"))
    unknown = ids.hunt_group_id(organization.id, None)
    for one in (group, unknown, other.hunt_group(there), organization.public_id, "nonsense"):
        assert refusal(put(organization, location, one, name="X"))[:2] == (404, 90404)
        assert refusal(put(organization, location, one, name=7))[:2] == (404, 90404)
    assert refusal(put(organization, there, unknown, name="X"))[:2] == (404, 90403)


@pytest.mark.parametrize(
    ("fields", "code", "word"),
    [
        ({"name": " "}, 25110, "name"),
        ({"name": "x" * 81}, 25110, "name"),
        ({"extension": ""}, 25008, "extension or phoneNumber"),
        ({"extension": "7"}, 25110, "extension"),
        ({"phoneNumber": NUMBER}, 4250, "phoneNumber"),
        ({"enabled": "yes"}, 25024, "enabled"),
        ({"agents": ["x"]}, 25024, "agents[0]"),
        ({"agents": [{"id": "nonsense"}]}, 25024, "agents[0].id"),
        ({"agents": [{"id": "00000000-0000-0000-0000-000000000000"}]}, 4008, "agents[0].id"),
        ({"callPolicies": {"policy": "RANDOM"}}, 25024, "callPolicies.policy"),
        ({"callPolicies": {"noAnswer": {"numberOfRings": 0}}}, 25024, "callPolicies.noAnswer.numberOfRings"),
        (
            {"callPolicies": {"busyRedirect": {"destination": "1" * 255}}},
            25024,
            "callPolicies.busyRedirect.destination",
        ),
    ],
)
def test_a_wrong_body_changes_nothing(organization: Organization, fields: dict[str, Any], code: int, word: str) -> None:
    location = organization.location()
    group = organization.hunt_group(location)
    before = details(organization, location, group)
    status, given, message = refusal(put(organization, location, group, **{"enabled": False, **fields}))
    assert (status, given) == (400, code)
    assert word in message
    assert details(organization, location, group) == before


def test_what_is_taken_is_refused(organization: Organization) -> None:
    location = organization.location()
    group = organization.hunt_group(location, "Support", "7000")
    organization.hunt_group(location, "Sales", "7001")
    organization.person(location, "Alice Park", "1001", NUMBER)
    before = details(organization, location, group)
    assert refusal(put(organization, location, group, name="Sales"))[:2] == (409, 90901)
    assert refusal(put(organization, location, group, agents=[], extension="7001"))[:2] == (409, 9495)
    assert refusal(put(organization, location, group, extension="1001"))[:2] == (409, 9495)
    assert refusal(put(organization, location, group, phoneNumber=NUMBER, enabled=False))[:2] == (409, 90902)
    assert details(organization, location, group) == before


def test_who_may(organization: Organization) -> None:
    alaska, maine = organization.location("Alaska"), organization.location("Maine")
    here, there = organization.hunt_group(alaska), organization.hunt_group(maine)
    assert refusal(organization.reader.put(path(alaska, here), json={}))[0] == 403
    admin = organization.location_admin(alaska)
    assert admin.put(path(alaska, here), json={}).status_code == 204
    assert refusal(admin.put(path(maine, there), json={}))[0] == 403
