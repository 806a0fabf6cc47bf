"""The plans of all statements that a server sends, as PostgreSQL chose and ran them: read from its log."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from callpark.storage.embedded import LOG, running_url
from cast import Server

SETTINGS = {
    "session_preload_libraries": "auto_explain",
    "auto_explain.log_min_duration": "0",
    "auto_explain.log_analyze": "on",
    "auto_explain.log_buffers": "on",
    "auto_explain.log_timing": "off",
    "auto_explain.log_nested_statements": "on",  # what foreign keys look for, too
    "auto_explain.log_format": "json",
}
PLAN = re.compile(r"duration: [0-9.]+ ms  plan:\n((?:\t.*\n)+)")
CONDITIONS = ("Index Cond", "Recheck Cond", "Filter")
NOT_OWNED = ("organizations", "alembic_version", "pg_")  # the last: asyncpg looks types up
SORTS = ("Sort", "Incremental Sort")


def explain_everything(data: Path) -> None:
    """From the next connection on, the PostgreSQL of this data directory logs the plan of each statement."""
    server = Server("", running_url(data) or "")
    for name, value in SETTINGS.items():
        server.execute(f"ALTER DATABASE callpark SET {name} = '{value}'")


@dataclass
class Plan:
    """One statement as it was run and as auto_explain wrote it down."""

    text: str
    root: dict[str, Any]

    def nodes(self) -> Iterator[dict[str, Any]]:
        waiting = [self.root]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(node.get("Plans", []))

    def __str__(self) -> str:
        return f"{self.text.strip()}\n{self._drawn(self.root, 0)}"

    def _drawn(self, node: dict[str, Any], depth: int) -> str:
        where = node.get("Index Name") or node.get("Relation Name") or node.get("CTE Name") or ""
        said = f"{'  ' * depth}{node['Node Type']} {where}: {rows_read(node):.0f} rows, {pages_read(node)} pages\n"
        return said + "".join(self._drawn(one, depth + 1) for one in node.get("Plans", []))


def rows_read(node: dict[str, Any]) -> float:
    """What the node looked at in all its loops, kept or not."""
    left_out = sum(value for name, value in node.items() if name.startswith("Rows Removed by"))
    return float((node["Actual Rows"] + left_out) * node["Actual Loops"])


def pages_read(node: dict[str, Any]) -> int:
    return int(node["Shared Hit Blocks"] + node["Shared Read Blocks"])


@dataclass
class PlanLog:
    """PostgreSQL's log, from one reading to the next."""

    data: Path
    offset: int = field(default=0)

    def new_plans(self) -> list[Plan]:
        with (self.data / LOG).open("rb") as log:
            log.seek(self.offset)
            said = log.read().decode()
        self.offset += len(said.encode())
        found = [json.loads(text) for text in PLAN.findall(said)]
        return [Plan(one["Query Text"], one["Plan"]) for one in found]


@dataclass(frozen=True, kw_only=True)
class Bound:
    """What a statement may read. `rows` for one node of the plan, `pages` of PostgreSQL for all of it."""

    rows: int = 3000
    sorted: int = 3000
    pages: int = 4000
    index_only: int = 0

    def broken_by(self, plan: Plan) -> list[str]:
        """Why the plan is not what it should be; empty if it is."""
        reasons = (
            [f"{pages_read(plan.root)} pages are read, more than {self.pages}"]
            if pages_read(plan.root) > self.pages
            else []
        )
        reasons += [f"{name} is read of all organizations" for name in _of_all_organizations(plan)]
        for node in plan.nodes():
            kind, rows = node["Node Type"], rows_read(node)
            most = max(self.rows, self.index_only) if kind == "Index Only Scan" else self.rows
            if "Scan" in kind and rows > most:
                reasons.append(f"{kind} of {rows:.0f} rows, more than {most}")
            elif kind in SORTS and (given := rows_read(node["Plans"][0])) > self.sorted:
                reasons.append(f"{kind} of {given:.0f} rows, more than {self.sorted}")
        return reasons


def _of_all_organizations(plan: Plan) -> list[str]:
    """Tables of which the plan does not ask for one organization."""
    return [
        node["Relation Name"]
        for node in plan.nodes()
        if "Scan" in node["Node Type"]
        and not node.get("Relation Name", "pg_").startswith(NOT_OWNED)
        and "organization_id" not in " ".join(node.get(name, "") for name in CONDITIONS)
    ]
