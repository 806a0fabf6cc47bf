"""Call parks as the admin pages show them: of all locations at once, and with what can be chosen for one."""

from dataclasses import dataclass
from uuid import UUID

from callpark import ids
from callpark.errors import NotAllowed
from callpark.provisioning.access import Caller, Grant, Operation, Role, authorize
from callpark.storage import choices as stored_choices
from callpark.storage import overview as stored
from callpark.storage.agents import Agents
from callpark.storage.database import Database
from callpark.storage.overview import SORTS

__all__ = ["SORTS", "ListedCallPark", "call_park_extensions", "list_overview", "taken_lines"]


@dataclass(frozen=True, kw_only=True, slots=True)
class ListedCallPark:
    """A row of the overview: `agents` and `extensions` are counts."""

    name: str
    location_id: UUID
    location: str
    recall_option: str
    hunt_group: str | None
    park_on_agents: bool
    agents: int
    extensions: int

    @property
    def path(self) -> str:
        """Where it stands below /admin."""
        location = ids.public_id(ids.Kind.LOCATION, self.location_id)
        return f"locations/{location}/call-parks/{ids.call_park_id(self.name)}"


async def list_overview(
    database: Database, caller: Caller, tracking_id: str, *, search: str, sort: str, start: int, most: int
) -> list[ListedCallPark]:
    """Up to `most` call parks of all locations that the caller administers, from the zero-based `start` on."""
    grant = await _grant(database, caller, tracking_id)
    async with database.connection() as connection:
        rows = await stored.list_overview(
            connection,
            grant.organization_id,
            locations=grant.narrowed(None),
            search=search,
            sort=sort,
            start=start,
            most=most,
        )
    return [ListedCallPark(**row) for row in rows]


async def _grant(database: Database, caller: Caller, tracking_id: str) -> Grant:
    """To read call parks. A location administrator's covers all of his locations, whichever of them is asked for."""
    if caller.role is Role.LOCATION and not caller.locations:
        raise NotAllowed("This token administers no location.")
    location_id = next(iter(caller.locations), None)
    return await authorize(
        database,
        caller,
        Operation.LIST_CALL_PARKS,
        organization_id=None,
        location_id=location_id,
        tracking_id=tracking_id,
    )


async def taken_lines(
    database: Database, grant: Grant, location_id: UUID, *, search: str, own: str | None, most: int
) -> list[tuple[Agents, str]]:
    """Lines that can't be added, and the call park that has each."""
    async with database.connection() as connection:
        return await stored_choices.taken_lines(
            connection, grant.organization_id, location_id, search=search, own=own, most=most
        )


async def call_park_extensions(
    database: Database, grant: Grant, location_id: UUID, *, own: str | None, most: int
) -> list[tuple[UUID, str, str, str | None]]:
    """Id, name and extension of those of the location, each with the call park that has it; those of `own` first."""
    async with database.connection() as connection:
        return await stored_choices.call_park_extensions(
            connection, grant.organization_id, location_id, own=own, most=most
        )
