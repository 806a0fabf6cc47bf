"""The program as a whole: how long until it is ready, how the first request fares, what memory and disk it takes."""

import http.client
import importlib.metadata
import re
import time
from pathlib import Path
from urllib.parse import urlsplit

import psutil

import callpark
from callpark.storage.embedded import EmbeddedPostgres
from filled import Location
from load import Load, MeasuredNothing, Sample
from machine import EVERYTHING, SERVER, on
from processes import Callpark, new_directory

READY_EXISTING = "start to ready, existing data directory"
READY_FRESH = "start to ready, fresh data directory"
FIRST_AFTER_SERVER = "first page after the server started"
FIRST_AFTER_POSTGRES = "first page after PostgreSQL started"
SECOND = "second page after that"
MEMORY_AT_REST = "memory at rest"
MEMORY_LOADED = "memory after 100,000 pages"
MEMORY_LATER = "memory after 200,000 pages"
GROWTH = "memory gained in the second 100,000 pages"
INSTALLED = "installed, without PostgreSQL"
INSTALLED_POSTGRES = "installed, PostgreSQL alone"

TIMES = 5
REQUESTS = 100_000
MIB = 2**20
REQUIREMENTS = Path(__file__).parents[1] / "requirements"


def started_and_ready(data_dir: Path, times: int) -> list[dict[str, Sample]]:
    """On all cores, with its PostgreSQL, as an operator starts it."""
    rounds: list[dict[str, Sample]] = []
    for _ in range(times):
        with new_directory() as fresh:
            rounds.append({READY_EXISTING: _ready(data_dir), READY_FRESH: _ready(fresh / "data")})
    return rounds


def _ready(data_dir: Path) -> Sample:
    with on(EVERYTHING):
        since = time.monotonic()
        with Callpark("serve", "--port", "0", "--data-dir", str(data_dir), log=_log(data_dir)) as server:
            server.ready()
            return {"seconds": time.monotonic() - since}


def first_pages(data_dir: Path, here: Location, path: str, times: int) -> list[dict[str, Sample]]:
    """Single requests: to a server that has not answered any, and over a PostgreSQL that has read nothing yet."""
    rounds: list[dict[str, Sample]] = []
    for _ in range(times):
        with EmbeddedPostgres(data_dir) as postgres:
            with _server(postgres.url, data_dir) as server:
                url = server.ready()["url"]
                unread = _answered(url, path, here)
                second = _answered(url, path, here)
            with _server(postgres.url, data_dir) as server:
                read = _answered(server.ready()["url"], path, here)
        rounds.append({FIRST_AFTER_POSTGRES: unread, SECOND: second, FIRST_AFTER_SERVER: read})
    return rounds


def _server(database_url: str, data_dir: Path) -> Callpark:
    with on(SERVER):
        return Callpark("serve", "--port", "0", "--database-url", database_url, log=_log(data_dir))


def _answered(url: str, path: str, here: Location) -> Sample:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
    try:
        since = time.monotonic()
        connection.request("GET", path, headers=here.headers)
        reply = connection.getresponse()
        reply.read()
        if reply.status != http.client.OK:
            raise MeasuredNothing(f"{path}: {reply.status}")
        return {"ms": 1000 * (time.monotonic() - since)}
    finally:
        connection.close()


def memory(data_dir: Path, here: Location, path: str, requests: int) -> dict[str, Sample]:
    """Resident memory of one worker, PostgreSQL apart."""
    with EmbeddedPostgres(data_dir) as postgres:
        with _server(postgres.url, data_dir) as server:
            load = Load(url=server.ready()["url"] + path, headers=here.headers)
            resident = psutil.Process(server.process.pid).memory_info
            at_rest = resident().rss / MIB
            _ask(load, requests)
            loaded = resident().rss / MIB
            _ask(load, requests)
            later = resident().rss / MIB
    found = {MEMORY_AT_REST: at_rest, MEMORY_LOADED: loaded, MEMORY_LATER: later, GROWTH: later - loaded}
    return {name: {"MiB": figure} for name, figure in found.items()}


def _ask(load: Load, requests: int) -> None:
    asked = 0
    while asked < requests:
        asked += load.answered(min(2.0, max(0.5, requests / 10_000)))  # shorter, and wrk may not have begun


def installed() -> dict[str, Sample]:
    """What `requirements/` brings onto the disk."""
    own = sum(file.stat().st_size for file in Path(callpark.__file__).parent.rglob("*.py"))
    sizes = {
        name: _size(REQUIREMENTS / f"{file}.txt")
        for name, file in ((INSTALLED, "run"), (INSTALLED_POSTGRES, "embedded"))
    }
    sizes[INSTALLED] += own
    return {name: {"MiB": size / MIB} for name, size in sizes.items()}


def _size(requirements: Path) -> int:
    size = 0
    for name in re.findall(r"^([\w.-]+)==", requirements.read_text(), re.MULTILINE):
        try:
            files = importlib.metadata.files(name) or []
        except importlib.metadata.PackageNotFoundError:  # of another platform
            continue
        size += sum(Path(str(file.locate())).stat().st_size for file in files if Path(str(file.locate())).is_file())
    return size


def _log(data_dir: Path) -> Path:
    return data_dir.parent / "whole.log"
