"""What a client sees when the database behind the server fails, and that the server goes on."""

import asyncio
import re
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
import requests

from cast import refusal
from serving import organization_on, started

LOSE_CONNECTIONS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@pytest.fixture
def data(directory: Path) -> Path:
    return directory / "data"


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


def test_lost_connections_are_made_again_whoever_waits_for_one(directory: Path, data: Path) -> None:
    with started(directory, "--connections", "2", "--statement-seconds", "3") as callpark:
        organization = organization_on(callpark.ready()["url"], data)

        def status(_: int) -> int:
            return organization.admin.get("/locations").status_code

        with ThreadPoolExecutor(16) as clients:
            asked = clients.map(status, range(800))
            for _ in range(10):
                organization.server.execute(LOSE_CONNECTIONS)
                time.sleep(0.05)
            assert {200} < set(asked) <= {200, 503}
            assert set(clients.map(status, range(32))) == {200}


def test_a_bug_is_500_and_tells_nothing_of_the_inside(directory: Path, data: Path) -> None:
    with started(directory) as callpark:
        organization = organization_on(callpark.ready()["url"], data)
        organization.server.execute("ALTER TABLE locations RENAME TO elsewhere")
        reply = organization.admin.get("/locations")
        assert refusal(reply)[:2] == (500, 95000)
        assert not re.search("elsewhere|relation|asyncpg", reply.text)
        assert reply.headers["trackingid"] in callpark.log.read_text()
        organization.server.execute("ALTER TABLE elsewhere RENAME TO locations")
        assert organization.admin.get("/locations").status_code == 200


def test_a_schema_of_another_revision_is_not_ready(directory: Path, data: Path) -> None:
    with started(directory) as callpark:
        organization = organization_on(callpark.ready()["url"], data)
        organization.server.execute("UPDATE alembic_version SET version_num = '0000'")
        reply = requests.get(f"{organization.server.url}/readyz", timeout=5)
        assert (reply.status_code, reply.headers["Retry-After"]) == (503, "1")
        assert requests.get(f"{organization.server.url}/livez", timeout=5).status_code == 200
