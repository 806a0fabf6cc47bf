"""Call parks as a sheet (CSV): written out, and read in after a dry run, all rows or none.

Columns: Call Park Name, Location Name, Recall To, Hunt Group Name, Member Action, Agent1 ID, Agent2 ID, … An agent is
an id or an extension of the location. A dry run does everything and takes it back: it finds what the import would find.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from uuid import UUID

import msgspec

from callpark import ids
from callpark.errors import CallParkError, Invalid, UnknownReference
from callpark.ids import AGENT_KINDS, Reference
from callpark.parking.model import CallParkChange, CallParkDraft, Recall, RecallOption
from callpark.parking.names import trimmed
from callpark.provisioning.access import Caller, Grant, Operation, authorize
from callpark.provisioning.call_parks import (
    CallPark,
    available_recall_hunt_groups,
    create_call_park,
    get_call_park,
    update_call_park,
)
from callpark.provisioning.directory.locations import list_locations
from callpark.provisioning.overview import list_overview
from callpark.storage.choices import lines_by_extension
from callpark.storage.database import Database

NAMES: Final = ("Call Park Name", "Location Name", "Recall To", "Hunt Group Name", "Member Action")
ROWS_MOST: Final = 2000
LOCATIONS_MOST: Final = 2000
DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would carry out as a formula; it is written behind an apostrophe."""


class Action(StrEnum):
    """What becomes of the agents that a call park has."""

    REPLACE = "REPLACE"
    ADD = "ADD"
    REMOVE = "REMOVE"


@dataclass(frozen=True, kw_only=True)
class Row:
    """`number` is its line in the sheet."""

    number: int
    name: str
    location: str
    recall: str
    hunt_group: str
    action: str
    agents: list[str]


@dataclass(kw_only=True)
class Outcome:
    """What a row did, or would do: `create`, `update`, `nothing`, or `problem`. `changes`: field, before, after."""

    row: Row
    what: str = "nothing"
    problem: str = ""
    changes: list[tuple[str, str, str]] = field(default_factory=list)


def guarded(cell: str) -> str:
    return f"'{cell}" if _is_dangerous(cell) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _is_dangerous(cell) else cell


def _is_dangerous(cell: str) -> bool:
    """One that is guarded already as well, so that it is read in again as it was."""
    return cell.lstrip("'").startswith(DANGEROUS)


def rows_of(text: str) -> list[Row]:
    """Invalid if it is no such sheet at all; what is wrong in a row is found when it is carried out."""
    try:
        lines = list(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), strict=True))
    except csv.Error as error:
        raise Invalid(f"This is no CSV: {error}.") from None
    if not lines or [cell.strip() for cell in lines[0][: len(NAMES)]] != list(NAMES):
        raise Invalid(f"The first line has to be: {', '.join(NAMES)}, Agent1 ID, Agent2 ID, …")
    if len(lines) > ROWS_MOST + 1:
        raise Invalid(f"The sheet has more than {ROWS_MOST} rows: import it in parts.")
    rows = []
    for number, line in enumerate(lines[1:], 2):
        cells = [_unguarded(cell.strip()) for cell in line]
        if any(cells):
            cells += [""] * (len(NAMES) - len(cells))
            name, location, recall, group, action, *agents = cells
            rows.append(
                Row(
                    number=number,
                    name=name,
                    location=location,
                    recall=recall,
                    hunt_group=group,
                    action=action.upper(),
                    agents=[agent for agent in agents if agent],
                )
            )
    return rows


class _TakenBackError(Exception):
    pass


async def carry_out(
    database: Database, caller: Caller, tracking_id: str, rows: Iterable[Row], *, dry_run: bool
) -> list[Outcome]:
    """Every row, or none of them if any has a problem; none of them in a dry run."""
    outcomes: list[Outcome] = []
    try:
        async with database.held() as held:
            work = _Work(held, caller, tracking_id)
            for row in rows:
                outcome = Outcome(row=row)
                try:
                    await work.carry_out(row, outcome)
                except CallParkError as refusal:
                    outcome.what, outcome.problem = "problem", refusal.message
                outcomes.append(outcome)
            if dry_run or any(one.problem for one in outcomes):
                raise _TakenBackError
    except _TakenBackError:
        pass
    return outcomes


