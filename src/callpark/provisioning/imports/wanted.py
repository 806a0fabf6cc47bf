"""What the entries of a file want, and what became of each."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar


class Action(StrEnum):
    """What becomes of the agents that a call park has."""

    REPLACE = "REPLACE"
    ADD = "ADD"
    REMOVE = "REMOVE"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """An entry of a file: `line` is where it stands there, 0 for what follows from all of it.

    With `problem` it can't be read, and that is why.
    """

    kind: ClassVar[str] = "call park"

    line: int
    location: str
    name: str
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class WantedCallPark(Wanted):
    """None stays as it is. An agent is an id or an extension of the location; `extensions` are digits."""

    recall: str | None = None
    hunt_group: str = ""
    action: str = ""
    agents: list[str] | None = None
    park_on_agents: bool | None = None
    extensions: list[str] | None = None


@dataclass(frozen=True, kw_only=True)
class WantedExtension(Wanted):
    """A call park extension, which is known by its digits."""

    kind = "call park extension"

    extension: str = ""


@dataclass(frozen=True, kw_only=True)
class WantedSettings(Wanted):
    """None stays as it is; times are seconds."""

    kind = "call park settings"

    recall: str | None = None
    hunt_group: str = ""
    ring_pattern: str | None = None
    recall_time: int | None = None
    hunt_wait_time: int | None = None


@dataclass(frozen=True, kw_only=True)
class UnwantedCallPark(Wanted):
    """One that is to be deleted."""


@dataclass(frozen=True, kw_only=True)
class UnwantedExtension(Wanted):
    """One that is to be deleted."""

    kind = "call park extension"

    extension: str


@dataclass(frozen=True, kw_only=True)
class NothingElse(Wanted):
    """The location is to have no other call parks than these, and no other call park extensions."""

    call_parks: frozenset[str]
    extensions: frozenset[str]


@dataclass(kw_only=True)
class Outcome:
    """What an entry did, or would do: `create`, `update`, `delete`, `nothing`, or `problem`.

    `changes`: field, before, after.
    """

    wanted: Wanted
    what: str = "nothing"
    problem: str = ""
    changes: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(kw_only=True)
class Progress:
    """How many entries are done, for whoever waits."""

    done: int = 0
    of: int = 0
