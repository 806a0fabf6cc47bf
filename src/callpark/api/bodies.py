"""Request bodies: from bytes to typed objects, refusing whatever breaks an ordinary JSON service.

One `json.loads` with hooks looks at everything, unknown fields too, before msgspec builds the typed object.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, NoReturn, TypeVar

import msgspec
from starlette.types import Receive

from callpark.api.refusals import TooLarge, UnsupportedMediaType
from callpark.errors import Invalid, InvalidValue, MalformedBody, MissingField, shown

T = TypeVar("T")

BODY_MOST = 1024 * 1024  # bytes


async def read(receive: Receive, most: int = BODY_MOST) -> bytes:
    """The whole body; TooLarge beyond `most` bytes, Invalid if its sender goes away before its end."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Invalid("The client went away before its body was complete.")
        body += message.get("body", b"")
        if len(body) > most:
            raise TooLarge(most)
        if not message.get("more_body"):
            return bytes(body)


def check_media_type(headers: Mapping[bytes, bytes]) -> None:
    """A body has to be JSON in UTF-8, and not compressed."""
    media_type, _, parameters = headers.get(b"content-type", b"").decode("latin-1").partition(";")
    charset = re.search(r"charset\s*=\s*\"?([^\s;\"]+)", parameters, re.IGNORECASE)
    if media_type.strip().lower() != "application/json" or (charset and charset[1].lower() not in ("utf-8", "utf8")):
        raise UnsupportedMediaType("Content-Type: send the body as application/json, in UTF-8.")
    if headers.get(b"content-encoding", b"identity").strip().lower() not in (b"", b"identity"):
        raise UnsupportedMediaType("Content-Encoding: send the body uncompressed.")


def parsed(body: bytes, wanted: type[T]) -> T:
    """The body as an object of `wanted`; raises MalformedBody, MissingField, InvalidValue or WrongLength."""
    try:
        tree = json.loads(
            body.decode(), object_pairs_hook=_object, parse_constant=_no_number, parse_float=_float, parse_int=_int
        )
        if b"\\u" in body:  # only an escape can bring in what PostgreSQL can't store
            _check_text(json.dumps(tree, ensure_ascii=False))
    except RecursionError:
        raise MalformedBody("The request's body is nested too deeply.") from None
    except UnicodeDecodeError:
        raise MalformedBody("The request's body is not valid UTF-8.") from None
    except json.JSONDecodeError as error:
        raise MalformedBody(
            f"The request's body is not valid JSON at line {error.lineno}, column {error.colno}."
        ) from None
    if not isinstance(tree, dict):
        raise MalformedBody("The request's body must be a JSON object.")
    return converted(tree, wanted)


def converted(tree: dict[str, Any], wanted: type[T], *, strict: bool = True) -> T:
    """`tree` as an object of `wanted`; not `strict`: its values are texts, as in a query."""
    try:
        return msgspec.convert(tree, wanted, strict=strict)
    except msgspec.ValidationError as error:
        _refuse(str(error), tree, wanted)


_AT = re.compile(r"(?P<problem>.*?)(?: - at `(?:key in )?\$?\.?(?P<path>.*)`)?", re.DOTALL)
_MISSING = re.compile(r"Object missing required field `(.+)`")
_UNKNOWN = re.compile(r"Object contains unknown field `(.+)`")
_LENGTH = re.compile(r"Expected `(?:str|array)` of length (<=|>=) (\d+)")
_RANGE = re.compile(r"Expected `int` (<=|>=) (-?\d+)")
_TYPE = re.compile(r"Expected `(?P<wanted>[^`]+)`(?:, got `(?P<got>[^`]+)`)?")
_WORDS = {
    "str": "a string",
    "bool": "true or false",
    "int": "a whole number",
    "array": "an array",
    "object": "an object",
}


