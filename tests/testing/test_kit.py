"""The kit: organizations, what is in them, tokens, ids that are the same in every run, and the clock."""

import asyncio
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import psutil
import pytest
import requests
from wxc_sdk import WebexSimpleApi
from wxc_sdk.rest import RestError, RestSession

from callpark import testing
from callpark.storage.testing import OWNED
from callpark.testing import Callpark, Refused
from cast import Server
from processes import gone
from promises import Figure


def filled(callpark: Callpark) -> dict[str, str]:
    """One of everything, each in one line."""
    alice = callpark.person("Alice Doe", number="+19075552859")
    lobby = callpark.workspace("Lobby")
    sales = callpark.virtual_line("Sales Line")
    support = callpark.hunt_group("Support", agents=[alice, sales])
    slot = callpark.call_park_extension("Slot 1", extension="9001")
    park = callpark.call_park("Front desk", agents=[lobby, alice], hunt_group=support, extensions=[slot])
    things = [callpark.location(), alice, lobby, sales, support, slot, park]
    return {thing.name: thing.id for thing in things}


def test_one_of_everything(callpark: Callpark) -> None:
    made = filled(callpark)
    api = WebexSimpleApi()
    (location,) = api.telephony.locations.list()
    (park,) = api.telephony.callpark.list(location.location_id)
    details = api.telephony.callpark.details(location.location_id, park.callpark_id)
    assert [agent.display_name for agent in details.agents or ()] == ["Lobby", "Alice Doe"]
    assert details.recall
    assert details.recall.hunt_group_name == "Support"
    assert [one.extension for one in details.call_park_extensions or ()] == ["9001"]
    (sales,) = api.telephony.callpark.available_agents(location.location_id)
    assert (sales.agent_id, sales.numbers[0].esn) == (made["Sales Line"], "80002003")
    assert callpark.journal[0].method == "GET", "what prepares a test is not in its journal"


def test_more_than_one_location(callpark: Callpark) -> None:
    alaska = callpark.location("Alaska", prefix="1234", numbers=["+19075552000"])
    bob = callpark.person("Bob Roe", location=alaska, extension="7001", email="bob@acme.example")
    park = callpark.call_park("Desk", agents=[bob.id], location=alaska.id, recall="ALERT_PARKING_USER_ONLY")
    details = callpark.request("GET", f"/telephony/config/locations/{alaska}/callParks/{park}")
    (agent,) = details["agents"]
    assert (agent["email"], agent["numbers"][0]["esn"]) == ("bob@acme.example", "12347001")
    assert len(callpark.request("GET", "/telephony/config/locations")["locations"]) == 1


def test_what_is_refused_says_why(callpark: Callpark) -> None:
    callpark.call_park("Desk")
    with pytest.raises(Refused, match=r"POST .* was answered 409: name: a call park named 'Desk' exists") as caught:
        callpark.call_park("Desk")
    assert caught.value.status == 409


def test_a_token_for_each_role(callpark: Callpark) -> None:
    head_office, elsewhere = callpark.location(), callpark.location("Elsewhere")

    def outcome(token: str, location: Any) -> int:
        try:
            WebexSimpleApi(tokens=token).telephony.callpark_extension.create(location.id, "Slot", str(next(extensions)))
        except RestError as error:
            return error.response.status_code
        return 201

    extensions = iter(range(9001, 9999))
    assert outcome(callpark.token(), head_office) == 201
    assert outcome(callpark.token("read-only-admin"), head_office) == 403
    assert outcome(callpark.token("location-admin"), head_office) == 201
    assert outcome(callpark.token("location-admin"), elsewhere) == 403
    assert outcome(callpark.token("location-admin", locations=[elsewhere]), elsewhere) == 201
    assert outcome(callpark.token(scopes=["spark-admin:telephony_config_read"]), head_office) == 403
    assert callpark.token() == callpark.token()


