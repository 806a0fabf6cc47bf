"""Makes the call parks of Webex Calling locations what a CSV file says they are.

    WEBEX_ACCESS_TOKEN=… python sync_call_parks.py call_parks.csv

Columns: location, name, agents (extensions, in hunting order), hunt group, recall. Call parks that the file does not
name are left alone. A row that can't be carried out is reported, and the others are.
"""

import argparse
import csv
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from requests import RequestException
from wxc_sdk import WebexSimpleApi
from wxc_sdk.rest import RestError

TRIES = 4
WORTH_ANOTHER_TRY = (423, 500, 502, 503, 504)  # wxc-sdk itself waits when it meets a 429
LONGEST_PAUSE = 30.0  # seconds

T = TypeVar("T")


@dataclass(frozen=True)
class Row:
    location: str
    name: str
    agents: list[str]
    hunt_group: str
    recall: str


@dataclass
class Report:
    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        counts = f"{len(self.created)} created, {len(self.updated)} updated, {len(self.unchanged)} unchanged"
        return "\n".join(
            [f"{counts}, {len(self.failed)} failed", *(f"{one}: {why}" for one, why in self.failed.items())]
        )


class CanNotBeDone(Exception):
    """A row asks for something that is not there."""


def read(path: Path) -> list[Row]:
    with path.open(newline="", encoding="utf-8") as file:
        return [
            Row(one["location"], one["name"], one["agents"].split(), one["hunt group"], one["recall"])
            for one in csv.DictReader(file)
        ]


def sync(api: WebexSimpleApi, rows: list[Row]) -> Report:
    report = Report()
    for row in rows:
        try:
            outcome = sync_row(api, row)
        except (CanNotBeDone, RestError, RequestException) as error:
            report.failed[row.name] = why(error)
        else:
            getattr(report, outcome).append(row.name)
    return report


def sync_row(api: WebexSimpleApi, row: Row) -> str:
    """Which list of the report the row belongs to."""
    location = find(row.location, "location", tried(lambda: list(api.telephony.locations.list(name=row.location))))
    here = location.location_id
    parks = api.session.ep(f"telephony/config/locations/{here}/callParks")
    park = existing(api, row, here)
    wanted = draft(api, row, here, is_new=park is None)
    if park is None:
        # `api.telephony.callpark.create` can't send agents (wxc-sdk 1.41), so this speaks the API's own words
        tried(lambda: api.session.rest_post(parks, json=wanted), done=lambda: existing(api, row, here) is not None)
        return "created"
    details = tried(lambda: api.session.rest_get(f"{parks}/{park.callpark_id}"))
    if is_like(details, wanted):
        return "unchanged"
    tried(lambda: api.session.rest_put(f"{parks}/{park.callpark_id}", json=wanted))
    return "updated"


def existing(api: WebexSimpleApi, row: Row, location: str) -> Any:
    """The call park of that name; the API's filter looks for a part of it."""
    found = tried(lambda: list(api.telephony.callpark.list(location, name=row.name)))
    return next((park for park in found if park.name == row.name), None)


def draft(api: WebexSimpleApi, row: Row, location: str, *, is_new: bool) -> dict[str, Any]:
    """The call park as the API takes it. Its agents can be free lines, and those that it has already."""
    name = None if is_new else row.name
    free = tried(lambda: list(api.telephony.callpark.available_agents(location, call_park_name=name)))
    by_extension = {number.extension: agent.agent_id for agent in free for number in agent.numbers if number.extension}
    if missing := [extension for extension in row.agents if extension not in by_extension]:
        raise CanNotBeDone(f"{', '.join(missing)}: no such extension, or in another call park already")
    recall = {"option": row.recall}
    if row.hunt_group:
        groups = tried(lambda: list(api.telephony.huntgroup.list(location_id=location, name=row.hunt_group)))
        recall["huntGroupId"] = find(row.hunt_group, "hunt group", groups).id
    return {"name": row.name, "recall": recall, "agents": [by_extension[extension] for extension in row.agents]}


def is_like(details: dict[str, Any], wanted: dict[str, Any]) -> bool:
    recall = {name: value for name, value in details["recall"].items() if name != "huntGroupName"}
    return recall == wanted["recall"] and [agent["id"] for agent in details["agents"]] == wanted["agents"]


def find(name: str, what: str, things: list[Any]) -> Any:
    for thing in things:
        if thing.name == name:
            return thing
    raise CanNotBeDone(f"there is no {what} {name!r}")


def tried(work: Callable[[], T], done: Callable[[], bool] | None = None) -> T | None:
    """What `work` returns, after some tries. `done` tells whether one that failed was carried out after all."""
    for attempt in range(1, TRIES + 1):
        try:
            return work()
        except RestError as error:
            if error.response.status_code not in WORTH_ANOTHER_TRY or attempt == TRIES:
                raise
            pause = error.response.headers.get("retry-after", "")
        except RequestException:
            if attempt == TRIES:
                raise
            pause = ""
        if done and done():
            return None
        # Retry-After may be missing, or a date
        time.sleep(min(float(pause) if pause.isdigit() else 0.2 * 2**attempt, LONGEST_PAUSE))
    raise AssertionError("not reached")


def why(error: Exception) -> str:
    if isinstance(error, RestError) and error.description:
        return f"{error.response.status_code}: {error.description}"
    return str(error)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    report = sync(WebexSimpleApi(), read(parser.parse_args().file))
    print(report)
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
