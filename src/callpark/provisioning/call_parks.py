"""Call parks: create, list, read, update, delete, and what can be assigned to one. Owns the rule of all or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec

from callpark import fresh
from callpark.errors import (
    AgentInAnotherCallPark,
    ChangedMeanwhile,
    ExtensionInAnotherCallPark,
    NameTaken,
    NoSuchCallPark,
    NoSuchLocation,
    OfAnotherLocation,
    Overtaken,
    UnknownAgent,
    UnknownReference,
)
from callpark.ids import AGENT_KINDS, Reference, call_park_id, public_id, reference
from callpark.parking.hunt_groups import HuntGroup
from callpark.parking.model import (
    AvailableAgentsQuestion,
    CallParkChange,
    CallParkDraft,
    CallParkExtension,
    RecallOption,
)
from callpark.parking.names import trimmed
from callpark.provisioning.access import Grant
from callpark.provisioning.audit import Category, change_of, record
from callpark.provisioning.directory.hunt_groups import held_hunt_group
from callpark.provisioning.directory.locations import calling_location
from callpark.storage import agents as stored_agents
from callpark.storage import call_parks as stored
from callpark.storage.agents import Agents
from callpark.storage.changes import Change
from callpark.storage.database import Connection, Database
from callpark.storage.directory import hunt_groups

TRIES = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class CallPark:
    """A call park as it is read; its agents in hunting order."""

    name: str
    recall_option: RecallOption
    hunt_group_id: UUID | None
    hunt_group_mailbox: str | None
    hunt_group_name: str | None
    park_on_agents: bool
    agents: Agents
    extensions: list[CallParkExtension]

    @property
    def listed_agents(self) -> list[dict[str, Any]]:
        """Its agents as answers have them, in hunting order."""
        return msgspec.json.decode(self.agents.json())  # type: ignore[no-any-return]

    @property
    def agent_references(self) -> list[Reference]:
        return [reference(agent["id"], *AGENT_KINDS) for agent in self.listed_agents]

    @property
    def state(self) -> str:
        """Differs as soon as anything of it does; see `update_call_park`."""
        fields = {
            "name": self.name,
            "recall_option": self.recall_option.value,
            "hunt_group_id": self.hunt_group_id,
            "park_on_agents": self.park_on_agents,
            "agents": [agent.uuid for agent in self.agent_references],
            "extensions": [extension.id for extension in self.extensions],
        }
        return _state(fields)


async def create_call_park(database: Database, grant: Grant, location_id: UUID, draft: CallParkDraft) -> str:
    """Stores all of the draft or nothing; returns the name as it is stored, which the id is made of."""
    organization_id = grant.organization_id
    agents = _once_each(draft.agents)
    park = stored.NewCallPark(
        id=fresh.uuid(),
        name=draft.name,
        recall_option=draft.recall.option,
        hunt_group_id=await _hunt_group(database, organization_id, draft.recall.hunt_group),
        park_on_agents=draft.park_on_agents,
        agents=_uuids(agents),
        agent_kinds=_kinds(agents),
        extensions=list(draft.call_park_extensions),
    )
    change = created(grant, location_id, park)
    for _ in range(TRIES):
        try:
            async with database.connection() as connection:
                await stored.insert_call_park(connection, organization_id, location_id, park, change)
        except (stored.NotAvailable, NameTaken) as refusal:
            async with database.connection() as connection:
                await _say_why(connection, organization_id, location_id, draft, park, refusal)
            continue  # nothing is in the way any more: whoever was has let go meanwhile
        return draft.name
    raise Overtaken


def created(grant: Grant, location_id: UUID, park: stored.NewCallPark) -> Change:
    """What the audit trail says of a call park that is created."""
    target = park.id, park.name
    return change_of(grant, Category.CALL_PARKS, target, location_id=location_id, after=_fields(park))


async def list_call_parks(
    database: Database,
    grant: Grant,
    location_id: UUID,
    *,
    name: str | None,
    descending: bool,
    start: int,
    most: int,
) -> tuple[str, list[str]]:
    """The location's name, and up to `most` names of its call parks that contain `name`, from `start` on."""
    async with database.connection() as connection:
        found = await stored.list_call_parks(
            connection, grant.organization_id, location_id, name=name, descending=descending, start=start, most=most
        )
    if found is None:
        raise NoSuchLocation
    return found


