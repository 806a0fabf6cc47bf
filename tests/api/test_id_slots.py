"""Ids in bodies and queries: those of another organization are answered as unknown ones are, and change nothing.

The ids in paths are in test_rights.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from callpark.api.app import ROUTES
from callpark.provisioning.access import Operation, Role
from cast import Server, location_body, refusal
from stage import Stage, unknown

PATHS = {route.operation: route for route in ROUTES}


def bodies(names: dict[str, str]) -> dict[Operation, dict[str, Any]]:
    """A good body for each operation whose body names something."""
    person, location, license = names["personId"], names["locationId"], names["licenseId"]
    recall = {"option": "ALERT_HUNT_GROUP_ONLY", "huntGroupId": names["huntGroupId"]}
    park = {
        "name": "Slots",
        "recall": recall,
        "agents": [person, names["workspaceId"], names["virtualLineId"]],
        "callParkExtensions": [names["callParkExtensionId"]],
    }
    someone = {
        "emails": ["slots@example.com"],
        "displayName": "Slots",
        "licenses": [license],
        "locationId": location,
        "extension": "8888",
    }
    workspace = {
        "displayName": "Slots",
        "locationId": location,
        "calling": {"type": "webexCalling", "webexCalling": {"locationId": location, "extension": "8888"}},
    }
    group = {"name": "Slots", "extension": "8888", "enabled": True, "callPolicies": {"policy": "CIRCULAR"}}
    agents = {"agents": [{"id": person}]}
    given = {"id": license, "operation": "add", "properties": {"locationId": location, "extension": "8888"}}
    return {
        Operation.CREATE_CALL_PARK: park,
        Operation.UPDATE_CALL_PARK: park,
        Operation.UPDATE_CALL_PARK_SETTINGS: {"callParkRecall": recall},
        Operation.CREATE_PERSON: someone,
        Operation.UPDATE_PERSON: someone,
        Operation.ASSIGN_LICENSES: {"personId": person, "licenses": [given]},
        Operation.CREATE_WORKSPACE: workspace,
        Operation.CREATE_VIRTUAL_LINE: {
            "firstName": "Slots",
            "lastName": "x",
            "locationId": location,
            "extension": "8888",
        },
        Operation.CREATE_HUNT_GROUP: group | agents,
        Operation.UPDATE_HUNT_GROUP: agents,
        Operation.ENABLE_CALLING: location_body("Slots") | {"id": location},
    }


QUERIES = {
    Operation.LIST_CALL_PARK_EXTENSIONS: {"locationId": "locationId"},
    Operation.LIST_NUMBERS: {"locationId": "locationId", "ownerId": "personId"},
    Operation.LIST_PEOPLE: {"locationId": "locationId", "id": "personId"},
    Operation.LIST_LOCATIONS: {"id": "locationId"},
    Operation.LIST_WORKSPACES: {"locationId": "locationId"},
    Operation.LIST_VIRTUAL_LINES: {"locationId": "locationId", "id": "virtualLineId"},
    Operation.LIST_HUNT_GROUPS: {"locationId": "locationId"},
}


@pytest.fixture(scope="module")
def stage(server: Server) -> Stage:
    return Stage(server)


def slots(tree: Any, names: dict[str, str], way: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Where in the body an id stands, and of what."""
    of = {value: name for name, value in names.items()}
    entries = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in entries:
        if isinstance(value, str) and value in of:
            yield (*way, key), of[value]
        yield from slots(value, names, (*way, key))


def changed(tree: Any, way: tuple[Any, ...], value: str) -> Any:
    copy = json.loads(json.dumps(tree))
    place = copy
    for key in way[:-1]:
        place = place[key]
    place[way[-1]] = value
    return copy


@pytest.mark.parametrize("operation", bodies({name: name for name in unknown({}) | Stage.NAMES}), ids=str)
def test_in_bodies(stage: Stage, operation: Operation) -> None:
    route, api = PATHS[operation], stage.api(Role.FULL)
    path = route.path.format(**stage.names)
    body = bodies(stage.names)[operation]
    found = list(slots(body, stage.names))
    assert found
    nothing = unknown(stage.names)
    for way, name in found:
        foreign = api.request(route.method, path, json=changed(body, way, stage.foreign_names[name]))
        no_one = api.request(route.method, path, json=changed(body, way, nothing[name]))
        assert refusal(foreign)[:2] == refusal(no_one)[:2], way
        assert foreign.status_code in (400, 404), way


@pytest.mark.parametrize(
    ("operation", "parameter"), [(one, name) for one, names in QUERIES.items() for name in names], ids=str
)
def test_in_queries(stage: Stage, operation: Operation, parameter: str) -> None:
    name = QUERIES[operation][parameter]
    path, api = PATHS[operation].path, stage.api(Role.FULL)

    def listed(value: str) -> Any:
        reply = api.get(path, params={parameter: value, "callingData": "true"})
        assert reply.status_code == 200, reply.text
        return reply.json()

    (own,) = [items for items in listed(stage.names[name]).values() if isinstance(items, list)]
    assert own
    foreign = listed(stage.foreign_names[name])
    assert foreign == listed(unknown(stage.names)[name])
    assert not any(foreign.values())
