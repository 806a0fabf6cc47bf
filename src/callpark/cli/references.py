"""Ids on the command line."""

from uuid import UUID

from callpark import ids
from callpark.errors import OperatorError


def organization_id(option: str, text: str) -> UUID:
    return _id(option, text, ids.Kind.ORGANIZATION)


def location_id(option: str, text: str) -> UUID:
    return _id(option, text, ids.Kind.LOCATION)


def _id(option: str, text: str, kind: ids.Kind) -> UUID:
    try:
        return ids.uuid_of(text, kind)
    except ids.BadId as wanted:
        raise OperatorError(f"{option}: this is no id that fits.", str(wanted)) from None
