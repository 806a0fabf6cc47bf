"""Who may do what: every operation × role × organization × location, generated from the one policy table."""

import re
from typing import Any
from uuid import uuid4

import pytest

from callpark import ids
from callpark.api.app import ROUTES
from callpark.api.door import Route
from callpark.provisioning.access import POLICY, Reach, Role, Scope
from cast import Api, Organization, Server, new_organization, refusal

KINDS = {
    "locationId": ids.Kind.LOCATION,
    "callParkExtensionId": ids.Kind.CALL_PARK_EXTENSION,
    "personId": ids.Kind.PEOPLE,
    "workspaceId": ids.Kind.PLACE,
    "virtualLineId": ids.Kind.VIRTUAL_LINE,
    "huntGroupId": ids.Kind.HUNT_GROUP,
    "organizationId": ids.Kind.ORGANIZATION,
    "roleId": ids.Kind.ROLE,
}
REFUSED = 403
ROUTE_IDS = [f"{route.method} {route.path}" for route in ROUTES]


class Stage:
    """Two organizations with one of everything, and a token of each role in the first."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.own, self.foreign = new_organization(server, "Own"), new_organization(server, "Foreign")
        self.location, self.names = self._filled(self.own)
        _, self.foreign_names = self._filled(self.foreign)
        self.elsewhere = self.own.location("Elsewhere")
        self.tokens = {
            role: server.token(
                self.own.id,
                role,
                scopes=list(Scope),
                location_ids=[ids.uuid_of(self.location, ids.Kind.LOCATION)] if role is Role.LOCATION else [],
            )
            for role in Role
        }

    @staticmethod
    def _filled(organization: Organization) -> tuple[str, dict[str, str]]:
        location = organization.location("Alaska")
        organization.call_park(location, "Reception")
        return location, {
            "locationId": location,
            "callParkId": ids.call_park_id("Reception"),
            "callParkExtensionId": organization.call_park_extension(location, "Desk", "9001"),
            "personId": organization.person(location, "Alice Adams", extension="8001"),
            "workspaceId": organization.workspace(location, "Lobby", "8002"),
            "virtualLineId": organization.virtual_line(location, "Sales", "Line", "8003"),
            "huntGroupId": organization.hunt_group(location),
            "organizationId": organization.public_id,
            "licenseId": organization.calling_license(),
        }

    def api(self, role: Role) -> Api:
        return Api(self.server, self.tokens[role])


@pytest.fixture(scope="module")
def stage(server: Server) -> Stage:
    return Stage(server)


def ask(api: Api, route: Route, names: dict[str, str], params: dict[str, str] | None = None) -> Any:
    """The operation on what `names` names; nothing it names is changed, since every body is empty."""
    path = re.sub(r"\{(\w+)\}", lambda match: names[match[1]], route.path)
    body = {"json": {}} if route.method in ("POST", "PUT", "PATCH") else {}
    return api.request(route.method, path, params=params, **body)


def unknown(names: dict[str, str], **kept: str) -> dict[str, str]:
    """Ids of the right form that nothing has."""
    made = {name: ids.public_id(KINDS[name], uuid4()) for name in names if name in KINDS}
    others = {
        "callParkId": ids.call_park_id("Nothing"),
        "licenseId": ids.license_id(uuid4(), "BCSTD", uuid4()),
        "roleId": ids.public_id(ids.Kind.ROLE, uuid4()),
    }
    return names | others | made | kept


@pytest.mark.parametrize("route", ROUTES, ids=ROUTE_IDS)
@pytest.mark.parametrize("role", Role)
def test_role_and_location_decide(stage: Stage, route: Route, role: Role) -> None:
    rule = POLICY[route.operation]
    api = stage.api(role)
    # Unknown ids: whatever is allowed finds nothing, so nothing is changed or deleted.
    named = unknown(stage.names, locationId=stage.location)
    status = ask(api, route, named).status_code
    assert (status == REFUSED) == (role not in rule.roles)
    if role is Role.LOCATION and rule.reach is Reach.LOCATION_IN_PATH:
        for other in (stage.elsewhere, stage.foreign_names["locationId"], unknown(named)["locationId"], "nonsense"):
            assert refusal(ask(api, route, named | {"locationId": other}))[0] == REFUSED


@pytest.mark.parametrize("route", ROUTES, ids=ROUTE_IDS)
def test_every_operation_needs_one_of_its_scopes(stage: Stage, route: Route) -> None:
    rule = POLICY[route.operation]
    others = [scope for scope in Scope if scope not in rule.scopes]
    named = unknown(stage.names, locationId=stage.location)
    assert refusal(ask(stage.own.api(Role.FULL, scopes=others), route, named))[0] == REFUSED
    for scope in rule.scopes:
        assert ask(stage.own.api(Role.FULL, scopes=[scope]), route, named).status_code != REFUSED


@pytest.mark.parametrize("route", ROUTES, ids=ROUTE_IDS)
def test_another_organization_is_as_unknown_as_none(stage: Stage, route: Route) -> None:
    named = unknown(stage.names, locationId=stage.location)
    for role in Role:
        if role not in POLICY[route.operation].roles:
            continue
        answers = [
            refusal(ask(stage.api(role), route, named, {"orgId": org}))
            for org in (stage.foreign.public_id, ids.public_id(ids.Kind.ORGANIZATION, uuid4()), "nonsense")
        ]
        assert answers[0][0] == REFUSED
        assert answers[0] == answers[1] == answers[2]


SLOTS = [(route, slot) for route in ROUTES for slot in re.findall(r"\{(\w+)\}", route.path)]


@pytest.mark.parametrize(
    ("route", "slot"), SLOTS, ids=[f"{route.method} {route.path} by {slot}" for route, slot in SLOTS]
)
def test_a_foreign_id_is_answered_as_an_unknown_one(stage: Stage, route: Route, slot: str) -> None:
    if slot == "callParkId":  # made of the name, so no id of a call park is foreign
        return
    nothing = unknown(stage.names)
    foreign = stage.foreign_names.get(slot, nothing[slot])
    found = refusal(ask(stage.api(Role.FULL), route, stage.names | {slot: foreign}))
    wanted = refusal(ask(stage.api(Role.FULL), route, stage.names | {slot: nothing[slot]}))
    assert found[:2] == wanted[:2]
    assert found[0] == 404