@pytest.mark.parametrize("number", range(2))
def test_each_test_begins_empty(callpark: Callpark, number: int) -> None:
    assert callpark.request("GET", "/telephony/config/locations")["locations"] == []
    assert len(callpark.journal) == 0
    made = filled(callpark)
    created = callpark.request("GET", f"/people/{made['Alice Doe']}")["created"]
    assert abs(datetime.fromisoformat(created) - datetime.now(UTC)) < timedelta(minutes=1), "PostgreSQL's clock runs"
    callpark.fail(500)
    callpark.clock.set("2030-01-01T00:00:00Z")


def test_two_organizations_do_not_see_each_other(callpark: Callpark) -> None:
    other = callpark.organization("Other")
    slot = other.call_park_extension("Slot", extension="9001")
    assert callpark.request("GET", "/telephony/config/callParkExtensions")["callParkExtensions"] == []
    path = f"/telephony/config/locations/{callpark.location()}/callParkExtensions/{slot}"
    with pytest.raises(Refused, match="404"):
        callpark.request("GET", path)


def test_wxc_sdk_is_let_go_again() -> None:
    assert RestSession.BASE == "https://webexapis.com/v1"


# --- without pytest ----------------------------------------------------------------------------------------------


def test_without_pytest_and_without_a_trace() -> None:
    before = set(psutil.Process().children(recursive=True))
    with testing.server(name="Acme") as callpark:
        filled(callpark)
        assert callpark.request("GET", "/organizations")["items"][0]["displayName"] == "Acme"
        family = [one for one in psutil.Process().children(recursive=True) if one not in before]
        assert any("postgres" in one.name() for one in family)
        heard = [one.laddr for each in family for one in each.net_connections() if one.status == psutil.CONN_LISTEN]
        assert [f"http://{address.ip}:{address.port}" for address in heard] == [callpark.url]
        assert callpark.url.startswith("http://127.0.0.1:")
    assert gone(family)


WAITING = """
import time
from callpark import testing
with testing.server() as callpark:
    print("ready", flush=True)
    time.sleep(99)
"""


