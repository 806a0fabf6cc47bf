"""`callpark backup` and `restore`: what was answered before is in it, and a restore is whole or has not been."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from callpark import ids
from callpark.provisioning.access import Role
from callpark.storage.backup import back_up
from callpark.storage.embedded import running_url
from callpark.storage.migrations import HEAD
from cast import CALLING, Api, Organization, Server
from every_change import ALERT
from processes import COMMAND, Callpark, answer, command, new_directory
from promises import Figure
from serving import organization_on, started

SECONDS = float(os.environ.get("CALLPARK_TEST_BACKUP_SECONDS", "2"))
WRITERS = 8


class Writer(threading.Thread):
    """Creates call parks, each with a line of its own, and deletes every third; knows what was answered."""

    def __init__(self, organization: Organization, location: str, number: int) -> None:
        super().__init__(daemon=True)
        self.organization, self.number = organization, number
        self.path = f"{CALLING}/locations/{location}/callParks"
        self.there: list[str] = []
        self.gone: list[str] = []
        self.stop = threading.Event()

    def run(self) -> None:
        api = Api(self.organization.server, self.organization.admin.token)
        count = 0
        while not self.stop.is_set():
            count += 1
            name = f"writer {self.number} park {count}"
            assert api.post(self.path, json={"name": name, "recall": ALERT}).status_code == 201
            if count % 3:
                self.there.append(name)
                continue
            assert api.delete(f"{self.path}/{ids.call_park_id(name)}").status_code == 204
            self.gone.append(name)


def names(server: Server, token: str, location: str) -> set[str]:
    """Of all pages."""
    api, found = Api(server, token), set()
    url: str | None = f"{CALLING}/locations/{location}/callParks"
    while url:
        reply = api.get(url)
        found |= {park["name"] for park in reply.json()["callParks"]}
        url = reply.links.get("next", {}).get("url")
    return found


def test_a_backup_under_load_has_all_that_was_answered_before(directory: Path, figure: Figure) -> None:
    file, other = directory / "backup", directory / "other"
    with started(directory) as callpark:
        organization = organization_on(callpark.ready()["url"], directory / "data")
        location = organization.location()
        writers = [Writer(organization, location, number) for number in range(WRITERS)]
        for writer in writers:
            writer.start()
        time.sleep(SECONDS)
        there = {name for writer in writers for name in list(writer.there)}
        gone = {name for writer in writers for name in list(writer.gone)}
        made = answer("backup", str(file), "--data-dir", str(directory / "data"))
        for writer in writers:
            writer.stop.set()
        for writer in writers:
            writer.join()
        after = {name for writer in writers for name in writer.there + writer.gone}
    assert made["bytes"] == file.stat().st_size > 1000
    assert file.stat().st_mode & 0o777 == 0o600
    answer("restore", str(file), "--data-dir", str(other))
    with Callpark("serve", "--port", "0", "--data-dir", str(other), log=directory / "log") as callpark:
        restored = names(Server(callpark.ready()["url"], ""), organization.admin.token or "", location)
    assert there <= restored
    assert not gone & restored
    assert restored <= there | after
    assert len(there) > 5 * WRITERS
    figure(
        "backup",
        f"under {WRITERS} writers: all {len(there):,} creates and {len(gone):,} deletes answered before are in it",
    )


@pytest.fixture(scope="module")
def kept() -> Iterator[tuple[Organization, str, Path]]:
    """An organization with a location and a call park, stored in a directory where nothing runs, and its backup.

    Every test leaves it as it was.
    """
    with new_directory() as directory:
        with started(directory) as callpark:
            organization = organization_on(callpark.ready()["url"], directory / "data")
            location = organization.location()
            line = organization.virtual_line(location, "Sales", "Line", "8001")
            organization.call_park(location, "Reception", agents=[line])
        answer("backup", str(directory / "backup"), "--data-dir", str(directory / "data"))
        yield organization, location, directory


def served(directory: Path, organization: Organization, location: str) -> Any:
    with started(directory) as callpark:
        server = Server(callpark.ready()["url"], "")
        api = Api(server, organization.admin.token)
        path = f"{CALLING}/locations/{location}/callParks"
        return [api.get(f"{path}/{park['id']}").json() for park in api.get(path).json()["callParks"]]


def test_what_is_there_is_replaced_only_when_that_is_meant(kept: tuple[Organization, str, Path]) -> None:
    organization, location, directory = kept
    data, file = str(directory / "data"), str(directory / "backup")
    before = served(directory, organization, location)
    with started(directory) as callpark:
        organization.admin.base = callpark.ready()["url"] + "/v1"
        organization.call_park(location, "Later")
        busy = command("restore", file, "--force", "--data-dir", data)
        assert (busy.returncode, str(callpark.process.pid) in busy.stderr) == (1, True)
    refused = command("restore", file, "--data-dir", data)
    assert (refused.returncode, "organizations" in refused.stderr, "--force" in refused.stderr) == (1, True, True)
    assert len(served(directory, organization, location)) == 2
    answer("restore", file, "--force", "--data-dir", data)
    assert served(directory, organization, location) == before
    again = command("backup", file, "--data-dir", data)
    assert (again.returncode, "--force" in again.stderr) == (1, True)
    answer("backup", file, "--force", "--data-dir", data)


def test_a_damaged_backup_changes_nothing(kept: tuple[Organization, str, Path]) -> None:
    organization, location, directory = kept
    content, file = (directory / "backup").read_bytes(), directory / "damaged"
    before, middle = served(directory, organization, location), len(content) * 3 // 4
    damages = {
        "half": content[:middle],
        "a byte": content[:middle] + bytes([content[middle] ^ 0xFF]) + content[middle + 1 :],
        "another file": b"PK\x03\x04" + bytes(10_000),
        "nothing": b"",
        "no file": None,
    }
    for damage, left in damages.items():
        file.unlink(missing_ok=True)
        if left is not None:
            file.write_bytes(left)
        done = command("restore", str(file), "--force", "--data-dir", str(directory / "data"))
        assert (damage, done.returncode, str(file) in done.stderr) == (damage, 1, True)
        assert "Traceback" not in done.stderr
    assert served(directory, organization, location) == before


def test_a_restore_that_is_killed_has_not_been_or_is_whole(kept: tuple[Organization, str, Path]) -> None:
    organization, location, directory = kept
    backed_up = served(directory, organization, location)
    with started(directory) as callpark:
        organization.admin.base = callpark.ready()["url"] + "/v1"
        organization.call_park(location, "Later")
    before = served(directory, organization, location)
    for milliseconds in (1200, 1600, 2000):
        arguments = ["restore", str(directory / "backup"), "--force", "--data-dir", str(directory / "data")]
        process = subprocess.Popen([*COMMAND, *arguments], start_new_session=True, stdout=subprocess.DEVNULL)
        time.sleep(milliseconds / 1000)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        assert served(directory, organization, location) in (before, backed_up), milliseconds
    answer("restore", str(directory / "backup"), "--force", "--data-dir", str(directory / "data"))
    assert served(directory, organization, location) == backed_up


def test_a_backup_of_a_newer_callpark_is_refused(kept: tuple[Organization, str, Path]) -> None:
    organization, location, directory = kept
    data, file = str(directory / "data"), directory / "newer"
    with started(directory) as callpark:
        callpark.ready()
        server = Server("", running_url(directory / "data") or "")
        revision = "UPDATE alembic_version SET version_num = $1"
        server.execute(revision, "9999")
        back_up(server.database_url, file, binaries=None, force=False)  # the command would refuse that schema
        server.execute(revision, HEAD)
    done = command("restore", str(file), "--force", "--data-dir", data)
    assert (done.returncode, "newer callpark" in done.stderr) == (1, True)
    assert len(served(directory, organization, location)) == 1


def test_your_own_database_is_backed_up_and_restored(kept: tuple[Organization, str, Path], server: Server) -> None:
    """By URL, where another database of the same PostgreSQL stands for one of yours."""
    organization, _, directory = kept
    name = f"restored_{time.monotonic_ns()}"
    server.execute(f"CREATE DATABASE {name}")
    url = server.postgres_url.replace("/callpark?", f"/{name}?")
    assert url != server.postgres_url
    try:
        answer("restore", str(directory / "backup"), "--database-url", url)
        with Callpark("serve", "--port", "0", "--database-url", url, log=directory / "log") as callpark:
            api = Api(Server(callpark.ready()["url"], ""), organization.admin.token)
            assert [one["name"] for one in api.get("/locations").json()["items"]] == ["Alaska"]
            busy = command("restore", str(directory / "backup"), "--force", "--database-url", url)
            assert (busy.returncode, "Stop it" in busy.stderr) == (1, True)
        token = Server("", url).token(organization.id, Role.FULL)  # what was restored can be worked on
        assert token
        answer("backup", str(directory / "again"), "--database-url", url)
    finally:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")
