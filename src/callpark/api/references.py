"""Ids in requests: in a body or query a wrong one is named by its field, in a path it is simply not there."""

from uuid import UUID

from callpark import ids
from callpark.errors import InvalidValue


def reference(field: str, text: str, *kinds: ids.Kind) -> ids.Reference:
    try:
        return ids.reference(text, *kinds)
    except ids.BadId as wanted:
        raise InvalidValue(field, str(wanted)) from None


def uuid_of(field: str, text: str, *kinds: ids.Kind) -> UUID:
    try:
        return ids.uuid_of(text, *kinds)
    except ids.BadId as wanted:
        raise InvalidValue(field, str(wanted)) from None


def uuid_in_path(text: str, *kinds: ids.Kind) -> UUID | None:
    """None if the text can't be an id of `kinds`: then nothing has it."""
    try:
        return ids.uuid_of(text, *kinds)
    except ids.BadId:
        return None
