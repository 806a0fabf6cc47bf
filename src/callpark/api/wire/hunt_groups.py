"""Hunt groups on the wire (Webex API, Features: Hunt Group)."""

from typing import Annotated

from msgspec import Struct, field

from callpark import ids
from callpark.api.queries import PagedQuery
from callpark.api.references import reference
from callpark.api.wire import AgentId, LocationId, MaybeExtension, MaybePhoneNumber, Request, Response, named, shown
from callpark.errors import InvalidValue, MissingField
from callpark.parking.directory import HuntGroup, HuntGroupAgent, HuntGroupAgentDraft, HuntGroupDraft, HuntPolicy
from callpark.parking.model import HUNT_GROUP_NAME_MOST, WEIGHT_MOST, checked_extension, checked_name
from callpark.parking.numbers import checked_number, esn


class AgentBody(Request):
    id: AgentId
    weight: Annotated[str, shown(f"0 to {WEIGHT_MOST}.", pattern=r"^(0?[0-9]{1,2}|100)?$")] | None = None

    def draft(self, field: str) -> HuntGroupAgentDraft:
        return HuntGroupAgentDraft(
            line=reference(f"{field}.id", self.id, *ids.AGENT_KINDS),
            weight=_checked_weight(f"{field}.weight", self.weight),
        )


class CallPoliciesBody(Request):
    """What else the reference has here is for calls that nobody answers; callpark has no such calls yet."""

    policy: HuntPolicy


class HuntGroupBody(Request, kw_only=True):
    """`agents` and `enabled` are required by the reference, but left out by wxc-sdk's own minimal hunt group."""

    name: Annotated[str, named(HUNT_GROUP_NAME_MOST)]
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
            agents=tuple(agent.draft(f"agents[{n}]") for n, agent in enumerate(self.agents)),
        )


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
    number_of_rings: int = 15
    system_max_number_of_rings: int = 20
    destination_voicemail_enabled: bool = False


class Redirect(Struct, rename="camel"):
    enabled: bool = False
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
        call_policies=CallPolicies(policy=group.policy),
        agents=[_agent(agent) for agent in group.agents],
        hunt_group_caller_id_for_outgoing_calls_enabled=False,
    )


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
