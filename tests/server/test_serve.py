"""`callpark serve` as a process: how it starts, what happens to it, and what is left when it ends."""

import os
import signal
import time
from pathlib import Path

import pytest
import requests

from cast import Api, Server
from processes import Callpark, command, gone
from promises import Figure
from serving import organization_on, started


@pytest.fixture
def data(directory: Path) -> Path:
    return directory / "data"


def test_settings_from_the_environment(directory: Path, data: Path) -> None:
    """On a new directory too, which is migrated by a process of its own."""
    with Callpark("serve", log=directory / "log", CALLPARK_DATA_DIR=str(data), CALLPARK_PORT="0") as callpark:
        assert requests.get(callpark.ready()["url"] + "/readyz", timeout=5).status_code == 200
    assert data.is_dir()


def test_what_it_says_is_said_at_once(directory: Path) -> None:
    """Also to a file, and while Python would still keep it to itself."""
    with Callpark(
        "serve", "--port", "0", "--data-dir", str(directory / "data"), log=directory / "log", json_output=False,
        PYTHONUNBUFFERED="",
    ) as callpark:  # fmt: skip
        assert callpark.process.stdout
        assert "http://127.0.0.1:" in callpark.process.stdout.readline()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_a_signal_ends_it_and_all_it_started(directory: Path, number: signal.Signals) -> None:
    with started(directory) as callpark:
        callpark.ready()
        family = callpark.family()
        assert len(family) > 2  # PostgreSQL and its backends
        callpark.process.send_signal(number)
        assert callpark.end(number) == 0  # twice, as impatient people do
        assert gone(family)
    assert callpark.log.read_text() == ""


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


def test_of_two_that_start_at_once_one_serves_and_the_other_says_why(directory: Path, figure: Figure) -> None:
    rounds = 4
    for _ in range(rounds):
        with started(directory) as one, started(directory) as other:
            both = [one, other]
            deadline = time.monotonic() + 60
            while all(callpark.process.poll() is None for callpark in both):
                assert time.monotonic() < deadline
                time.sleep(0.05)
            (loser,) = [callpark for callpark in both if callpark.process.poll() is not None]
            (winner,) = [callpark for callpark in both if callpark is not loser]
            assert loser.process.returncode == 1
            assert requests.get(f"{winner.ready()['url']}/readyz", timeout=5).status_code == 200
    assert f"process id {winner.process.pid}" in loser.log.read_text()
    figure("one-keeper", f"two servers started at once on one directory, {rounds} times: one served each time")


def test_two_workers_serve_one_address(directory: Path, data: Path) -> None:
    with started(directory, "--workers", "2") as callpark:
        url = callpark.ready()["url"]
        for _ in range(20):
            assert requests.get(f"{url}/readyz", timeout=5).status_code == 200
        family = callpark.family()
        assert callpark.end(signal.SIGTERM) == 0
        assert gone(family)
