"""What the admin pages show in tables, of all locations at once, and what can be chosen for one call park."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from callpark import ids
from callpark.errors import NotAllowed
from callpark.provisioning.access import Caller, Grant, Operation, Role, authorize
from callpark.provisioning.directory.locations import require_calling_location
from callpark.storage import choices as stored_choices
from callpark.storage import overview as stored
from callpark.storage.agents import Agents
from callpark.storage.database import Database
from callpark.storage.overview import EXTENSION_SORTS, SORTS

__all__ = [
    "EXTENSION_SORTS",
    "SORTS",
    "ListedCallPark",
    "ListedExtension",
    "ListedLine",
    "call_park_extensions",
    "lines_to_choose",
    "list_extensions",
    "list_lines",
    "list_overview",
    "names_of",
    "recalls_of_hunt_group",
]


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


@dataclass(frozen=True, kw_only=True, slots=True)
class ListedExtension:
    """A call park extension, with the call park that has it."""

    id: UUID
    name: str
    extension: str
    location_id: UUID
    location: str
    call_park: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ListedLine:
    """`agent` is the line as answers have it (Get available agents); `call_park` has it."""

    agent: dict[str, Any]
    call_park: str | None


async def list_overview(
    database: Database,
    caller: Caller,
    tracking_id: str,
    *,
    location_id: UUID | None = None,
    search: str,
    sort: str,
    start: int,
    most: int,
) -> list[ListedCallPark]:
    """Up to `most` call parks, from the zero-based `start` on: of that location, or of all the caller administers."""
    grant = await _grant(database, caller, tracking_id)
    async with database.connection() as connection:
        rows = await stored.list_overview(
            connection,
            grant.organization_id,
            locations=grant.narrowed(location_id),
            search=search,
            sort=sort,
            start=start,
            most=most,
        )
    return [ListedCallPark(**row) for row in rows]


async def list_extensions(
    database: Database, grant: Grant, *, location_id: UUID | None, search: str, sort: str, start: int, most: int
) -> list[ListedExtension]:
    """Up to `most` call park extensions, from the zero-based `start` on."""
    async with database.connection() as connection:
        rows = await stored.list_extensions(
            connection,
            grant.organization_id,
            locations=grant.narrowed(location_id),
            search=search,
            sort=sort,
            start=start,
            most=most,
        )
    return [ListedExtension(**row) for row in rows]


async def list_lines(
    database: Database, grant: Grant, location_id: UUID, *, search: str, start: int, most: int
) -> list[ListedLine]:
    """Up to `most` lines of the location by last name, from the zero-based `start` on."""
    grant.require("location", location_id)
    await require_calling_location(database, grant, location_id)
    async with database.connection() as connection:
        found = await stored.list_lines(
            connection, grant.organization_id, location_id, search=search, start=start, most=most
        )
    return _listed(found)


async def _grant(database: Database, caller: Caller, tracking_id: str) -> Grant:
    """To read call parks. A location administrator's covers all of his locations, whichever of them is asked for."""
    if caller.role is Role.LOCATION and not caller.locations:
        raise NotAllowed("This token administers no location.")
    location_id = next(iter(caller.locations), None)
    return await authorize(
        database,
        caller,
        Operation.LIST_CALL_PARKS,
        location_id=location_id,
        tracking_id=tracking_id,
    )


async def lines_to_choose(
    database: Database, grant: Grant, location_id: UUID, *, search: str, most: int
) -> list[ListedLine]:
    """Up to `most` lines that are free, then as many that can't be added because a call park has them."""
    async with database.connection() as connection:
        found = await stored.lines_to_choose(connection, grant.organization_id, location_id, search=search, most=most)
    return _listed(found)


def _listed(found: list[tuple[Agents, str | None]]) -> list[ListedLine]:
    return [ListedLine(agent=json.loads(agents.json())[0], call_park=park) for agents, park in found]


async def names_of(database: Database, grant: Grant, things: Collection[UUID]) -> dict[UUID, str]:
    """What lines, call park extensions, hunt groups and locations are called, as far as there still are any."""
    async with database.connection() as connection:
        return await stored_choices.names_of_things(connection, grant.organization_id, list(things))


async def recalls_of_hunt_group(
    database: Database, grant: Grant, location_id: UUID, hunt_group_id: UUID
) -> tuple[list[str], bool]:
    """The call parks whose recall rings it, and whether that of the location's settings does."""
    async with database.connection() as connection:
        return await stored.recalls_of_hunt_group(connection, grant.organization_id, location_id, hunt_group_id)


async def call_park_extensions(
    database: Database, grant: Grant, location_id: UUID, *, own: str | None, most: int
) -> list[tuple[UUID, str, str, str | None]]:
    """Id, name and extension of those of the location, each with the call park that has it; those of `own` first."""
    async with database.connection() as connection:
        return await stored_choices.call_park_extensions(
            connection, grant.organization_id, location_id, own=own, most=most
        )
