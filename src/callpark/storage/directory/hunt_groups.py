"""Hunt groups and their agents."""

from uuid import UUID

import msgspec

from callpark.ids import Kind, Reference
from callpark.parking.hunt_groups import (
    CallPolicies,
    HuntGroup,
    HuntGroupAgent,
    HuntGroupAgentDraft,
    HuntGroupDraft,
    HuntPolicy,
)
from callpark.parking.names import folded
from callpark.storage.constraints import refusing
from callpark.storage.database import Connection, Row
from callpark.storage.lines import (
    change_extension,
    change_numbers,
    claim_numbers,
    insert_extension,
    names_of_line,
    require_numbers,
)
from callpark.storage.search import contains

INSERT = """
INSERT INTO hunt_groups (organization_id, location_id, id, mailbox, name, sort_name, enabled, policy, call_policies)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""

UPDATE = """
UPDATE hunt_groups SET name = $3, sort_name = $4, enabled = $5, policy = $6, call_policies = $7
WHERE organization_id = $1 AND id = $2
"""

# The lock, which a foreign key takes anyway, makes a line that is being deleted an unknown one.
HOLD_LINES = """
SELECT lines.id FROM unnest($2::uuid[], $3::text[]) AS wanted (id, kind)
JOIN lines ON lines.organization_id = $1 AND lines.id = wanted.id
          AND (wanted.kind IS NULL OR wanted.kind = lines.kind)
ORDER BY lines.id FOR KEY SHARE OF lines
"""

INSERT_AGENTS = """
INSERT INTO hunt_group_agents (organization_id, location_id, hunt_group_id, line_id, position, weight)
SELECT $1, $2, $3, wanted.id, wanted.position, wanted.weight
FROM unnest($4::uuid[], $5::text[]) WITH ORDINALITY AS wanted (id, weight, position)
"""

DELETE_AGENTS = "DELETE FROM hunt_group_agents WHERE organization_id = $1 AND hunt_group_id = $2"

GROUPS = """
SELECT hunt_groups.id, hunt_groups.mailbox, hunt_groups.name, hunt_groups.enabled, hunt_groups.policy,
       hunt_groups.call_policies AS policies,
       hunt_groups.location_id, locations.name AS location_name, locations.time_zone, locations.routing_prefix,
       extensions.extension, numbers.number
FROM hunt_groups
JOIN locations ON locations.organization_id = $1 AND locations.id = hunt_groups.location_id
LEFT JOIN extensions ON extensions.organization_id = $1 AND extensions.hunt_group_id = hunt_groups.id
LEFT JOIN numbers ON numbers.organization_id = $1 AND numbers.hunt_group_id = hunt_groups.id AND numbers.position = 0
WHERE hunt_groups.organization_id = $1
"""

LIST = f"""
{GROUPS}
  AND ($2::uuid[] IS NULL OR hunt_groups.location_id = ANY($2))
  AND ($3::text IS NULL OR hunt_groups.sort_name LIKE $3)
  AND ($4::text IS NULL OR numbers.number = $4 OR extensions.extension = $5)
ORDER BY hunt_groups.sort_name, hunt_groups.id LIMIT $6 OFFSET $7
"""

FIND = f"{GROUPS} AND hunt_groups.location_id = $2 AND (hunt_groups.id = $3 OR hunt_groups.mailbox = $4)"

AGENTS = """
SELECT lines.id, lines.kind, lines.fragment, hunt_group_agents.weight, extensions.extension, numbers.number,
       locations.routing_prefix