async def get_call_park(database: Database, grant: Grant, location_id: UUID, name: str) -> CallPark:
    here = grant.organization_id, location_id
    async with database.connection() as connection:
        park = await stored.find_call_park(connection, *here, trimmed(name))
        if park is None:
            await calling_location(connection, *here)
            raise await _no_such_call_park(connection, *here, name)
    return CallPark(
        name=park["name"],
        recall_option=RecallOption(park["recall_option"]),
        hunt_group_id=park["hunt_group_id"],
        hunt_group_mailbox=park["mailbox"],
        hunt_group_name=park["hunt_group_name"],
        park_on_agents=park["park_on_agents"],
        agents=Agents(park["agents"], park["routing_prefix"]),
        extensions=[CallParkExtension(id=id, name=name, extension=digits) for id, name, digits in park["extensions"]],
    )


async def update_call_park(
    database: Database, grant: Grant, location_id: UUID, name: str, change: CallParkChange, state: str | None = None
) -> str:
    """Stores all of the change or nothing; returns the name that the call park has from now on.

    ChangedMeanwhile if `state`, which whoever asks read before, is not its state any more.
    """
    here = grant.organization_id, location_id
    for _ in range(TRIES):
        try:
            async with database.transaction() as connection:
                await calling_location(connection, *here)
                hunt_group = await held_hunt_group(connection, *here, "recall", change.recall)
                park_id = await stored.lock_call_park(connection, *here, trimmed(name), change.name)
                if park_id is None:
                    raise await _no_such_call_park(connection, *here, name)
                park = _changed(park_id, change, hunt_group)
                before = dict(await stored.stored_call_park(connection, *here, park_id))
                if state is not None and state != _state(before):
                    raise ChangedMeanwhile
                await stored.update_call_park(connection, *here, trimmed(name), park)
                await _record(connection, grant, location_id, park_id, before, after=before | _fields(park))
        except (stored.NotAvailable, NameTaken) as refusal:
            async with database.connection() as connection:
                await _say_why(connection, *here, change, park, refusal)
            continue
        return change.name or trimmed(name)
    raise Overtaken


async def delete_call_park(database: Database, grant: Grant, location_id: UUID, name: str) -> None:
    """Frees its agents and extensions with it."""
    async with database.transaction() as connection:
        here = grant.organization_id, location_id
        await calling_location(connection, *here)
        park_id = await stored.lock_call_park(connection, *here, trimmed(name), None)
        if park_id is None:
            raise await _no_such_call_park(connection, *here, name)
        before = dict(await stored.stored_call_park(connection, *here, park_id))
        await stored.delete_call_park(connection, *here, trimmed(name))
        await _record(connection, grant, location_id, park_id, before, after=None)


async def available_agents(
    database: Database, grant: Grant, location_id: UUID, question: AvailableAgentsQuestion, *, start: int, most: int
) -> Agents:
    """Up to `most` lines that can be assigned to a call park, from the zero-based `start` on."""
    async with database.connection() as connection:
        agents = await stored_agents.available_agents(
            connection, grant.organization_id, location_id, question, start, most
        )
    if agents is None:
        raise NoSuchLocation
    return agents


async def available_recall_hunt_groups(
    database: Database, grant: Grant, location_id: UUID, *, name: str | None, start: int, most: int
) -> list[HuntGroup]:
    """The location's hunt groups by name, used or not: one may serve several call parks."""
    async with database.connection() as connection:
        await calling_location(connection, grant.organization_id, location_id)
        return await hunt_groups.list_hunt_groups(
            connection,
            grant.organization_id,
            locations=[location_id],
            name=name,
            number=None,
            extension=None,
            start=start,
            most=most,
        )


async def my_call_park(database: Database, grant: Grant) -> tuple[str, Agents] | None:
    """Name and agents of the call park of the person behind the token, who is an agent of one at most."""
    async with database.connection() as connection:
        park = await stored.find_call_park_of_line(connection, grant.caller.organization_id, grant.caller.person_id)
    return (park["name"], Agents(park["agents"], park["routing_prefix"])) if park else None


def _changed(park_id: UUID, change: CallParkChange, hunt_group_id: UUID | None) -> stored.ChangedCallPark:
    agents = None if change.agents is None else _once_each(change.agents)
    return stored.ChangedCallPark(
        id=park_id,
        name=change.name,
        recall_option=change.recall.option if change.recall else None,
        hunt_group_id=hunt_group_id,
        park_on_agents=change.park_on_agents,
        agents=None if agents is None else _uuids(agents),
        agent_kinds=None if agents is None else _kinds(agents),
        extensions=None if change.call_park_extensions is None else list(change.call_park_extensions),
    )


