"""A thousand at once: the database decides, exactly one wins, and nothing is half made."""

import asyncio
from collections import Counter
from typing import Any

import aiohttp
import pytest

from cast import CALLING, Organization

PARKER = {"option": "ALERT_PARKING_USER_ONLY"}
REQUESTS, CONNECTIONS = 1000, 200


@pytest.fixture
def alaska(organization: Organization) -> str:
    return organization.location("Alaska")


def at_once(organization: Organization, location: str, bodies: list[dict[str, Any]]) -> Counter[int]:
    """How often each status was answered to all of `bodies`, posted as fast as the connections allow."""

    async def work() -> list[int]:
        connector = aiohttp.TCPConnector(limit=CONNECTIONS)
        headers = {"Authorization": f"Bearer {organization.admin.token}"}
        url = f"{organization.admin.base}{CALLING}/locations/{location}/callParks"
        async with aiohttp.ClientSession(connector=connector, headers=headers) as session:

            async def post(body: dict[str, Any]) -> int:
                async with session.post(url, json=body) as reply:
                    await reply.read()
                    return reply.status

            return await asyncio.gather(*(post(body) for body in bodies))

    return Counter(asyncio.run(work()))


def parks(organization: Organization, location: str) -> list[dict[str, Any]]:
    path = f"{CALLING}/locations/{location}/callParks"
    listed = organization.reader.get(path).json()["callParks"]
    return [organization.reader.get(f"{path}/{park['id']}").json() for park in listed]


def test_one_name_one_call_park(organization: Organization, alaska: str) -> None:
    bodies = [{"name": "Reception", "recall": PARKER}] * REQUESTS
    assert at_once(organization, alaska, bodies) == {201: 1, 409: REQUESTS - 1}
    assert len(parks(organization, alaska)) == 1


def test_one_agent_one_call_park(organization: Organization, alaska: str) -> None:
    line = organization.virtual_line(alaska, "Sales", "Line", "8001")
    bodies = [{"name": f"Park {n}", "recall": PARKER, "agents": [line]} for n in range(REQUESTS)]
    assert at_once(organization, alaska, bodies) == {201: 1, 409: REQUESTS - 1}
    (park,) = parks(organization, alaska)
    assert [agent["id"] for agent in park["agents"]] == [line]


def test_one_extension_one_call_park(organization: Organization, alaska: str) -> None:
    desk = organization.call_park_extension(alaska, "Desk", "9001")
    bodies = [{"name": f"Park {n}", "recall": PARKER, "callParkExtensions": [desk]} for n in range(REQUESTS)]
    assert at_once(organization, alaska, bodies) == {201: 1, 409: REQUESTS - 1}
    assert len(parks(organization, alaska)) == 1


def test_overlapping_claims_in_any_order_do_not_block_each_other(organization: Organization, alaska: str) -> None:
    lines = [organization.virtual_line(alaska, f"Line {n}", "x", f"80{n:02}") for n in range(6)]
    desks = [organization.call_park_extension(alaska, f"Desk {n}", f"90{n:02}") for n in range(6)]
    bodies = []
    for n in range(300):
        turned = lines[n % 6 :] + lines[: n % 6]
        chosen = turned if n % 2 else turned[::-1]
        extensions = [desks[n % 6], desks[(n * 5 + 1) % 6]]
        bodies.append({"name": f"Park {n}", "recall": PARKER, "agents": chosen[:3], "callParkExtensions": extensions})
    statuses = at_once(organization, alaska, bodies)
    assert set(statuses) == {201, 409}
    made = parks(organization, alaska)
    assert len(made) == statuses[201]
    agents = [agent["id"] for park in made for agent in park["agents"]]
    assert len(agents) == len(set(agents)) == 3 * len(made)
    extensions = [one["id"] for park in made for one in park["callParkExtensions"]]
    assert len(extensions) == len(set(extensions)) == 2 * len(made)