def _refuse(message: str, tree: dict[str, Any], wanted: type) -> NoReturn:
    """Says what msgspec found in our words. A value that failed to parse is never repeated."""
    match = _AT.fullmatch(message)
    problem, path = (match["problem"], match["path"] or "") if match else (message, "")
    if missing := _MISSING.match(problem):
        raise MissingField(f"{path}.{missing[1]}" if path else missing[1])
    if unknown := _UNKNOWN.match(problem):
        known = ", ".join(field.encode_name for field in _container(_field(wanted, path)).fields)
        raise InvalidValue(shown(unknown[1]), f"There is no such field; these are known: {known}.")
    if length := _LENGTH.match(problem):
        bounds = {"<=": "at most", ">=": "at least"}
        raise InvalidValue(path, f"Give {bounds[length[1]]} {length[2]} characters or entries.")
    if bound := _RANGE.match(problem):
        raise InvalidValue(path, f"Give a whole number {'up to' if bound[1] == '<=' else 'from'} {bound[2]}.")
    if problem.startswith("Invalid enum value"):
        raise InvalidValue(path, f"Use one of {', '.join(_allowed(wanted, path))}.")
    kind = _TYPE.match(problem)
    if kind and kind["got"] == "null" and _is_required(wanted, path):
        raise MissingField(path)
    if kind:
        words = " or ".join(_WORDS.get(word.strip(), word.strip()) for word in kind["wanted"].split("|"))
        raise InvalidValue(path, f"Give {words}.")
    raise InvalidValue(path or "body", "It does not have the documented form.")


def _field(wanted: Any, path: str) -> Any:
    """The msgspec description of the type at `path`, None where it can't be followed."""
    kind: Any = msgspec.inspect.type_info(wanted)
    for name in re.findall(r"[^.\[\]]+", path):
        kind = _container(kind)
        if isinstance(kind, msgspec.inspect.StructType):
            kind = next((field.type for field in kind.fields if field.encode_name == name), None)
        elif kind is not None:
            kind = getattr(kind, "item_type", None)
    return kind


def _container(kind: Any) -> Any:
    """Of alternatives, the one that has something inside."""
    if isinstance(kind, msgspec.inspect.Metadata):
        return _container(kind.type)
    if not isinstance(kind, msgspec.inspect.UnionType):
        return kind
    parts = map(_container, kind.types)
    return next((part for part in parts if hasattr(part, "fields") or hasattr(part, "item_type")), None)


def _allowed(wanted: Any, path: str) -> list[str]:
    kind = _field(wanted, path)
    kinds = kind.types if isinstance(kind, msgspec.inspect.UnionType) else (kind,)
    return [str(member.value) for part in kinds if isinstance(part, msgspec.inspect.EnumType) for member in part.cls]


def _is_required(wanted: Any, path: str) -> bool:
    parent, _, name = path.rpartition(".")
    kind = _container(_field(wanted, parent))
    return isinstance(kind, msgspec.inspect.StructType) and any(
        field.required for field in kind.fields if field.encode_name == name
    )


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise MalformedBody(f"The request's body names the field {shown(twice)!r} twice in one object.")
    return found


def _no_number(_: str) -> NoReturn:
    raise MalformedBody("The request's body holds NaN or Infinity, which JSON does not have.")


def _float(text: str) -> float:
    if (number := float(text)) in (float("inf"), float("-inf")):
        raise MalformedBody("The request's body holds a number that is too large.")
    return number


def _int(text: str) -> int:
    if len(text) > 20:
        raise MalformedBody("The request's body holds a number that is too large.")
    return int(text)


def _check_text(text: str) -> None:
    # json.dumps escapes a NUL itself and doubles a backslash of the text, so the parity tells them apart.
    if re.search(r"(?<!\\)(?:\\\\)*\\u0000", text):
        raise MalformedBody("The request's body holds a NUL character, which can't be stored.")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise MalformedBody("The request's body holds half of a surrogate pair, which is no character.") from None
