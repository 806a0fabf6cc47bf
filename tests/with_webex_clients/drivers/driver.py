"""What drivers share: what they are told, and how they report. Runs inside a client's environment.

A step is a function that is called once, where it is defined, and whose name then is what it returned. The tests judge
that; what it raises is part of the report, and the next step runs all the same.
"""

import contextlib
import io
import json
import os
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

OUTPUT, sys.stdout = sys.stdout, sys.stderr  # whatever the client prints is no part of the report
told = SimpleNamespace(**json.loads(os.environ["CALLPARK_TOLD"]))
report: dict[str, dict[str, Any]] = {"steps": {}, "raw": {}, "faults": {}}


def step(name: str, part: str = "steps") -> Callable[[Callable[[], Any]], Any]:
    def run(work: Callable[[], Any]) -> Any:
        try:
            result = work()
            report[part][name] = {"result": result}
        except Exception as error:
            result = None
            report[part][name] = {"failed": f"{type(error).__name__}: {error}"}
        return result

    return run


def raw(name: str) -> Callable[[Callable[[], Any]], Any]:
    """A step that the client has no call for, through its raw connection."""
    return step(name, "raw")


def fault(name: str) -> Callable[[Callable[[], Any]], Any]:
    """Something that the client can't do, through a fault of its own; docs/clients.md tells about it."""
    return step(name, "faults")


def tell() -> None:
    """The last line of a driver: its report, alone on standard output."""
    json.dump(report, OUTPUT)


def shown(park: dict[str, Any]) -> dict[str, Any]:
    """Of the details of a call park, what the tests look at."""
    return {
        "name": park["name"],
        "option": park["recall"]["option"],
        "huntGroup": park["recall"].get("huntGroupName"),
        "agents": [agent["displayName"] for agent in park["agents"]],
        "extensions": [one["extension"] for one in park["callParkExtensions"]],
        "parkOnAgents": park["parkOnAgentsEnabled"],
    }


class CommandLine:
    """A command line client in this process: to start one for each command takes most of the time."""

    def __init__(self, app: Any, *options: str) -> None:
        from typer.main import get_command

        self.command, self.options = get_command(app), options

    def __call__(self, *words: str) -> str:
        output, errors, code = io.StringIO(), io.StringIO(), 0
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
            try:
                self.command.main([*self.options, *words])
            except SystemExit as end:
                code = end.code
        if code:
            raise RuntimeError(f"{output.getvalue()} {errors.getvalue()}")
        return output.getvalue().strip()

    def json(self, *words: str) -> Any:
        return json.loads(self(*words))
