"""The machine: which core does what, and what stands in the table about it.

The server has a core for itself. PostgreSQL, the load generator and the harness share the other one: what a server
gains by loading PostgreSQL less is seen as well. Whatever is started stays on the cores of whoever started it.
"""

import importlib.metadata
import os
import platform
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from callpark.errors import OperatorError

PACKAGES = ("callpark", "uvicorn", "uvloop", "httptools", "starlette", "msgspec", "asyncpg")
_CORES = sorted(os.sched_getaffinity(0))

SERVER = set(_CORES[:1])
REST = set(_CORES[1:2])
TWO_WORKERS = set(_CORES) - REST if len(_CORES) > 2 else set(_CORES)
EVERYTHING = set(_CORES)


def check_cores() -> None:
    if len(_CORES) < 2:
        raise OperatorError("There is one core only.", "Run this where the server can have a core for itself.")


@contextmanager
def on(cores: set[int]) -> Iterator[None]:
    """What is started within runs on these cores."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def described(postgres: str, peers: dict[str, str]) -> dict[str, str]:
    """What the figures depend on, name by name."""
    packages = {name: importlib.metadata.version(name) for name in PACKAGES}
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "commit": _output("git", "describe", "--always", "--dirty"),
        "processor": f"{_processor()}, {len(_CORES)} cores",
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB",
        "kernel": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
        "PostgreSQL": postgres,
        "wrk": _output("wrk", "-v").split()[1],
        "packages": ", ".join(f"{name} {version}" for name, version in packages.items()),
        "peers": ", ".join(f"{name} {version}" for name, version in peers.items()) or "none",
    }


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
