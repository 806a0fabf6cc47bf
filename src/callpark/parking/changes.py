"""How an update is applied where it may leave things out."""

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")


def changed_fields(thing: T, change: "DataclassInstance") -> T:
    """What becomes of `thing`: None in `change` leaves what it has, `""` takes it away. Fields have the same names."""
    given: dict[str, Any] = {one.name: getattr(change, one.name) for one in fields(change)}
    kept: dict[str, Any] = {name: None if value == "" else value for name, value in given.items() if value is not None}
    return replace(thing, **kept)
