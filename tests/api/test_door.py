"""What every request goes through, in its order. Requests that break ordinary services: tests/traps."""

import json

import pytest

from callpark import ids
from callpark.api.app import ROUTES
from callpark.api.refusals import ANSWERS, SHELL_ONLY, answer_of
from callpark.errors import CallParkError
from callpark.provisioning.access import ADMIN_PAGES_ONLY, POLICY, Role, Scope
from cast import CALLING, Api, Organization, Server, refusal

PARKER = {"option": "ALERT_PARKING_USER_ONLY"}
GOOD = {"name": "Reception", "recall": PARKER}
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def parks(organization: Organization) -> str:
    return f"{CALLING}/locations/{organization.location('Alaska')}/callParks"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 415),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
        ({"Content-Type": "application/json; charset=utf-16"}, 415),
        ({"Content-Type": "application/jsonx"}, 415),
        ({"Content-Type": "application/json;charset=utf-8"}, 201),
        ({"Content-Type": "Application/JSON; charset=UTF-8"}, 201),
        ({"Content-Type": "application/json", "Content-Encoding": "identity"}, 201),
    ],
    ids=str,
)
def test_media_types(organization: Organization, parks: str, headers: dict[str, str], status: int) -> None:
    reply = organization.admin.post(parks, data=json.dumps(GOOD).encode(), headers=headers)
    assert reply.status_code == status
    if status != 201:
        refusal(reply)


def test_a_media_type_without_a_body_does_not_matter(organization: Organization, parks: str) -> None:
    park = organization.call_park(parks.split("/")[4], "Reception")
    headers = {"Content-Type": "text/plain"}
    assert organization.reader.get(parks, headers=headers).status_code == 200
    assert organization.admin.delete(f"{parks}/{park}", headers=headers).status_code == 204


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("*/*", 200),
        ("application/*", 200),
        ("text/html, application/json;q=0.5", 200),
        ("text/html", 404),
        ("application/json;q=0", 404),
        ("image/png, text/*", 404),
    ],
)
def test_what_the_client_accepts(organization: Organization, parks: str, accept: str, status: int) -> None:
    assert organization.reader.get(parks, headers={"Accept": accept}).status_code == status


@pytest.mark.parametrize("change", ["/", "%2F", "%2f", "//", "/x/y"])
def test_a_path_that_is_none(organization: Organization, parks: str, change: str) -> None:
    assert refusal(organization.reader.get(parks + change))[:2] == (404, 90401)


def test_an_escaped_slash_does_not_reach_another_resource(organization: Organization, parks: str) -> None:
    assert refusal(organization.reader.get(f"{parks}%2FavailableUsers"))[:2] == (404, 90401)


