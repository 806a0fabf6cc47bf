"""Many at once who change lines: extensions and numbers are used once, nobody waits for ever, all views agree."""

import asyncio
from collections import Counter
from typing import Any

import aiohttp

from cast import CALLING, Organization
from pgbouncer import DIRECTLY_AND_POOLED

pytestmark = DIRECTLY_AND_POOLED

CHANGES, CONNECTIONS = 300, 50
NUMBERS = [f"+1907555010{n}" for n in range(4)]
EXTENSIONS = [f"100{n}" for n in range(6)]


def at_once(organization: Organization, requests: list[tuple[str, str, dict[str, Any]]]) -> Counter[int]:
    """How often each status was answered to all of `requests`: method, path and body."""

    async def work() -> list[int]:
        connector = aiohttp.TCPConnector(limit=CONNECTIONS)
        headers = {"Authorization": f"Bearer {organization.admin.token}"}
        async with aiohttp.ClientSession(connector=connector, headers=headers) as session:

            async def send(method: str, path: str, body: dict[str, Any]) -> int:
                async with session.request(method, organization.admin.base + path, json=body) as reply:
                    await reply.read()
                    return reply.status

            return await asyncio.gather(*(send(*request) for request in requests))

    return Counter(asyncio.run(work()))


def test_lines_that_swap_extensions_and_numbers(organization: Organization) -> None:
    location = organization.location()
    organization.numbers(location, *NUMBERS)
    people = [organization.person(location, f"P{n} Park", EXTENSIONS[n]) for n in range(3)]
    line, group = organization.virtual_line(location, "Vera", "Line", "1003"), organization.hunt_group(location)
    park = organization.call_park(location, "Sales", agents=[*people, line])
    license, requests = organization.calling_license(), []
    for n in range(CHANGES):
        extension, numbers = EXTENSIONS[n * 7 % 5 + n % 2], [NUMBERS[n % 4], NUMBERS[(n * 5 + 1 + n // 4) % 4]]
        of_line = {"extension": extension, "phoneNumber": numbers[0]}
        if n % 5 == 0:
            requests.append(("PUT", f"{CALLING}/virtualLines/{line}", of_line))
        elif n % 5 == 1:
            requests.append(("PUT", f"{CALLING}/locations/{location}/huntGroups/{group}", of_line))
        else:
            which = n % 5 - 2
            work = [{"type": "work", "value": number} for number in numbers[: n // 5 % 3]]
            person = {"emails": [f"p{which}.park@example.com"], "displayName": f"P{n}", "phoneNumbers": work}
            requests.append(
                ("PUT", f"/people/{people[which]}", person | {"extension": extension, "licenses": [license]})
            )
    statuses = at_once(organization, requests)
    assert set(statuses) <= {200, 204, 409}, statuses
    assert statuses[200] > 10
    agents = organization.reader.get(f"{CALLING}/locations/{location}/callParks/{park}").json()["agents"]
    assert [agent["id"] for agent in agents] == [*people, line]
    for agent in agents[:3]:
        person = organization.reader.get(f"/people/{agent['id']}", params={"callingData": "true"}).json()
        assert agent["displayName"] == person["displayName"]
        assert agent["numbers"][0]["extension"] == person["extension"]
        work = [number["value"] for number in person["phoneNumbers"] if number["type"] == "work"]
        assert [number["external"] for number in agent["numbers"] if "external" in number] == work
    entries = organization.reader.get(f"{CALLING}/numbers").json()["phoneNumbers"]
    used = [entry["extension"] for entry in entries if "extension" in entry]
    assert len(used) == len(set(used)) == 5


def test_a_license_that_comes_and_goes_while_call_parks_claim_the_line(organization: Organization) -> None:
    location = organization.location()
    alice = organization.person(location, "Alice Park", "1001")
    license, requests = organization.calling_license(), []
    for n in range(CHANGES):
        change: dict[str, Any] = {"id": license, "operation": "remove"}
        if n % 4 == 1:
            change = {"id": license, "properties": {"locationId": location, "extension": "1001"}}
        if n % 2:
            body = {"name": f"Park {n}", "recall": {"option": "ALERT_PARKING_USER_ONLY"}, "agents": [alice]}
            requests.append(("POST", f"{CALLING}/locations/{location}/callParks", body))
        requests.append(("PATCH", "/licenses/users", {"personId": alice, "licenses": [change]}))
    statuses = at_once(organization, requests)
    assert set(statuses) <= {200, 201, 400, 409}
    give = {"id": license, "properties": {"locationId": location, "extension": "1001"}}
    assert organization.admin.patch("/licenses/users", json={"personId": alice, "licenses": [give]}).status_code == 200
    path = f"{CALLING}/locations/{location}/callParks"
    parks = [park["id"] for park in organization.reader.get(path).json()["callParks"]]
    holders = [park for park in parks if organization.reader.get(f"{path}/{park}").json()["agents"]]
    free = organization.reader.get(f"{path}/availableUsers").json()["agents"]
    assert len(holders) + len(free) == 1
