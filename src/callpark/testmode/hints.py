"""The nearest valid request: what was ignored or refused, and what was probably meant, in sentences for its author.

They are derived from the contracts that the API itself is made of, so nothing here knows an operation by name.
"""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from difflib import SequenceMatcher, get_close_matches
from functools import cache
from typing import Any, Final
from urllib.parse import quote

import msgspec
from starlette.types import ASGIApp, Message, Scope

from callpark import ids
from callpark.api import queries
from callpark.api.app import ROUTES
from callpark.api.bodies import BODY_MOST
from callpark.api.door import Route
from callpark.api.routing import Paths
from callpark.api.wire import IDS_IN_PATHS, id_of
from callpark.errors import Invalid, shown
from callpark.provisioning.access import POLICY, Role, scopes_of

BEGINNING: Final = "/v1"
NEAR: Final = 0.6  # of difflib's ratio
NAMED: Final = 20  # characters of an id that are repeated
MOST: Final = 8  # hints of a request


def operation_of(method: str, path: str) -> str | None:
    route, _ = _route(method, path)
    return str(route.operation) if route else None


async def of(api: ASGIApp, scope: Scope, body: bytes, status: int, answered: bytes) -> list[str]:
    """What to tell about a request that was answered with `status`; nothing if all of it was meant and understood."""
    method, path = scope["method"], scope["path"]
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    if status == 401:
        return list(_about_token(headers))
    route, names = _route(method, path)
    if route is None:
        return list(_about_path(method, path))
    told = [*_about_ids(route, names), *_about_query(route, scope["query_string"])]
    if status == 415:
        told += _about_media_type(headers)
    if status == 403:
        told += _about_rights(route)
    if route.contract.body and len(body) <= BODY_MOST and status != 415:
        told += _about_body(route, body, status)
    if status == 404 and "callParkId" in names:
        told += await _about_call_park(api, scope, names)
    if status == 400 and not told:
        told += _about_ids_in_text(answered)
    return told[:MOST]


# --- which operation was meant -----------------------------------------------------------------------------------


@cache
def _paths() -> Paths[dict[str, Route]]:
    by_path: dict[str, dict[str, Route]] = {}
    for route in ROUTES:
        by_path.setdefault(f"{BEGINNING}{route.path}", {})[route.method] = route
    paths = Paths[dict[str, Route]]()
    for path, routes in by_path.items():
        paths.add(path, routes)
    return paths


def _route(method: str, path: str) -> tuple[Route | None, dict[str, str]]:
    routes, names = _paths().find(path) or ({}, {})
    return routes.get("GET" if method == "HEAD" else method), names


def _about_path(method: str, path: str) -> Iterator[str]:
    found = _paths().find(path)
    if found:
        for other, route in sorted(found[0].items()):
            yield f"{method} is no operation of this path. {other} {BEGINNING}{route.path} would {route.operation}."
        return
    if path != (bare := path.rstrip("/")) and _paths().find(bare):
        yield f"This path ends in a slash: leave it out, as in {bare}."
        return
    if not path.startswith(f"{BEGINNING}/"):
        yield f"All paths of the API begin with {BEGINNING}/."
    nearest = max(ROUTES, key=lambda route: (_likeness(f"{BEGINNING}{route.path}", path), route.method == method))
    if _likeness(f"{BEGINNING}{nearest.path}", path) >= NEAR:
        yield (
            f"No resource has this path. The nearest is {BEGINNING}{nearest.path}: "
            f"{nearest.method} would {nearest.operation}."
        )


def _likeness(template: str, path: str) -> float:
    """Of two paths, segment by segment; a parameter is like anything that could be an id."""
    wanted, given = template.split("/")[1:], path.split("/")[1:]
    pairs = zip(wanted, given, strict=False)
    like = sum((1.0 if two else 0.0) if one[:1] == "{" else _ratio(one, two) for one, two in pairs)
    return like / max(len(wanted), len(given))


def _ratio(one: str, two: str) -> float:
    ratio = SequenceMatcher(None, one.lower(), two.lower()).ratio()
    return 1.0 if one == two else min(ratio, 0.95)


# --- ids ---------------------------------------------------------------------------------------------------------

KINDS: Final = {
    id_of(*kinds).extra_json_schema["format"]: kinds  # type: ignore[index]
    for kinds in (ids.AGENT_KINDS, *((kind,) for kind in ids.Kind))
}


def _about_ids(route: Route, names: dict[str, str]) -> Iterator[str]:
    for name, value in names.items():
        yield from _about_id(name, value, _wanted(IDS_IN_PATHS[name]))


def _wanted(annotation: Any) -> tuple[ids.Kind, ...]:
    (meta,) = annotation.__metadata__
    return KINDS[meta.extra_json_schema["format"]]


def _about_id(where: str, given: str, wanted: tuple[ids.Kind, ...]) -> Iterator[str]:
    kinds = " or ".join(wanted)
    if not given:
        yield f"{where} is empty: a {kinds} id is wanted. Was a variable not set?"
        return
    found = _kind_of(given)
    if found is None and not re.fullmatch(r"[0-9a-fA-F-]{36}", given):
        likely = " It is rather the name of something: list the resource and take the id from there." * (
            not _is_base64(given)
        )
        yield f"{where}: {shown(given)!r} is no id of this API; a {kinds} id is wanted.{likely}"
    elif found and found not in wanted:
        yield f"{where}: this id is a {found} id, a {kinds} id is wanted."


