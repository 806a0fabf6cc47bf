"""A thousand at once: the database decides, exactly one wins, and nothing is half made."""

import asyncio
from collections import Counter
from typing import Any

import aiohttp
import pytest

from callpark import ids
from cast import CALLING, Organization
from pgbouncer import DIRECTLY_AND_POOLED
from promises import Figure

pytestmark = DIRECTLY_AND_POOLED

PARKER = {"option": "ALERT_PARKING_USER_ONLY"}
REQUESTS, CONNECTIONS = 1000, 200


@pytest.fixture
def alaska(organization: Organization) -> str:
    return organization.location("Alaska")


Request = tuple[str, str, dict[str, Any] | None]
"""Method, path below the location, body."""


def answers(organization: Organization, location: str, requests: list[Request]) -> list[int]:
    """The status of each of `requests`, which are sent as fast as the connections allow."""

    async def work() -> list[int]:
        connector = aiohttp.TCPConnector(limit=CONNECTIONS)
        headers = {"Authorization": f"Bearer {organization.admin.token}"}
        base = f"{organization.admin.base}{CALLING}/locations/{location}"
        async with aiohttp.ClientSession(connector=connector, headers=headers) as session:

            async def send(method: str, path: str, body: dict[str, Any] | None) -> int:
                async with session.request(method, base + path, json=body) as reply:
                    await reply.read()
                    return reply.status

            return await asyncio.gather(*(send(*request) for request in requests))

    return asyncio.run(work())


def at_once(organization: Organization, location: str, bodies: list[dict[str, Any]]) -> Counter[int]:
    """How often each status was answered to creates with `bodies`."""
    return Counter(answers(organization, location, [("POST", "/callParks", body) for body in bodies]))


def updates(organization: Organization, location: str, changes: list[tuple[str, dict[str, Any]]]) -> Counter[int]:
    """The same of updates, each of a call park's id and its body."""
    requests: list[Request] = [("PUT", f"/callParks/{park}", body) for park, body in changes]
    return Counter(answers(organization, location, requests))


def parks(organization: Organization, location: str) -> list[dict[str, Any]]:
    path = f"{CALLING}/locations/{location}/callParks"
    listed = organization.reader.get(path).json()["callParks"]
    return [organization.reader.get(f"{path}/{park['id']}").json() for park in listed]


def test_one_name_one_call_park(organization: Organization, alaska: str, figure: Figure) -> None:
    bodies = [{"name": "Reception", "recall": PARKER}] * REQUESTS
    assert at_once(organization, alaska, bodies) == {201: 1, 409: REQUESTS - 1}
    assert len(parks(organization, alaska)) == 1
    figure("one-name", f"{REQUESTS:,} creates of one name at once: 1 × 201, {REQUESTS - 1} × 409")


def test_one_agent_one_call_park(organization: Organization, alaska: str, figure: Figure) -> None:
    line = organization.virtual_line(alaska, "Sales", "Line", "8001")
    bodies = [{"name": f"Park {n}", "recall": PARKER, "agents": [line]} for n in range(REQUESTS)]
    assert at_once(organization, alaska, bodies) == {201: 1, 409: REQUESTS - 1}
    (park,) = parks(organization, alaska)
    assert [agent["id"] for agent in park["agents"]] == [line]
    figure("one-agent", f"{REQUESTS:,} creates that claim one agent at once: 1 × 201, {REQUESTS - 1} × 409")


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


def test_updates_and_creates_that_claim_one_agent(organization: Organization, alaska: str) -> None:
    line = organization.virtual_line(alaska, "Sales", "Line", "8001")
    existing = [organization.call_park(alaska, f"Old {n}") for n in range(20)]
    requests: list[Request] = []
    for n in range(300):
        body = {"agents": [line]}
        if n % 2:
            requests.append(("POST", "/callParks", {"name": f"New {n}", "recall": PARKER, **body}))
        else:
            requests.append(("PUT", f"/callParks/{existing[n // 2 % 20]}", {**body, "parkOnAgentsEnabled": True}))
    statuses = answers(organization, alaska, requests)
    assert set(statuses) <= {200, 201, 409}
    made = parks(organization, alaska)
    (owner,) = [park for park in made if park["agents"]]
    assert [agent["id"] for agent in owner["agents"]] == [line]
    # whoever won may win again: the agent is his own then
    assert {requests[n][1].rpartition("/")[2] for n, status in enumerate(statuses) if status == 200} <= {owner["id"]}
    assert len(made) == 20 + statuses.count(201)
    assert statuses.count(201) == (0 if owner["id"] in existing else 1)
    assert [park["id"] for park in made if park["parkOnAgentsEnabled"]] == [owner["id"]] * (owner["id"] in existing)


