"""Hunt groups: what alerts several agents, as it is read and as somebody wants it."""

from dataclasses import dataclass
from enum import Enum
from typing import Final
from uuid import UUID

from callpark.errors import MissingField
from callpark.ids import Kind, Reference
from callpark.parking.changes import changed_fields

RINGS_MOST: Final = 20
DESTINATION_MOST: Final = 254
"""As long as a SIP address may be that is an email address too."""


class HuntPolicy(Enum):
    """In which order a hunt group's agents are alerted."""

    CIRCULAR = "CIRCULAR"
    REGULAR = "REGULAR"
    SIMULTANEOUS = "SIMULTANEOUS"
    UNIFORM = "UNIFORM"
    WEIGHTED = "WEIGHTED"


@dataclass(frozen=True, kw_only=True, slots=True)
class NoAnswer:
    """What happens to a call that an agent, or the whole hunt group, does not answer."""

    next_agent_enabled: bool | None = None
    next_agent_rings: int | None = None
    forward_enabled: bool | None = None
    destination: str | None = None
    number_of_rings: int | None = None
    destination_voicemail_enabled: bool | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Redirect:
    """Where calls go when all agents are busy, or can't be reached."""

    enabled: bool | None = None
    destination: str | None = None
    destination_voicemail_enabled: bool | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CallPolicies:
    """What a hunt group does with calls besides its policy, as far as somebody said it; None is the default."""

    waiting_enabled: bool | None = None
    group_busy_enabled: bool | None = None
    allow_members_to_control_group_busy_enabled: bool | None = None
    no_answer: NoAnswer = NoAnswer()
    busy_redirect: Redirect = Redirect()
    business_continuity_redirect: Redirect = Redirect()


@dataclass(frozen=True, kw_only=True, slots=True)
class HuntGroupAgentDraft:
    """A line that somebody wants in a hunt group; `weight` is its share of calls in percent, as text."""

    line: Reference
    weight: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class HuntGroupDraft:
    """A hunt group that somebody wants to exist, with an extension, a number of its location, or both."""

    name: str
    extension: str | None = None
    number: str | None = None
    enabled: bool = True
    policy: HuntPolicy = HuntPolicy.CIRCULAR
    policies: CallPolicies = CallPolicies()
    agents: tuple[HuntGroupAgentDraft, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class HuntGroupAgent:
    """`routing_prefix` is the one of the agent's own location."""

    id: UUID
    kind: Kind
    first_name: str
    last_name: str
    number: str | None
    extension: str | None
    routing_prefix: str | None
    weight: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class HuntGroup:
    """A hunt group that carries a mailbox (`user@domain`) is known by it; a list leaves out the agents."""

    id: UUID
    mailbox: str | None
    name: str
    location_id: UUID
    location_name: str
    time_zone: str
    routing_prefix: str | None
    extension: str | None
    number: str | None
    enabled: bool
    policy: HuntPolicy
    policies: CallPolicies = CallPolicies()
    agents: tuple[HuntGroupAgent, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class HuntGroupChange:
    """A hunt group as somebody wants it to become. None leaves what it has, `""` takes a number or extension away."""

    name: str | None = None
    extension: str | None = None
    number: str | None = None
    enabled: bool | None = None
    policy: HuntPolicy | None = None
    policies: CallPolicies = CallPolicies()

    def of(self, group: HuntGroup) -> HuntGroup:
        """What becomes of `group`; MissingField if nothing is left to dial."""
        changed = changed_fields(group, self)
        if not changed.extension and not changed.number:
            raise MissingField("extension or phoneNumber")
        return changed