def _kind_of(text: str) -> str | None:
    for kind in ids.Kind:
        with suppress(ids.BadId):
            if kind is ids.Kind.CALL_PARK:
                ids.call_park_name(text)
            elif kind is ids.Kind.LICENSE:
                ids.license_kind(text)
            elif ids.reference(text, kind).kind is None:
                return None  # a bare UUID is of any kind
            return kind.value
    return None


def _is_base64(text: str) -> bool:
    return len(text) > NAMED and re.fullmatch(r"[A-Za-z0-9+/=_-]+", text) is not None


def _about_ids_in_text(answered: bytes) -> Iterator[str]:
    """The refusal of an id in a body names its field and both kinds; this says the same as the path's hints do."""
    found = re.search(
        rb"Invalid field value: (\S+?)\. Give (?:a|the id of a) (.+?)(?: id)?\. This is a (\w+) id", answered
    )
    if found:
        where, wanted, given = (part.decode() for part in found.groups())
        yield f"{where}: this id is a {given} id, a {wanted.replace(', ', ' or ')} id is wanted."


# --- names that are no fields ------------------------------------------------------------------------------------


def _about_query(route: Route, query: bytes) -> Iterator[str]:
    contract = route.contract.query or queries.Query
    known = ["orgId", *(field.encode_name for field in msgspec.structs.fields(contract))]
    with suppress(Invalid):
        parameters = queries.split(query)
        yield from _unknown({name for name, _ in parameters}, known, "parameter of this request", "")
        for name, value in parameters:
            if name == "phoneNumber" and value.startswith(" "):
                yield "phoneNumber begins with a blank: an unescaped + in a query means one. Send it as %2B."


def _about_body(route: Route, body: bytes, status: int) -> Iterator[str]:
    try:
        tree = json.loads(body)
    except ValueError:
        yield from _about_broken_body(body)
        return
    if isinstance(tree, dict):
        yield from _about_object(tree, msgspec.inspect.type_info(route.contract.body), "", status)


def _about_broken_body(body: bytes) -> Iterator[str]:
    if not body:
        yield "The request has no body: send a JSON object."
    elif body[:1] != b"{" and b"=" in body and b"{" not in body:
        yield "The body is a form, not JSON: with requests say json=…, not data=…."
    elif re.match(rb"\{\s*'", body) or re.search(rb":\s*(True|False|None)\b", body):
        yield "The body looks like Python, not JSON: send json.dumps(…) of it, or say json=… instead of data=…."


def _about_object(tree: dict[str, Any], kind: Any, path: str, status: int) -> Iterator[str]:
    described = _struct(kind)
    if described is None:
        return
    fields = {field.encode_name: field for field in described.fields}
    yield from _unknown(tree.keys(), [*fields, *_inner(described)], "field of this request", path)
    for name, value in tree.items():
        if name in fields:
            yield from _about_value(value, fields[name].type, f"{path}{name}", status)


def _inner(described: Any) -> Iterator[str]:
    """The fields of a struct's own structs, as in `recall.huntGroupId`."""
    for field in described.fields:
        if inner := _struct(field.type):
            yield from (f"{field.encode_name}.{one.encode_name}" for one in inner.fields)


def _about_value(value: Any, kind: Any, path: str, status: int) -> Iterator[str]:
    if isinstance(value, dict):
        yield from _about_object(value, kind, f"{path}.", status)
        return
    parts = list(_parts(kind))
    if isinstance(value, list):
        for inner in (part.item_type for part in parts if isinstance(part, msgspec.inspect.ListType)):
            for number, one in enumerate(value):
                yield from _about_value(one, inner, f"{path}[{number}]", status)
        return
    if status != 400:
        return
    if wanted := _id_kinds(kind):
        if isinstance(value, str) and value:
            yield from _about_id(path, value, wanted)
        return
    yield from _about_plain(value, parts, path)


def _about_plain(value: Any, parts: list[Any], path: str) -> Iterator[str]:
    kinds = tuple(type(part) for part in parts)
    for part in parts:
        if isinstance(part, msgspec.inspect.EnumType) and isinstance(value, str):
            words = [str(member.value) for member in part.cls]
            if value not in words and (near := _nearest(value, words)):
                yield f"{path}: {shown(value)!r} is none of its values; did you mean {near!r}?"
    if msgspec.inspect.BoolType in kinds and not isinstance(value, bool) and value is not None:
        meant = str(value).lower() in ("1", "true", "yes", "on")
        yield f"{path}: send {str(meant).lower()}, without quotes."
    if msgspec.inspect.IntType in kinds and isinstance(value, str) and value.strip().isdigit():
        yield f"{path}: send {value.strip()}, without quotes."
    if msgspec.inspect.StrType in kinds and isinstance(value, int) and not isinstance(value, bool):
        yield f'{path}: send "{value}", with quotes: it may begin with a zero.'
    if msgspec.inspect.ListType in kinds and isinstance(value, str):
        yield f"{path}: it is a list; for one entry send a list of one."


