"""Hunt groups: create, list, read, change, delete. Owns the rule that recalls outlive their hunt group."""

from dataclasses import replace
from uuid import UUID

from callpark import fresh
from callpark.errors import NoSuchThing, UnknownAgent, UnknownReference
from callpark.ids import Kind, Reference, public_id
from callpark.parking.hunt_groups import HuntGroup, HuntGroupAgentDraft, HuntGroupChange, HuntGroupDraft
from callpark.parking.model import Recall
from callpark.provisioning.access import Grant
from callpark.provisioning.audit import Category, record
from callpark.provisioning.directory.locations import calling_location, held_calling_location
from callpark.storage.database import Connection, Database
from callpark.storage.directory import hunt_groups as stored


async def create_hunt_group(
    database: Database,
    grant: Grant,
    location_id: UUID,
    draft: HuntGroupDraft,
    *,
    id: UUID | None = None,
    mailbox: str | None = None,
) -> UUID:
    """A mailbox can't be asked for over the API; a hunt group that carries one is known by it."""
    hunt_group_id = id or fresh.uuid()
    async with database.transaction() as connection:
        await held_calling_location(connection, grant.organization_id, location_id)
        once = replace(draft, agents=await _held_agents(connection, grant, draft.agents))
        await stored.insert_hunt_group(connection, grant.organization_id, location_id, hunt_group_id, mailbox, once)
        after = await _hunt_group(connection, grant, location_id, hunt_group_id)
        await record(connection, grant, Category.HUNT_GROUPS, location_id=location_id, after=after)
    return hunt_group_id


async def list_hunt_groups(
    database: Database,
    grant: Grant,
    *,
    location_id: UUID | None,
    name: str | None,
    number: str | None,
    extension: str | None,
    start: int,
    most: int,
) -> list[HuntGroup]:
    async with database.connection() as connection:
        return await stored.list_hunt_groups(
            connection,
            grant.organization_id,
            locations=grant.narrowed(location_id),
            name=name,
            number=number,
            extension=extension,
            start=start,
            most=most,
        )


async def get_hunt_group(database: Database, grant: Grant, location_id: UUID, which: Reference) -> HuntGroup:
    async with database.transaction() as connection:
        await calling_location(connection, grant.organization_id, location_id)
        found = await stored.find_hunt_group(connection, grant.organization_id, location_id, which)
    if found is None:
        raise NoSuchThing("hunt group")
    return found


async def change_hunt_group(
    database: Database,
    grant: Grant,
    location_id: UUID,
    which: Reference,
    change: HuntGroupChange,
    agents: tuple[HuntGroupAgentDraft, ...] | None,
) -> None:
    """`agents` replace those that it has, unless that is None. Recalls that use it go on using it."""
    async with database.transaction() as connection:
        await held_calling_location(connection, grant.organization_id, location_id)
        group = await stored.hold_and_find(connection, grant.organization_id, location_id, which)
        if group is None:
            raise NoSuchThing("hunt group")
        held = None if agents is None else await _held_agents(connection, grant, agents)
        await stored.update_hunt_group(connection, grant.organization_id, change.of(group), held)
        after = await _hunt_group(connection, grant, location_id, group.id)
        await record(connection, grant, Category.HUNT_GROUPS, location_id=location_id, before=group, after=after)


async def delete_hunt_group(database: Database, grant: Grant, location_id: UUID, which: Reference) -> None:
    """Recalls that used it, of call parks and of the location, alert the parker only from now on."""
    async with database.transaction() as connection:
        await calling_location(connection, grant.organization_id, location_id)
        group = await stored.hold_and_find(connection, grant.organization_id, location_id, which)
        if group is None:
            raise NoSuchThing("hunt group")
        await stored.delete_hunt_group(connection, grant.organization_id, location_id, group.id)
        await record(connection, grant, Category.HUNT_GROUPS, location_id=location_id, before=group)


async def _hunt_group(connection: Connection, grant: Grant, location_id: UUID, hunt_group_id: UUID) -> HuntGroup | None:
    return await stored.find_hunt_group(
        connection, grant.organization_id, location_id, Reference(Kind.HUNT_GROUP, hunt_group_id)
    )


async def held_hunt_group(
    connection: Connection, organization_id: UUID, location_id: UUID, field: str, recall: Recall | None
) -> UUID | None:
    """The hunt group of a recall, if it names one; it stays until the transaction ends. `field` is the recall's."""
    if recall is None or recall.hunt_group is None:
        return None
    found = await stored.hold_hunt_group(connection, organization_id, location_id, recall.hunt_group)
    if found is None:
        raise UnknownReference(f"{field}.huntGroupId", "hunt group", "location")
    return found


async def _held_agents(
    connection: Connection, grant: Grant, agents: tuple[HuntGroupAgentDraft, ...]
) -> tuple[HuntGroupAgentDraft, ...]:
    """Each once, and all of them there until the transaction ends; UnknownAgent names one that is not."""
    lines = await stored.hold_lines(connection, grant.organization_id, [agent.line for agent in agents])
    for place, agent in enumerate(agents):
        if agent.line.uuid not in lines:
            raise UnknownAgent(f"agents[{place}].id", _as_given(agent.line))
    return _once_each(agents)


def _once_each(agents: tuple[HuntGroupAgentDraft, ...]) -> tuple[HuntGroupAgentDraft, ...]:
    """A repeated agent counts once, where it stands first."""
    once: dict[UUID | None, HuntGroupAgentDraft] = {}
    for agent in agents:
        once.setdefault(agent.line.uuid, agent)
    return tuple(once.values())


def _as_given(line: Reference) -> str:
    return public_id(line.kind, line.uuid) if line.kind and line.uuid else str(line.uuid)
