"""callpark's own SQL, run by pgbench: what PostgreSQL can do without a service around it.

The statements are those that callpark.storage sends: they are recorded there, not copied. pgbench gives every place of a
parameter a type and a number of its own; apart from that they are the same.
"""

import asyncio
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

from callpark.parking.model import AvailableAgentsQuestion
from callpark.storage.agents import available_agents
from callpark.storage.call_parks import NewCallPark, insert_call_park
from filled import Location
from load import MeasuredNothing, Sample

CLIENTS = 8
DRAFTS = "benchmark_drafts"
NEXT_DRAFT = f"\\set n :n + 1\nSELECT * FROM {DRAFTS} WHERE n = :client_id + {CLIENTS} * :n \\gset\n"
# `\gset` overwrites n with the row's own


@dataclass(frozen=True, kw_only=True)
class Statement:
    """`anew`: it is planned at each execution, as callpark has it done where a plan can't be kept."""

    text: str
    values: tuple[Any, ...]
    anew: bool = False


class Recorder:
    """Stands where storage expects a connection, and keeps what it is told to run."""

    def __init__(self) -> None:
        self._recorded: list[Statement] = []
        self._anew = ""

    @property
    def last(self) -> Statement:
        return self._recorded[-1]

    async def execute(self, text: str, *values: Any) -> None:
        self._recorded.append(Statement(text=text, values=values))

    fetchrow = execute

    async def prepare(self, text: str) -> "Recorder":
        prepared = Recorder()
        prepared._recorded = self._recorded
        prepared._anew = text
        return prepared
