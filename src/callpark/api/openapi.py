"""The OpenAPI document, written from what the program itself goes by: routes and their contracts, rights, refusals."""

import inspect
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from http import HTTPStatus
from types import UnionType
from typing import Any, Final, get_args

from msgspec import NODEFAULT, json
from msgspec.structs import fields

from callpark import __version__
from callpark.api.door import Route
from callpark.api.refusals import ANSWERS, ErrorBody
from callpark.api.wire import IDS_IN_PATHS, OrganizationId
from callpark.provisioning.access import POLICY
from callpark.provisioning.repeats import KEY_MOST

Schema = dict[str, Any]
REF: Final = "#/components/schemas/"

ASK_AGAIN = (423, 429, 503, 504)
HEADERS: Final = {
    "trackingid": ("Names this request in the server's log; the client's own TrackingID if it sent one.", "string"),
    "link": ('The next page, absent on the last one: `<URL>;rel="next"` (RFC 8288).', "string"),
    "retry-after": ("Whole seconds after which the same request may work.", "integer"),
    "www-authenticate": ("RFC 6750 §3.", "string"),
}


def document(routes: Sequence[Route]) -> Schema:
    """The document of all routes that tell their contract."""
    schemas, components = _schemas(routes)
    paths: dict[str, Schema] = defaultdict(dict)
    for route in routes:
        paths[route.path][route.method.lower()] = _operation(route, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "callpark",
            "version": __version__,
            "summary": "The Call Park API of Webex Calling, and the directory around it.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/v1"}],
        "tags": [{"name": tag} for tag in dict.fromkeys(_tag(route) for route in routes)],
        "paths": dict(paths),
        "components": {
            "schemas": components,
            "headers": {
                name: {"description": description, "required": name != "link", "schema": {"type": kind}}
                for name, (description, kind) in HEADERS.items()
            },
            "responses": dict(_errors(schemas[ErrorBody])),
            "parameters": {
                "orgId": {
                    "name": "orgId",
                    "in": "query",
                    "description": "The organization, one that the token administers. Left out: the token's own.",
                    "schema": schemas[OrganizationId],
                },
                "idempotencyKey": {
                    "name": "Idempotency-Key",
                    "in": "header",
                    "description": "Sent again within 24 hours, the same request with the same key is carried out "
                    "once: it gets the same answer, with `Idempotent-Replayed: true`.",
                    "schema": {"type": "string", "maxLength": KEY_MOST, "pattern": "^[!-~]([ -~]*[!-~])?$"},
                },
            },
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "`callpark token create`"}
            },
        },
    }


def _operation(route: Route, schemas: dict[Any, Schema]) -> Schema:
    rule = POLICY[route.operation]
    contract = route.contract
    body = {}
    if contract.body:
        body["requestBody"] = {"required": True, "content": _json(schemas[contract.body])}
    success: Schema = {"description": HTTPStatus(route.success).phrase, "headers": _headers("trackingid")}
    if contract.paged:
        success["headers"] |= _headers("link")
    if answers := _answers(route):
        one, *others = [schemas[answer] for answer in answers]
        success["content"] = _json({"anyOf": [one, *others]} if others else one)
    return {
        "operationId": _camel(route.operation.replace("'", "")),
        "summary": f"{route.operation[0].upper()}{route.operation[1:]}",
        "description": f"Roles: {', '.join(sorted(rule.roles))}. Scope: {' or '.join(sorted(rule.scopes))}. "
        f"A location administrator's reach: {rule.reach.value}.",
        "tags": [_tag(route)],
        "security": [{"token": [str(scope)]} for scope in sorted(rule.scopes)],
        "parameters": [*_path_parameters(route), *_query_parameters(route, schemas)],
        **body,
        "responses": {
            str(route.success): success,
            **{str(status): {"$ref": f"#/components/responses/{status}"} for status in _statuses(route)},
        },
    }


def _path_parameters(route: Route) -> Iterator[Schema]:
    for name in re.findall(r"{(\w+)}", route.path):
        schema = json.schema(IDS_IN_PATHS[name])
        yield {"name": name, "in": "path", "required": True, "schema": schema}


def _query_parameters(route: Route, schemas: dict[Any, Schema]) -> Iterator[Schema]:
    yield {"$ref": "#/components/parameters/orgId"}
    if route.method == "POST":
        yield {"$ref": "#/components/parameters/idempotencyKey"}
    for field in fields(route.contract.query) if route.contract.query else ():
        schema = _without_null(schemas[field.type])
        parameter: Schema = {"name": field.encode_name, "in": "query"}
        if field.default is not NODEFAULT and field.default is not None:
            schema["default"] = field.default.value if isinstance(field.default, Enum) else field.default
        if "description" in schema:
            parameter["description"] = schema.pop("description")
        yield parameter | {"schema": schema}