@dataclass
class _Work:
    database: Database
    caller: Caller
    tracking_id: str
    locations: dict[str, UUID] | None = None

    async def carry_out(self, row: Row, outcome: Outcome) -> None:
        location_id = await self._location(row.location)
        grant = await self.grant(Operation.GET_CALL_PARK, location_id)
        recall = await self._recall(grant, location_id, row)
        agents = await self._agents(grant, location_id, row)
        there = await self._existing(grant, location_id, row.name)
        if there is None:
            if row.action == Action.REMOVE:
                raise Invalid(f"Member Action: there is no call park {trimmed(row.name)!r} to remove agents from.")
            grant = await self.grant(Operation.CREATE_CALL_PARK, location_id)
            draft = CallParkDraft(name=row.name, recall=recall, agents=tuple(agents))
            await create_call_park(self.database, grant, location_id, draft)
            outcome.what = "create"
            return
        before = there.agent_references
        wanted = _combined(row.action, before, agents)
        outcome.changes = list(_differences(there, recall, row.hunt_group, before, wanted))
        if outcome.changes:
            grant = await self.grant(Operation.UPDATE_CALL_PARK, location_id)
            change = CallParkChange(recall=recall, agents=tuple(wanted))
            await update_call_park(self.database, grant, location_id, row.name, change)
            outcome.what = "update"

    async def grant(self, operation: Operation, location_id: UUID | None) -> Grant:
        return await authorize(
            self.database,
            self.caller,
            operation,
            organization_id=None,
            location_id=location_id,
            tracking_id=self.tracking_id,
        )

    async def _location(self, name: str) -> UUID:
        if self.locations is None:
            grant = await self.grant(Operation.LIST_CALLING_LOCATIONS, None)
            found = await list_locations(
                self.database, grant, name=None, calling_only=True, start=0, most=LOCATIONS_MOST
            )
            self.locations = {one.name: one.id for one in found}
        if name not in self.locations:
            raise UnknownReference("Location Name", "location with calling")
        return self.locations[name]

    async def _recall(self, grant: Grant, location_id: UUID, row: Row) -> Recall:
        try:
            option = RecallOption(row.recall.upper() or RecallOption.ALERT_PARKING_USER_ONLY.value)
        except ValueError:
            raise Invalid(f"Recall To: use one of {', '.join(one.value for one in RecallOption)}.") from None
        if not row.hunt_group:
            return Recall(option=option)
        groups = await available_recall_hunt_groups(
            self.database, grant, location_id, name=row.hunt_group, start=0, most=100
        )
        for group in groups:
            if group.name == row.hunt_group:
                return Recall(option=option, hunt_group=Reference(ids.Kind.HUNT_GROUP, group.id))
        raise UnknownReference("Hunt Group Name", "hunt group", "location")

    async def _agents(self, grant: Grant, location_id: UUID, row: Row) -> list[Reference]:
        if row.action and row.action not in list(Action):
            raise Invalid(f"Member Action: use one of {', '.join(Action)}, or leave it empty for REPLACE.")
        digits = [agent for agent in row.agents if agent.isdecimal()]
        async with self.database.connection() as connection:
            by_extension = await lines_by_extension(connection, grant.organization_id, location_id, digits)
        found = []
        for number, agent in enumerate(row.agents, 1):
            if agent.isdecimal():
                if agent not in by_extension:
                    raise Invalid(f"Agent{number} ID: no line of this location has the extension {agent}.")
                found.append(Reference(None, by_extension[agent]))
                continue
            try:
                found.append(ids.reference(agent, *AGENT_KINDS))
            except ids.BadId as wanted:
                raise Invalid(f"Agent{number} ID: {wanted} An extension of the location will do as well.") from None
        return found

    async def _existing(self, grant: Grant, location_id: UUID, name: str) -> CallPark | None:
        try:
            return await get_call_park(self.database, grant, location_id, name)
        except CallParkError:
            return None


def _combined(action: str, before: list[Reference], given: list[Reference]) -> list[Reference]:
    named = {one.uuid for one in given}
    if action == Action.ADD:
        return [*before, *(one for one in given if one.uuid not in {own.uuid for own in before})]
    if action == Action.REMOVE:
        return [one for one in before if one.uuid not in named]
    return given


def _differences(
    there: CallPark, recall: Recall, hunt_group: str, before: list[Reference], wanted: list[Reference]
) -> Iterable[tuple[str, str, str]]:
    if there.recall_option is not recall.option:
        yield "Recall To", there.recall_option.value, recall.option.value
    if (there.hunt_group_name or "") != hunt_group:
        yield "Hunt Group Name", there.hunt_group_name or "", hunt_group
    if [one.uuid for one in before] != [one.uuid for one in wanted]:
        yield "agents", str(len(before)), str(len(wanted))


async def sheet(database: Database, caller: Caller, tracking_id: str) -> str:
    """All call parks that the caller can read, as they would be read in again."""
    work = _Work(database, caller, tracking_id)
    lines: list[list[str]] = []
    while parks := await list_overview(
        database, caller, tracking_id, search="", sort="location", start=len(lines), most=ROWS_MOST
    ):
        for listed in parks:
            grant = await work.grant(Operation.GET_CALL_PARK, listed.location_id)
            park = await get_call_park(database, grant, listed.location_id, listed.name)
            agents = [agent["id"] for agent in msgspec.json.decode(park.agents.json())]
            recall = park.recall_option.value, park.hunt_group_name or ""
            lines.append([guarded(cell) for cell in (park.name, listed.location, *recall, Action.REPLACE, *agents)])
    widest = max((len(line) - len(NAMES) for line in lines), default=2)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*NAMES, *(f"Agent{number} ID" for number in range(1, max(widest, 2) + 1))])
    writer.writerows(lines)
    return text.getvalue()
