"""Call parks on the wire (Webex API, Features: Call Park)."""

from collections.abc import Iterable
from enum import Enum
from typing import Annotated, cast

from msgspec import Raw, Struct, field

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


class CallParkBody(Request):
    name: Name
    recall: RecallBody
    agents: list[AgentId] = field(default_factory=list)
    park_on_agents_enabled: bool = False
    call_park_extensions: list[CallParkExtensionId] = field(default_factory=list)

    def draft(self) -> CallParkDraft:
        """The call park that is asked for; `""` and null mean no hunt group."""
        hunt_group = self.recall.hunt_group_id
        return CallParkDraft(
            name=self.name,
            recall=Recall(
                option=self.recall.option,
                hunt_group=reference("recall.huntGroupId", hunt_group, ids.Kind.HUNT_GROUP) if hunt_group else None,
            ),
            agents=tuple(reference(f"agents[{n}]", agent, *ids.AGENT_KINDS) for n, agent in enumerate(self.agents)),
            park_on_agents=self.park_on_agents_enabled,
            call_park_extensions=tuple(
                uuid_of(f"callParkExtensions[{n}]", extension, ids.Kind.CALL_PARK_EXTENSION)
                for n, extension in enumerate(self.call_park_extensions)
            ),
        )


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


def ready_made(agents: Iterable[bytes]) -> list[Agent]:
    """Agents whose JSON is ready: msgspec writes it as it is wherever it meets it."""
    return cast(list[Agent], [Raw(agent) for agent in agents])


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