def _statuses(route: Route) -> list[int]:
    """What an operation may be refused with: all, but for what its method rules out."""
    ruled_out = {405} if route.reads_body else {405, 413, 415}
    if route.method == "GET":
        ruled_out |= {409, 423}
    return sorted({answer.status for answer in ANSWERS.values()} - ruled_out)


def _errors(schema: Schema) -> Iterator[tuple[str, Schema]]:
    codes: dict[int, set[int]] = defaultdict(set)
    for answer in ANSWERS.values():
        codes[answer.status].add(answer.code)
    for status in sorted(codes):
        more = ["www-authenticate"] if status == 401 else ["retry-after"] if status in ASK_AGAIN else []
        yield (
            str(status),
            {
                "description": f"{HTTPStatus(status).phrase}. errorCode: {', '.join(map(str, sorted(codes[status])))}",
                "headers": _headers("trackingid", *more),
                "content": _json(schema),
            },
        )


def _answers(route: Route) -> tuple[Any, ...]:
    """The types that the answer's body may have: one, several, or none."""
    answer = route.contract.answer
    return get_args(answer) if isinstance(answer, UnionType) else () if answer is None else (answer,)


def _schemas(routes: Sequence[Route]) -> tuple[dict[Any, Schema], dict[str, Schema]]:
    """The schema of each type on the wire, and the components they refer to."""
    contracts = [route.contract for route in routes]
    answers = [answer for route in routes for answer in _answers(route)]
    taken = [contract.body for contract in contracts if contract.body]
    asked = [field.type for contract in contracts if contract.query for field in fields(contract.query)]
    types = list(dict.fromkeys([*answers, *taken, *asked, ErrorBody, OrganizationId]))
    found, components = json.schema_components(types, ref_template=f"{REF}{{name}}")
    schemas = dict(zip(types, found, strict=True))
    for name in _reached([schemas[answer] for answer in answers], components):
        _never_null(components[name])
    names = {name: _short(name) for name in components}
    return (
        {kind: _renamed(schema, names) for kind, schema in schemas.items()},
        {names[name]: _renamed(components[name], names) for name in sorted(components, key=_short)},
    )


def _reached(schemas: Iterable[Schema], components: dict[str, Schema]) -> set[str]:
    """The components that `schemas` refer to, and those that these refer to."""
    reached: set[str] = set()
    left = list(schemas)
    while left:
        new = set(re.findall(rf"{REF}([\w.]+)", repr(left.pop()))) - reached
        reached |= new
        left += [components[name] for name in new]
    return reached


def _never_null(schema: Schema) -> None:
    """What has no value is left out of an answer."""
    for name, value in schema.get("properties", {}).items():
        schema["properties"][name] = _without_null(value)
        schema["properties"][name].pop("default", None)


def _without_null(schema: Schema) -> Schema:
    kinds = [kind for kind in schema.get("anyOf", []) if kind != {"type": "null"}]
    rest = {name: value for name, value in schema.items() if name != "anyOf"}
    return rest | (kinds[0] if len(kinds) == 1 else {"anyOf": kinds} if kinds else {})


def _renamed(schema: Any, names: dict[str, str]) -> Any:
    if isinstance(schema, list):
        return [_renamed(item, names) for item in schema]
    if isinstance(schema, dict):
        return {
            key: REF + names[value.removeprefix(REF)] if key == "$ref" else _renamed(value, names)
            for key, value in schema.items()
        }
    return inspect.cleandoc(schema) if isinstance(schema, str) else schema


def _short(name: str) -> str:
    """Types of one name in several modules carry the module: `HuntGroups.Agent`."""
    *_, module, kind = f".{name}".rsplit(".", 2)
    return f"{_camel(module, first=True)}.{kind}" if module else kind


def _camel(text: str, *, first: bool = False) -> str:
    words = re.findall(r"[A-Za-z0-9]+", text)
    camel = "".join(word[0].upper() + word[1:] for word in words)
    return camel if first else camel[:1].lower() + camel[1:]


def _tag(route: Route) -> str:
    return str(route.handler.__module__).rpartition(".")[2].replace("_", " ").capitalize()


def _json(schema: Schema) -> Schema:
    return {"application/json": {"schema": schema}}


def _headers(*names: str) -> Schema:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}
