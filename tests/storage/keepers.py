"""A server in miniature that keeps a PostgreSQL, and how to look at that PostgreSQL from outside."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg
import psutil
import pytest

from callpark.storage.postgres_binaries import Postmaster

DEBIANS = Path("/usr/lib/postgresql/15/bin")
AS_ROOT = os.geteuid() == 0
only_as_root = pytest.mark.skipif(not AS_ROOT, reason="only root has another user run PostgreSQL")
only_with_debians = pytest.mark.skipif(not (DEBIANS / "initdb").exists(), reason=f"no PostgreSQL 15 in {DEBIANS}")

# A server in miniature: keeps its PostgreSQL until it's killed.
KEEPER = """
import signal, sys, time
from pathlib import Path
from callpark.storage.embedded import EmbeddedPostgres
binaries = Path(sys.argv[2]) if sys.argv[2:] else None
signal.signal(signal.SIGINT, lambda *_: None)
print("starting", flush=True)
keeper = EmbeddedPostgres(Path(sys.argv[1]), binaries=binaries)
keeper.start()
print(keeper.url, flush=True)
time.sleep(600)
"""


def processes_on(directory: Path) -> list[psutil.Process]:
    """All processes of a PostgreSQL below this directory, initdb among them."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.status() == psutil.STATUS_ZOMBIE or process.name() not in ("postgres", "initdb"):
                continue
            if str(directory) in " ".join(process.cmdline()) or process.cwd().startswith(str(directory)):
                found.append(process)
    return found


def wait_until(condition: Callable[[], Any], seconds: float = 5.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.02)


def ask(url: str, *statements: str) -> Any:
    """The single value of the last statement."""

    async def run() -> Any:
        connection = await asyncpg.connect(url, timeout=10)
        try:
            for statement in statements:
                answer = await connection.fetchval(statement)
            return answer
        finally:
            await connection.close()

    return asyncio.run(run())


def answers(url: str, statement: str) -> Any:
    """None as long as nobody answers."""
    with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return ask(url, statement)
    return None


def postmaster_of(data_dir: Path) -> psutil.Process:
    return psutil.Process(int((data_dir / "postgres/postmaster.pid").read_text().splitlines()[0]))


def socket_directory_of(data_dir: Path) -> Path:
    found = Postmaster.of(data_dir / "postgres")
    assert found is not None
    return found.socket_directory


def modes_of(*places: Path) -> list[tuple[int, int, int]]:
    return [(found.st_mode, found.st_uid, found.st_gid) for found in (place.stat() for place in places)]


class KeeperProcess:
    """The miniature server in a process group of its own."""

    def __init__(self, data_dir: Path, *arguments: str | Path, **environment: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", KEEPER, data_dir, *arguments],
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **environment},
        )
        assert self._line() == "starting"

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def url(self) -> str:
        url = self._line()
        assert url.startswith("postgresql://"), "the keeper did not start"
        return url

    def kill(self, *, group: bool = False) -> None:
        (os.killpg if group else os.kill)(self.process.pid, signal.SIGKILL)
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()
