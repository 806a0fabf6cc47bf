"""Query parameters: from the raw query string to typed objects, each parameter once, unknown ones ignored."""

import re
from functools import cache
from typing import Annotated, Any, NamedTuple, TypeVar
from urllib.parse import unquote_plus

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import fields

from callpark.api.bodies import converted
from callpark.errors import Invalid, InvalidValue
from callpark.parking.model import PAGE_MOST

COUNT_MOST = 2**31 - 1
"""Where a page can start: beyond any list, and safe for every integer on the way."""

Page = Annotated[int, Meta(ge=1, le=COUNT_MOST)]
Start = Annotated[int, Meta(ge=0, le=COUNT_MOST)]


class Query(Struct, rename="camel"):
    """What every operation takes. `org_id` is read at the door."""


class PagedQuery(Query):
    max: Page = PAGE_MOST
    start: Start = 0


Q = TypeVar("Q", bound=Query)
Parameters = list[tuple[str, str]]


def split(query: bytes) -> Parameters:
    """The parameters as they were sent, in order; refuses what is no text."""
    try:
        parts = [part.partition("=") for part in query.decode("ascii").split("&") if part]
        pairs = [(_unquoted(name), _unquoted(value)) for name, _, value in parts]
    except (UnicodeDecodeError, ValueError):
        raise Invalid("The query string is not valid: percent-encode it as UTF-8.") from None
    for name, value in pairs:
        if "\0" in value:
            raise InvalidValue(name if name.isalnum() else "query", "It holds a NUL character.")
    return pairs


def _unquoted(text: str) -> str:
    return unquote_plus(text, errors="strict") if "%" in text or "+" in text else text


class _Parameter(NamedTuple):
    name: str
    kind: msgspec.inspect.Type


@cache
def _parameters(wanted: type[Query]) -> list[_Parameter]:
    return [_Parameter(field.encode_name, _given(msgspec.inspect.type_info(field.type))) for field in fields(wanted)]


def _given(kind: msgspec.inspect.Type) -> msgspec.inspect.Type:
    """What a parameter is when it is given: None only stands for one that is not."""
    if isinstance(kind, msgspec.inspect.Metadata):
        return _given(kind.type)
    if isinstance(kind, msgspec.inspect.UnionType):
        return _given(next(part for part in kind.types if not isinstance(part, msgspec.inspect.NoneType)))
    return kind


def parsed(parameters: Parameters, wanted: type[Q]) -> Q:
    """The parameters that `wanted` names, as an object of it; only a field of list type may be repeated."""
    given: dict[str, list[str]] = {}
    for name, value in parameters:
        given.setdefault(name, []).append(value)
    tree: dict[str, Any] = {}
    for name, kind in _parameters(wanted):
        values = given.get(name)
        if values is None:
            continue
        if isinstance(kind, msgspec.inspect.ListType):
            tree[name] = values
            continue
        if len(values) > 1:
            raise InvalidValue(name, "Give this parameter once.")
        if isinstance(kind, msgspec.inspect.IntType) and not re.fullmatch(r"-?[0-9]+", values[0]):
            raise InvalidValue(name, "Give a whole number.")
        if values[0].lower() == "null" and not isinstance(kind, msgspec.inspect.StrType):
            raise InvalidValue(name, "Leave the parameter out to mean none.")  # msgspec takes this text for None
        tree[name] = values[0].lower() if isinstance(kind, msgspec.inspect.BoolType) else values[0]
    return converted(tree, wanted, strict=False)
