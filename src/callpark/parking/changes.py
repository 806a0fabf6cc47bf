"""How an update is applied where it may leave things out."""

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")


def changed_fields(thing: T, change: "DataclassInstance") -> T:
    """What becomes of `thing`: None in `change` leaves what it has, `""` takes it away. Fields have the same names.

    A field that is such a change itself changes the field of `thing`.
    """
    kept: dict[str, Any] = {}
    for field in fields(change):
        now, wanted = getattr(thing, field.name), getattr(change, field.name)
        if wanted is None:
            continue
        if hasattr(wanted, "__dataclass_fields__"):
            wanted = changed_fields(now, wanted)
        kept[field.name] = None if wanted == "" else wanted
    return replace(thing, **kept)
