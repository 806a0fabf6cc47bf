"""Every client, unmodified, against callpark: what each does, what it must see, and the table that shows it.

`python tests/with_webex_clients/clients.py` starts a server, runs all clients and prints the table.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

sys.path.insert(0, str(Path(__file__).parents[1]))

from environments import CannotInstall, environment
from webexapis import webexapis

from callpark import ids
from callpark.storage.embedded import running_url
from cast import Organization, Server, new_organization
from processes import Callpark, new_directory

DRIVERS = Path(__file__).with_name("drivers")


@dataclass(frozen=True, kw_only=True)
class Client:
    """A client, and how far it goes. Steps that are not named in `lacks` it has to do."""

    name: str
    environment: str
    driver: tuple[str, ...]
    knows_webexapis_only: bool = False
    updates_agents: bool = False
    """Whether it sends a call park's agents back when it changes its name."""
    lacks: frozenset[str] = frozenset()
    raw: frozenset[str] = frozenset()
    """What it has no call for, and does through its raw connection."""
    faults: dict[str, str] = field(default_factory=dict)
    """What it can't do through faults of its own, and how that shows."""

    def wanted(self, step: str) -> str:
        return "✓ raw" if step in self.raw else "–" if step in self.lacks else "✓"


PLAIN = {
    "name": "Front desk",
    "option": "ALERT_PARKING_USER_ONLY",
    "huntGroup": None,
    "agents": [],
    "extensions": [],
    "parkOnAgents": False,
}
FULL = {
    "name": "Back office",
    "option": "ALERT_HUNT_GROUP_ONLY",
    "huntGroup": "Support",
    "agents": ["John Smith", "Lobby"],
    "extensions": ["9001"],
    "parkOnAgents": True,
}
EVERYONE = ["John Brown", "John Smith", "Lobby", "Sales Line"]
PARKS = ["Back office", "Front desk"]

SDK_FAULTS = {
    "agents": "KeyError: 'id'",
    "recall hunt group": "[9490, ",
    "details sent back": "KeyError: 'id'",
    "extensions": str(PLAIN | {"name": "Back office"}),
}

EXTENSION = ids.public_id(ids.Kind.CALL_PARK_EXTENSION, UUID(int=0))[:40]
"""How the id of every call park extension begins."""

Check = Callable[[Client, "Told", Any], bool]


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a client is told about its organization, which is its own."""

    organization: str
    url: str
    token: str
    location: str
    person: str
    full: dict[str, Any]


# each step, in the order of the table: what a client must have seen
STEPS: dict[str, Check] = {
    "start": lambda client, told, seen: seen == told.organization,
    "available agents": lambda client, told, seen: seen == [EVERYONE, ["John Smith"]],
    "recall hunt groups": lambda client, told, seen: seen == ["Support"],
    "pages": lambda client, told, seen: seen == ["8080", "8081"],
    "create": lambda client, told, seen: seen == ids.call_park_id("Front desk"),
    "create with agents": lambda client, told, seen: seen == ids.call_park_id("Back office"),
    "refusal": lambda client, told, seen: "90901" in str(seen) and "Front desk" in str(seen),
    "list": lambda client, told, seen: seen == (["Front desk"] if "create with agents" in client.lacks else PARKS),
    "details": lambda client, told, seen: seen == (PLAIN if "create with agents" in client.lacks else FULL),
    "update": lambda client, told, seen: seen == (FULL if client.updates_agents else PLAIN) | {"name": "Reception"},
    "delete": lambda client, told, seen: seen == [],
    "settings": lambda client, told, seen: seen == ["NORMAL", 45, 45],
    "update settings": lambda client, told, seen: seen == 60,
    "create extension": lambda client, told, seen: str(seen).startswith(EXTENSION),
    "list extensions": lambda client, told, seen: sorted(seen) == [["Desk", "9001"], ["Door", "9002"]],
    "extension details": lambda client, told, seen: seen == ["Door", "9002"],
    "update extension": lambda client, told, seen: seen == ["Gate", "9003"],
    "delete extension": lambda client, told, seen: seen == ["Desk"],
}

CLIENTS = (
    Client(name="wxc-sdk 1.41.0", environment="wxc-sdk-1.41", driver=("wxc_sdk_driver.py", "sync"),
           raw=frozenset({"create with agents"}), faults=SDK_FAULTS),
    Client(name="wxc-sdk 1.41.0 async", environment="wxc-sdk-1.41", driver=("wxc_sdk_driver.py", "async"),
           raw=frozenset({"create with agents"}), faults=SDK_FAULTS | {"code of a refusal": "None"}),
    Client(name="wxc-sdk 1.24.0", environment="wxc-sdk-1.24", driver=("wxc_sdk_driver.py", "sync"),
           updates_agents=True),
    Client(name="wxc-sdk 1.24.0 async", environment="wxc-sdk-1.24", driver=("wxc_sdk_driver.py", "async"),
           updates_agents=True, faults={"code of a refusal": "None"}),
    Client(name="wxcadm 4.6.1", environment="wxcadm", driver=("wxcadm_driver.py",), knows_webexapis_only=True,
           updates_agents=True,
           raw=frozenset(STEPS) - {"start", "create extension", "list extensions"},
           faults={"a 400 for a GET": "AttributeError: 'NoneType' object has no attribute 'get'",
                   "another location's extensions": "Yard"}),
    Client(name="wxcli 1.11.1", environment="wxcli", driver=("wxcli_driver.py",), knows_webexapis_only=True,
           updates_agents=True, faults={"create without a body": "25008"}),
    Client(name="wxc-cli 0.5.1", environment="wxc-cli", driver=("wxc_cli_driver.py",), knows_webexapis_only=True,
           lacks=frozenset({"create with agents", "pages"}),
           faults={"agents": "KeyError: 'id'", "recall hunt group": "9490", "a list of one": "dict"}),
    Client(name="mcp-webexcalling 0.2.1", environment="mcp-webexcalling", driver=("mcp_webexcalling_driver.py",),
           lacks=frozenset(STEPS) - {"start"},
           faults={"list extensions": "[]", "hunt groups": "[]", "call park settings of a person": "404"}),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Run:
    """What became of a client: its report, judged."""

    client: Client
    told: Told
    report: dict[str, Any]

    def cell(self, step: str) -> str:
        """✓, ✓ raw, – if there is no such call, else ✗ and why."""
        for part, mark in (("steps", "✓"), ("raw", "✓ raw")):
            if (done := self.report[part].get(step)) is None:
                continue
            if "failed" in done:
                return f"✗ {one_line(done['failed'])}"
            seen = done["result"]
            return mark if STEPS[step](self.client, self.told, seen) else f"✗ saw {one_line(seen)}"
        return "–"

    def showed(self, fault: str) -> str:
        """How a fault of the client's own showed."""
        return str(next(iter(self.report["faults"][fault].values())))