FROM hunt_group_agents
JOIN lines ON lines.organization_id = $1 AND lines.id = hunt_group_agents.line_id
JOIN locations ON locations.organization_id = $1 AND locations.id = lines.location_id
LEFT JOIN extensions ON extensions.organization_id = $1 AND extensions.line_id = lines.id
LEFT JOIN numbers ON numbers.organization_id = $1 AND numbers.line_id = lines.id AND numbers.position = 0
WHERE hunt_group_agents.organization_id = $1 AND hunt_group_agents.hunt_group_id = $2
ORDER BY hunt_group_agents.position
"""

# A call park that names the hunt group locks its row to say so: whoever holds it here comes before or after all of it.
LOCK = """
SELECT id FROM hunt_groups WHERE organization_id = $1 AND location_id = $2 AND (id = $3 OR mailbox = $4) FOR UPDATE
"""

RESET_RECALLS = """
UPDATE call_parks SET recall_option = 'ALERT_PARKING_USER_ONLY', hunt_group_id = NULL
FROM (SELECT location_id, id FROM call_parks
      WHERE organization_id = $1 AND hunt_group_id = $2 ORDER BY id FOR UPDATE) AS locked
WHERE organization_id = $1 AND call_parks.location_id = locked.location_id AND call_parks.id = locked.id
  AND hunt_group_id = $2
"""

RESET_SETTINGS = """
UPDATE call_park_settings SET recall_option = 'ALERT_PARKING_USER_ONLY', hunt_group_id = NULL
WHERE organization_id = $1 AND location_id = $2 AND hunt_group_id = $3
"""

HOLD = """
SELECT id FROM hunt_groups WHERE organization_id = $1 AND location_id = $2 AND (id = $3 OR mailbox = $4) FOR KEY SHARE
"""


async def hold_lines(connection: Connection, organization_id: UUID, lines: list[Reference]) -> set[UUID]:
    """Those of `lines` that there are; they stay until the transaction ends."""
    rows = await connection.fetch(
        HOLD_LINES, organization_id, [line.uuid for line in lines], [line.kind for line in lines]
    )
    return {row["id"] for row in rows}


async def insert_hunt_group(
    connection: Connection,
    organization_id: UUID,
    location_id: UUID,
    hunt_group_id: UUID,
    mailbox: str | None,
    draft: HuntGroupDraft,
) -> None:
    """With its extension, number and agents, each of which is held and named once."""
    numbers = [draft.number] if draft.number else []
    await require_numbers(connection, organization_id, location_id, numbers, "phoneNumber")
    with refusing(name=draft.name):
        await connection.execute(INSERT, organization_id, location_id, hunt_group_id, mailbox, *_columns(draft))
    await _insert_agents(connection, organization_id, location_id, hunt_group_id, draft.agents)
    if draft.extension:
        await insert_extension(connection, organization_id, location_id, draft.extension, hunt_group=hunt_group_id)
    await claim_numbers(
        connection, organization_id, location_id, numbers, hunt_group=hunt_group_id, field="phoneNumber"
    )


async def hold_and_find(
    connection: Connection, organization_id: UUID, location_id: UUID, which: Reference
) -> HuntGroup | None:
    """The hunt group as it stays until the transaction ends. Hold it before any call park."""
    await connection.execute(LOCK, organization_id, location_id, which.uuid, which.mailbox)
    return await find_hunt_group(connection, organization_id, location_id, which)


async def update_hunt_group(
    connection: Connection, organization_id: UUID, group: HuntGroup, agents: tuple[HuntGroupAgentDraft, ...] | None
) -> None:
    """Stores what a held one has become; `agents`, which are held, replace those that it has, unless that is None."""
    numbers = [group.number] if group.number else []
    await require_numbers(connection, organization_id, group.location_id, numbers, "phoneNumber")
    with refusing(name=group.name):
        await connection.execute(UPDATE, organization_id, group.id, *_columns(group))
    if agents is not None:
        await connection.execute(DELETE_AGENTS, organization_id, group.id)
        await _insert_agents(connection, organization_id, group.location_id, group.id, agents)
    here = organization_id, group.location_id
    await change_extension(connection, *here, group.extension, hunt_group=group.id)
    await change_numbers(connection, *here, numbers, hunt_group=group.id, field="phoneNumber")


def _columns(group: HuntGroup | HuntGroupDraft) -> tuple[str | bool, ...]:
    policies = msgspec.json.encode(group.policies).decode()
    return group.name, folded(group.name), group.enabled, group.policy.value, policies


async def _insert_agents(
    connection: Connection,
    organization_id: UUID,
    location_id: UUID,
    hunt_group_id: UUID,
    agents: tuple[HuntGroupAgentDraft, ...],
) -> None:
    await connection.execute(
        INSERT_AGENTS,
        organization_id,
        location_id,
        hunt_group_id,
        [agent.line.uuid for agent in agents],
        [agent.weight for agent in agents],
    )


async def list_hunt_groups(
    connection: Connection,
    organization_id: UUID,
    *,
    locations: list[UUID] | None,
    name: str | None,
    number: str | None,
    extension: str | None,
    start: int,
    most: int,
) -> list[HuntGroup]:
    """By name, without agents; `name` is contained in theirs; with `number` they have that or `extension`."""
    rows = await connection.fetch(
        LIST,
        organization_id,
        locations,
        None if name is None else contains(name),
        number,
        extension,
        most,
        start,
    )
    return [_hunt_group(row) for row in rows]


async def find_hunt_group(
    connection: Connection, organization_id: UUID, location_id: UUID, which: Reference
) -> HuntGroup | None:
    row = await connection.fetchrow(FIND, organization_id, location_id, which.uuid, which.mailbox)
    if row is None:
        return None
    agents = await connection.fetch(AGENTS, organization_id, row["id"])
    return _hunt_group(row, tuple(_agent(agent) for agent in agents))


async def delete_hunt_group(connection: Connection, organization_id: UUID, location_id: UUID, held: UUID) -> None:
    """Recalls that used the held one alert the parker only from now on."""
    await connection.execute(RESET_RECALLS, organization_id, held)
    await connection.execute(RESET_SETTINGS, organization_id, location_id, held)
    await connection.execute("DELETE FROM hunt_groups WHERE organization_id = $1 AND id = $2", organization_id, held)


async def hold_hunt_group(
    connection: Connection, organization_id: UUID, location_id: UUID, which: Reference
) -> UUID | None:
    """The location's hunt group, which stays until the transaction ends. Hold it before a call park or settings row."""
    return await connection.fetchval(  # type: ignore[no-any-return]
        HOLD, organization_id, location_id, which.uuid, which.mailbox
    )


