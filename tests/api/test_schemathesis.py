"""The API is what it says: schemathesis, all its checks, on our own OpenAPI document, with two organizations."""

import os
import re
from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS, load_all_checks

from callpark.api.app import ROUTES
from callpark.api.openapi import document
from cast import Organization, Server, new_organization
from promises import Figure

EXAMPLES = int(os.environ.get("CALLPARK_TEST_EXAMPLES", "10"))
SEED = int(os.environ["CALLPARK_TEST_SEED"]) if "CALLPARK_TEST_SEED" in os.environ else None
SCHEMA = schemathesis.openapi.from_dict(document(ROUTES))
SCHEMA.config.generation.update(
    allow_x00=False,  # a NUL is refused everywhere: PostgreSQL can't store it
    allow_extra_parameters=False,  # an unknown parameter is ignored, as clients rely on
    with_security_parameters=False,
)
FORMATS = (
    "organization-id", "location-id", "person-id", "workspace-id", "virtual-line-id", "agent-id", "hunt-group-id",
    "call-park-id", "call-park-extension-id", "license-id", "role-id", "phone-number",
)  # fmt: skip


@dataclass
class World:
    ours: Organization
    ids: dict[str, list[str]]


# Cases are made before there is anything to name: they hold places, which the test fills with ids.
for name in FORMATS:
    schemathesis.openapi.format(name, st.integers(0, 9).map(f"place.{name}.{{}}".format))


def filled(value: Any, world: World) -> Any:
    if isinstance(value, dict):
        return {key: filled(one, world) for key, one in value.items()}
    if isinstance(value, list):
        return [filled(one, world) for one in value]
    if isinstance(value, str) and (place := re.fullmatch(r"place\.([a-z-]+)\.(\d)", value)):
        known = world.ids[place[1]]
        return known[int(place[2]) % len(known)]
    return value


@pytest.fixture
def world(server: Server) -> World:
    ours, theirs = new_organization(server, "Ours"), new_organization(server, "Theirs")
    made: dict[str, list[str]] = {name: [] for name in FORMATS}
    for organization, word in ((ours, "ours"), (theirs, "theirsecret")):
        location = organization.location(f"Alaska {word}")
        organization.numbers(location, "+19075550100" if word == "ours" else "+19075550101")
        person = organization.person(location, f"Alice {word}", "1001")
        workspace = organization.workspace(location, f"Lobby {word}", "1002")
        line = organization.virtual_line(location, "Line", word, "1003")
        made["organization-id"].append(organization.public_id)
        made["location-id"].append(location)
        made["person-id"].append(person)
        made["workspace-id"].append(workspace)
        made["virtual-line-id"].append(line)
        made["agent-id"] += [person, workspace, line]
        made["hunt-group-id"].append(organization.hunt_group(location, f"Support {word}"))
        made["call-park-id"].append(organization.call_park(location, f"Park of {len(made['call-park-id'])}"))
        made["call-park-extension-id"].append(organization.call_park_extension(location, f"Slot {word}", "9001"))
        made["license-id"].append(organization.calling_license())
    made["role-id"].append(organization.admin.get("/people/me").json()["roles"][0])
    made["phone-number"] = ["+19075550100", "+19075550102", "+19075550103"]
    return World(ours, made)


load_all_checks()
positive_data_acceptance = CHECKS.get_one("positive_data_acceptance")

# What a valid request may be refused for all the same: rules between fields, and ids that mean nothing here.
BEYOND_A_SCHEMA = (
    "Alternate Recall User is required",
    "It is for people with calling",
    "personId or email",
    "It can't be changed",
    "extension or phoneNumber",
    "calling.webexCalling.extension or calling.webexCalling.phoneNumber",
    "email address such as",
    "Take it from the Link header",
    "displayName, firstName or lastName",
    "numberType EXTENSION",
    "Join up to",  # several parameters of one name count together
    "either available or assigned",
    "Calling flag not set",
    "There is no such",
    "User not found",
    "This is no id of this API",
    "belongs to another location",
    "is not among the location's numbers",
    "number that is too large",
    "Give a whole number.",  # 45.0 is one to JSON Schema
)


@schemathesis.check
def valid_data_is_accepted(context: schemathesis.CheckContext, response: Any, case: schemathesis.Case) -> None:
    """schemathesis' own check, but for what no schema says."""
    if not any(rule in response.text for rule in BEYOND_A_SCHEMA):
        positive_data_acceptance(context, response, case)


@SCHEMA.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=SEED is None,
    database=None,
)
@seed(SEED or 0)
def test_operation(case: schemathesis.Case, server: Server, world: World) -> None:
    case.path_parameters = filled(case.path_parameters, world)
    case.query = filled(case.query, world)
    case.body = filled(case.body, world)
    response = case.call_and_validate(
        base_url=server.url + "/v1",
        headers={"Authorization": f"Bearer {world.ours.admin.token}"},
        excluded_checks=[positive_data_acceptance],
    )
    assert "theirsecret" not in response.text


def test_every_operation_was_asked(figure: Figure) -> None:
    operations = sum(len(methods) for methods in document(ROUTES)["paths"].values())
    assert operations == len(ROUTES)
    figure("document", f"{operations} operations, {EXAMPLES} cases each and those of schemathesis' own: 0 failures")