def _fields(park: stored.NewCallPark | stored.ChangedCallPark) -> dict[str, object]:
    """What of a call park is stored, by the names that `stored_call_park` gives; of a change only what it changes."""
    fields: dict[str, object] = {
        "name": park.name,
        "recall_option": park.recall_option,
        "park_on_agents": park.park_on_agents,
        "agents": park.agents,
        "extensions": park.extensions,
    }
    given = {name: value for name, value in fields.items() if value is not None}
    return given | ({"hunt_group_id": park.hunt_group_id} if park.recall_option else {})


async def _record(
    connection: Connection,
    grant: Grant,
    location_id: UUID,
    park_id: UUID,
    before: dict[str, object],
    after: dict[str, object] | None,
) -> None:
    target = park_id, str((after or before)["name"])
    await record(connection, grant, Category.CALL_PARKS, target, location_id=location_id, before=before, after=after)


async def _no_such_call_park(
    connection: Connection, organization_id: UUID, location_id: UUID, name: str
) -> NoSuchCallPark:
    """The refusal, which says where a call park went that was renamed."""
    present = await stored.present_name(connection, organization_id, location_id, trimmed(name))
    return NoSuchCallPark(name, (present, call_park_id(present)) if present else None)


def _state(fields: Mapping[str, object]) -> str:
    """Of the fields that `stored_call_park` gives."""
    return sha256(msgspec.json.encode(fields, order="sorted")).hexdigest()[:32]


def _uuids(agents: list[Reference]) -> list[UUID]:
    return [agent.uuid for agent in agents if agent.uuid]


def _kinds(agents: list[Reference]) -> list[str | None]:
    return [agent.kind for agent in agents]


def _once_each(agents: tuple[Reference, ...]) -> list[Reference]:
    """A repeated agent counts once, where it stands first, whichever way its id was written."""
    once: dict[UUID | None, Reference] = {}
    for agent in agents:
        once.setdefault(agent.uuid, agent)
    return list(once.values())


async def _hunt_group(database: Database, organization_id: UUID, reference: Reference | None) -> UUID | None:
    if reference is None:
        return None
    if reference.uuid:
        return reference.uuid
    async with database.connection() as connection:
        found = await hunt_groups.id_by_mailbox(connection, organization_id, reference.mailbox or "")
    if found is None:
        raise UnknownReference("recall.huntGroupId", "hunt group", "location")
    return found


async def _say_why(
    connection: Connection,
    organization_id: UUID,
    location_id: UUID,
    asked: CallParkDraft | CallParkChange,
    park: stored.NewCallPark | stored.ChangedCallPark,
    refusal: Exception,
) -> None:
    """Raises the reason why it could not be stored, if there still is one: what is wrong first, then what is taken."""
    here = organization_id, location_id
    agent = await stored.why_not_agents(connection, *here, park)
    extension = await stored.why_not_extensions(connection, *here, park)
    if park.hunt_group_id and not await hunt_groups.is_in_location(connection, *here, park.hunt_group_id):
        raise UnknownReference("recall.huntGroupId", "hunt group", "location")
    if agent and not agent["call_park"]:
        given = _place(asked, park, agent["position"])
        if agent["of_another_location"]:
            raise OfAnotherLocation(f"agents[{given}]", "agent")
        raise UnknownAgent(f"agents[{given}]", _as_given((asked.agents or ())[given]))
    if extension and not extension["call_park"]:
        field = f"callParkExtensions[{extension['position']}]"
        if extension["of_another_location"]:
            raise OfAnotherLocation(field, "call park extension")
        raise UnknownReference(field, "call park extension")
    if isinstance(refusal, NameTaken):
        raise refusal
    if agent:
        given = _place(asked, park, agent["position"])
        raise AgentInAnotherCallPark(f"agents[{given}]", agent["call_park"])
    if extension:
        raise ExtensionInAnotherCallPark(f"callParkExtensions[{extension['position']}]", extension["call_park"])


def _place(
    asked: CallParkDraft | CallParkChange, park: stored.NewCallPark | stored.ChangedCallPark, position: int
) -> int:
    """Where the request names the agent, which counts once however often it stands there."""
    agent = (park.agents or [])[position]
    return next(place for place, given in enumerate(asked.agents or ()) if given.uuid == agent)


def _as_given(agent: Reference) -> str:
    return public_id(agent.kind, agent.uuid) if agent.kind and agent.uuid else str(agent.uuid)
