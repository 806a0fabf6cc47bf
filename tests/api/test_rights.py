"""Who may do what: every operation × role × organization × location, generated from the one policy table."""

import re
from uuid import uuid4

import pytest

from callpark import ids
from callpark.api.app import ROUTES
from callpark.api.door import Route
from callpark.provisioning.access import ADMIN_PAGES_ONLY, POLICY, Reach, Role, Scope
from cast import Server, refusal
from promises import Figure
from stage import Stage, ask, unknown

REFUSED = 403
ROUTE_IDS = [f"{route.method} {route.path}" for route in ROUTES]


@pytest.fixture(scope="module")
def stage(server: Server) -> Stage:
    return Stage(server)


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


@pytest.mark.parametrize("route", ROUTES, ids=ROUTE_IDS)
def test_a_partner_may_work_for_a_customer_and_nobody_else_may(stage: Stage, route: Route) -> None:
    named = unknown(stage.names)
    for role in Role:
        allowed = role is Role.PARTNER
        status = ask(stage.api(role), route, named, {"orgId": stage.customer}).status_code
        assert (status != REFUSED) == allowed, role


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


def test_the_matrix_is_whole(figure: Figure) -> None:
    """Every operation of the policy is asked by every role, and every id of every path for a foreign one."""
    assert {route.operation for route in ROUTES} == set(POLICY) - ADMIN_PAGES_ONLY
    ids_in_paths = f"each of {len(SLOTS)} ids in their paths for a foreign one"
    figure("organizations", f"{len(ROUTES)} operations by {len(Role)} roles, {ids_in_paths}: 0 deviations")
