"""The one table that turns a violated constraint into a refusal."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import asyncpg

from callpark.errors import (
    CallParkError,
    EmailTaken,
    ExtensionTaken,
    Locked,
    NameTaken,
    NoSuchLocation,
    NumberNotInLocation,
    NumberTaken,
    UnknownReference,
)

About = Mapping[str, Any]

REFUSALS: dict[str, Callable[[About], CallParkError]] = {
    "call_park_name_is_unique": lambda about: NameTaken("call park", about["name"]),
    "hunt_group_name_is_unique": lambda about: NameTaken("hunt group", about["name"]),
    "location_name_is_unique": lambda about: NameTaken("location", about["name"]),
    "extension_is_unique": lambda about: ExtensionTaken(about["extension"]),
    "number_is_unique": lambda about: NumberTaken(about["number"]),
    "email_is_unique": lambda about: EmailTaken(about["email"]),
    "call_park_has_location": lambda _: NoSuchLocation(),
    "call_park_extension_has_location": lambda _: NoSuchLocation(),
    "hunt_group_has_location": lambda _: NoSuchLocation(),
    "number_has_location": lambda _: NoSuchLocation(),
    "line_has_location": lambda _: UnknownReference("locationId", "location"),
    "workspace_has_location": lambda _: UnknownReference("locationId", "location"),
    "main_number_is_in_location": lambda about: NumberNotInLocation(about["field"], about["number"]),
    "recall_hunt_group_is_in_location": lambda _: UnknownReference("recall.huntGroupId", "hunt group", "location"),
}

# Rules that no constraint can express: statements end themselves by refuse(), whose second argument is the detail.
BROKEN_RULES: dict[str, Callable[[str], CallParkError]] = {
    "location_is_open": lambda seconds: Locked(int(seconds)),
}


@contextmanager
def refusing(**about: object) -> Iterator[None]:
    """Raises the refusal of a constraint that a statement inside violates; `about` has the words it speaks of."""
    try:
        yield
    except asyncpg.IntegrityConstraintViolationError as error:
        if rule := BROKEN_RULES.get(error.constraint_name or ""):
            raise rule(error.detail or "") from error
        refusal = REFUSALS.get(error.constraint_name or "")
        if refusal is None:
            raise
        raise refusal(about) from error
