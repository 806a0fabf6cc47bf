"""Drives wxc-cli, the first command as a process of its own as a shell would run it."""

import json
import subprocess
from typing import Any

from driver import CommandLine, fault, step, tell, told
from wxc_cli.cli import app

wxc_cli = CommandLine(app)
IN = ("--location-id", told.location)


def parks(command: str, *words: str) -> Any:
    return wxc_cli.json("telephony", "callpark", command, *IN, *words, "--output", "json")


def extensions(command: str, *words: str) -> Any:
    return wxc_cli.json("telephony", "callpark-extension", command, *words, "--output", "json")


def shown(park: dict[str, Any]) -> dict[str, Any]:
    """Names of fields are wxc-sdk's here, not those of the API."""
    return {
        "name": park["name"],
        "option": park["recall"]["option"],
        "huntGroup": park["recall"].get("hunt_group_name"),
        "agents": park["agents"],
        "extensions": park["call_park_extensions"],
        "parkOnAgents": park["park_on_agents_enabled"],
    }


def rows(answer: Any) -> list[Any]:
    """A list of one row is printed as that row."""
    return answer if isinstance(answer, list) else [answer]


PLAIN = json.dumps({"name": "Front desk", "recall": {"option": "ALERT_PARKING_USER_ONLY"}})


@step("start")
def _() -> Any:
    done = subprocess.run(["wxc-cli", "people", "me", "--output", "json"], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)["org_id"]


@step("available agents")
def _() -> Any:
    found = parks("available-agents", "--order", "fname|lname"), parks("available-agents", "--name", "john s")
    return [[agent["display_name"] for agent in rows(agents)] for agents in found]


@step("recall hunt groups")
def _() -> Any:
    return [group["name"] for group in rows(parks("available-recalls"))]


@step("create")
def created() -> Any:
    return parks("create", "--settings-json", PLAIN)


@step("refusal")
def _() -> Any:
    try:
        return parks("create", "--settings-json", PLAIN)
    except Exception as error:
        return str(error)


@step("list")
def _() -> Any:
    return [park["name"] for park in rows(parks("list", "--name", "o"))]


@step("details")
def _() -> Any:
    return shown(parks("details", "--callpark-id", created))


@step("update")
def _() -> Any:
    renamed = parks("update", "--callpark-id", created, "--settings-json", json.dumps({"name": "Reception"}))
    return shown(parks("details", "--callpark-id", renamed))


@step("settings")
def _() -> Any:
    found = parks("call-park-settings")["call_park_settings"]
    return [found["ring_pattern"], found["recall_time"], found["hunt_wait_time"]]


@step("update settings")
def _() -> Any:
    patch = json.dumps({"call_park_settings": {"recall_time": 60}})
    wxc_cli("telephony", "callpark", "update-call-park-settings", *IN, "--settings-patch", patch)
    return parks("call-park-settings")["call_park_settings"]["recall_time"]


@step("create extension")
def door() -> Any:
    return extensions("create", *IN, "--name", "Door", "--extension", "9002")


@step("list extensions")
def _() -> Any:
    return [[one["name"], one["extension"]] for one in rows(extensions("list", *IN))]


@step("extension details")
def _() -> Any:
    found = extensions("details", *IN, "--cpe-id", door)
    return [found["name"], found["extension"]]


@step("update extension")
def _() -> Any:
    words = ("--cpe-id", door, "--name", "Gate", "--extension", "9003")
    wxc_cli("telephony", "callpark-extension", "update", *IN, *words)
    found = extensions("details", *IN, "--cpe-id", door)
    return [found["name"], found["extension"]]


@step("delete extension")
def _() -> Any:
    wxc_cli("telephony", "callpark-extension", "delete", *IN, "--cpe-id", door)
    return [one["name"] for one in rows(extensions("list", *IN))]


@fault("a list of one")
def _() -> Any:
    return type(parks("list")).__name__


@step("delete")
def _() -> Any:
    for park in rows(parks("list")):
        wxc_cli("telephony", "callpark", "delete-callpark", *IN, "--callpark-id", park["callpark_id"])
    return parks("list")


@fault("agents")
def _() -> Any:
    full = {**told.full, "callParkExtensions": [], "agents": [{"id": agent} for agent in told.full["agents"]]}
    return parks("create", "--settings-json", json.dumps(full))


@fault("recall hunt group")
def _() -> Any:
    return parks("create", "--settings-json", json.dumps({"name": "Back office", "recall": told.full["recall"]}))


tell()
