"""The OpenAPI document and the API pages: that they are served, and that the document says what the reference says."""

import base64
import hashlib
import re
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from callpark.api.app import ROUTES
from callpark.api.openapi import document
from callpark.provisioning.access import POLICY
from cast import CALLING, Api, Organization, Server, refusal

Schema = dict[str, Any]
DOCUMENT = document(ROUTES)
L = f"{CALLING}/locations/{{locationId}}"
RECALL_OPTIONS = ["ALERT_HUNT_GROUP_ONLY", "ALERT_PARKING_USER_FIRST_THEN_HUNT_GROUP", "ALERT_PARKING_USER_ONLY"]


def resolved(schema: Schema) -> Schema:
    """What a schema says once its references are followed and null, which means the same as absent, is left out."""
    if "$ref" in schema:
        return resolved(DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    kinds = [kind for kind in schema.get("anyOf", []) if kind != {"type": "null"}]
    return resolved(kinds[0]) if len(kinds) == 1 else schema


def operation(method: str, path: str) -> Schema:
    return DOCUMENT["paths"][path][method.lower()]


def body(method: str, path: str) -> Schema:
    return resolved(operation(method, path)["requestBody"]["content"]["application/json"]["schema"])


def answer(method: str, path: str, status: int = 200) -> Schema:
    return resolved(operation(method, path)["responses"][str(status)]["content"]["application/json"]["schema"])


def fields(schema: Schema) -> tuple[set[str], set[str]]:
    """Required and optional fields."""
    required = set(schema["required"])
    return required, set(schema["properties"]) - required


def parameters(method: str, path: str) -> dict[str, Schema]:
    """The query parameters, without the `orgId` that each operation has."""
    given = operation(method, path)["parameters"]
    assert {"$ref": "#/components/parameters/orgId"} in given
    return {one["name"]: one["schema"] for one in given if one.get("in") == "query"}


def field(schema: Schema, *path: str) -> Schema:
    for name in path:
        found = resolved(schema)
        schema = found["items"] if name == "[]" else found["properties"][name]
    return resolved(schema)


# --- it is a document, and it is served ---------------------------------------------------------------------


def test_it_is_valid_openapi() -> None:
    assert DOCUMENT["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(DOCUMENT).validate()


def test_it_is_served_without_a_token(server: Server) -> None:
    nobody = Api(server, None)
    reply = nobody.get("/openapi.json")
    assert (reply.status_code, reply.headers["Content-Type"]) == (200, "application/json")
    assert reply.json() == DOCUMENT
    assert reply.headers["trackingid"]
    head = nobody.head("/openapi.json")
    assert (head.status_code, head.content) == (200, b"")
    assert refusal(nobody.post("/openapi.json"))[:2] == (405, 90500)
    assert refusal(nobody.get("/openapi.json/"))[0] == 401


def test_every_operation_is_described() -> None:
    described = {(method.upper(), path) for path, methods in DOCUMENT["paths"].items() for method in methods}
    missing = [f"{route.method} {route.path}" for route in ROUTES if (route.method, route.path) not in described]
    assert not missing, "give the handler a query, a body and an answer type (api/contracts.py)"


def test_every_operation_names_its_scopes_and_its_refusals() -> None:
    for route in ROUTES:
        told = operation(route.method, route.path)
        scopes = {scope for one in told["security"] for scope in one["token"]}
        assert scopes == POLICY[route.operation].scopes
        refused = {int(status) for status, one in told["responses"].items() if "$ref" in one}
        assert {400, 401, 403, 404, 500, 503, 504} <= refused
        assert ({413, 415} <= refused) == ("requestBody" in told)
        assert (409 in refused) == (route.method != "GET")
    ids = [one["operationId"] for methods in DOCUMENT["paths"].values() for one in methods.values()]
    assert len(set(ids)) == len(ids)


def test_components_have_short_names() -> None:
    assert all(re.fullmatch(r"([A-Z]\w+\.)?[A-Z]\w+", name) for name in DOCUMENT["components"]["schemas"])


def test_an_error() -> None:
    error = DOCUMENT["components"]["schemas"]["ErrorBody"]
    assert fields(error) == ({"errorCode", "message", "errors", "trackingId"}, set())
    assert fields(field(error, "errors", "[]")) == ({"errorCode", "description"}, set())
    for status, response in DOCUMENT["components"]["responses"].items():
        assert ("retry-after" in response["headers"]) == (status in ("423", "429", "503", "504"))
        assert ("www-authenticate" in response["headers"]) == (status == "401")


# --- against the field tables of the reference --------------------------------------------------------------


def test_list_call_parks() -> None:
    given = parameters("GET", f"{L}/callParks")
    assert set(given) == {"max", "start", "order", "name"}
    assert (given["max"]["default"], given["max"]["minimum"]) == (2000, 1)
    assert (given["start"]["default"], given["start"]["minimum"]) == (0, 0)
    assert (resolved(given["order"])["enum"], given["order"]["default"]) == (["ASC", "DSC"], "ASC")
    assert given["name"]["maxLength"] == 80
    listed = answer("GET", f"{L}/callParks")
    assert fields(listed) == ({"callParks"}, set())
    assert fields(field(listed, "callParks", "[]")) == ({"name", "id", "locationName", "locationId"}, set())
    assert "link" in operation("GET", f"{L}/callParks")["responses"]["200"]["headers"]


def test_create_a_call_park() -> None:
    draft = body("POST", f"{L}/callParks")
    assert fields(draft) == ({"name", "recall"}, {"agents", "parkOnAgentsEnabled", "callParkExtensions"})
    assert (field(draft, "name")["minLength"], field(draft, "name")["maxLength"]) == (1, 80)
    assert fields(field(draft, "recall")) == ({"option"}, {"huntGroupId"})
    assert sorted(field(draft, "recall", "option")["enum"]) == RECALL_OPTIONS
    for ids in ("agents", "callParkExtensions"):
        assert draft["properties"][ids]["type"] == "array"  # null is none: it is refused
        assert (draft["properties"][ids]["default"], field(draft, ids, "[]")["type"]) == ([], "string")
    assert (field(draft, "parkOnAgentsEnabled")["type"], field(draft, "parkOnAgentsEnabled")["default"]) == (
        "boolean",
        False,
    )
    assert fields(answer("POST", f"{L}/callParks", 201)) == ({"id"}, set())


def test_get_a_call_park() -> None:
    park = answer("GET", f"{L}/callParks/{{callParkId}}")
    assert fields(park) == ({"id", "name", "recall", "agents", "parkOnAgentsEnabled", "callParkExtensions"}, set())
    assert fields(field(park, "recall")) == ({"option"}, {"huntGroupId", "huntGroupName"})
    assert fields(field(park, "callParkExtensions", "[]")) == ({"id", "extension", "name"}, set())
    assert field(park, "agents", "[]") == field(answer("GET", f"{L}/callParks/availableUsers"), "agents", "[]")


def test_update_a_call_park() -> None:
    change = body("PUT", f"{L}/callParks/{{callParkId}}")
    optional = {"name", "recall", "agents", "parkOnAgentsEnabled", "callParkExtensions"}
    assert fields(change) == (set(), optional)
    assert not any("default" in change["properties"][name] for name in optional)  # left out: stays as it is
    assert field(change, "name")["maxLength"] == 80
    assert fields(field(change, "recall")) == ({"option"}, {"huntGroupId"})
    for ids in ("agents", "callParkExtensions"):
        text, details = field(change, ids)["items"]["anyOf"]
        assert (text["type"], fields(resolved(details))) == ("string", ({"id"}, set()))
    assert fields(answer("PUT", f"{L}/callParks/{{callParkId}}")) == ({"id"}, set())


def test_call_park_settings() -> None:
    settings = answer("GET", f"{L}/callParks/settings")
    assert fields(settings) == ({"callParkRecall", "callParkSettings"}, set())
    assert fields(field(settings, "callParkRecall")) == ({"option"}, {"huntGroupId", "huntGroupName"})
    assert fields(field(settings, "callParkSettings")) == ({"ringPattern", "recallTime", "huntWaitTime"}, set())
    change = body("PUT", f"{L}/callParks/settings")
    assert fields(change) == (set(), {"callParkRecall", "callParkSettings"})
    assert change["properties"]["callParkSettings"]["required"] == ["ringPattern"]
    for name in ("recallTime", "huntWaitTime"):
        time = field(change, "callParkSettings", name)
        assert (time["minimum"], time["maximum"]) == (30, 600)
    patterns = field(change, "callParkSettings", "ringPattern")["enum"]
    assert sorted(patterns) == ["LONG_LONG", "NORMAL", "SHORT_LONG_SHORT", "SHORT_SHORT_LONG"]
    assert "content" not in operation("PUT", f"{L}/callParks/settings")["responses"]["204"]


def test_available_recall_hunt_groups() -> None:
    given = parameters("GET", f"{L}/callParks/availableRecallHuntGroups")
    assert set(given) == {"name", "order", "max", "start"}
    assert resolved(given["order"])["enum"] == ["lname"]
    groups = answer("GET", f"{L}/callParks/availableRecallHuntGroups")
    assert fields(groups) == ({"huntGroups"}, set())
    assert fields(field(groups, "huntGroups", "[]")) == ({"id", "name"}, set())


def test_my_call_park() -> None:
    mine = answer("GET", f"{CALLING}/people/me/settings/callPark")
    assert fields(mine) == ({"memberList"}, {"groupName"})
    required, optional = fields(field(mine, "memberList", "[]"))
    assert required == {"id", "type", "firstName", "lastName", "displayName"}
    assert optional == {"directNumber", "extension", "email"}


def test_delete_a_call_park() -> None:
    told = operation("DELETE", f"{L}/callParks/{{callParkId}}")
    assert "requestBody" not in told
    assert "content" not in told["responses"]["204"]


def test_available_agents() -> None:
    given = parameters("GET", f"{L}/callParks/availableUsers")
    assert set(given) == {"callParkName", "name", "phoneNumber", "order", "max", "start"}
    order = re.compile(given["order"]["pattern"])
    assert order.search(given["order"]["default"])
    assert order.search("fname|number|extension")
    assert not any(order.search(text) for text in ("", "name", "fname|", "fname|lname|number|extension", "FNAME"))
    agents = answer("GET", f"{L}/callParks/availableUsers")
    assert fields(agents) == ({"agents"}, set())
    agent = field(agents, "agents", "[]")
    assert fields(agent) == ({"id", "firstName", "lastName", "displayName", "type", "numbers"}, {"email"})
    assert field(agent, "type")["enum"] == ["PEOPLE", "PLACE", "VIRTUAL_LINE"]
    number = field(agent, "numbers", "[]")
    assert set(number["properties"]) == {"external", "extension", "routingPrefix", "esn", "primary"}
    assert field(number, "primary")["enum"] == ["true", "false"]


def test_call_park_extensions() -> None:
    assert {"locationId", "extension", "name", "locationName", "max", "start"} <= set(
        parameters("GET", f"{CALLING}/callParkExtensions")
    )
    listed = field(answer("GET", f"{CALLING}/callParkExtensions"), "callParkExtensions", "[]")
    assert fields(listed)[0] >= {"id", "extension", "name", "locationId", "locationName"}
    assert set(listed["properties"]) == fields(listed)[0] | {"routingPrefix", "esn"}
    draft = body("POST", f"{L}/callParkExtensions")
    assert fields(draft) == ({"name", "extension"}, set())
    assert (field(draft, "name")["minLength"], field(draft, "name")["maxLength"]) == (1, 30)
    assert (field(draft, "extension")["minLength"], field(draft, "extension")["maxLength"]) == (2, 10)
    assert re.search(field(draft, "extension")["pattern"], "9001")
    assert not re.search(field(draft, "extension")["pattern"], "90a1")
    assert fields(body("PUT", f"{L}/callParkExtensions/{{callParkExtensionId}}")) == (set(), {"name", "extension"})
    details = answer("GET", f"{L}/callParkExtensions/{{callParkExtensionId}}")
    assert {"extension", "name"} <= set(details["properties"]) <= {"extension", "name", "routingPrefix", "esn"}


@pytest.mark.parametrize(
    ("method", "path", "required"),
    [
        ("POST", "/people", {"emails"}),
        ("POST", "/workspaces", {"displayName"}),
        ("POST", f"{CALLING}/virtualLines", {"firstName", "lastName", "locationId"}),
        ("POST", f"{L}/huntGroups", {"name", "callPolicies"}),
        ("POST", f"{L}/numbers", {"phoneNumbers"}),
        ("PUT", "/people/{personId}", {"emails"}),
        ("PUT", "/workspaces/{workspaceId}", set()),
        ("PUT", f"{CALLING}/virtualLines/{{virtualLineId}}", set()),
        ("PUT", f"{L}/huntGroups/{{huntGroupId}}", set()),
        ("PUT", "/locations/{locationId}", set()),
        ("PUT", L, set()),
        ("PATCH", "/licenses/users", set()),
        ("POST", "/locations", {"name", "timeZone", "preferredLanguage", "announcementLanguage", "address"}),
    ],
    ids=lambda value: " ".join(sorted(value)) if isinstance(value, set) else value,
)
def test_what_the_directory_requires(method: str, path: str, required: set[str]) -> None:
    assert fields(body(method, path))[0] == required


def test_numbers_are_removed_by_a_delete_with_a_body() -> None:
    assert fields(body("DELETE", f"{L}/numbers")) == ({"phoneNumbers"}, set())
    assert fields(body("PUT", f"{L}/numbers")) == ({"phoneNumbers"}, {"action"})


def test_creates_that_answer_200() -> None:
    for path in ("/people", f"{L}/huntGroups"):
        assert [one for one in operation("POST", path)["responses"] if one.startswith("2")] == ["200"]


# --- the pages ----------------------------------------------------------------------------------------------


def test_the_pages_show_every_operation_and_need_nobody_else(server: Server) -> None:
    reply = Api(server, None).get(f"{server.url}/docs")
    assert (reply.status_code, reply.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    for methods in DOCUMENT["paths"].values():
        for told in methods.values():
            assert f'<section id="{told["operationId"]}">' in reply.text
    assert not re.search(r"<script|<img|<iframe|https?://|\bon\w+=|style=", reply.text)
    anchors = set(re.findall(r'id="([^"]+)"', reply.text))
    assert not {link for link in re.findall(r'href="#([^"]+)"', reply.text) if link not in anchors}


def test_the_pages_allow_their_own_style_only(server: Server) -> None:
    reply = Api(server, None).get(f"{server.url}/docs")
    style = re.search(r"<style>(.*)</style>", reply.text, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policy = dict(part.strip().partition(" ")[::2] for part in reply.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["style-src"] == f"'sha256-{digest}'"
    assert refusal(Api(server, None).delete(f"{server.url}/docs"))[0] == 405


def test_a_type_that_is_documented_is_the_type_that_parses(organization: Organization) -> None:
    """What the document calls required is what the server misses."""
    path = f"{CALLING}/locations/{organization.location('Alaska')}/callParks"
    full = {"name": "Reception", "recall": {"option": "ALERT_PARKING_USER_ONLY"}}
    for name in fields(body("POST", f"{L}/callParks"))[0]:
        status, code, message = refusal(
            organization.admin.post(path, json={k: v for k, v in full.items() if k != name})
        )
        assert (status, code) == (400, 25008)
        assert name in message
