"""A standby of PostgreSQL: reads work on it, writes are unavailable, and it takes over when it is promoted."""

import contextlib
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from keepers import answers, ask, postmaster_of, socket_directory_of, wait_until

from callpark.errors import Unavailable
from callpark.storage.postgres_binaries import SOCKET, Account
from cast import CALLING, Api, Organization, Server, refusal
from processes import Callpark
from serving import organization_on, started

PARKER = {"option": "ALERT_PARKING_USER_ONLY"}


@dataclass
class Pair:
    """A server with its PostgreSQL, and a standby of that."""

    callpark: Callpark
    organization: Organization
    sockets: tuple[Path, Path]

    @property
    def standby_url(self) -> str:
        return f"postgresql://callpark@/callpark?host={self.sockets[1]}&port=5432"

    def follow(self) -> None:
        """Waits until the standby has all that the primary has."""
        here = ask(self.organization.server.database_url, "SELECT pg_current_wal_lsn()::text")
        wait_until(lambda: ask(self.standby_url, f"SELECT pg_last_wal_replay_lsn() >= '{here}'"), 10)


@pytest.fixture
def pair(directory: Path) -> Iterator[Pair]:
    data, standby = directory / "data", directory / "standby"
    with started(directory) as callpark:
        organization = organization_on(callpark.ready()["url"], data)
        with standby_of(data, standby):
            yield Pair(callpark, organization, (socket_directory_of(data), standby))


@contextlib.contextmanager
def standby_of(data: Path, standby: Path) -> Iterator[None]:
    account, programs = Account.for_data(data / "postgres"), Path(postmaster_of(data).exe()).parent
    standby.mkdir(0o700)
    os.chown(standby, account.uid, account.gid)
    copying = ("-h", socket_directory_of(data), "-U", "callpark", "-D", standby, "-R", "-c", "fast")
    copied = account.run(programs / "pg_basebackup", *copying)
    assert copied.returncode == 0, copied.stdout
    (standby / f"{SOCKET}.lock").unlink()  # the primary's, whose socket lies among its data
    settings = ("listen_addresses=", f"unix_socket_directories={standby}", "max_standby_streaming_delay=0")
    options = [word for setting in settings for word in ("-c", setting)]
    with (standby.parent / "standby.log").open("wb") as log:
        process = account.spawn(programs / "postgres", "-D", standby, *options, stderr=log)
    try:
        url = f"postgresql://callpark@/callpark?host={standby}&port=5432"
        wait_until(lambda: answers(url, "SELECT pg_is_in_recovery()"), 20)
        yield
    finally:
        process.kill()
        process.wait(10)


def test_reads_work_on_a_standby_and_writes_are_503(pair: Pair, directory: Path) -> None:
    organization, path = pair.organization, f"{CALLING}/locations/{pair.organization.location()}/callParks"
    made = organization.admin.post(path, json={"name": "Reception", "recall": PARKER}).json()["id"]
    pair.follow()
    where = ("--port", "0", "--database-url", pair.standby_url)
    with Callpark("serve", *where, log=directory / "log-of-standby") as callpark:
        base = callpark.ready()["url"]
        there = Api(Server(base, pair.standby_url), organization.admin.token)
        assert [park["name"] for park in there.get(path).json()["callParks"]] == ["Reception"]
        assert there.get(f"{path}/availableUsers").json() == {"agents": []}
        for read in (path, f"{path}/{made}", f"{path}/settings", "/locations", "/people", "/people/me"):
            assert there.get(read).json() == organization.admin.get(read).json(), read
        for reply in (
            there.post(path, json={"name": "Other", "recall": PARKER}),
            there.put(f"{path}/{made}", json={"name": "Renamed"}),
            there.delete(f"{path}/{made}"),
        ):
            assert (refusal(reply)[0], reply.headers["Retry-After"]) == (503, "1")
        assert requests.get(f"{base}/readyz", timeout=5).status_code == 200


def test_a_read_that_is_in_the_way_of_the_primary_is_unavailable(pair: Pair) -> None:
    """PostgreSQL ends it as a failed serialization: asked again it works."""
    standby = Server("", pair.standby_url)
    with ThreadPoolExecutor(1) as other:
        asked = other.submit(standby.execute, "SELECT pg_sleep(4), count(*) FROM locations")
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
        wait_until(lambda: ask(pair.standby_url, waiting) == 1)
        pair.organization.server.execute("BEGIN; LOCK TABLE locations; COMMIT")
        with pytest.raises(Unavailable):
            asked.result()


def test_a_promoted_standby_takes_over(pair: Pair, directory: Path) -> None:
    """A URL that names both always leads to the one that takes writes."""
    path = f"{CALLING}/locations/{pair.organization.location()}/callParks"
    hosts = ",".join(str(socket) for socket in reversed(pair.sockets))
    url = f"postgresql://callpark@/callpark?host={hosts}&port=5432,5432&target_session_attrs=primary"
    with Callpark("serve", "--port", "0", "--database-url", url, log=directory / "log-of-both") as callpark:
        there = Api(Server(callpark.ready()["url"], url), pair.organization.admin.token)

        def created(name: str) -> int:
            return there.post(path, json={"name": name, "recall": PARKER}).status_code

        assert created("Before") == 201
        pair.follow()
        pair.callpark.process.terminate()
        pair.callpark.process.wait(20)
        assert created("Meanwhile") == 503
        assert ask(pair.standby_url, "SELECT pg_promote()")
        wait_until(lambda: created("After") == 201)
        assert [park["name"] for park in there.get(path).json()["callParks"]] == ["After", "Before"]
