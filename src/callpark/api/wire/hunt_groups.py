"""Hunt groups on the wire (Webex API, Features: Hunt Group)."""

import dataclasses
from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType, field
from msgspec.structs import asdict

from callpark import ids
from callpark.api.queries import PagedQuery
from callpark.api.references import reference
from callpark.api.wire import AgentId, LocationId, MaybeExtension, MaybePhoneNumber, Request, Response, named, shown
from callpark.errors import InvalidValue, MissingField
from callpark.parking import hunt_groups as parking
from callpark.parking.hunt_groups import (
    DESTINATION_MOST,
    RINGS_MOST,
    HuntGroup,
    HuntGroupAgent,
    HuntGroupAgentDraft,
    HuntGroupChange,
    HuntGroupDraft,
    HuntPolicy,
)
from callpark.parking.model import HUNT_GROUP_NAME_MOST, WEIGHT_MOST, checked_extension, checked_name
from callpark.parking.numbers import checked_number, esn

Name = Annotated[str, named(HUNT_GROUP_NAME_MOST)]


class AgentBody(Request):
    id: AgentId
    weight: Annotated[str, shown(f"0 to {WEIGHT_MOST}.", pattern=r"^(0?[0-9]{1,2}|100)?$")] | None = None

    def draft(self, field: str) -> HuntGroupAgentDraft:
        return HuntGroupAgentDraft(
            line=reference(f"{field}.id", self.id, *ids.AGENT_KINDS),
            weight=_checked_weight(f"{field}.weight", self.weight),
        )


Rings = Annotated[int, Meta(ge=1, le=RINGS_MOST)]
Destination = Annotated[str, Meta(max_length=DESTINATION_MOST)]


class NoAnswerBody(Request):
    next_agent_enabled: bool | None = None
    next_agent_rings: Rings | None = None
    forward_enabled: bool | None = None
    destination: Destination | None = None
    number_of_rings: Rings | None = None
    destination_voicemail_enabled: bool | None = None


class RedirectBody(Request):
    enabled: bool | None = None
    destination: Destination | None = None
    destination_voicemail_enabled: bool | None = None


class CallPoliciesFields(Request, kw_only=True):
    """What is for calls that nobody answers is kept and answered; callpark has no such calls yet."""

    waiting_enabled: bool | None = None
    group_busy_enabled: bool | None = None
    allow_members_to_control_group_busy_enabled: bool | None = None
    no_answer: NoAnswerBody | None = None
    busy_redirect: RedirectBody | None = None
    business_continuity_redirect: RedirectBody | None = None

    def policies(self) -> parking.CallPolicies:
        return parking.CallPolicies(
            waiting_enabled=self.waiting_enabled,
            group_busy_enabled=self.group_busy_enabled,
            allow_members_to_control_group_busy_enabled=self.allow_members_to_control_group_busy_enabled,
            no_answer=parking.NoAnswer(**asdict(self.no_answer or NoAnswerBody())),
            busy_redirect=parking.Redirect(**asdict(self.busy_redirect or RedirectBody())),
            business_continuity_redirect=parking.Redirect(
                **asdict(self.business_continuity_redirect or RedirectBody())
            ),
        )


class CallPoliciesBody(CallPoliciesFields, kw_only=True):
    policy: HuntPolicy


class CallPoliciesChangeBody(CallPoliciesFields, kw_only=True):
    policy: HuntPolicy | None = None


class HuntGroupBody(Request, kw_only=True):
    """`agents` and `enabled` are required by the reference, but left out by wxc-sdk's own minimal hunt group."""

    name: Name
    extension: MaybeExtension | None = None
    phone_number: MaybePhoneNumber | None = None
    call_policies: CallPoliciesBody
    agents: list[AgentBody] = field(default_factory=list)
    enabled: bool = True

    def draft(self) -> HuntGroupDraft:
        """The hunt group that is asked for; `""` and null mean no number."""
        if not self.extension and not self.phone_number:
            raise MissingField("extension or phoneNumber")
        return HuntGroupDraft(
            name=checked_name("name", self.name, HUNT_GROUP_NAME_MOST),
            extension=checked_extension("extension", self.extension) if self.extension else None,
            number=checked_number("phoneNumber", self.phone_number) if self.phone_number else None,
            enabled=self.enabled,
            policy=self.call_policies.policy,
            policies=self.call_policies.policies(),
            agents=tuple(agent.draft(f"agents[{n}]") for n, agent in enumerate(self.agents)),
        )


class HuntGroupChangeBody(Request):
    """What is left out, or null, stays as it is; `""` takes a number or an extension away."""

    name: Name | None = None
    extension: MaybeExtension | None = None
    phone_number: MaybePhoneNumber | None = None
    call_policies: CallPoliciesChangeBody | None = None
    agents: list[AgentBody] | None = None
    enabled: bool | None = None

    def change(self) -> HuntGroupChange:
        policies = self.call_policies or CallPoliciesChangeBody()
        return HuntGroupChange(
            name=None if self.name is None else checked_name("name", self.name, HUNT_GROUP_NAME_MOST),
            extension=checked_extension("extension", self.extension) if self.extension else self.extension,
            number=checked_number("phoneNumber", self.phone_number) if self.phone_number else self.phone_number,
            enabled=self.enabled,
            policy=policies.policy,
            policies=policies.policies(),
        )

    def agents_wanted(self) -> tuple[HuntGroupAgentDraft, ...] | None:
        if self.agents is None:
            return None
        return tuple(agent.draft(f"agents[{n}]") for n, agent in enumerate(self.agents))


