"""wxc-sdk 1.41, unmodified and in its strictest mode: the operations that change the Call Park family.

Its own call park update sends names in snake_case, so only the name and a recall of the parking user reach a server;
everything else goes through its raw connection.
"""

import asyncio
from collections.abc import Iterator

import pytest
from wxc_sdk import WebexSimpleApi
from wxc_sdk.as_api import AsWebexSimpleApi
from wxc_sdk.common import RingPattern
from wxc_sdk.rest import RestError
from wxc_sdk.telephony.callpark import CallPark, CallParkRecall, LocationCallParkSettings, RecallHuntGroup

from callpark import ids
from cast import Organization
from webex_client import webex_client


@pytest.fixture
def alaska(organization: Organization) -> str:
    return organization.location("Alaska", prefix="1234")


@pytest.fixture
def api(organization: Organization) -> Iterator[WebexSimpleApi]:
    with webex_client(organization.admin) as api:
        yield api


def test_its_own_update_changes_name_and_recall(api: WebexSimpleApi, organization: Organization, alaska: str) -> None:
    parks = api.telephony.callpark
    support = organization.hunt_group(alaska)
    recall = {"option": "ALERT_HUNT_GROUP_ONLY", "huntGroupId": support}
    old = organization.call_park(alaska, "Reception", recall=recall)
    new = parks.update(alaska, old, CallPark(name="Front desk"))
    assert new == ids.call_park_id("Front desk")
    assert parks.details(alaska, new).recall.hunt_group_id == support
    assert parks.update(alaska, new, CallPark(recall=RecallHuntGroup.default())) == new
    details = parks.details(alaska, new)
    assert (details.recall.option, details.recall.hunt_group_id) == (CallParkRecall.parking_user_only, None)
    details.name = "Lobby"
    newest = parks.update(alaska, new, details)
    assert parks.details(alaska, newest).name == "Lobby"
    with pytest.raises(RestError) as caught:
        parks.update(alaska, old, CallPark(name="Reception"))
    assert (caught.value.response.status_code, caught.value.code) == (404, 4395)
    assert newest in caught.value.detail.message


def test_a_round_trip_through_its_raw_connection(api: WebexSimpleApi, organization: Organization, alaska: str) -> None:
    lines = [organization.virtual_line(alaska, f"Line {n}", "x", f"800{n}") for n in range(3)]
    desk = organization.call_park_extension(alaska, "Desk", "9001")
    recall = {"option": "ALERT_PARKING_USER_FIRST_THEN_HUNT_GROUP", "huntGroupId": organization.hunt_group(alaska)}
    park = organization.call_park(alaska, "Reception", agents=lines[:2], callParkExtensions=[desk], recall=recall)
    parks = api.telephony.callpark
    before = parks.details(alaska, park)
    url = api.session.ep(f"telephony/config/locations/{alaska}/callParks/{park}")
    sent = before.model_dump(mode="json", by_alias=True, exclude_none=True)
    assert api.session.rest_put(url, json=sent) == {"id": park}
    assert parks.details(alaska, park) == before
    api.session.rest_put(url, json={"agents": lines[::-1], "parkOnAgentsEnabled": True})
    after = parks.details(alaska, park)
    assert [agent.agent_id for agent in after.agents] == lines[::-1]
    assert after.park_on_agents_enabled is True
    assert (after.recall, after.call_park_extensions) == (before.recall, before.call_park_extensions)


def test_settings_and_recall_hunt_groups(api: WebexSimpleApi, organization: Organization, alaska: str) -> None:
    parks = api.telephony.callpark
    support = organization.hunt_group(alaska)
    (available,) = parks.available_recalls(alaska, name="supp", order="lname")
    assert (available.huntgroup_id, available.name) == (support, "Support")
    settings = parks.call_park_settings(alaska)
    assert settings == LocationCallParkSettings.default()
    settings.call_park_recall = RecallHuntGroup(hunt_group_id=support, option=CallParkRecall.hunt_group_only)
    settings.call_park_settings.ring_pattern = RingPattern.long_long
    settings.call_park_settings.recall_time = 60
    parks.update_call_park_settings(alaska, settings)
    settings.call_park_recall.hunt_group_name = "Support"
    assert parks.call_park_settings(alaska) == settings


def test_call_park_extensions(api: WebexSimpleApi, alaska: str) -> None:
    extensions = api.telephony.callpark_extension
    desk = extensions.create(alaska, "Desk", "1000")
    extensions.create(alaska, "Door", "900")
    extensions.update(alaska, desk, name="Zoo")
    extensions.update(alaska, desk, extension="1001")
    assert [(one.name, one.extension) for one in extensions.list(order="callParkExtension")] == [
        ("Door", "900"),
        ("Zoo", "1001"),
    ]
    with pytest.raises(RestError) as caught:
        extensions.update(alaska, desk, extension="900")
    assert (caught.value.response.status_code, caught.value.code) == (409, 9495)


def test_ones_own_call_park(api: WebexSimpleApi) -> None:
    mine = api.me.call_park.settings()
    assert (mine.group_name, mine.member_list) == (None, [])


def test_async(organization: Organization, alaska: str) -> None:
    async def work() -> None:
        async with AsWebexSimpleApi(tokens=organization.admin.token) as api:
            api.session.BASE = organization.admin.base
            parks = api.telephony.callpark
            old = await parks.create(alaska, CallPark.default(name="Reception"))
            new = await parks.update(alaska, old, CallPark(name="Front desk"))
            assert (await parks.details(alaska, new)).name == "Front desk"
            settings = await parks.call_park_settings(alaska)
            settings.call_park_settings.hunt_wait_time = 30
            await parks.update_call_park_settings(alaska, settings)
            assert await parks.call_park_settings(alaska) == settings
            assert await parks.available_recalls(alaska) == []

    asyncio.run(work())
