"""What a call park is: its parts, their limits, and what is wrong in itself.

Source: Webex Calling API, "Features: Call Park" and "Features: Call Park Extension"; decisions where these are silent
stand in docs/decisions.md.
"""

from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import TypeVar
from uuid import UUID

from callpark.errors import HuntGroupRequired, InvalidValue, NotDigits, WrongLength
from callpark.ids import Reference
from callpark.parking.names import trimmed

CALL_PARK_NAME_MOST = 80
CALL_PARK_EXTENSION_NAME_MOST = 30
HUNT_GROUP_NAME_MOST = 80
LOCATION_NAME_MOST = 256
CALLING_LOCATION_NAME_MOST = 80
CALLING_LINE_NAME_MOST = 80
EXTERNAL_CALLER_ID_NAME_MOST = 80
VIRTUAL_LINE_NAME_MOST = 30
PERSON_NAME_MOST = 64  # this and the next are decided here: names stand in indexes, so they need a limit
DISPLAY_NAME_MOST = 256
EMAIL_MOST = 254  # RFC 5321 §4.5.3.1.3, without the angle brackets
CALLER_ID_NUMBER_MOST = 23
WEIGHT_MOST = 100
EXTENSION_LEAST, EXTENSION_MOST = 2, 10
ROUTING_PREFIX_MOST = 7
PAGE_MOST = 2000
ORDER_FIELDS_MOST = 3
PARK_TIME_LEAST, PARK_TIME_MOST = 30, 600
"""Seconds, of both times of a location's call park settings."""
PARK_TIME_DEFAULT = 45


class RecallOption(Enum):
    ALERT_PARKING_USER_ONLY = "ALERT_PARKING_USER_ONLY"
    ALERT_PARKING_USER_FIRST_THEN_HUNT_GROUP = "ALERT_PARKING_USER_FIRST_THEN_HUNT_GROUP"
    ALERT_HUNT_GROUP_ONLY = "ALERT_HUNT_GROUP_ONLY"


class RingPattern(Enum):
    """How a recall rings."""

    NORMAL = "NORMAL"
    LONG_LONG = "LONG_LONG"
    SHORT_SHORT_LONG = "SHORT_SHORT_LONG"
    SHORT_LONG_SHORT = "SHORT_LONG_SHORT"


class AgentOrder(Enum):
    """What available agents can be sorted by."""

    FNAME = "fname"
    LNAME = "lname"
    NUMBER = "number"
    EXTENSION = "extension"


DEFAULT_AGENT_ORDER = (AgentOrder.LNAME, AgentOrder.FNAME)


class CallParkExtensionOrder(Enum):
    """What call park extensions can be sorted by. A group is what the engine behind the API calls a location."""

    LOCATION_NAME = "groupName"
    EXTENSION = "callParkExtension"
    NAME = "callParkExtensionName"
    ID = "callParkExtensionExternalId"


DEFAULT_CALL_PARK_EXTENSION_ORDER = (CallParkExtensionOrder.NAME,)


@dataclass(frozen=True, kw_only=True, slots=True)
class Recall:
    """What happens to a call that nobody retrieved. Refuses an option that alerts a hunt group without naming one."""

    option: RecallOption
    hunt_group: Reference | None = None

    def __post_init__(self) -> None:
        if self.option is not RecallOption.ALERT_PARKING_USER_ONLY and self.hunt_group is None:
            raise HuntGroupRequired


