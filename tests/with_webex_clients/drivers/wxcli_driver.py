"""Drives wxcli, the first command as a process of its own as a shell would run it."""

import json
import subprocess
from typing import Any

from driver import CommandLine, fault, shown, step, tell, told
from wxcli.main import app

wxcli = CommandLine(app, "--no-update-check")
location = told.location


def parks(command: str, *words: str) -> Any:
    return wxcli.json("call-park", command, *words, "--output", "json")


@step("start")
def _() -> Any:
    command = ["wxcli", "--no-update-check", "whoami", "--output", "json"]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)["orgId"]


@step("available agents")
def _() -> Any:
    everyone = parks("list-available-users", location, "--order", "fname|lname")
    johns = parks("list-available-users", location, "--name", "john s")
    return [[agent["displayName"] for agent in agents] for agents in (everyone, johns)]


@step("pages")
def _() -> Any:
    words = ("--owner-type", "PEOPLE", "--limit", "1", "--all", "--output", "json")
    return [one["extension"] for one in wxcli.json("numbers", "list", *words)]


@step("recall hunt groups")
def _() -> Any:
    return [group["name"] for group in parks("list-available-recall-hunt-groups", location)]


@step("create")
def _() -> Any:
    body = {"name": "Front desk", "recall": {"option": "ALERT_PARKING_USER_ONLY"}}
    return parks("create", location, "--json-body", json.dumps(body))["id"]


@step("create with agents")
def created() -> Any:
    return parks("create", location, "--json-body", json.dumps(told.full))["id"]


@step("refusal")
def _() -> Any:
    try:
        return wxcli("call-park", "create", location, "--json-body", json.dumps({**told.full, "name": "Front desk"}))
    except RuntimeError as error:
        return str(error)


@step("list")
def _() -> Any:
    return [park["name"] for park in parks("list", location, "--order", "ASC", "--name", "o")]


@step("details")
def _() -> Any:
    return shown(parks("show", location, created))


@step("update")
def _() -> Any:
    renamed = parks("update", location, created, "--name", "Reception")["id"]
    return shown(parks("show", location, renamed))


@step("settings")
def _() -> Any:
    found = parks("show-settings", location)["callParkSettings"]
    return [found["ringPattern"], found["recallTime"], found["huntWaitTime"]]


@step("update settings")
def _() -> Any:
    body = {"callParkSettings": {"ringPattern": "NORMAL", "recallTime": 60}}
    wxcli("call-park", "update-settings", location, "--json-body", json.dumps(body), "--verify")
    return parks("show-settings", location)["callParkSettings"]["recallTime"]


@step("create extension")
def door() -> Any:
    return parks("create-call-park-extensions", location, "--name", "Door", "--extension", "9002")["id"]


@step("list extensions")
def _() -> Any:
    found = parks("list-call-park-extensions", "--location-id", location)
    return [[one["name"], one["extension"]] for one in found]


@step("extension details")
def _() -> Any:
    found = parks("show-call-park-extensions", location, door)
    return [found["name"], found["extension"]]


@step("update extension")
def _() -> Any:
    wxcli("call-park", "update-call-park-extensions", location, door, "--name", "Gate", "--extension", "9003")
    found = parks("show-call-park-extensions", location, door)
    return [found["name"], found["extension"]]


@step("delete extension")
def _() -> Any:
    wxcli("call-park", "delete-call-park-extensions", location, door, "--force")
    return [one["name"] for one in parks("list-call-park-extensions", "--location-id", location)]


@step("delete")
def _() -> Any:
    for park in parks("list", location):
        wxcli("call-park", "delete", location, park["id"], "--force")
    return parks("list", location)


@fault("create without a body")
def _() -> Any:
    return wxcli("call-park", "create", location, "--name", "Front desk")


tell()