def test_one_name_for_many_renames(organization: Organization, alaska: str) -> None:
    existing = [organization.call_park(alaska, f"Old {n}") for n in range(250)]
    statuses = updates(organization, alaska, [(park, {"name": "Reception"}) for park in existing])
    assert statuses == {200: 1, 409: 249}
    assert len(parks(organization, alaska)) == 250


def test_two_that_swap_their_names_do_not_block_each_other(organization: Organization, alaska: str) -> None:
    first, second = (organization.call_park(alaska, name) for name in ("First", "Second"))
    changes = [(first, {"name": "Second"}), (second, {"name": "First"})] * 100
    changes += [(first, {"name": "Third"}), (second, {"name": "Third"}), (ids.call_park_id("Third"), {"name": "First"})]
    assert set(updates(organization, alaska, changes * 2)) <= {200, 404, 409}
    assert len(parks(organization, alaska)) == 2


def test_lists_that_replace_each_other_never_mix(organization: Organization, alaska: str) -> None:
    lines = [organization.virtual_line(alaska, f"Line {n}", "x", f"80{n:02}") for n in range(6)]
    desks = [organization.call_park_extension(alaska, f"Desk {n}", f"90{n:02}") for n in range(4)]
    park = organization.call_park(alaska, "Reception", agents=lines[:1])
    chosen = [(lines[n % 6 :] + lines[: n % 6])[: 1 + n % 3][:: 1 - 2 * (n % 2)] for n in range(300)]
    extensions = [[desks[n % 4], desks[(n + 1) % 4]] for n in range(300)]
    bodies = [{"agents": a, "callParkExtensions": e} for a, e in zip(chosen, extensions, strict=True)]
    assert updates(organization, alaska, [(park, body) for body in bodies]) == {200: 300}
    (found,) = parks(organization, alaska)
    agents, own = ([one["id"] for one in found[key]] for key in ("agents", "callParkExtensions"))
    assert {"agents": agents, "callParkExtensions": own} in bodies
    free = organization.reader.get(f"{CALLING}/locations/{alaska}/callParks/availableUsers").json()["agents"]
    assert {agent["id"] for agent in free} == set(lines) - set(agents)


def test_call_parks_that_take_agents_from_each_other(organization: Organization, alaska: str) -> None:
    lines = [organization.virtual_line(alaska, f"Line {n}", "x", f"80{n:02}") for n in range(6)]
    existing = [organization.call_park(alaska, f"Park {n}", agents=[lines[n]]) for n in range(4)]
    changes = []
    for n in range(300):
        turned = lines[n % 6 :] + lines[: n % 6]
        changes.append((existing[n % 4], {"agents": (turned if n % 2 else turned[::-1])[: n % 4]}))
    assert set(updates(organization, alaska, changes)) <= {200, 409}
    agents = [agent["id"] for park in parks(organization, alaska) for agent in park["agents"]]
    assert len(agents) == len(set(agents))


def test_recalls_while_their_hunt_group_is_deleted(organization: Organization, alaska: str) -> None:
    existing = [organization.call_park(alaska, f"Park {n}") for n in range(10)]
    for _ in range(5):
        group = organization.hunt_group(alaska)
        recall = {"option": "ALERT_HUNT_GROUP_ONLY", "huntGroupId": group}
        requests: list[Request] = [("PUT", f"/callParks/{park}", {"recall": recall}) for park in existing * 2]
        requests += [("PUT", "/callParks/settings", {"callParkRecall": recall})] * 10
        requests[7:7] = [("DELETE", f"/huntGroups/{group}", None)]
        statuses = answers(organization, alaska, requests)
        assert set(statuses) <= {200, 204, 400}
        assert [park["recall"] for park in parks(organization, alaska)] == [PARKER] * 10
        settings = organization.reader.get(f"{CALLING}/locations/{alaska}/callParks/settings").json()
        assert settings["callParkRecall"] == PARKER


def test_one_extension_for_many_and_swaps(organization: Organization, alaska: str) -> None:
    desks = [organization.call_park_extension(alaska, f"Desk {n}", f"90{n:02}") for n in range(20)]
    path = "/callParkExtensions/"
    wanted: list[Request] = [("PUT", path + desk, {"extension": "7777"}) for desk in desks]
    assert Counter(answers(organization, alaska, wanted)) == {204: 1, 409: 19}
    first, second = (organization.call_park_extension(alaska, "Door", extension) for extension in ("9101", "9102"))
    swaps: list[Request] = [("PUT", path + first, {"extension": "9102"}), ("PUT", path + second, {"extension": "9101"})]
    assert Counter(answers(organization, alaska, swaps * 100)) == {409: 200}