async def id_by_mailbox(connection: Connection, organization_id: UUID, mailbox: str) -> UUID | None:
    return await connection.fetchval(  # type: ignore[no-any-return]
        "SELECT id FROM hunt_groups WHERE organization_id = $1 AND mailbox = $2", organization_id, mailbox
    )


async def is_in_location(connection: Connection, organization_id: UUID, location_id: UUID, hunt_group_id: UUID) -> bool:
    found = await connection.fetchval(
        "SELECT true FROM hunt_groups WHERE organization_id = $1 AND location_id = $2 AND id = $3",
        organization_id,
        location_id,
        hunt_group_id,
    )
    return found is not None


def _hunt_group(row: Row, agents: tuple[HuntGroupAgent, ...] = ()) -> HuntGroup:
    decoded = {
        "policy": HuntPolicy(row["policy"]),
        "policies": msgspec.json.decode(row["policies"], type=CallPolicies),
    }
    return HuntGroup(**{**row, **decoded}, agents=agents)


def _agent(row: Row) -> HuntGroupAgent:
    first_name, last_name = names_of_line(row["fragment"])
    return HuntGroupAgent(
        id=row["id"],
        kind=Kind(row["kind"]),
        first_name=first_name,
        last_name=last_name,
        number=row["number"],
        extension=row["extension"],
        routing_prefix=row["routing_prefix"],
        weight=row["weight"],
    )