class ListQuery(PagedQuery):
    location_id: LocationId | None = None
    name: str | None = None
    phone_number: str | None = None


class ListItem(Response, kw_only=True):
    id: str
    name: str
    location_name: str
    location_id: str
    phone_number: str | None = None
    extension: str | None = None
    routing_prefix: str | None = None
    esn: str | None = None
    enabled: bool


class HuntGroupList(Response):
    hunt_groups: list[ListItem]


class NoAnswer(Struct, rename="camel"):
    """What happens to a call that an agent does not answer: the reference's defaults."""

    next_agent_enabled: bool = False
    next_agent_rings: int = 5
    forward_enabled: bool = False
    destination: str | UnsetType = UNSET
    number_of_rings: int = 15
    system_max_number_of_rings: int = RINGS_MOST
    destination_voicemail_enabled: bool = False


class Redirect(Struct, rename="camel"):
    enabled: bool = False
    destination: str | UnsetType = UNSET
    destination_voicemail_enabled: bool = False


class CallPolicies(Struct, rename="camel", kw_only=True):
    policy: HuntPolicy
    waiting_enabled: bool = False
    group_busy_enabled: bool = False
    allow_members_to_control_group_busy_enabled: bool = False
    no_answer: NoAnswer = field(default_factory=NoAnswer)
    busy_redirect: Redirect = field(default_factory=Redirect)
    business_continuity_redirect: Redirect = field(default_factory=Redirect)


class Agent(Response, kw_only=True):
    id: str
    first_name: str
    last_name: str
    type: str
    phone_number: str | None = None
    extension: str | None = None
    routing_prefix: str | None = None
    esn: str | None = None
    weight: str | None = None


class HuntGroupDetails(Response, kw_only=True):
    """Without `distinctiveRing`, which wxc-sdk does not know; first and last name are the reference's defaults."""

    id: str
    name: str
    enabled: bool
    phone_number: str | None = None
    extension: str | None = None
    routing_prefix: str | None = None
    esn: str | None = None
    alternate_numbers: list[str]
    first_name: str
    last_name: str
    time_zone: str
    call_policies: CallPolicies
    agents: list[Agent]
    hunt_group_caller_id_for_outgoing_calls_enabled: bool


def item(group: HuntGroup) -> ListItem:
    return ListItem(
        id=ids.hunt_group_id(group.id, group.mailbox),
        name=group.name,
        location_name=group.location_name,
        location_id=ids.public_id(ids.Kind.LOCATION, group.location_id),
        phone_number=group.number,
        extension=group.extension,
        routing_prefix=group.routing_prefix,
        esn=esn(group.routing_prefix, group.extension) if group.extension else None,
        enabled=group.enabled,
    )


def details(group: HuntGroup) -> HuntGroupDetails:
    return HuntGroupDetails(
        id=ids.hunt_group_id(group.id, group.mailbox),
        name=group.name,
        enabled=group.enabled,
        phone_number=group.number,
        extension=group.extension,
        routing_prefix=group.routing_prefix,
        esn=esn(group.routing_prefix, group.extension) if group.extension else None,
        alternate_numbers=[],
        first_name=".",
        last_name=group.number or group.name,
        time_zone=group.time_zone,
        call_policies=_policies(group),
        agents=[_agent(agent) for agent in group.agents],
        hunt_group_caller_id_for_outgoing_calls_enabled=False,
    )


def _policies(group: HuntGroup) -> CallPolicies:
    """What somebody said, and the defaults of the rest."""
    policies = group.policies
    found = CallPolicies(
        policy=group.policy,
        no_answer=NoAnswer(**_said(policies.no_answer)),
        busy_redirect=Redirect(**_said(policies.busy_redirect)),
        business_continuity_redirect=Redirect(**_said(policies.business_continuity_redirect)),
    )
    found.waiting_enabled = bool(policies.waiting_enabled)
    found.group_busy_enabled = bool(policies.group_busy_enabled)
    found.allow_members_to_control_group_busy_enabled = bool(policies.allow_members_to_control_group_busy_enabled)
    return found


def _said(values: parking.NoAnswer | parking.Redirect) -> dict[str, Any]:
    return {name: value for name, value in dataclasses.asdict(values).items() if value is not None}


def _agent(agent: HuntGroupAgent) -> Agent:
    return Agent(
        id=ids.public_id(agent.kind, agent.id),
        first_name=agent.first_name,
        last_name=agent.last_name,
        type=agent.kind.value,
        phone_number=agent.number,
        extension=agent.extension,
        routing_prefix=agent.routing_prefix,
        esn=esn(agent.routing_prefix, agent.extension) if agent.extension else None,
        weight=agent.weight,
    )


def _checked_weight(name: str, weight: str | None) -> str | None:
    if not weight:
        return None
    if not (weight.isascii() and weight.isdigit() and len(weight) <= 3 and int(weight) <= WEIGHT_MOST):
        raise InvalidValue(name, f"Give a whole number up to {WEIGHT_MOST}, as a string.")
    return weight
