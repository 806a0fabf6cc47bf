"""What is asked of a server whose plans are read: the stage, requests, and the life of everything that can be made."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from cast import CALLING, Api, Organization, location_body
from plans import PlanLog

LOCATION = f"{CALLING}/locations/{{locationId}}"
PARKS = f"{LOCATION}/callParks"
EXTENSIONS = f"{LOCATION}/callParkExtensions"
Body = dict[str, Any]


@dataclass
class Stage:
    """The organization, the log of its PostgreSQL, and what paths and bodies may name."""

    organization: Organization
    small_admin: Api
    log: PlanLog
    names: dict[str, str]
    agents: list[str]
    number: Iterator[int] = field(default_factory=count)


@dataclass(frozen=True)
class Ask:
    """A request; `keep` names what it makes, for the paths after it. `body` gets a number never used before."""

    method: str
    path: str
    body: Callable[[Stage, int], Body] | None = None
    query: dict[str, str] = field(default_factory=dict)
    keep: str = ""

    def send(self, stage: Stage, api: Api, number: int) -> None:
        path = re.sub(r"\{(\w+)\}", lambda name: stage.names[name[1]], self.path)
        query = {name: value.format(**stage.names) for name, value in self.query.items()}
        body = {"json": self.body(stage, number)} if self.body else {}
        reply = api.request(self.method, path, params=query, **body)
        assert reply.ok, reply.text
        if self.keep:
            stage.names[self.keep] = reply.json()["id"]


def _calling(stage: Stage, n: int) -> Body:
    return {"locationId": stage.names["locationId"], "extension": f"80{n:04}"}


def _park(stage: Stage, n: int) -> Body:
    recall = {"option": "ALERT_HUNT_GROUP_ONLY", "huntGroupId": stage.names["huntGroupId"]}
    extensions = [stage.names["callParkExtensionId"]]
    return {"name": f"New {n}", "recall": recall, "agents": stage.agents[:20], "callParkExtensions": extensions}


def _person(stage: Stage, n: int) -> Body:
    name = {"emails": [f"new.{n}@example.com"], "firstName": "New", "lastName": str(n), "displayName": f"New {n}"}
    return name | _calling(stage, n) | {"licenses": [stage.names["licenseId"]]}


def _workspace(stage: Stage, n: int) -> Body:
    calling = {"type": "webexCalling", "webexCalling": _calling(stage, n)}
    location = stage.names["locationId"]
    return {"displayName": f"New {n}", "locationId": location, "supportedDevices": "phones", "calling": calling}


def _hunt_group(stage: Stage, n: int) -> Body:
    policy, agents = {"policy": "CIRCULAR"}, [{"id": one} for one in stage.agents[:5]]
    called = {"name": f"New {n}", "extension": f"80{n:04}"}
    return called | {"enabled": True, "callPolicies": policy, "agents": agents}


def _number(_: Stage, n: int) -> Body:
    return {"phoneNumbers": [f"+1206556{n:04}"]}


LIVES = {
    "call park": (
        Ask("POST", PARKS, _park, keep="newId"),
        Ask("PUT", f"{PARKS}/{{newId}}", lambda s, n: {"name": f"Newer {n}", "agents": s.agents[5:25]}, keep="newId"),
        Ask("DELETE", f"{PARKS}/{{newId}}"),
    ),
    "call park settings": (
        Ask(
            "PUT",
            f"{PARKS}/settings",
            lambda _, n: {"callParkSettings": {"ringPattern": "NORMAL", "recallTime": 30 + n}},
        ),
    ),
    "call park extension": (
        Ask("POST", EXTENSIONS, lambda _, n: {"name": "New", "extension": f"80{n:04}"}, keep="newId"),
        Ask("PUT", f"{EXTENSIONS}/{{newId}}", lambda _, n: {"extension": f"81{n:04}"}),
        Ask("DELETE", f"{EXTENSIONS}/{{newId}}"),
    ),
    "location": (
        Ask("POST", "/locations", lambda _, n: location_body(f"New {n}"), keep="newId"),
        Ask("PUT", "/locations/{newId}", lambda _, n: {"name": f"Newer {n}"}),
        Ask("POST", f"{CALLING}/locations", lambda s, n: location_body(f"Newer {n}") | {"id": s.names["newId"]}),
        Ask("PUT", f"{CALLING}/locations/{{newId}}", lambda _, n: {"routingPrefix": f"9{n}"}),
        Ask("DELETE", f"{CALLING}/locations/{{newId}}"),
        Ask("DELETE", "/locations/{newId}"),
    ),
    "number": (
        Ask("POST", f"{LOCATION}/numbers", _number),
        Ask("PUT", f"{LOCATION}/numbers", lambda s, n: _number(s, n) | {"action": "DEACTIVATE"}),
        Ask("DELETE", f"{LOCATION}/numbers", _number),
    ),
    "person": (
        Ask("POST", "/people", _person, {"callingData": "true"}, keep="newId"),
        Ask("PUT", "/people/{newId}", lambda s, n: _person(s, n) | {"lastName": "Newer"}, {"callingData": "true"}),
        Ask(
            "PATCH",
            "/licenses/users",
            lambda s, _: {
                "personId": s.names["newId"],
                "licenses": [{"id": s.names["licenseId"], "operation": "remove"}],
            },
        ),
        Ask("DELETE", "/people/{newId}"),
    ),
    "workspace": (
        Ask("POST", "/workspaces", _workspace, keep="newId"),
        Ask("PUT", "/workspaces/{newId}", lambda _, n: {"displayName": f"Newer {n}"}),
        Ask("DELETE", "/workspaces/{newId}"),
    ),
    "virtual line": (
        Ask(
            "POST",
            f"{CALLING}/virtualLines",
            lambda s, n: {"firstName": "New", "lastName": str(n)} | _calling(s, n),
            keep="newId",
        ),
        Ask("PUT", f"{CALLING}/virtualLines/{{newId}}", lambda _, n: {"extension": f"81{n:04}"}),
        Ask("DELETE", f"{CALLING}/virtualLines/{{newId}}"),
    ),
    "hunt group": (
        Ask("POST", f"{LOCATION}/huntGroups", _hunt_group, keep="newId"),
        Ask("PUT", f"{LOCATION}/huntGroups/{{newId}}", lambda _, n: {"extension": f"81{n:04}"}),
        Ask("DELETE", f"{LOCATION}/huntGroups/{{newId}}"),
    ),
}
