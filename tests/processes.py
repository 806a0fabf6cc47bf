"""The callpark command as a process: started, read, signalled, and looked at from outside."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import psutil

COMMAND = [sys.executable, "-m", "callpark"]


@contextmanager
def new_directory() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="callpark-test-", dir="/tmp"))
    path.chmod(0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command run to its end."""
    return subprocess.run(
        [*COMMAND, *arguments], capture_output=True, text=True, env=os.environ | environment, timeout=60, check=False
    )


def answer(*arguments: str, **environment: str) -> Any:
    """What a command that must succeed prints as JSON."""
    done = command(*arguments, "--output", "json", **environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


class Callpark:
    """A running `callpark serve` or `demo`, the leader of a process group of its own."""

    def __init__(self, *arguments: str, log: Path, json_output: bool = True, **environment: str) -> None:
        self.log = log
        output = ["--output", "json"] if json_output else []
        with log.open("ab") as stderr:
            self.process = subprocess.Popen(
                [*COMMAND, *arguments, *output],
                stdout=subprocess.PIPE,
                stderr=stderr,
                stdin=subprocess.DEVNULL,
                env=os.environ | environment,
                text=True,
                start_new_session=True,
            )

    def ready(self, seconds: float = 60) -> Any:
        """The first line of its output, which it prints when it serves."""
        killer = threading.Timer(seconds, self.process.kill)
        killer.start()
        assert self.process.stdout
        line = self.process.stdout.readline()
        killer.cancel()
        assert line, f"it never served: {self.log.read_text()}"
        return json.loads(line)

    def family(self) -> list[psutil.Process]:
        """Itself and all it started."""
        own = psutil.Process(self.process.pid)
        return [own, *own.children(recursive=True)]

    def end(self, number: int, seconds: float = 20) -> int:
        self.process.send_signal(number)
        return self.process.wait(seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(30)
        if self.process.stdout:
            self.process.stdout.close()


def gone(processes: list[psutil.Process], seconds: float = 10) -> bool:
    """Whether all of them end within that time. A zombie that nobody has waited for yet has ended."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not any(_runs(one) for one in processes):
            return True
        time.sleep(0.05)
    return False


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