def one_line(said: object) -> str:
    return " ".join(str(said).replace("|", "/").split())[:160]


def told_about(organization: Organization) -> Told:
    location = organization.location("Alaska", prefix="1234")
    organization.person(location, "John Brown", extension="8080", number="+19075552859")
    smith = organization.person(location, "John Smith", extension="8081", number="+19075553859")
    lobby = organization.workspace(location, "Lobby", "8082")
    organization.virtual_line(location, "Sales", "Line", "8083")
    organization.call_park_extension(organization.location("Oregon"), "Yard", "9001")
    full = {
        "name": "Back office",
        "recall": {"option": "ALERT_HUNT_GROUP_ONLY", "huntGroupId": organization.hunt_group(location)},
        "agents": [smith, lobby],
        "parkOnAgentsEnabled": True,
        "callParkExtensions": [organization.call_park_extension(location, "Desk", "9001")],
    }
    return Told(
        organization=organization.public_id,
        url=organization.admin.base,
        token=organization.admin.token or "",
        location=location,
        person=smith,
        full=full,
    )


def run(client: Client, server: Server) -> Run:
    """The client's driver, run inside the client's environment against an organization of its own."""
    told = told_about(new_organization(server))
    path = environment(client.environment)
    with TemporaryDirectory() as home, ExitStack() as stack:
        variables = {
            "PATH": f"{path / 'bin'}{os.pathsep}{os.defpath}",
            "HOME": home,
            "CALLPARK_TOLD": json.dumps(vars(told)),
            "WEBEX_ACCESS_TOKEN": told.token,
            "API_MODEL_ALLOW_EXTRA": "forbid",  # wxc-sdk then refuses fields it doesn't know
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        }
        if client.knows_webexapis_only:
            variables |= stack.enter_context(webexapis(server.url))
        driver, *arguments = client.driver
        done = subprocess.run(
            [str(path / "bin" / "python"), str(DRIVERS / driver), *arguments],
            capture_output=True, text=True, env=variables, cwd=home, timeout=110, check=False,
        )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{client.name}: {done.stderr[-2000:]}")
    return Run(client=client, told=told, report=json.loads(done.stdout))


def trusting(*where: str, log: Path) -> Callpark:
    """A server that believes the proxy of those that know webexapis.com only: links then lead back through it."""
    return Callpark("serve", "--port", "0", *where, log=log, CALLPARK_TRUSTED_PROXY="127.0.0.1")


def run_all(server: Server) -> tuple[list[Run], dict[str, str]]:
    """All clients that can be installed; and why others can't, by environment."""
    missing = {}
    for name in dict.fromkeys(client.environment for client in CLIENTS):
        try:
            environment(name)  # one after the other: two clients may live in one
        except CannotInstall as error:
            missing[name] = str(error)
    able = [client for client in CLIENTS if client.environment not in missing]
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda client: run(client, server), able)), missing


def table(cells: dict[str, Callable[[str], str]]) -> str:
    """A column for each name, a row for each step; in Markdown, as docs/clients.md shows it."""
    rows = [["", *cells], ["---"] * (len(cells) + 1)]
    rows += [[step, *(cell(step) for cell in cells.values())] for step in STEPS]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def main() -> int:
    with new_directory() as path:
        with trusting("--data-dir", str(path / "data"), log=path / "log") as callpark:
            runs, missing = run_all(Server(callpark.ready()["url"], running_url(path / "data") or ""))
    print(table({one.client.name: one.cell for one in runs}))
    for name, why in missing.items():
        print(f"{name} could not be installed: {why}", file=sys.stderr)
    wrong = any(one.cell(step) != one.client.wanted(step) for one in runs for step in STEPS)
    return int(wrong or bool(missing))


if __name__ == "__main__":
    sys.exit(main())
