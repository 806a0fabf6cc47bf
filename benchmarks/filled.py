"""The data: a location of each size, each in an organization of its own, and what its requests name.

Every location has 60 call parks. `Reception` has agents and extensions, the others are there to be listed.
"""

import asyncio
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg

from callpark import ids
from callpark.parking.model import RecallOption
from callpark.storage.call_parks import NewCallPark
from cast import CALLING, Organization, Server, new_organization
from crowd import RARE, add_call_park_extensions, fill

SIZES = (100, 1_000, 10_000, 100_000)
LARGEST = SIZES[-1]
EXTENSIONS_OF_CREATE = 5
RECEPTION = "Reception"
COMMON_NAME, RARE_NAME = "Maria", RARE[1]
NUMBER = "+19070000001"  # the second line of every crowd
MADE = "Measured "  # how the names of call parks begin that a create made

HUNT_GROUP_OPTION = RecallOption.ALERT_PARKING_USER_FIRST_THEN_HUNT_GROUP

SETTLED_SECONDS, SETTLING_MOST = 0.5, 30
SETTLED = """
SELECT count(*) = 0 FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
  AND (state <> 'idle' OR state_change > clock_timestamp() - make_interval(secs => $1))
"""
RESET = f"DELETE FROM {{schema}}.call_parks WHERE name LIKE '{MADE}%'"
CHANGED_BY_CREATES = ("call_parks", "lines", "call_park_extensions")
FREE = (
    "SELECT id FROM {table} WHERE organization_id = $1 AND location_id = $2 AND call_park_id IS NULL ORDER BY {order}"
)


@dataclass(frozen=True, kw_only=True)
class Location:
    """A location, who asks about it, and what of it is free to be claimed, in an order that has no system."""

    lines: int
    organization: Organization
    id: UUID
    hunt_group: UUID
    free_lines: list[UUID]
    free_extensions: list[UUID]

    @property
    def path(self) -> str:
        return f"{CALLING}/locations/{ids.public_id(ids.Kind.LOCATION, self.id)}"

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.organization.admin.token}"}

    def drafts(self, agents: int, extensions: int = 0) -> Iterator[NewCallPark]:
        """Call parks with a hunt group, of which no two have a name, an agent or an extension in common."""
        most = len(self.free_lines) // agents
        if extensions:
            most = min(most, len(self.free_extensions) // extensions)
        for place in range(most):
            name = f"{MADE}{place}"
            yield NewCallPark(
                id=uuid4(),
                name=name,
                recall_option=HUNT_GROUP_OPTION,
                hunt_group_id=self.hunt_group,
                park_on_agents=False,
                agents=self.free_lines[place * agents : (place + 1) * agents],
                agent_kinds=[ids.Kind.PEOPLE.value] * agents,
                extensions=self.free_extensions[place * extensions : (place + 1) * extensions],
            )

    def write_bodies(self, path: Path, agents: int, extensions: int = 0) -> Path:
        """The drafts as request bodies, one on each line."""
        with path.open("w") as file:
            file.writelines(body_of(draft) + "\n" for draft in self.drafts(agents, extensions))
        return path


def body_of(draft: NewCallPark) -> str:
    assert draft.hunt_group_id
    return json.dumps(
        {
            "name": draft.name,
            "recall": {
                "option": draft.recall_option.value,
                "huntGroupId": ids.public_id(ids.Kind.HUNT_GROUP, draft.hunt_group_id),
            },
            "agents": [ids.public_id(ids.Kind.PEOPLE, agent) for agent in draft.agents],
            "callParkExtensions": [ids.public_id(ids.Kind.CALL_PARK_EXTENSION, one) for one in draft.extensions],
        }
    )


def filled(server: Server, lines: int) -> Location:
    """Makes an organization with a location of so many lines."""
    organization = new_organization(server, f"{lines:,} lines")
    public_id = organization.location("Measured", prefix="77")
    id = ids.uuid_of(public_id, ids.Kind.LOCATION)
    fill(server.database_url, organization.id, id, lines)
    creates = lines // 20
    add_call_park_extensions(server.database_url, organization.id, id, EXTENSIONS_OF_CREATE * (creates + 1))
    hunt_group = organization.hunt_group(public_id, extension="70000")
    here = Location(
        lines=lines,
        organization=organization,
        id=id,
        hunt_group=ids.uuid_of(hunt_group, ids.Kind.HUNT_GROUP),
        free_lines=_free(server.database_url, "lines", organization.id, id),
        free_extensions=_free(server.database_url, "call_park_extensions", organization.id, id),
    )
    first = next(here.drafts(agents=10, extensions=EXTENSIONS_OF_CREATE))
    for name in range(59):
        organization.call_park(public_id, f"Front desk {name:02}")
    organization.call_park(public_id, **(json.loads(body_of(first)) | {"name": RECEPTION}))
    del here.free_lines[:10], here.free_extensions[:EXTENSIONS_OF_CREATE]
    return here


def _free(database_url: str, table: str, organization_id: UUID, location_id: UUID) -> list[UUID]:
    async def asked() -> list[UUID]:
        connection = await asyncpg.connect(database_url)
        try:
            statement = FREE.format(table=table, order="md5(id::text)")
            return [row["id"] for row in await connection.fetch(statement, organization_id, location_id)]
        finally:
            await connection.close()

    return asyncio.run(asked())


def reset(database_url: str, schema: str = "public", tables: Sequence[str] = CHANGED_BY_CREATES) -> None:
    """Takes back what creates have made, so that whatever is measured next finds what the one before it found."""

    async def done() -> None:
        connection = await asyncpg.connect(database_url)
        try:
            # Creates were under way when the load ended; a slow service goes on with them for seconds.
            until = time.monotonic() + SETTLING_MOST
            while not await connection.fetchval(SETTLED, SETTLED_SECONDS) and time.monotonic() < until:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
            await connection.execute(RESET.format(schema=schema))
            await connection.execute(f"VACUUM {', '.join(f'{schema}.{table}' for table in tables)}")
            await connection.execute("CHECKPOINT")
        finally:
            await connection.close()

    asyncio.run(done())
