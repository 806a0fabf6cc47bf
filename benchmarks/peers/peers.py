"""Other ways to get such an API, each started on its own: what they answer to the reference page and to a create."""

import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import cases
from callpark.api.app import ROUTES
from callpark.api.openapi import document
from filled import Location, body_of, reset
from load import MeasuredNothing
from targets import CONVENTIONAL, PRISM

HERE = Path(__file__).parent
INSTALLED = HERE.parents[1] / ".peers" / "node_modules"  # by scripts/bench
JSON_SERVER, WIREMOCK = "json-server", "wiremock"
NAMES, LONG_NAMES = [CONVENTIONAL, PRISM], [JSON_SERVER, WIREMOCK]
CHANGED = ("call_parks", "lines")  # of the conventional service's own schema
STARTING_SECONDS = 120
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True, kw_only=True)
class Peer:
    name: str
    version: str
    available_url: str
    create_url: str
    headers: dict[str, str]
    here: Location
    reset: Callable[[], None] = lambda: None
    """Takes back what creates have made, for a peer that keeps it."""


@contextmanager
def peer(name: str, *, page: Path, database_url: str, here: Location, directory: Path) -> Iterator[Peer]:
    """A running peer that answers the page of `here`; MeasuredNothing if it does not."""
    place = directory / name
    place.mkdir()
    start: dict[str, Callable[[], tuple[list[str], str]]] = {
        CONVENTIONAL: lambda: ([sys.executable, str(HERE / "conventional.py"), database_url], version("fastapi")),
        PRISM: lambda: _prism(place, page, here),
        JSON_SERVER: lambda: _json_server(place, page),
        WIREMOCK: lambda: _wiremock(place, page),
    }
    command, known_version = start[name]()
    with (directory / "peers.log").open("ab") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE if name == CONVENTIONAL else log, stderr=log)
    try:
        url = json.loads(process.stdout.readline())["url"] if process.stdout else f"http://127.0.0.1:{command[-1]}"
        running = Peer(
            name=name,
            version=known_version,
            available_url=url + cases.reference(here),
            create_url=f"{url}/v1{here.path}/callParks",
            headers=here.headers,
            here=here,
            **({"reset": partial(reset, database_url, CONVENTIONAL, CHANGED)} if name == CONVENTIONAL else {}),
        )
        _check(running, page, process)
        yield running
    finally:
        process.terminate()
        process.wait()


def missing(name: str) -> str | None:
    """Why a peer can't be had here, if it can't."""
    if name == CONVENTIONAL:
        return None
    if name == WIREMOCK and not shutil.which("java"):
        return "there is no java"
    package = "@stoplight/prism-cli" if name == PRISM else name
    return None if (INSTALLED / package).is_dir() else f"there is no {package} in .peers: npm could not install it"


def _prism(place: Path, page: Path, here: Location) -> tuple[list[str], str]:
    """On our own document, with the page for an example."""
    described: dict[str, Any] = document(ROUTES)
    described["paths"] = {f"/v1{path}": one for path, one in described["paths"].items()}
    del described["servers"]
    operation = next(one for path, one in described["paths"].items() if path.endswith("/availableUsers"))["get"]
    operation["responses"]["200"]["content"]["application/json"]["example"] = json.loads(page.read_bytes())
    (place / "openapi.json").write_text(json.dumps(described))
    program = INSTALLED / ".bin" / "prism"
    return [
        str(program), "mock", "--verboseLevel", "error", str(place / "openapi.json"), "--port", _free_port(),
    ], _npm_version("@stoplight/prism-cli")  # fmt: skip


def _json_server(place: Path, page: Path) -> tuple[list[str], str]:
    """Answers the page as an object of its own; a create is kept in its file."""
    (place / "db.json").write_text(json.dumps({"page": json.loads(page.read_bytes()), "parks": []}))
    routes = {"/v1/telephony/config/locations/:id/callParks/availableUsers*": "/page",  # * for the query
              "/v1/telephony/config/locations/:id/callParks": "/parks"}  # fmt: skip
    (place / "routes.json").write_text(json.dumps(routes))
    return [
        str(INSTALLED / ".bin" / "json-server"), "--quiet", "--host", "127.0.0.1",
        "--routes", str(place / "routes.json"), str(place / "db.json"), "--port", _free_port(),
    ], _npm_version("json-server")  # fmt: skip


def _wiremock(place: Path, page: Path) -> tuple[list[str], str]:
    (place / "mappings").mkdir()
    (place / "__files").mkdir()
    shutil.copy(page, place / "__files" / "page.json")
    parks = "/v1/telephony/config/locations/[^/]+/callParks"
    answers = {
        "available": ("GET", f"{parks}/availableUsers", {"status": 200, "bodyFileName": "page.json"}),
        "create": ("POST", parks, {"status": 201, "jsonBody": {"id": "Y2lzY29zcGFyazovL3VzL0NBTExfUEFSSy9Wdz09"}}),
    }
    for name, (method, path, response) in answers.items():
        mapping = {"request": {"method": method, "urlPathPattern": path}, "response": response | {"headers": JSON}}
        (place / "mappings" / f"{name}.json").write_text(json.dumps(mapping))
    jar = next((INSTALLED / "wiremock" / "build").glob("*.jar"))
    return [
        "java", "-jar", str(jar), "--bind-address", "127.0.0.1", "--root-dir", str(place), "--no-request-journal",
        "--disable-banner", "--port", _free_port(),
    ], _npm_version("wiremock")  # fmt: skip


def _check(running: Peer, page: Path, process: "subprocess.Popen[bytes]") -> None:
    """It answers the same page; the one that keeps call parks takes an agent once."""
    end = time.monotonic() + STARTING_SECONDS
    while (status := _asked(running, running.available_url)[0]) != 200:
        if time.monotonic() > end or process.poll() is not None:
            raise MeasuredNothing(f"{running.name} does not answer ({status or 'no connection'}): see its log.")
        time.sleep(0.2)
    if _asked(running, running.available_url)[1] != json.loads(page.read_bytes()):
        raise MeasuredNothing(f"{running.name} answers another page than callpark.")
    if running.name == CONVENTIONAL:
        last = list(running.here.drafts(2))[-1]
        body = json.loads(body_of(last))
        asked = [_asked(running, running.create_url, body | {"name": name})[0] for name in ("One", "Another")]
        if asked != [201, 409]:
            raise MeasuredNothing(f"{running.name} answers {asked} to two creates with one agent.")


def _asked(running: Peer, url: str, body: Any = None) -> tuple[int, Any]:
    data = None if body is None else json.dumps(body).encode()
    try:
        with urlopen(Request(url, data, running.headers | (JSON if data else {})), timeout=30) as reply:  # noqa: S310
            return reply.status, json.loads(reply.read())
    except HTTPError as error:
        return error.code, None
    except (URLError, ConnectionError, TimeoutError):
        return 0, None


def _free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return str(found.getsockname()[1])


def _npm_version(package: str) -> str:
    found: str = json.loads((INSTALLED / package / "package.json").read_text())["version"]
    return found
