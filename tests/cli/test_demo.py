"""`callpark demo`: the first thing a newcomer meets, with the examples of the API's reference pages."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from callpark import ids
from callpark.cli.first_steps import first_steps
from callpark.provisioning.access import Role, scopes_of
from cast import CALLING, Api, Server, refusal
from processes import Callpark, gone, new_directory

# Get available agents, the reference page's example with ?name=John.
AVAILABLE = {
    "agents": [
        {
            "id": "Y2lzY29zcGFyazovL3VzL1BFT1BMRS80NDVkMzMzMC1mNjE3LTExZWItOWQyZS01NzViODE3ZGE2NmE",
            "firstName": "John",
            "lastName": "Brown",
            "displayName": "John Brown",
            "type": "PEOPLE",
            "email": "john.brown@example.com",
            "numbers": [
                {
                    "external": "+19075552859",
                    "extension": "8080",
                    "routingPrefix": "1234",
                    "esn": "12348080",
                    "primary": "true",
                }
            ],
        },
        {
            "id": "Y2lzY29zcGFyazovL3VzL1BFT1BMRS83MGY2MzYzMC1mZjlmLTExZWItODU5YS0xZjhiYjRjNzc1MWQ",
            "firstName": "John",
            "lastName": "Smith",
            "displayName": "John Smith",
            "type": "PEOPLE",
            "email": "john.smith@example.com",
            "numbers": [
                {
                    "external": "+19075553859",
                    "extension": "8081",
                    "routingPrefix": "1234",
                    "esn": "12348081",
                    "primary": "true",
                }
            ],
        },
    ]
}
# Create a call park, the reference page's example; its call park extension's id is malformed.
CREATE = {
    "name": "technical support - insurance - customer 1",
    "recall": {
        "huntGroupId": "Y2lzY29zcGFyazovL3VzL0hVTlRfR1JPVVAv"
        "ZEdWamFHNXBZMkZzTFhOMWNIQnZjblF0TlRVMU9EWTNOVE13T1VCbmJXRnBiQzVqYjIwPQ",
        "option": "ALERT_PARKING_USER_FIRST_THEN_HUNT_GROUP",
    },
    "agents": [
        "Y2lzY29zcGFyazovL3VzL1BFT1BMRS80NDVkMzMzMC1mNjE3LTExZWItOWQyZS01NzViODE3ZGE2NmE",
        "Y2lzY29zcGFyazovL3VzL1BFT1BMRS83MGY2MzYzMC1mZjlmLTExZWItODU5YS0xZjhiYjRjNzc1MWQ",
    ],
    "parkOnAgentsEnabled": False,
    "callParkExtensions": ["Y3lzY29zcGFyazovL3VzL1BFT1BMRS83MGY2MzYzMC1mZjlmLTExZWItODU5YS0xZjhiYjRjNzc2MWQ"],
}

DOCUMENTED_ID = (
    "Y2lzY29zcGFyazovL3VzL0NBTExfUEFSSy9kR1ZqYUc1cFkyRnNJSE4xY0hCdmNuUWdMU0JwYm5OMWNtRnVZMlVnTFNCamRYTjBiMjFsY2lBeA=="
)


@pytest.fixture(scope="module")
def demo() -> Iterator[dict[str, Any]]:
    with new_directory() as path, Callpark("demo", "--port", "0", log=path / "log") as callpark:
        yield callpark.ready()


@pytest.fixture(scope="module")
def admin(demo: dict[str, Any]) -> Api:
    return Api(Server(demo["url"], ""), demo["tokens"]["full-admin"])


@pytest.fixture(scope="module")
def alaska(admin: Api) -> str:
    (location,) = admin.get(f"{CALLING}/locations", params={"name": "Alaska"}).json()["locations"]
    assert location["routingPrefix"] == "1234"
    return location["id"]


def test_it_says_where_and_with_what(demo: dict[str, Any]) -> None:
    assert set(demo) == {"url", "organization", "tokens"}
    assert set(demo["tokens"]) == {"full-admin", "read-only-admin", "location-admin", "partner-admin"}
    for token in demo["tokens"].values():
        me = Api(Server(demo["url"], ""), token).get("/people/me").json()
        assert me["orgId"] == demo["organization"]
    assert not any("write" in scope for scope in scopes_of(Role.READ_ONLY))


def test_it_has_the_test_mode(demo: dict[str, Any], admin: Api) -> None:
    reply = admin.get("/locations", headers={"callpark-fault": "status=429, retryAfter=2"})
    assert (reply.status_code, reply.headers["retry-after"]) == (429, "2")
    assert (
        requests.post(f"{demo['url']}/testing/faults", json={"status": 503, "times": 1}, timeout=5).status_code == 204
    )
    assert [admin.get("/locations").status_code for _ in range(2)] == [503, 200]
    page = requests.get(f"{demo['url']}/testing", timeout=5)
    assert page.status_code == 200
    assert "fault: status 503" in page.text
    moved = requests.put(f"{demo['url']}/testing/clock", json={"advanceSeconds": 3600}, timeout=5)
    assert moved.json()["set"] is True
    assert requests.delete(f"{demo['url']}/testing/clock", timeout=5).status_code == 204
    assert requests.get(f"{demo['url']}/admin/sign-in", timeout=5).status_code == 200


def test_a_seed_makes_the_same_new_ids(directory: Path) -> None:
    made = []
    for seed in ("42", "42", "43"):
        with Callpark("demo", "--port", "0", "--seed", seed, log=directory / "log") as callpark:
            told = callpark.ready()
            admin = Api(Server(told["url"], ""), told["tokens"]["full-admin"])
            made.append(admin.post("/workspaces", json={"displayName": "New"}).json()["id"])
    assert made[0] == made[1] != made[2]


def test_the_reference_pages_examples(admin: Api, alaska: str) -> None:
    parks = f"{CALLING}/locations/{alaska}/callParks"
    assert admin.get(f"{parks}/availableUsers", params={"name": "John"}).json() == AVAILABLE
    status, _, message = refusal(admin.post(parks, json=CREATE))
    assert (status, "callParkExtensions[0]" in message) == (400, True)
    extensions = admin.get(f"{CALLING}/callParkExtensions", params={"locationId": alaska}).json()
    free = extensions["callParkExtensions"][0]["id"]
    reply = admin.post(parks, json=CREATE | {"callParkExtensions": [free]})
    assert reply.status_code == 201, reply.text
    assert reply.json() == {"id": DOCUMENTED_ID}
    details = admin.get(f"{parks}/{reply.json()['id']}").json()
    assert details["agents"] == AVAILABLE["agents"]
    assert details["recall"] == CREATE["recall"] | {"huntGroupName": "Technical Support"}
    assert admin.get(f"{parks}/availableUsers", params={"name": "John"}).json() == {"agents": []}
    own = {"name": "John", "callParkName": CREATE["name"]}
    assert admin.get(f"{parks}/availableUsers", params=own).json() == AVAILABLE
    assert admin.delete(f"{parks}/{reply.json()['id']}").status_code == 204


def test_it_is_believable(admin: Api) -> None:
    locations = admin.get(f"{CALLING}/locations").json()["locations"]
    assert len(locations) == 3
    lines = []
    for location in locations:
        params = {"callParkName": f"{location['name']} Front Desk"}
        path = f"{CALLING}/locations/{location['id']}/callParks/availableUsers"
        lines += admin.get(path, params=params).json()["agents"]
    kinds = {kind: sum(line["type"] == kind for line in lines) for kind in ("PEOPLE", "PLACE", "VIRTUAL_LINE")}
    assert 180 <= len(lines) <= 220
    assert all(count >= 20 for count in kinds.values()), kinds
    numbers = [number for line in lines for number in line["numbers"]]
    assert any(number["primary"] == "false" for number in numbers)
    assert any("external" not in number for number in numbers)
    assert len({line["displayName"] for line in lines}) == len(lines)
    assert sum("john" in line["displayName"].lower() for line in lines) == 2
    assert len(admin.get(f"{CALLING}/huntGroups").json()["huntGroups"]) == 6
    assert len(admin.get(f"{CALLING}/callParkExtensions").json()["callParkExtensions"]) == 18


def test_the_same_ids_but_no_shared_secret_at_every_start(demo: dict[str, Any], admin: Api) -> None:
    with new_directory() as path, Callpark("demo", "--port", "0", log=path / "log") as callpark:
        again = callpark.ready()
        other = Api(Server(again["url"], ""), again["tokens"]["full-admin"])
        assert again["organization"] == demo["organization"]
        assert not set(again["tokens"].values()) & set(demo["tokens"].values())
        for path_ in (f"{CALLING}/locations", f"{CALLING}/huntGroups", f"{CALLING}/callParkExtensions"):
            assert other.get(path_).json() == admin.get(path_).json()


def test_a_data_directory_keeps_it_and_old_tokens_end(directory: Path) -> None:
    tokens = []
    for start in range(2):
        where = ["--data-dir", str(directory / "data")]
        with Callpark("demo", "--port", "0", *where, log=directory / "log") as callpark:
            told = callpark.ready()
            tokens.append(told["tokens"]["full-admin"])
            clock = requests.put(f"{told['url']}/testing/clock", json={"advanceSeconds": 60}, timeout=5)
            assert clock.status_code == 403, "what is kept is dated right"
            admin = Api(Server(told["url"], ""), tokens[-1])
            location = admin.get(f"{CALLING}/locations", params={"name": "Oregon"}).json()["locations"][0]["id"]
            parks = f"{CALLING}/locations/{location}/callParks"
            if start == 0:
                body = {"name": "Mine", "recall": {"option": "ALERT_PARKING_USER_ONLY"}}
                assert admin.post(parks, json=body).status_code == 201
            assert "Mine" in [park["name"] for park in admin.get(parks).json()["callParks"]]
            if start:
                assert refusal(Api(Server(told["url"], ""), tokens[0]).get(parks))[0] == 401


def test_ctrl_c_ends_it_and_removes_its_data(directory: Path) -> None:
    environment = {"TMPDIR": str(directory)}
    with Callpark("demo", "--port", "0", log=directory / "log", **environment) as callpark:
        callpark.ready()
        family = callpark.family()
        assert callpark.end(signal.SIGINT) == 0
        assert gone(family)
    assert [path.name for path in directory.iterdir()] == ["log"]


def test_it_removes_what_a_killed_one_left(directory: Path) -> None:
    environment = {"TMPDIR": str(directory)}
    with Callpark("demo", "--port", "0", log=directory / "log", **environment) as callpark:
        callpark.ready()
        family = callpark.family()
        os.killpg(callpark.process.pid, signal.SIGKILL)
        assert gone(family)
    (left,) = directory.glob("callpark-demo-*")
    os.utime(left, (0, 0))
    with Callpark("demo", "--port", "0", log=directory / "log", **environment) as callpark:
        callpark.ready()
        assert not left.exists()
        assert len(list(directory.glob("callpark-demo-*"))) == 1


@pytest.mark.skipif(not shutil.which("curl"), reason="no curl")
def test_what_it_prints_can_be_pasted(directory: Path) -> None:
    log = directory / "log"
    with Callpark("demo", "--port", "0", log=log, json_output=False) as callpark:
        assert callpark.process.stdout
        text = callpark.process.stdout.readline()
        while "available_agents(location)])" not in text:
            text += callpark.process.stdout.readline()
        curls = re.findall(r"^  (curl .*?)(?:\n\n)", text, re.MULTILINE | re.DOTALL)
        assert len(curls) == 2
        answers = [
            subprocess.run(curl, shell=True, capture_output=True, text=True, check=True).stdout for curl in curls
        ]
        assert "John Brown" in answers[0]
        assert answers[1].startswith('{"id":')
        code = text[text.index("from wxc_sdk") :]
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr
        created, left = done.stdout.strip().splitlines()
        assert created == str({"id": ids.call_park_id("Back office")})
        assert "William" not in left
        assert len(left.split(",")) > 60
        url = text.split()[2]
        assert requests.get(f"{url}/livez", timeout=5).status_code == 200


def test_every_token_is_listed() -> None:
    text = first_steps("http://x", "o", {role: f"token-of-{role}" for role in Role})
    assert all(f"token-of-{role}" in text for role in Role)
