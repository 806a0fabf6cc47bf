"""What an operation takes and answers: its handler's signature, and nothing besides.

The door parses and answers by it, and the OpenAPI document is written from it, so that they can't differ. A handler
takes `call`, and `query` and `body` if it wants them; it answers with an object of the wire, a `Paged` one, or nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar, get_args, get_origin, get_type_hints

from msgspec import Struct

from callpark.api.queries import Query

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Paged(Generic[T]):
    """One page of a list, with the Link header to the next one."""

    content: T
    headers: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Contract:
    """`answer` is the type of the answer's body, None without one."""

    query: type[Query] | None
    body: type[Struct] | None
    answer: Any
    paged: bool


@cache
def contract_of(handler: Any) -> Contract:
    hints = get_type_hints(handler)
    answer = hints.pop("return")
    if unknown := hints.keys() - {"call", "query", "body"}:
        raise TypeError(f"{handler.__qualname__}: a handler is given call, query and body, not {', '.join(unknown)}")
    paged = get_origin(answer) is Paged
    return Contract(
        query=hints.get("query"),
        body=hints.get("body"),
        answer=get_args(answer)[0] if paged else None if answer is type(None) else answer,
        paged=paged,
    )
