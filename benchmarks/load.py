"""Load over HTTP: wrk with 64 connections. An answer that is not a success fails the run, since it is no figure."""

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

CONNECTIONS = 64
SCRIPT = Path(__file__).with_name("load.lua")

Sample = dict[str, float]
"""What one measurement of a case found, figure by figure."""


class MeasuredNothing(Exception):
    """What was to be measured did not happen as it should."""


@dataclass(frozen=True, kw_only=True)
class Load:
    """One request over and over; with `bodies`, a file with one on each line, each of them once."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    bodies: Path | None = None

    def measured(self, seconds: float) -> Sample:
        found = self._sent(seconds)
        return {
            "per_second": found["requests"] / found["seconds"],
            "p50_ms": found["p50_ms"],
            "p99_ms": found["p99_ms"],
        }

    def answered(self, seconds: float) -> int:
        """How many requests were answered in that time."""
        return int(self._sent(seconds)["requests"])

    def _sent(self, seconds: float) -> dict[str, float]:
        # wrk takes whole seconds; a shorter run is ended by the signal that Ctrl-C sends, which it reports after
        command = ["wrk", "--threads", "1", "--connections", str(CONNECTIONS), "--duration", "60s", "--timeout", "10s"]
        command += [part for name, value in self.headers.items() for part in ("--header", f"{name}: {value}")]
        command += ["--script", str(SCRIPT), self.url, "--", *([str(self.bodies)] if self.bodies else [])]
        done = subprocess.run(
            ["timeout", "--signal=INT", "--preserve-status", f"{seconds}s", *command],
            capture_output=True,
            text=True,
            check=False,
        )
        lines = done.stdout.splitlines()
        if done.returncode != 0 or not lines or not lines[-1].startswith("{"):
            raise MeasuredNothing(f"wrk on {self.url}: {done.stdout}{done.stderr}")
        found: dict[str, float] = json.loads(lines[-1])
        if found["used_up"]:
            raise MeasuredNothing(f"{self.url}: all bodies are used up; measure for a shorter time.")
        if found["refused"] or found["lost"] or not found["requests"]:
            raise MeasuredNothing(f"{self.url}: not every answer was a success: {lines[-1]}")
        return found