@pytest.mark.parametrize(
    "authorization", [None, "", "Bearer", "Bearer ", "Basic eDp5", "Bearer x", "Bearer cpk_x_y", "bearer\tx"], ids=repr
)
def test_who_is_unknown_learns_nothing_else(server: Server, parks: str, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    nobody = Api(server, None)
    for path in (parks, parks + "/", "/nothing", "/telephony"):
        reply = nobody.get(path, headers=headers)
        assert refusal(reply)[0] == 401
        assert reply.headers["WWW-Authenticate"].startswith("Bearer")
    assert refusal(nobody.post(parks, data=b"{", headers=headers))[0] == 401


def test_a_token_in_the_query_does_not_count(server: Server, organization: Organization, parks: str) -> None:
    reply = Api(server, None).get(parks, params={"access_token": organization.admin.token})
    assert refusal(reply)[0] == 401


def test_a_token_with_a_wrong_end(server: Server, organization: Organization, parks: str) -> None:
    token = organization.admin.token or ""
    for wrong in (token[:-1], token + "x", token.replace("cpk_", "cpx_"), token.upper()):
        reply = Api(server, wrong).get(parks)
        assert refusal(reply)[0] == 401
        assert 'error="invalid_token"' in reply.headers["WWW-Authenticate"]


def test_checks_come_in_the_documented_order(organization: Organization, server: Server, parks: str) -> None:
    """401, 415 and 413, 403, 404, 400, 409: each request has this fault and all later ones."""
    organization.call_park(parks.split("/")[4], "Reception")
    nowhere = f"{CALLING}/locations/nowhere/callParks"
    text = {"Content-Type": "text/plain"}
    assert refusal(Api(server, "x").post(nowhere, data=b"{", headers=text))[0] == 401
    assert refusal(organization.reader.post(nowhere, data=b"{", headers=text))[0] == 415
    assert refusal(organization.reader.post(nowhere, data=b"{" * 2_000_000, headers=JSON))[0] == 413
    assert refusal(organization.reader.post(nowhere, data=b"{", headers=JSON))[0] == 403
    assert refusal(organization.admin.post(nowhere, data=b"{", headers=JSON))[0] == 404
    assert refusal(organization.admin.post(parks, json=GOOD | {"agents": ["x"]}))[0] == 400
    assert refusal(organization.admin.post(parks, json=GOOD))[0] == 409


def test_role_and_scope_are_both_needed(organization: Organization, parks: str) -> None:
    reads, writes = Scope.TELEPHONY_READ, Scope.TELEPHONY_WRITE
    assert refusal(organization.api(Role.FULL, scopes=[reads]).post(parks, json=GOOD))[0] == 403
    assert refusal(organization.api(Role.FULL, scopes=[writes]).get(parks))[0] == 403
    assert refusal(organization.api(Role.READ_ONLY, scopes=list(Scope)).post(parks, json=GOOD))[0] == 403
    assert organization.api(Role.FULL, scopes=[writes]).post(parks, json=GOOD).status_code == 201
    assert organization.api(Role.READ_ONLY, scopes=[reads]).get(parks).status_code == 200


def test_a_missing_scope_is_named_and_nothing_else_is(organization: Organization, parks: str) -> None:
    """RFC 6750 §3.1."""
    reads = organization.api(Role.FULL, scopes=[Scope.TELEPHONY_READ]).post(parks, json=GOOD)
    scope = f'Bearer realm="callpark", error="insufficient_scope", scope="{Scope.TELEPHONY_WRITE}"'
    assert (reads.status_code, reads.headers["www-authenticate"]) == (403, scope)
    role = organization.reader.post(parks, json=GOOD)
    assert (role.status_code, "www-authenticate" in role.headers) == (403, False)
    wrong = Api(organization.server, "x").get(parks).headers["www-authenticate"]
    described = 'error_description="The access token is unknown, revoked or expired."'
    assert wrong == f'Bearer realm="callpark", error="invalid_token", {described}'
    assert Api(organization.server, None).get(parks).headers["www-authenticate"] == 'Bearer realm="callpark"'


def test_a_partner_administers_managed_organizations_only(server: Server, organization: Organization) -> None:
    partner = organization.api(Role.PARTNER)
    customer = server.organization("Customer", partner_id=organization.id)
    stranger = server.organization("Stranger")
    for target, status in [(customer, 200), (organization.id, 200), (stranger, 403)]:
        reply = partner.get("/locations", params={"orgId": ids.public_id(ids.Kind.ORGANIZATION, target)})
        assert reply.status_code == status
    listed = [one["displayName"] for one in partner.get("/organizations").json()["items"]]
    assert listed == ["Acme", "Customer"]
    customers = {"orgId": str(customer)}
    assert refusal(organization.admin.get("/locations", params=customers))[0] == 403


def test_every_answer_has_a_tracking_id(organization: Organization, parks: str) -> None:
    assert organization.reader.get(parks).headers["trackingid"].startswith("CALLPARK_")
    given = organization.reader.get(parks, headers={"TrackingID": "SIMPLE_1-a"})
    assert given.headers["trackingid"] == "SIMPLE_1-a"
    odd = organization.reader.get(parks, headers={"TrackingID": "a b<c>é"})
    assert odd.headers["trackingid"] == "abc"
    long = organization.reader.get(parks, headers={"TrackingID": "x" * 500})
    assert long.headers["trackingid"] == "x" * 80


def test_a_head_request_has_no_body(organization: Organization, parks: str) -> None:
    reply = organization.reader.head(parks)
    assert (reply.status_code, reply.content) == (200, b"")


def test_a_query_that_is_no_text(organization: Organization, parks: str) -> None:
    for query in ("name=%FF", "name=%00", "name=a%ED%A0%80"):
        assert refusal(organization.reader.get(f"{parks}?{query}"))[0] == 400


def test_the_text_null_is_no_value_of_a_parameter(organization: Organization) -> None:
    for path, name in (("/workspaces", "type"), (f"{CALLING}/numbers", "available"), ("/locations", "max")):
        assert refusal(organization.reader.get(path, params={name: "null"}))[:2] == (400, 25024)
    named = organization.plain_location("null")
    organization.plain_location("Alaska")
    found = organization.reader.get("/locations", params={"name": "null"}).json()["items"]
    assert [one["id"] for one in found] == [named]


def test_probes_need_no_token(server: Server) -> None:
    nobody = Api(server, None)
    assert nobody.get(f"{server.url}/livez").json() == {"status": "ok"}
    assert nobody.get(f"{server.url}/readyz").json() == {"status": "ok"}


def refusals(root: type[CallParkError]) -> set[type[CallParkError]]:
    return {root}.union(*(refusals(one) for one in root.__subclasses__()))


def test_every_refusal_is_answered_and_every_code_of_ours_means_one_thing() -> None:
    for refused in refusals(CallParkError) - {CallParkError}:
        assert issubclass(refused, SHELL_ONLY) or 400 <= answer_of(refused).status <= 504, refused
    ours = [answer.code for answer in ANSWERS.values() if answer.code >= 90000]
    assert len(ours) == len(set(ours)) > 15


def test_every_operation_has_a_rule_and_a_route() -> None:
    assert {route.operation for route in ROUTES} == set(POLICY) - ADMIN_PAGES_ONLY
