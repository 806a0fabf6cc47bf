"""An answered write is on disk: the process group is killed again and again under writers, and nothing is lost.

Each writer notes what it asked for and what it was told: done, or nothing. After a restart what was answered has to be
there, what was deleted has to be gone, and what was not answered is there wholly or not at all.
"""

import os
import random  # noqa: TID251 – moments of death, not secrets
import signal
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from callpark import ids
from callpark.provisioning.access import Role
from callpark.storage.embedded import running_url
from cast import CALLING, Api, Organization, Server
from processes import Callpark, gone
from promises import Figure

KILLS = int(os.environ.get("CALLPARK_TEST_KILLS", "25"))
WRITERS = 16
PARKER = {"option": "ALERT_PARKING_USER_ONLY"}


@dataclass
class Writer:
    """One client with a line of its own, which its newest call park claims."""

    number: int
    line: str
    there: set[str] = field(default_factory=set)  # answered creates
    gone: set[str] = field(default_factory=set)  # answered deletes
    unknown: set[str] = field(default_factory=set)  # asked for, never answered

    def write(self, api: Api, path: str, stop: threading.Event) -> None:
        count = 0
        while not stop.is_set():
            count += 1
            name = f"writer {self.number} {time.monotonic_ns()}"
            self.unknown.add(name)
            body = {"name": name, "recall": PARKER, "agents": [self.line]}
            try:
                if api.post(path, json=body).status_code != 201:
                    self.unknown.discard(name)
                    continue
                self.unknown.discard(name)
                self.there.add(name)
                if count % 4 == 0 and not stop.is_set():
                    continue  # this one stays and keeps the line until the next round makes room
                self.there.discard(name)
                self.unknown.add(name)
                if api.delete(f"{path}/{ids.call_park_id(name)}").status_code == 204:
                    self.unknown.discard(name)
                    self.gone.add(name)
            except requests.RequestException:
                return

    def make_room(self, api: Api, path: str) -> None:
        """Deletes what holds the line, so that the next round can claim it."""
        for name in sorted(self.there | self.unknown):
            api.delete(f"{path}/{ids.call_park_id(name)}")
        self.gone |= self.there | self.unknown
        self.there, self.unknown = set(), set()


def test_no_answered_write_is_lost(directory: Path, figure: Figure) -> None:
    data = directory / "data"
    chance = random.Random(7)
    arguments = ["serve", "--port", "0", "--data-dir", str(data)]
    with Callpark(*arguments, log=directory / "log") as callpark:
        server = Server(callpark.ready()["url"], running_url(data) or "")
        organization_id = server.organization()
        token = server.token(organization_id, Role.FULL)
        admin = Api(server, token)
        organization = Organization(server, organization_id, admin, admin)
        location = organization.location("Alaska")
        writers = [
            Writer(n, organization.virtual_line(location, f"Line {n}", "x", str(8000 + n))) for n in range(WRITERS)
        ]
    path = f"{CALLING}/locations/{location}/callParks"
    answered = 0
    for _ in range(KILLS):
        with Callpark(*arguments, log=directory / "log") as callpark:
            server = Server(callpark.ready()["url"], "")
            _check(Api(server, token), path, writers)
            for writer in writers:
                writer.make_room(Api(server, token), path)
            _write_until_killed(callpark, server, token, path, writers, chance.uniform(0.05, 0.6))
            answered += sum(len(writer.there) + len(writer.gone) for writer in writers)
    with Callpark(*arguments, log=directory / "log") as callpark:
        _check(Api(Server(callpark.ready()["url"], ""), token), path, writers)
    assert answered > 20 * KILLS  # else the writers did not get to write
    figure(
        "durable", f"{KILLS} kills under {WRITERS} writers: 0 of {answered:,} answered writes lost, undone or half made"
    )


def _write_until_killed(
    callpark: Callpark, server: Server, token: str, path: str, writers: list[Writer], seconds: float
) -> None:
    stop = threading.Event()
    threads = [threading.Thread(target=one.write, args=(Api(server, token), path, stop)) for one in writers]
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    family = callpark.family()
    os.killpg(callpark.process.pid, signal.SIGKILL)
    stop.set()
    for thread in threads:
        thread.join()
    assert gone(family)


def _check(api: Api, path: str, writers: list[Writer]) -> None:
    parks = {park["name"]: park["id"] for park in _all(api, path)}
    for writer in writers:
        assert writer.there <= set(parks), "an answered create was lost"
        assert not writer.gone & set(parks), "an answered delete was undone"
        held = [name for name in writer.there | writer.unknown if name in parks]
        assert len(held) <= 1
        for name in held:
            agents = api.get(f"{path}/{parks[name]}").json()["agents"]
            assert [agent["id"] for agent in agents] == [writer.line], "a call park is half made"
    assert set(parks) <= {name for writer in writers for name in writer.there | writer.unknown}


def _all(api: Api, path: str) -> list[dict[str, Any]]:
    return api.get(path).json()["callParks"]
