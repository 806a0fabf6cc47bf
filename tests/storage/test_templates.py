"""The cluster that demo and test server are copied from: made once, whole or not at all, and dispensable."""

import os
import signal
import time
from pathlib import Path

import pytest
import requests

from processes import Callpark, gone


def starts(directory: Path, cache: Path) -> None:
    environment = {"XDG_CACHE_HOME": str(cache), "TMPDIR": str(directory)}
    with Callpark("test-server", log=directory / "log", **environment) as callpark:
        url = callpark.ready()["url"]
        assert requests.get(f"{url}/readyz", timeout=5).status_code == 200
        assert requests.post(f"{url}/testing/organizations", json={"name": "Acme"}, timeout=5).status_code == 201


def kept(cache: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in (cache / "callpark").iterdir() if path.is_dir()}


def test_it_is_made_once(directory: Path) -> None:
    cache = directory / "cache"
    (cache / "callpark" / "cluster-of-yesterday").mkdir(parents=True)
    starts(directory, cache)
    ((name, made),) = kept(cache).items()
    assert name != "cluster-of-yesterday"
    starts(directory, cache)
    assert kept(cache) == {name: made}
    assert not (cache / "callpark" / name / "postmaster.pid").exists()


def test_without_a_cache(directory: Path) -> None:
    starts(directory, Path("/proc/nothing"))


def test_killed_while_it_is_made(directory: Path) -> None:
    cache = directory / "cache"
    for milliseconds in (1200, 2000, 2800, 3600):
        environment = {"XDG_CACHE_HOME": str(cache), "TMPDIR": str(directory)}
        with Callpark("test-server", log=directory / "log", **environment) as callpark:
            time.sleep(milliseconds / 1000)
            family = callpark.family()
            os.killpg(callpark.process.pid, signal.SIGKILL)
            assert gone(family)
    starts(directory, cache)


@pytest.mark.parametrize("command", ["demo", "test-server"])
def test_nothing_else_is_left(directory: Path, command: str) -> None:
    environment = {"XDG_CACHE_HOME": str(directory / "cache"), "TMPDIR": str(directory)}
    with Callpark(command, "--port", "0", log=directory / "log", **environment) as callpark:
        callpark.ready()
        assert callpark.end(signal.SIGTERM) == 0
    assert {path.name for path in directory.iterdir()} == {"cache", "log"}
