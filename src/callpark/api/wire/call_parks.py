"""Call parks on the wire (Webex API, Features: Call Park)."""

from enum import Enum
from typing import Annotated, cast
from uuid import UUID

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType, field

from callpark import ids
from callpark.api.queries import PagedQuery
from callpark.api.references import reference, uuid_of
from callpark.api.wire import (
    AgentId,
    AgentOrderText,
    CallParkExtensionId,
    MaybeHuntGroupId,
    Request,
    Response,
    named,
    shown,
)
from callpark.errors import WrongLength
from callpark.parking.model import (
    CALL_PARK_NAME_MOST,
    AvailableAgentsQuestion,
    CallParkChange,
    CallParkDraft,
    Recall,
    RecallOption,
    agent_order,
)
from callpark.parking.names import trimmed
from callpark.parking.numbers import e164

Name = Annotated[str, named(CALL_PARK_NAME_MOST, "Unique in the location.")]
NameFilter = Annotated[str, shown(maxLength=CALL_PARK_NAME_MOST)]
AgentType = Annotated[str, shown(enum=[kind.value for kind in ids.AGENT_KINDS])]
Flag = Annotated[str, shown(enum=["true", "false"])]


class RecallBody(Request):
    option: RecallOption
    hunt_group_id: MaybeHuntGroupId | None = None

    def recall(self, field: str) -> Recall:
        """`""` and null mean no hunt group."""
        group = self.hunt_group_id
        return Recall(
            option=self.option,
            hunt_group=reference(f"{field}.huntGroupId", group, ids.Kind.HUNT_GROUP) if group else None,
        )


class CallParkBody(Request):
    name: Name
    recall: RecallBody
    agents: list[AgentId] = field(default_factory=list)
    park_on_agents_enabled: bool = False
    call_park_extensions: list[CallParkExtensionId] = field(default_factory=list)

    def draft(self) -> CallParkDraft:
        return CallParkDraft(
            name=self.name,
            recall=self.recall.recall("recall"),
            agents=_agents(self.agents),
            park_on_agents=self.park_on_agents_enabled,
            call_park_extensions=_extensions(self.call_park_extensions),
        )


class WithId(Request):
    """An agent or a call park extension as the details of a call park show it."""

    id: str


class CallParkChangeBody(Request):
    """What is left out stays as it is. Lists also take what the details show, so that those can be sent back."""

    name: Name | UnsetType = UNSET
    recall: RecallBody | UnsetType = UNSET
    agents: list[AgentId | WithId] | UnsetType = UNSET
    park_on_agents_enabled: bool | UnsetType = UNSET
    call_park_extensions: list[CallParkExtensionId | WithId] | UnsetType = UNSET

    def change(self) -> CallParkChange:
        agents, extensions = self.agents, self.call_park_extensions
        return CallParkChange(
            name=None if self.name is UNSET else self.name,
            recall=self.recall.recall("recall") if self.recall else None,
            agents=None if agents is UNSET else _agents(_ids(agents)),
            park_on_agents=None if self.park_on_agents_enabled is UNSET else self.park_on_agents_enabled,
            call_park_extensions=None if extensions is UNSET else _extensions(_ids(extensions)),
        )


def _ids(given: list[str | WithId]) -> list[str]:
    return [one.id if isinstance(one, WithId) else one for one in given]


def _agents(given: list[str]) -> tuple[ids.Reference, ...]:
    return tuple(reference(f"agents[{n}]", agent, *ids.AGENT_KINDS) for n, agent in enumerate(given))


def _extensions(given: list[str]) -> tuple[UUID, ...]:
    kind = ids.Kind.CALL_PARK_EXTENSION
    return tuple(uuid_of(f"callParkExtensions[{n}]", extension, kind) for n, extension in enumerate(given))


class Order(Enum):
    """By name. Descending is DSC here, not DESC."""

    ASCENDING = "ASC"
    DESCENDING = "DSC"


class ListQuery(PagedQuery):
    order: Order = Order.ASCENDING
    name: NameFilter | None = None


class ListItem(Response):
    name: str
    id: str
    location_name: str
    location_id: str


class CallParkList(Response):
    call_parks: list[ListItem]


class RecallDetails(Response):
    option: RecallOption
    hunt_group_id: str | None = None
    hunt_group_name: str | None = None


class ExtensionOfCallPark(Response):
    id: str
    extension: str
    name: str


class Number(Response):
    """`primary` is the text `true` or `false`; `esn` is routing prefix + extension."""

    external: str | None = None
    extension: str | None = None
    routing_prefix: str | None = None
    esn: str | None = None
    primary: Flag = ""


class Agent(Response, kw_only=True):
    """A person, workspace or virtual line that can be assigned, or is, to a call park."""

    id: str
    first_name: str
    last_name: str
    display_name: str
    type: AgentType
    email: str | None = None
    numbers: list[Number]


class CallParkDetails(Struct, rename="camel"):
    id: str
    name: str
    recall: RecallDetails
    agents: list[Agent]
    park_on_agents_enabled: bool
    call_park_extensions: list[ExtensionOfCallPark]


class AvailableAgents(Response):
    agents: list[Agent]


def ready_made(agents: bytes) -> list[Agent]:
    """Agents whose JSON is ready: msgspec writes it as it is wherever it meets it."""
    return cast(list[Agent], Raw(agents))


class AvailableAgentsQuery(PagedQuery):
    call_park_name: str | None = None
    name: str | None = None
    phone_number: str | None = None
    order: AgentOrderText = "lname|fname"

    def question(self) -> AvailableAgentsQuestion:
        return AvailableAgentsQuestion(
            call_park_name=None if self.call_park_name is None else trimmed(self.call_park_name),
            name=self.name,
            phone_number=None if self.phone_number is None else e164(self.phone_number),
            order=agent_order("order", self.order),
        )


def checked_name_filter(name: str | None) -> str | None:
    if name is not None and len(name) > CALL_PARK_NAME_MOST:
        raise WrongLength("name", 0, CALL_PARK_NAME_MOST)
    return name


class RecallHuntGroupOrder(Enum):
    """Sorted by name either way: the reference calls that `lname`."""

    NAME = "lname"


class RecallHuntGroupsQuery(PagedQuery):
    name: str | None = None
    order: RecallHuntGroupOrder = RecallHuntGroupOrder.NAME


class RecallHuntGroup(Response):
    id: str
    name: str


class RecallHuntGroupList(Response):
    hunt_groups: list[RecallHuntGroup]


class Member(Response, kw_only=True):
    """An agent as the person behind a token sees it."""

    id: str
    type: AgentType
    first_name: str
    last_name: str
    display_name: str
    direct_number: str | None = None
    extension: str | None = None
    email: str | None = None


class MyCallPark(Response):
    """Of a person who is in no call park the list is empty and the name is left out."""

    member_list: list[Member]
    group_name: str | None = None


def members(agents: bytes) -> list[Member]:
    """From the agents' JSON."""
    return [_member(agent) for agent in msgspec.json.decode(agents, type=list[Agent])]


def _member(shown: Agent) -> Member:
    """A primary number, if there is one, stands first."""
    first = shown.numbers[0] if shown.numbers and shown.numbers[0].primary == "true" else Number()
    return Member(
        id=shown.id,
        type=shown.type,
        first_name=shown.first_name,
        last_name=shown.last_name,
        display_name=shown.display_name,
        direct_number=first.external,
        extension=first.extension,
        email=shown.email,
    )