def test_it_ends_with_whoever_started_it() -> None:
    with subprocess.Popen([sys.executable, "-c", WAITING], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        family = psutil.Process(process.pid).children(recursive=True)
        assert len(family) > 3
        process.kill()
    assert gone(family, seconds=20)


def test_a_server_that_can_not_start_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLPARK_POSTGRES_BIN", "/nowhere")
    with pytest.raises(testing.CannotStart, match="/nowhere"), testing.server():
        pass


# --- the same in every run ---------------------------------------------------------------------------------------


def test_the_same_seed_makes_the_same_ids(figure: Figure) -> None:
    made = []
    for seed in (42, 42, 43, None):
        with testing.server(seed=seed) as callpark:
            first = filled(callpark) | {"organization": callpark.organization_id}
            events = callpark.request("GET", f"/adminAudit/events?{period()}")["items"]
            first["events"] = str([event["id"] for event in events])
            callpark.start_anew()
            again = filled(callpark) | {"organization": callpark.organization_id, "events": first["events"]}
            assert (again == first) == (seed is not None), "a test that begins anew finds the same ids"
            made.append(first)
    assert made[0] == made[1]
    for other in made[2:]:
        same = {name for name in made[0] if made[0][name] == other[name]}
        assert same == {"Front desk"}, "the id of a call park is its name"
    figure("seed", f"two servers with one seed: {len(made[0])} of {len(made[0])} ids equal; with another or none: 0")


def period(**more: str) -> str:
    now = datetime.now(UTC)
    asked = {"from": now - timedelta(days=1), "to": now + timedelta(days=1)}
    return "&".join(f"{name}={one:%Y-%m-%dT%H:%M:%S}.000Z" for name, one in asked.items())


def test_what_happens_at_the_same_time_does_not_matter(callpark: Callpark) -> None:
    names = [f"Room {number}" for number in range(20)]

    def made(order: list[str]) -> dict[str, str]:
        callpark.start_anew("the same")
        callpark.location()
        with ThreadPoolExecutor(8) as pool:
            work = {
                name: pool.submit(callpark.workspace, name, extension=str(3000 + names.index(name))) for name in order
            }
        return {name: one.result().id for name, one in work.items()}

    assert made(names) == made(names[::-1])


def test_the_same_request_twice_makes_two(callpark: Callpark) -> None:
    body = {"displayName": "Lobby"}
    first, second = (callpark.request("POST", "/workspaces", body)["id"] for _ in range(2))
    assert first != second


def test_all_that_an_organization_owns_is_erased(server: Server) -> None:
    statement = """SELECT table_name FROM information_schema.columns
                   WHERE table_schema = 'public' AND column_name = 'organization_id'"""
    assert {row["table_name"] for row in asyncio.run(_rows(server, statement))} == set(OWNED)


async def _rows(server: Server, statement: str) -> Any:
    return await server._with_database(lambda database: _fetched(database, statement), server.postgres_url)


async def _fetched(database: Any, statement: str) -> Any:
    async with database.connection() as connection:
        return await connection.fetch(statement)


# --- the clock ---------------------------------------------------------------------------------------------------


def test_it_stands_still_once_it_is_set(callpark: Callpark) -> None:
    callpark.clock.set("2030-01-31T08:00:00Z")
    time.sleep(0.01)
    assert callpark.clock.now == datetime(2030, 1, 31, 8, tzinfo=UTC)
    callpark.clock.advance(hours=1, minutes=30)
    callpark.clock.advance(timedelta(days=1))
    assert callpark.clock.now == datetime(2030, 2, 1, 9, 30, tzinfo=UTC)
    callpark.clock.run()
    assert abs(callpark.clock.now - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_token_expires(callpark: Callpark) -> None:
    token = callpark.token("read-only-admin", expires_in_days=1)
    api = WebexSimpleApi(tokens=token)
    callpark.clock.advance(hours=23)
    assert list(api.telephony.locations.list()) == []
    callpark.clock.advance(hours=2)
    with pytest.raises(RestError, match="401"):
        list(api.telephony.locations.list())
    callpark.clock.run()
    assert list(api.telephony.locations.list()) == []


def test_an_idempotency_key_is_forgotten(callpark: Callpark) -> None:
    headers = {"authorization": f"Bearer {callpark.token()}", "idempotency-key": "1"}

    def send() -> Any:
        url, body = f"{callpark.base_url}/workspaces", {"displayName": "Lobby"}
        return requests.post(url, json=body, headers=headers, timeout=10).json()["id"]

    first = send()
    callpark.clock.advance(hours=23)
    assert send() == first
    callpark.clock.advance(hours=2)
    assert send() != first


def test_people_and_events_are_dated_by_it(callpark: Callpark) -> None:
    callpark.clock.set("2030-01-31T08:00:00Z")
    alice = callpark.person("Alice Doe")
    callpark.call_park("Front desk")
    assert callpark.request("GET", f"/people/{alice}")["created"] == "2030-01-31T08:00:00.000Z"
    path = "/adminAudit/events?from=2030-01-31T07:00:00.000Z&to=2030-01-31T09:00:00.000Z"
    events = callpark.request("GET", path)["items"]
    assert {event["created"] for event in events} == {"2030-01-31T08:00:00.000Z"}
    assert "call park" in str(events[0]), "the newest first, although the clock stands still"


@pytest.mark.parametrize("moment", ["2030-01-31T08:00:00", "tomorrow", ""])
def test_a_moment_that_is_none(callpark: Callpark, moment: str) -> None:
    with pytest.raises(Refused, match="moment"):
        callpark.clock.set(moment)


def test_beyond_all_time(callpark: Callpark) -> None:
    with pytest.raises(Refused, match="advanceSeconds"):
        callpark.clock.advance(days=10**7)
