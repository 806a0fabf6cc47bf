"""Drives wxc-sdk: `python wxc_sdk_driver.py sync` or `async`; which release it is decides the environment."""

import asyncio
import inspect
import sys
from typing import Any

import wxc_sdk
from driver import fault, raw, step, tell, told
from wxc_sdk import WebexSimpleApi
from wxc_sdk.as_api import AsWebexSimpleApi
from wxc_sdk.common import CallParkExtension, PersonPlaceAgent
from wxc_sdk.telephony.callpark import CallPark, RecallHuntGroup

SENDS_AGENTS = wxc_sdk.__version__ == "1.24.0"


class Awaited:
    """The asynchronous API as if it were the other one: each call is waited for."""

    def __init__(self, wrapped: Any, loop: asyncio.AbstractEventLoop) -> None:
        self.wrapped, self.loop = wrapped, loop

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.wrapped, name)
        return found if isinstance(found, str | None) else Awaited(found, self.loop)

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        result = self.wrapped(*arguments, **options)
        return self.loop.run_until_complete(result) if inspect.isawaitable(result) else result


loop = asyncio.new_event_loop()


async def opened() -> AsWebexSimpleApi:
    return await AsWebexSimpleApi(tokens=told.token).__aenter__()


if sys.argv[1] == "async":
    asynchronous = loop.run_until_complete(opened())
    asynchronous.session.BASE = told.url
    api = Awaited(asynchronous, loop)
else:
    api = WebexSimpleApi(tokens=told.token)
    api.session.BASE = told.url
parks, extensions = api.telephony.callpark, api.telephony.callpark_extension
location = told.location


def shown(park: CallPark) -> dict[str, Any]:
    return {
        "name": park.name,
        "option": park.recall.option,
        "huntGroup": park.recall.hunt_group_name,
        "agents": [agent.display_name for agent in park.agents],
        "extensions": [one.extension for one in park.call_park_extensions],
        "parkOnAgents": park.park_on_agents_enabled,
    }


def full() -> CallPark:
    return CallPark(
        name="Back office",
        recall=RecallHuntGroup(option="ALERT_HUNT_GROUP_ONLY", hunt_group_id=told.full["recall"]["huntGroupId"]),
        agents=[PersonPlaceAgent(agent_id=agent) for agent in told.full["agents"]],
        park_on_agents_enabled=True,
        call_park_extensions=[CallParkExtension(cpe_id=one) for one in told.full["callParkExtensions"]],
    )


def refused(park: CallPark) -> list[Any]:
    try:
        return [parks.create(location, park)]
    except wxc_sdk.rest.RestError as error:
        return [error.code, error.detail.message]
    except wxc_sdk.as_rest.AsRestError as error:  # its `detail.code` is None: our code stands elsewhere
        return [error.detail.errors[0].error_code, error.detail.message]


@step("start")
def _() -> Any:
    return api.people.me().org_id


@step("available agents")
def _() -> Any:
    found = parks.available_agents(location, order="fname|lname"), parks.available_agents(location, name="john s")
    return [[agent.display_name for agent in agents] for agents in found]


@step("pages")
def _() -> Any:
    numbers = api.telephony.phone_numbers(location_id=location, owner_type="PEOPLE", max=1)
    return [number.extension for number in numbers]


@step("recall hunt groups")
def _() -> Any:
    return [group.name for group in parks.available_recalls(location)]


@step("create")
def plain() -> Any:
    return parks.create(location, CallPark.default(name="Front desk"))


@(step if SENDS_AGENTS else raw)("create with agents")
def created() -> Any:
    if SENDS_AGENTS:
        return parks.create(location, full())
    url = api.session.ep(f"telephony/config/locations/{location}/callParks")
    return api.session.rest_post(url, json=told.full)["id"]


@step("refusal")
def _() -> Any:
    return refused(CallPark.default(name="Front desk"))


@step("list")
def _() -> Any:
    return [park.name for park in parks.list(location, order="ASC", name="o")]


@step("details")
def details() -> Any:
    return shown(parks.details(location, created))


@step("update")
def renamed() -> Any:
    old = created if SENDS_AGENTS else plain
    before = parks.details(location, old)
    before.name = "Reception"
    if not SENDS_AGENTS:
        before = CallPark(name=before.name, recall=before.recall)
    return shown(parks.details(location, parks.update(location, old, before)))


@step("settings")
def settings() -> Any:
    found = parks.call_park_settings(location).call_park_settings
    return [found.ring_pattern, found.recall_time, found.hunt_wait_time]


@step("update settings")
def _() -> Any:
    changed = parks.call_park_settings(location)
    changed.call_park_settings.recall_time = 60
    parks.update_call_park_settings(location, changed)
    return parks.call_park_settings(location).call_park_settings.recall_time


@step("create extension")
def door() -> Any:
    return extensions.create(location, "Door", "9002")


@step("list extensions")
def _() -> Any:
    return [[one.name, one.extension] for one in extensions.list(location_id=location, order="callParkExtension")]


@step("extension details")
def _() -> Any:
    found = extensions.details(location, door)
    return [found.name, found.extension]


@step("update extension")
def _() -> Any:
    extensions.update(location, door, name="Gate", extension="9003")
    found = extensions.details(location, door)
    return [found.name, found.extension]


@step("delete extension")
def _() -> Any:
    extensions.delete(location, door)
    return [one.name for one in extensions.list(location_id=location)]


if not SENDS_AGENTS:

    @fault("details sent back")
    def _() -> Any:
        return parks.update(location, created, parks.details(location, created))


if sys.argv[1] == "async":

    @fault("code of a refusal")
    def _() -> Any:
        try:
            return parks.create(location, CallPark.default(name="Reception"))
        except wxc_sdk.as_rest.AsRestError as error:
            return error.detail.code


@step("delete")
def _() -> Any:
    for park in list(parks.list(location)):
        parks.delete_callpark(location, park.callpark_id)
    return [park.name for park in parks.list(location)]


if not SENDS_AGENTS:

    @fault("agents")
    def _() -> Any:
        return parks.create(location, full())

    @fault("recall hunt group")
    def _() -> Any:
        return refused(CallPark(name="Back office", recall=full().recall))

    @fault("extensions")
    def _() -> Any:
        park = CallPark(
            name="Back office",
            recall=RecallHuntGroup.default(),
            park_on_agents_enabled=True,
            call_park_extensions=full().call_park_extensions,
        )
        return shown(parks.details(location, parks.create(location, park)))


if sys.argv[1] == "async":
    loop.run_until_complete(asynchronous.__aexit__(None, None, None))
tell()
