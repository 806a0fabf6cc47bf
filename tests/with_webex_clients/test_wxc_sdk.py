"""wxc-sdk 1.41, unmodified and in its strictest mode, sync and async, around the two founding operations."""

import asyncio
import importlib
import os
from typing import Any

import pytest
from wxc_sdk import WebexSimpleApi
from wxc_sdk.as_api import AsWebexSimpleApi
from wxc_sdk.common import UserType
from wxc_sdk.rest import RestError
from wxc_sdk.telephony.callpark import CallPark, CallParkRecall

from callpark import ids
from cast import Organization

assert os.environ["API_MODEL_ALLOW_EXTRA"] == "forbid"
assert importlib.metadata.version("wxc-sdk").startswith("1.41.")


@pytest.fixture
def alaska(organization: Organization) -> str:
    location = organization.location("Alaska", prefix="1234")
    organization.person(location, "John Brown", extension="8080", number="+19075552859")
    organization.person(location, "John Smith", extension="8081", number="+19075553859")
    organization.workspace(location, "Lobby", "8082")
    organization.virtual_line(location, "Sales", "Line", "8083")
    organization.hunt_group(location)
    organization.call_park_extension(location, "Desk", "9001")
    return location


@pytest.fixture
def api(organization: Organization) -> Any:
    with WebexSimpleApi(tokens=organization.admin.token) as api:
        api.session.BASE = organization.admin.base
        yield api


def test_creates_lists_reads_and_deletes(api: Any, alaska: str) -> None:
    parks = api.telephony.callpark
    settings = CallPark.default(name="Front desk")
    created = parks.create(alaska, settings)
    assert created == ids.call_park_id("Front desk")
    (listed,) = parks.list(alaska, order="ASC", name="front")
    assert (listed.callpark_id, listed.location_id, listed.location_name) == (created, alaska, "Alaska")
    details = parks.details(alaska, created)
    assert (details.name, details.recall.option) == ("Front desk", CallParkRecall.parking_user_only)
    assert (details.agents, details.call_park_extensions, details.park_on_agents_enabled) == ([], [], False)
    parks.delete_callpark(alaska, created)
    assert list(parks.list(alaska)) == []


def test_agents_go_through_its_raw_connection(api: Any, alaska: str) -> None:
    parks = api.telephony.callpark
    agents = list(parks.available_agents(alaska, order="lname|fname|extension"))
    assert [(agent.display_name, agent.user_type) for agent in agents] == [
        ("Lobby", UserType.place),
        ("John Brown", UserType.people),
        ("Sales Line", UserType.virtual_line),
        ("John Smith", UserType.people),
    ]
    brown = agents[1].numbers[0]
    assert (brown.external, brown.extension, brown.routing_prefix, brown.esn, brown.primary) == (
        "+19075552859",
        "8080",
        "1234",
        "12348080",
        True,
    )
    group = next(api.telephony.huntgroup.list(location_id=alaska))
    extension = next(api.telephony.callpark_extension.list(location_id=alaska))
    body = {
        "name": "Front desk",
        "recall": {"option": "ALERT_HUNT_GROUP_ONLY", "huntGroupId": group.id},
        "agents": [agents[3].agent_id, agents[1].agent_id],
        "parkOnAgentsEnabled": True,
        "callParkExtensions": [extension.cpe_id],
    }
    url = api.session.ep(f"telephony/config/locations/{alaska}/callParks")
    created = api.session.rest_post(url, json=body)["id"]
    details = parks.details(alaska, created)
    assert [agent.agent_id for agent in details.agents] == body["agents"]
    assert [one.cpe_id for one in details.call_park_extensions] == [extension.cpe_id]
    assert (details.recall.hunt_group_id, details.recall.hunt_group_name) == (group.id, "Support")
    left = [agent.display_name for agent in parks.available_agents(alaska)]
    assert left == ["Lobby", "Sales Line"]
    own = [agent.display_name for agent in parks.available_agents(alaska, call_park_name="Front desk", name="john")]
    assert own == ["John Brown", "John Smith"]
    assert [a.display_name for a in parks.available_agents(alaska, "Front desk", phone_number="+19075552859")] == [
        "John Brown"
    ]


def test_follows_pages(api: Any, alaska: str) -> None:
    parks = api.telephony.callpark
    everyone = [agent.agent_id for agent in parks.available_agents(alaska)]
    assert [agent.agent_id for agent in parks.available_agents(alaska, max=1)] == everyone
    assert len(everyone) == 4


def test_reads_a_refusal(api: Any, alaska: str) -> None:
    parks = api.telephony.callpark
    parks.create(alaska, CallPark.default(name="Front desk"))
    with pytest.raises(RestError) as caught:
        parks.create(alaska, CallPark.default(name="Front desk"))
    assert (caught.value.response.status_code, caught.value.code) == (409, 90901)
    assert "Front desk" in caught.value.detail.message
    with pytest.raises(RestError) as caught:
        parks.details(alaska, ids.call_park_id("Nothing"))
    assert (caught.value.response.status_code, caught.value.code) == (404, 4395)


def test_its_other_calls_around_call_parks(api: Any, organization: Organization, alaska: str) -> None:
    assert api.people.me().org_id == organization.public_id
    assert next(api.locations.list()).location_id == alaska
    assert api.telephony.location.details(alaska).routing_prefix == "1234"
    assert {person.display_name for person in api.people.list(calling_data=True)} >= {"John Brown", "John Smith"}
    assert next(api.workspaces.list()).display_name == "Lobby"
    assert next(api.telephony.virtual_lines.list()).first_name == "Sales"
    assert len(list(api.telephony.phone_numbers(location_id=alaska))) >= 6
    assert any(one.webex_calling_professional for one in api.licenses.list())
    assert api.organizations.list()[0].display_name == "Acme"
    created = api.telephony.callpark_extension.create(alaska, "Door", "9002")
    assert api.telephony.callpark_extension.details(alaska, created).name == "Door"
    api.telephony.callpark_extension.delete(alaska, created)


def test_async(organization: Organization, alaska: str) -> None:
    async def work() -> None:
        async with AsWebexSimpleApi(tokens=organization.admin.token) as api:
            api.session.BASE = organization.admin.base
            parks = api.telephony.callpark
            free = await parks.available_agents(alaska, order="fname")
            assert [agent.first_name for agent in free] == ["John", "John", "Lobby", "Sales"]
            paged = [agent.agent_id async for agent in parks.available_agents_gen(alaska, order="fname", max=3)]
            assert paged == [agent.agent_id for agent in free]
            created = await parks.create(alaska, CallPark.default(name="Front desk"))
            assert created == ids.call_park_id("Front desk")
            url = api.session.ep(f"telephony/config/locations/{alaska}/callParks")
            body = {
                "name": "Back office",
                "recall": {"option": "ALERT_PARKING_USER_ONLY"},
                "agents": [agent.agent_id for agent in free],
            }
            second = (await api.session.rest_post(url, json=body))["id"]
            details = await parks.details(alaska, second)
            assert [agent.agent_id for agent in details.agents] == body["agents"]
            assert await parks.available_agents(alaska) == []
            await parks.delete_callpark(alaska, second)
            assert len(await parks.available_agents(alaska)) == 4

    asyncio.run(work())
