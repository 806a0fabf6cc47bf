"""Builds an organization of 500 lines through wxc-sdk and prints how long it took.

    python3 -m pip install 'wxc-sdk>=1.41'
    python3 examples/provision_500_lines.py --url http://127.0.0.1:8080/v1 --token TOKEN

The token is a full administrator's of an organization without locations of these names. Every 100 lines get a location
with a routing prefix: 80 people with licenses and numbers, 12 workspaces, 8 virtual lines, and for every 20 of them a
hunt group, two call park extensions and a call park that has them all.
"""

import argparse
import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from wxc_sdk.as_api import AsWebexSimpleApi
from wxc_sdk.locations import Location, LocationAddress
from wxc_sdk.people import Person, PhoneNumber, PhoneNumberType
from wxc_sdk.telephony.hg_and_cq import Agent
from wxc_sdk.telephony.huntgroup import HGCallPolicies, HuntGroup
from wxc_sdk.telephony.location import TelephonyLocation
from wxc_sdk.workspaces import (
    CallingType,
    Workspace,
    WorkspaceCalling,
    WorkspaceSupportedDevices,
    WorkspaceWebexCalling,
)

LINES_OF_A_LOCATION = 100
AGENTS_OF_A_CALL_PARK = 20
FIRST_NUMBER = 19075550000
MOST_LINES = 10_000  # the numbers that begin with +1 907 555


@asynccontextmanager
async def webex(url: str, token: str) -> AsyncIterator[AsWebexSimpleApi]:
    async with AsWebexSimpleApi(tokens=token, concurrent_requests=20) as api:
        api.session.BASE = url  # all it takes to be pointed at callpark
        yield api


async def provision(api: AsWebexSimpleApi, lines: int) -> int:
    """Makes that many lines, and returns how many call parks they are in."""
    licenses = {one.name: one.license_id for one in await api.licenses.list()}
    starts = range(0, lines, LINES_OF_A_LOCATION)
    made = [
        provision_location(api, number, start, min(LINES_OF_A_LOCATION, lines - start), licenses)
        for number, start in enumerate(starts, 1)
    ]
    return sum(await asyncio.gather(*made))


async def provision_location(
    api: AsWebexSimpleApi, number: int, start: int, count: int, licenses: dict[str, str]
) -> int:
    location = await calling_location(api, f"Office {number}", prefix=f"{800 + number}")
    people, places = count * 80 // 100, count * 12 // 100
    numbers = [f"+{FIRST_NUMBER + start + index}" for index in range(people)]
    await api.telephony.location.number.add(location, numbers)
    agents = await asyncio.gather(
        *(
            person(api, location, f"Person{start + index}", one, f"{2000 + index}", licenses)
            for index, one in enumerate(numbers)
        ),
        *(workspace(api, location, f"Room {index + 1}", f"{4000 + index}") for index in range(places)),
        *(
            api.telephony.virtual_lines.create("Line", f"{index + 1}", location, extension=f"{5000 + index}")
            for index in range(count - people - places)
        ),
    )
    groups = [agents[index : index + AGENTS_OF_A_CALL_PARK] for index in range(0, count, AGENTS_OF_A_CALL_PARK)]
    await asyncio.gather(*(call_park(api, location, index, group) for index, group in enumerate(groups, 1)))
    return len(groups)


async def calling_location(api: AsWebexSimpleApi, name: str, prefix: str) -> str:
    address = LocationAddress(address1="1 Main Street", city="Juneau", state="AK", postal_code="99801", country="US")
    about = {"time_zone": "America/Juneau", "preferred_language": "en_US", "announcement_language": "en_US"}
    location = await api.locations.create(name=name, **about, **address.model_dump(exclude_none=True))
    await api.telephony.location.enable_for_calling(Location(location_id=location, name=name, address=address, **about))
    await api.telephony.location.update(location, TelephonyLocation(routing_prefix=prefix))
    return location


async def person(
    api: AsWebexSimpleApi, location: str, name: str, number: str, extension: str, licenses: dict[str, str]
) -> str:
    wanted = Person(
        emails=[f"{name.lower()}@example.com"],
        first_name=name,
        last_name="Example",
        display_name=f"{name} Example",
        licenses=[licenses["Webex Calling - Professional"]],
        location_id=location,
        extension=extension,
        phone_numbers=[PhoneNumber(number_type=PhoneNumberType.work, value=number)],
    )
    return (await api.people.create(wanted, calling_data=True)).person_id


async def workspace(api: AsWebexSimpleApi, location: str, name: str, extension: str) -> str:
    calling = WorkspaceWebexCalling(location_id=location, extension=extension)
    wanted = Workspace(
        display_name=name,
        location_id=location,
        supported_devices=WorkspaceSupportedDevices.phones,
        calling=WorkspaceCalling(type=CallingType.webex, webex_calling=calling),
    )
    return (await api.workspaces.create(wanted)).workspace_id


async def call_park(api: AsWebexSimpleApi, location: str, number: int, agents: list[str]) -> None:
    """A hunt group, two call park extensions, and the call park that parks on them and recalls it."""
    telephony = api.telephony
    group = HuntGroup(
        name=f"Team {number}",
        extension=f"{7000 + number}",
        call_policies=HGCallPolicies.default(),
        agents=[Agent(agent_id=agent) for agent in agents],
        enabled=True,
    )
    hunt_group = await telephony.huntgroup.create(location, group)
    extensions = [
        await telephony.callpark_extension.create(location, f"Slot {extension}", str(extension))
        for extension in (9000 + 2 * number, 9001 + 2 * number)
    ]
    # `telephony.callpark.create` can't: since 1.25 wxc-sdk sends neither agents nor hunt group nor extensions
    await api.session.rest_post(
        api.session.ep(f"telephony/config/locations/{location}/callParks"),
        json={
            "name": f"Team {number}",
            "recall": {"option": "ALERT_PARKING_USER_FIRST_THEN_HUNT_GROUP", "huntGroupId": hunt_group},
            "agents": agents,
            "callParkExtensions": extensions,
        },
    )


async def left_out(api: AsWebexSimpleApi) -> int:
    """How many lines are in no call park."""
    locations = await api.telephony.locations.list()
    free = [await api.telephony.callpark.available_agents(location.location_id) for location in locations]
    return sum(map(len, free))


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8080/v1")
    parser.add_argument("--token", default=os.environ.get("WEBEX_ACCESS_TOKEN"), help="or WEBEX_ACCESS_TOKEN")
    parser.add_argument("--lines", type=int, default=500, help=f"at most {MOST_LINES}")
    options = parser.parse_args()
    if not options.token or not 0 < options.lines <= MOST_LINES:
        parser.error(f"give a token, and 1 to {MOST_LINES} lines")
    async with webex(options.url, options.token) as api:
        started = time.monotonic()
        parks = await provision(api, options.lines)
        seconds = time.monotonic() - started
        print(f"{options.lines} lines in {parks} call parks in {seconds:.1f} s; {await left_out(api)} lines left out")


if __name__ == "__main__":
    asyncio.run(main())
