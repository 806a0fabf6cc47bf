"""`callpark serve` as a process: how it starts, what happens to it, and what is left when it ends."""

import asyncio
import os
import signal
import time
from pathlib import Path

import psutil
import pytest
import requests

from callpark.provisioning.access import Role
from callpark.storage.embedded import running_url
from cast import Api, Organization, Server, refusal
from processes import Callpark, command, gone


@pytest.fixture
def data(directory: Path) -> Path:
    return directory / "data"


def started(directory: Path, *options: str) -> Callpark:
    return Callpark("serve", "--port", "0", "--data-dir", str(directory / "data"), *options, log=directory / "log")


def organization_on(url: str, data: Path) -> Organization:
    server = Server(url, running_url(data) or "")
    organization = server.organization()
    admin = Api(server, server.token(organization, Role.FULL))
    return Organization(server, organization, admin, admin)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_a_signal_ends_it_and_all_it_started(directory: Path, number: signal.Signals) -> None:
    with started(directory) as callpark:
        callpark.ready()
        family = callpark.family()
        assert len(family) > 2  # PostgreSQL and its backends
        assert callpark.end(number) == 0
        assert gone(family)


@pytest.mark.parametrize("whom", ["the process", "the process group"])
@pytest.mark.parametrize("workers", ["1", "2"])
def test_killed_it_leaves_no_process_and_no_answered_write_is_lost(
    directory: Path, data: Path, whom: str, workers: str
) -> None:
    with started(directory, "--workers", workers) as callpark:
        organization = organization_on(callpark.ready()["url"], data)
        location = organization.location("Alaska")
        organization.call_park(location, "Reception")
        token = organization.admin.token
        family = callpark.family()
        if whom == "the process":
            callpark.process.kill()
        else:
            os.killpg(callpark.process.pid, signal.SIGKILL)
        assert gone(family)
    with started(directory) as callpark:
        again = Api(Server(callpark.ready()["url"], ""), token)
        parks = again.get(f"/telephony/config/locations/{location}/callParks").json()["callParks"]
        assert [park["name"] for park in parks] == ["Reception"]


def test_killed_at_any_moment_of_its_first_start_it_starts_again(directory: Path) -> None:
    for milliseconds in (150, 400, 700, 1000, 1300, 1600):
        with started(directory) as callpark:
            time.sleep(milliseconds / 1000)
            family = callpark.family()
            os.killpg(callpark.process.pid, signal.SIGKILL)
            assert gone(family)
    with started(directory) as callpark:
        url = callpark.ready()["url"]
        assert requests.get(f"{url}/readyz", timeout=5).status_code == 200


def test_a_second_server_is_refused_and_told_who_holds_the_directory(directory: Path, data: Path) -> None:
    with started(directory) as callpark:
        callpark.ready()
        second = command("serve", "--port", "0", "--data-dir", str(data))
        assert second.returncode == 1
        assert f"process id {callpark.process.pid}" in second.stderr


def test_postgresql_killed_comes_back_by_itself(directory: Path, data: Path) -> None:
    with started(directory) as callpark:
        organization = organization_on(callpark.ready()["url"], data)
        postmaster = next(one for one in callpark.family()[1:] if one.ppid() == callpark.process.pid)
        postmaster.kill()
        seen = set()
        end = time.monotonic() + 20
        while time.monotonic() < end:
            reply = organization.admin.get("/locations")
            seen.add(reply.status_code)
            if reply.status_code == 200 and psutil.pid_exists(callpark.process.pid) and not postmaster.is_running():
                break
            assert refusal(reply)[0] == 503
            assert reply.headers["Retry-After"].isdigit()
            time.sleep(0.05)
        assert organization.admin.get("/locations").status_code == 200
        assert seen <= {200, 503}


def test_a_database_that_does_not_answer_in_time_is_504(directory: Path, data: Path) -> None:
    with started(directory, "--statement-seconds", "0.5") as callpark:
        organization = organization_on(callpark.ready()["url"], data)
        location = organization.location("Alaska")
        locked = organization.server.locked("call_parks")
        with locked:
            path = f"/telephony/config/locations/{location}/callParks"
            body = {"name": "Reception", "recall": {"option": "ALERT_PARKING_USER_ONLY"}}
            for reply in (organization.admin.get(path), organization.admin.post(path, json=body)):
                assert refusal(reply)[0] == 504
                assert reply.headers["Retry-After"] == "1"
        assert organization.admin.get(path).json() == {"callParks": []}


def test_more_waiting_requests_than_the_queue_holds_are_503(directory: Path, data: Path) -> None:
    with started(directory, "--connections", "1", "--most-waiting", "2", "--statement-seconds", "3") as callpark:
        organization = organization_on(callpark.ready()["url"], data)
        location = organization.location("Alaska")
        path = f"/telephony/config/locations/{location}/callParks"

        async def many() -> list[int]:
            return await asyncio.gather(
                *(asyncio.to_thread(lambda: organization.admin.get(path).status_code) for _ in range(8))
            )

        with organization.server.locked("call_parks"):
            statuses = asyncio.run(many())
        assert set(statuses) == {503, 504}
        assert organization.admin.get(path).status_code == 200


def test_two_workers_serve_one_address(directory: Path, data: Path) -> None:
    with started(directory, "--workers", "2") as callpark:
        url = callpark.ready()["url"]
        for _ in range(20):
            assert requests.get(f"{url}/readyz", timeout=5).status_code == 200
        family = callpark.family()
        assert callpark.end(signal.SIGTERM) == 0
        assert gone(family)
