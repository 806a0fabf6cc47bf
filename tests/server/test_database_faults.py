"""The database goes away under load, in each way it can: what clients see, and that nothing is lost."""

import asyncio
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import psutil
import pytest

from cast import Organization
from load import Load
from processes import Callpark, new_directory
from promises import Figure
from serving import organization_on, started

LOSE_CONNECTIONS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'callpark' AND pid <> pg_backend_pid()
"""
READ_ONLY = "default_transaction_read_only"
READY_SECONDS = 15  # what is promised is 3; a busy machine takes longer


@dataclass
class Kept:
    """A server that keeps its PostgreSQL, and an organization on it."""

    callpark: Callpark
    organization: Organization

    def postgres(self) -> list[psutil.Process]:
        """The postmaster first."""
        family = self.callpark.family()
        postmaster = next(one for one in family if one.ppid() == self.callpark.process.pid and one.name() == "postgres")
        return [postmaster, *postmaster.children()]

    def execute(self, statement: str) -> None:
        self.organization.server.execute(statement)


@pytest.fixture(scope="module")
def kept() -> Iterator[Kept]:
    with new_directory() as path, started(path, "--statement-seconds", "1") as callpark:
        yield Kept(callpark, organization_on(callpark.ready()["url"], path / "data"))
        assert callpark.process.poll() is None


@contextmanager
def under_load(kept: Kept, location: str) -> Iterator[Load]:
    with Load(kept.organization, location) as load:
        load.seconds_until_written()
        time.sleep(0.5)
        yield load
        time.sleep(0.5)
    load.check()


def test_killed(kept: Kept, figure: Figure) -> None:
    took = []
    with under_load(kept, kept.organization.location("Killed")) as load:
        for _ in range(3):
            postmaster = kept.postgres()[0]
            postmaster.kill()
            postmaster.wait(10)
            took.append(load.seconds_until_written())
    assert load.written[503] > 0
    assert max(took) < READY_SECONDS
    figure(
        "database-away",
        f"PostgreSQL killed {len(took)} times under load: only 503, written again after {max(took):.1f} s at most, "
        f"0 of {len(load.there) + len(load.gone):,} answered writes lost",
    )


def test_connections_lost_again_and_again(kept: Kept) -> None:
    with under_load(kept, kept.organization.location("Lost")) as load:
        for _ in range(10):
            kept.execute(LOSE_CONNECTIONS)
            time.sleep(0.1)
        load.seconds_until_written()
    assert load.written[503] > 0


def test_hanging(kept: Kept, figure: Figure) -> None:
    """As on a disk that does not answer: nothing ends, and nothing is answered."""
    with under_load(kept, kept.organization.location("Hanging")) as load:
        processes = kept.postgres()
        for one in processes:
            one.suspend()
        time.sleep(5)
        seen = load.written + load.read
        for one in processes:
            one.resume()
        took = load.seconds_until_written()
    assert seen[504] > 0
    assert took < READY_SECONDS
    figure(
        "database-away",
        f"PostgreSQL stopped (SIGSTOP) for 5 s: 504 and 503, written again {took:.1f} s after it went on",
    )


def test_connections_used_up_by_others(kept: Kept) -> None:
    url = kept.organization.server.database_url

    async def use_up() -> list["asyncpg.Connection[asyncpg.Record]"]:
        used = []
        with suppress(asyncpg.TooManyConnectionsError):
            while True:
                used.append(await asyncpg.connect(url))
        return used

    async def others() -> None:
        used = await use_up()
        await used[0].execute(f"{LOSE_CONNECTIONS} AND application_name = 'callpark'")
        used += await use_up()  # the server's places too
        await asyncio.sleep(2)
        assert load.written[503] > 0
        for one in used:
            await one.close()

    with under_load(kept, kept.organization.location("Used up")) as load:
        asyncio.run(others())
        assert load.seconds_until_written() < READY_SECONDS


def test_writing_refused(kept: Kept) -> None:
    """Reads go on where PostgreSQL takes no writes, as on a standby, or as whoever looks after it decides."""

    def refuse_writes(word: str) -> None:
        kept.execute(f"BEGIN READ WRITE; ALTER ROLE callpark SET {READ_ONLY} = {word}; COMMIT")
        kept.execute(LOSE_CONNECTIONS)

    with under_load(kept, kept.organization.location("Read only")) as load:
        refuse_writes("on")
        time.sleep(1)
        read, written = load.read[200], load.written[201]
        time.sleep(1)
        assert load.read[200] > read
        assert load.written[201] == written
        refuse_writes("off")
        load.seconds_until_written()


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A directory on a file system of 400 MB."""
    with new_directory() as path:
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=160m", "tmpfs", str(path)], capture_output=True, check=False
        )
        if done.returncode:
            pytest.skip("only root can mount a small file system")
        path.chmod(0o755)
        try:
            yield path
        finally:
            subprocess.run(["umount", "--lazy", str(path)], check=True)


def test_a_full_disk(small_disk: Path, figure: Figure) -> None:
    with started(small_disk) as callpark:
        organization = organization_on(callpark.ready()["url"], small_disk / "data")
        kept = Kept(callpark, organization)
        with under_load(kept, organization.location("Full")) as load:
            filler = small_disk / "filler"
            _fill(filler)
            deadline = time.monotonic() + 20
            while not load.written[503] and time.monotonic() < deadline:
                time.sleep(0.05)
            assert load.written[503], load.written
            read = load.read[200]
            time.sleep(3)
            went_on = load.read[200] - read
            filler.unlink()
            took = load.seconds_until_written()
        assert callpark.process.poll() is None
    assert went_on > 0
    assert took < READY_SECONDS
    figure(
        "disk-full",
        f"disk full under load: writes 503, {went_on:,} reads answered meanwhile, written again {took:.1f} s after "
        f"it had room, 0 of {len(load.there) + len(load.gone):,} answered writes lost",
    )


def _fill(path: Path) -> None:
    with path.open("wb", buffering=0) as filler:
        for size in (1 << 20, 4096, 1):
            with suppress(OSError):
                while True:
                    filler.write(b"x" * size)
    assert os.statvfs(path).f_bavail == 0