@dataclass(frozen=True, kw_only=True, slots=True)
class CallParkDraft:
    """A call park that somebody wants to exist. Agents are in hunting order; a repeated one counts once."""

    name: str
    recall: Recall
    agents: tuple[Reference, ...] = ()
    park_on_agents: bool = False
    call_park_extensions: tuple[UUID, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", checked_name("name", self.name, CALL_PARK_NAME_MOST))
        object.__setattr__(self, "call_park_extensions", tuple(dict.fromkeys(self.call_park_extensions)))


@dataclass(frozen=True, kw_only=True, slots=True)
class CallParkChange:
    """What somebody wants to be different about a call park: None leaves a field alone, a list replaces the whole."""

    name: str | None = None
    recall: Recall | None = None
    agents: tuple[Reference, ...] | None = None
    park_on_agents: bool | None = None
    call_park_extensions: tuple[UUID, ...] | None = None

    def __post_init__(self) -> None:
        if self.name is not None:
            object.__setattr__(self, "name", checked_name("name", self.name, CALL_PARK_NAME_MOST))
        if self.call_park_extensions is not None:
            object.__setattr__(self, "call_park_extensions", tuple(dict.fromkeys(self.call_park_extensions)))


@dataclass(frozen=True, kw_only=True, slots=True)
class CallParkSettings:
    """What holds for all parks of a location, with the defaults of one that never changed them. Times are seconds.

    Its recall is for calls that are parked on a destination of the parker's choice, not through a call park.
    """

    recall_option: RecallOption = RecallOption.ALERT_PARKING_USER_ONLY
    hunt_group_id: UUID | None = None
    hunt_group_mailbox: str | None = None
    hunt_group_name: str | None = None
    ring_pattern: RingPattern = RingPattern.NORMAL
    recall_time: int = PARK_TIME_DEFAULT
    hunt_wait_time: int = PARK_TIME_DEFAULT


@dataclass(frozen=True, kw_only=True, slots=True)
class CallParkSettingsChange:
    """What somebody wants to be different about a location's call park settings; None leaves a field alone."""

    recall: Recall | None = None
    ring_pattern: RingPattern | None = None
    recall_time: int | None = None
    hunt_wait_time: int | None = None

    def __post_init__(self) -> None:
        times = {"callParkSettings.recallTime": self.recall_time, "callParkSettings.huntWaitTime": self.hunt_wait_time}
        for field, seconds in times.items():
            if seconds is not None and not PARK_TIME_LEAST <= seconds <= PARK_TIME_MOST:
                raise InvalidValue(field, f"Give {PARK_TIME_LEAST} to {PARK_TIME_MOST} seconds.")


@dataclass(frozen=True, kw_only=True, slots=True)
class CallParkExtensionDraft:
    name: str
    extension: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", checked_name("name", self.name, CALL_PARK_EXTENSION_NAME_MOST))
        checked_extension("extension", self.extension)


@dataclass(frozen=True, kw_only=True, slots=True)
class CallParkExtensionChange:
    """What somebody wants to be different about a call park extension; None leaves a field alone."""

    name: str | None = None
    extension: str | None = None

    def __post_init__(self) -> None:
        if self.name is not None:
            object.__setattr__(self, "name", checked_name("name", self.name, CALL_PARK_EXTENSION_NAME_MOST))
        if self.extension is not None:
            checked_extension("extension", self.extension)


@dataclass(frozen=True, kw_only=True, slots=True)
class CallParkExtension:
    """An extension on which a call can be parked; where a call park's own are read, its location is left out."""

    id: UUID
    name: str
    extension: str
    location_id: UUID | None = None
    location_name: str | None = None
    routing_prefix: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AvailableAgentsQuestion:
    """Which lines can be assigned to a call park. `call_park_name` None asks for a new call park.

    `phone_number` is compared with the primary number in E.164; `name` is contained in first, last or display name.
    """

    call_park_name: str | None = None
    name: str | None = None
    phone_number: str | None = None
    order: tuple[AgentOrder, ...] = DEFAULT_AGENT_ORDER


def checked_name(field: str, name: str, most: int) -> str:
    """The name as it is stored; WrongLength unless it has 1 to `most` code points then."""
    stored = trimmed(name)
    if not 1 <= len(stored) <= most:
        raise WrongLength(field, 1, most)
    return stored


def checked_extension(field: str, extension: str) -> str:
    if not (extension.isascii() and extension.isdigit()):
        raise NotDigits(field)
    if not EXTENSION_LEAST <= len(extension) <= EXTENSION_MOST:
        raise WrongLength(field, EXTENSION_LEAST, EXTENSION_MOST, "digits")
    return extension


def agent_order(field: str, text: str) -> tuple[AgentOrder, ...]:
    return sort_order(field, text, AgentOrder)


F = TypeVar("F", bound=Enum)


@cache  # of what is accepted, so of a few hundred texts at most
def sort_order(field: str, text: str, fields: type[F]) -> tuple[F, ...]:
    """Up to three sort fields joined by a vertical bar, as in `lname|fname|extension`."""
    words = text.split("|")
    if len(words) <= ORDER_FIELDS_MOST:
        with suppress(ValueError):
            return tuple(dict.fromkeys(fields(word) for word in words))
    known = ", ".join(one.value for one in fields)
    raise InvalidValue(field, f"Join up to {ORDER_FIELDS_MOST} of {known} with a vertical bar.")