def _unknown(given: Iterable[str], known: list[str], what: str, path: str) -> Iterator[str]:
    for name in sorted(set(given) - set(known)):
        near = _nearest(name, known)
        plain = ", ".join(one for one in known if "." not in one)
        asked = f"; did you mean `{path}{near}`?" if near else f". It knows {plain}."
        yield f"`{path}{shown(name)}` is no {what} and was ignored{asked}"


def _nearest(name: str, known: list[str]) -> str | None:
    plain = {re.sub(r"[^a-z0-9]", "", one.rpartition(".")[2].lower()): one for one in reversed(known)}
    wanted = re.sub(r"[^a-z0-9]", "", name.lower())
    if wanted in plain:
        return plain[wanted]
    near = get_close_matches(wanted, plain, 1, NEAR)
    return plain[near[0]] if near else None


def _parts(kind: Any) -> Iterator[Any]:
    """The alternatives of a type, without what is only said about it."""
    if isinstance(kind, msgspec.inspect.Metadata):
        yield from _parts(kind.type)
    elif isinstance(kind, msgspec.inspect.UnionType):
        for part in kind.types:
            yield from _parts(part)
    else:
        yield kind


def _struct(kind: Any) -> Any:
    return next((part for part in _parts(kind) if isinstance(part, msgspec.inspect.StructType)), None)


def _id_kinds(kind: Any) -> tuple[ids.Kind, ...]:
    """Of which kinds the id has to be that a type stands for."""
    if isinstance(kind, msgspec.inspect.UnionType):
        return next(filter(None, map(_id_kinds, kind.types)), ())
    if isinstance(kind, msgspec.inspect.Metadata):
        format = (kind.extra_json_schema or {}).get("format")
        return KINDS.get(format, ()) or _id_kinds(kind.type)
    return ()


# --- who asks, and in which form ---------------------------------------------------------------------------------


def _about_token(headers: dict[str, str]) -> Iterator[str]:
    given = headers.get("authorization")
    if given is None:
        yield "There is no Authorization header. Send `Authorization: Bearer TOKEN`, or give the client its token."
        return
    scheme, _, token = given.partition(" ")
    if not token and not scheme.lower().startswith("bearer"):
        yield "The Authorization header holds a token alone: write the word Bearer and a blank before it."
    elif not token.strip():
        yield "The Authorization header holds the word Bearer and no token. Was a variable not set?"
    elif not token.startswith("cpk_"):
        yield "This token is none of callpark's: those begin with cpk_. It may be one of the real service."
    elif re.search(r"\s|…", token):
        yield "The token holds a blank or an ellipsis: copy all of it, and nothing else."
    else:
        yield "The token has the right form, but this server does not know it, or it has expired or was revoked."


def _about_media_type(headers: dict[str, str]) -> Iterator[str]:
    given = headers.get("content-type")
    if given is None:
        yield "There is no Content-Type: send application/json. With requests say json=…, not data=…."
    elif "form" in given:
        yield "The body was sent as a form: with requests say json=…, not data=…."


def _about_rights(route: Route) -> Iterator[str]:
    rule = POLICY[route.operation]
    able = [str(role) for role in Role if role in rule.roles and rule.scopes & set(scopes_of(role))]
    scopes = " or ".join(sorted(str(scope) for scope in rule.scopes))
    yield (
        f"To {route.operation} takes the scope {scopes}, and a token of {' or '.join(able)} has it; "
        "a location administrator works in his own locations only."
    )


# --- what is there -----------------------------------------------------------------------------------------------


async def _about_call_park(api: ASGIApp, scope: Scope, names: dict[str, str]) -> list[str]:
    """The call parks that are there, asked for by the same caller."""
    with suppress(ids.BadId):
        name = ids.call_park_name(names["callParkId"])
        path = scope["path"].partition("/callParks/")[0] + "/callParks"
        there = [one["name"] for one in (await _read(api, scope, path)).get("callParks", [])]
        near = get_close_matches(name, there, 1, NEAR)
        if near:
            return [
                f"This is the id of a call park named {shown(name)!r}; there is none in this location, but there is "
                f"{shown(near[0])!r}, whose id is {ids.call_park_id(near[0])}. A rename changes the id."
            ]
        listed = ", ".join(repr(shown(one)) for one in there[:5]) or "no call park at all"
        return [f"This is the id of a call park named {shown(name)!r}. In this location there is {listed}."]
    return []


async def _read(api: ASGIApp, scope: Scope, path: str) -> dict[str, Any]:
    status, body = 0, b""

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status, body
        status = message.get("status", status)
        body += message.get("body", b"")

    headers = [pair for pair in scope["headers"] if pair[0] in (b"authorization", b"host")]
    asked = {"method": "GET", "path": path, "raw_path": quote(path).encode(), "query_string": b"", "headers": headers}
    await api({**scope, **asked}, receive, send)
    found: dict[str, Any] = json.loads(body) if status == 200 else {}
    return found
