"""Phone numbers as they are compared and stored: E.164."""

import re

import phonenumbers

from callpark.errors import InvalidValue

_IGNORED = re.compile(r"[\s().\-]+")


def e164(text: str) -> str:
    """What a filter's number is compared as: blanks, dashes and a missing plus do not matter."""
    digits = _IGNORED.sub("", text).removeprefix("+")
    return f"+{digits}"


def esn(routing_prefix: str | None, extension: str) -> str:
    """The number by which other locations of the organization dial an extension."""
    return (routing_prefix or "") + extension


def checked_number(field: str, text: str) -> str:
    """The number in E.164; InvalidValue unless it is an international number that can exist."""
    try:
        number = phonenumbers.parse(e164(text))
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise InvalidValue(field, "Give an E.164 number such as +19075552859.")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
