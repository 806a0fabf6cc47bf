"""What each entry of an import does to what is there, and how that differs."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import UUID

from callpark import ids
from callpark.errors import Invalid, NoSuchCallPark, UnknownReference
from callpark.ids import AGENT_KINDS, Reference
from callpark.parking.model import (
    PAGE_MOST,
    CallParkChange,
    CallParkDraft,
    CallParkExtension,
    CallParkExtensionChange,
    CallParkExtensionDraft,
    CallParkExtensionOrder,
    CallParkSettingsChange,
    Recall,
    RecallOption,
    RingPattern,
    checked_extension,
)
from callpark.parking.names import trimmed
from callpark.provisioning import call_park_extensions, call_park_settings, call_parks
from callpark.provisioning.access import Caller, Grant, Operation, authorize
from callpark.provisioning.call_parks import CallPark
from callpark.provisioning.directory.locations import list_locations
from callpark.provisioning.imports.wanted import (
    Action,
    NothingElse,
    Outcome,
    UnwantedCallPark,
    UnwantedExtension,
    Wanted,
    WantedCallPark,
    WantedExtension,
    WantedSettings,
)
from callpark.storage.choices import lines_by_extension, names_of_lines
from callpark.storage.database import Database

LOCATIONS_MOST: Final = 2000
NAMED_MOST: Final = 5


@dataclass
class Work:
    """Whoever imports, at work in one transaction or a part of it."""

    database: Database
    caller: Caller
    tracking_id: str
    locations: dict[str, UUID] = field(default_factory=dict)
    before: dict[tuple[UUID, str], CallPark] = field(default_factory=dict)
    """Call parks as they were before they let go of anything."""

    def on(self, part: Database) -> "Work":
        return replace(self, database=part)

    async def grant(self, operation: Operation, location_id: UUID | None) -> Grant:
        return await authorize(
            self.database, self.caller, operation, location_id=location_id, tracking_id=self.tracking_id
        )

    async def location(self, name: str) -> UUID:
        """The location of that name, with calling, among those that the caller administers."""
        if not self.locations:
            grant = await self.grant(Operation.LIST_CALLING_LOCATIONS, None)
            found = await list_locations(
                self.database, grant, name=None, calling_only=True, start=0, most=LOCATIONS_MOST
            )
            self.locations |= {one.name: one.id for one in found}
        if name not in self.locations:
            raise UnknownReference("location", "location with calling")
        return self.locations[name]

    # --- call parks ----------------------------------------------------------------------------------------------

    async def call_park(self, entry: WantedCallPark, outcome: Outcome) -> None:
        location_id = await self.location(entry.location)
        grant = await self.grant(Operation.GET_CALL_PARK, location_id)
        recall = await self._recall(grant, location_id, entry.recall, entry.hunt_group)
        agents = await self._agents(grant, location_id, entry)
        extensions = await self._named_extensions(location_id, entry)
        there = await self._existing(grant, location_id, entry.name)
        if there is None:
            if entry.action == Action.REMOVE:
                raise Invalid(f"Member Action: there is no call park {trimmed(entry.name)!r} to remove agents from.")
            grant = await self.grant(Operation.CREATE_CALL_PARK, location_id)
            draft = CallParkDraft(
                name=entry.name,
                recall=recall or Recall(option=RecallOption.ALERT_PARKING_USER_ONLY),
                agents=tuple(agents or ()),
                park_on_agents=bool(entry.park_on_agents),
                call_park_extensions=tuple(one.id for one in extensions or ()),
            )
            await call_parks.create_call_park(self.database, grant, location_id, draft)
            outcome.what = "create"
            return
        there = self.before.get((location_id, there.name), there)
        wanted = _combined(entry.action, there.agent_references, agents)
        outcome.changes = [
            *_recall_differences(there.recall_option, there.hunt_group_name, recall, entry.hunt_group),
            *await self._agent_differences(grant, there.agent_references, wanted),
            *_other_differences(there, entry, extensions),
        ]
        if outcome.changes:
            grant = await self.grant(Operation.UPDATE_CALL_PARK, location_id)
            change = CallParkChange(
                recall=recall,
                agents=None if wanted is None else tuple(wanted),
                park_on_agents=entry.park_on_agents,
                call_park_extensions=None if extensions is None else tuple(one.id for one in extensions),
            )
            await call_parks.update_call_park(self.database, grant, location_id, entry.name, change)
            outcome.what = "update"

    async def let_go(self, entry: WantedCallPark) -> None:
        """Takes from a call park what it is not to keep, so that others can have it."""
        location_id = await self.location(entry.location)
        grant = await self.grant(Operation.UPDATE_CALL_PARK, location_id)
        there = await self._existing(grant, location_id, entry.name)
        if there is None:
            return
        self.before.setdefault((location_id, there.name), there)
        wanted = _combined(entry.action, there.agent_references, await self._agents(grant, location_id, entry))
        named = await self._named_extensions(location_id, entry)
        change = CallParkChange(
            agents=None if wanted is None else tuple(_kept(there.agent_references, {one.uuid for one in wanted})),
            call_park_extensions=None
            if named is None
            else tuple(one.id for one in there.extensions if one.id in {one.id for one in named}),
        )
        await call_parks.update_call_park(self.database, grant, location_id, entry.name, change)

    async def delete_call_park(self, entry: UnwantedCallPark, outcome: Outcome) -> None:
        location_id = await self.location(entry.location)
        grant = await self.grant(Operation.DELETE_CALL_PARK, location_id)
        await call_parks.delete_call_park(self.database, grant, location_id, entry.name)
        outcome.what = "delete"

    async def _existing(self, grant: Grant, location_id: UUID, name: str) -> CallPark | None:
        try:
            return await call_parks.get_call_park(self.database, grant, location_id, name)
        except NoSuchCallPark:
            return None

    async def _recall(self, grant: Grant, location_id: UUID, given: str | None, hunt_group: str) -> Recall | None:
        if given is None and not hunt_group:
            return None
        try:
            option = RecallOption((given or RecallOption.ALERT_PARKING_USER_ONLY.value).upper())
        except ValueError:
            raise Invalid(f"recall: use one of {', '.join(one.value for one in RecallOption)}.") from None
        if not hunt_group:
            return Recall(option=option)
        groups = await call_parks.available_recall_hunt_groups(
            self.database, grant, location_id, name=hunt_group, start=0, most=PAGE_MOST
        )
        for group in groups:
            if group.name == hunt_group:
                return Recall(option=option, hunt_group=Reference(ids.Kind.HUNT_GROUP, group.id))
        raise UnknownReference("hunt group", "hunt group", "location")

    async def _agents(self, grant: Grant, location_id: UUID, entry: WantedCallPark) -> list[Reference] | None:
        if entry.action and entry.action not in list(Action):
            raise Invalid(f"Member Action: use one of {', '.join(Action)}, or leave it empty for REPLACE.")
        if entry.agents is None:
            return None
        digits = [agent for agent in entry.agents if agent.isdecimal()]
        async with self.database.connection() as connection:
            by_extension = await lines_by_extension(connection, grant.organization_id, location_id, digits)
        found = []
        for number, agent in enumerate(entry.agents, 1):
            if agent.isdecimal():
                if agent not in by_extension:
                    raise Invalid(f"agent {number}: no line of this location has the extension {agent}.")
                found.append(Reference(None, by_extension[agent]))
                continue
            try:
                found.append(ids.reference(agent, *AGENT_KINDS))
            except ids.BadId as wanted:
                raise Invalid(f"agent {number}: {wanted} An extension of the location will do as well.") from None
        return found

    async def _agent_differences(
        self, grant: Grant, before: list[Reference], wanted: list[Reference] | None
    ) -> list[tuple[str, str, str]]:
        if wanted is None:
            return []
        was, will = ([one.uuid for one in few if one.uuid] for few in (before, wanted))
        will = list(dict.fromkeys(will))
        if was == will:
            return []
        new, gone = [one for one in will if one not in was], [one for one in was if one not in will]
        async with self.database.connection() as connection:
            names = await names_of_lines(connection, grant.organization_id, [*new[:NAMED_MOST], *gone[:NAMED_MOST]])
        told = [*(f"+ {name}" for name in _named(new, names)), *(f"− {name}" for name in _named(gone, names))]
        return [("agents", str(len(was)), f"{len(will)}: {', '.join(told)}" if told else "the same in another order")]

    # --- call park extensions ------------------------------------------------------------------------------------

    async def extension(self, entry: WantedExtension, outcome: Outcome) -> None:
        location_id = await self.location(entry.location)
        there = (await self._extensions(location_id, checked_extension("extension", entry.extension))).get(
            entry.extension
        )
        if there is None:
            grant = await self.grant(Operation.CREATE_CALL_PARK_EXTENSION, location_id)
            draft = CallParkExtensionDraft(name=entry.name, extension=entry.extension)
            await call_park_extensions.create_call_park_extension(self.database, grant, location_id, draft)
            outcome.what = "create"
        elif there.name != trimmed(entry.name):
            grant = await self.grant(Operation.UPDATE_CALL_PARK_EXTENSION, location_id)
            change = CallParkExtensionChange(name=entry.name)
            await call_park_extensions.update_call_park_extension(self.database, grant, location_id, there.id, change)
            outcome.what, outcome.changes = "update", [("name", there.name, trimmed(entry.name))]

    async def delete_extension(self, entry: UnwantedExtension, outcome: Outcome) -> None:
        location_id = await self.location(entry.location)
        there = (await self._extensions(location_id, entry.extension))[entry.extension]
        grant = await self.grant(Operation.DELETE_CALL_PARK_EXTENSION, location_id)
        await call_park_extensions.delete_call_park_extension(self.database, grant, location_id, there.id)
        outcome.what = "delete"

    async def _named_extensions(self, location_id: UUID, entry: WantedCallPark) -> list[CallParkExtension] | None:
        if entry.extensions is None:
            return None
        there = await self._extensions(location_id, None)
        for digits in entry.extensions:
            if digits not in there:
                raise Invalid(f"extensions: this location has no call park extension {digits}.")
        return [there[digits] for digits in dict.fromkeys(entry.extensions)]

    async def _extensions(self, location_id: UUID, digits: str | None) -> dict[str, CallParkExtension]:
        """Those of the location that have these digits in theirs, by their extension; None asks for all."""
        grant = await self.grant(Operation.LIST_CALL_PARK_EXTENSIONS, location_id)
        found: list[CallParkExtension] = []
        while page := await call_park_extensions.list_call_park_extensions(
            self.database,
            grant,
            location_id=location_id,
            name=None,
            extension=digits,
            location_name=None,
            order=(CallParkExtensionOrder.EXTENSION,),
            start=len(found),
            most=PAGE_MOST,
        ):
            found += page
            if len(page) < PAGE_MOST:
                break
        return {one.extension: one for one in found}

    # --- settings, and what a location is not to have --------------------------------------------------------------

    async def settings(self, entry: WantedSettings, outcome: Outcome) -> None:
        location_id = await self.location(entry.location)
        grant = await self.grant(Operation.GET_CALL_PARK_SETTINGS, location_id)
        recall = await self._recall(grant, location_id, entry.recall, entry.hunt_group)
        pattern = None
        if entry.ring_pattern is not None:
            if entry.ring_pattern not in [one.value for one in RingPattern]:
                raise Invalid(f"ring pattern: use one of {', '.join(one.value for one in RingPattern)}.")
            pattern = RingPattern(entry.ring_pattern)
        there = await call_park_settings.get_call_park_settings(self.database, grant, location_id)
        change = CallParkSettingsChange(
            recall=recall,
            ring_pattern=pattern,
            recall_time=entry.recall_time,
            hunt_wait_time=entry.hunt_wait_time,
        )
        fields = (
            ("ring pattern", there.ring_pattern.value, pattern and pattern.value),
            ("recall time", there.recall_time, entry.recall_time),
            ("hunt wait time", there.hunt_wait_time, entry.hunt_wait_time),
        )
        outcome.changes = [
            *_recall_differences(there.recall_option, there.hunt_group_name, recall, entry.hunt_group),
            *((name, str(was), str(will)) for name, was, will in fields if will is not None and will != was),
        ]
        if outcome.changes:
            grant = await self.grant(Operation.UPDATE_CALL_PARK_SETTINGS, location_id)
            await call_park_settings.update_call_park_settings(self.database, grant, location_id, change)
            outcome.what = "update"

    async def unwanted(self, entry: NothingElse) -> list[Wanted]:
        """What the location has and the file has not."""
        location_id = await self.location(entry.location)
        grant = await self.grant(Operation.LIST_CALL_PARKS, location_id)
        found: list[str] = []
        while True:
            _, names = await call_parks.list_call_parks(
                self.database, grant, location_id, name=None, descending=False, start=len(found), most=PAGE_MOST
            )
            found += names
            if len(names) < PAGE_MOST:
                break
        kept = {trimmed(name) for name in entry.call_parks}
        extensions = await self._extensions(location_id, None)
        return [
            *(UnwantedCallPark(line=0, location=entry.location, name=name) for name in found if name not in kept),
            *(
                UnwantedExtension(line=0, location=entry.location, name=one.name, extension=digits)
                for digits, one in extensions.items()
                if digits not in entry.extensions
            ),
        ]


def _combined(action: str, before: list[Reference], given: list[Reference] | None) -> list[Reference] | None:
    if given is None:
        return None
    named = {one.uuid for one in given}
    if action == Action.ADD:
        return [*before, *(one for one in given if one.uuid not in {own.uuid for own in before})]
    if action == Action.REMOVE:
        return [one for one in before if one.uuid not in named]
    return given


def _kept(before: list[Reference], wanted: set[UUID | None]) -> list[Reference]:
    return [one for one in before if one.uuid in wanted]


def _recall_differences(
    option: RecallOption, group_name: str | None, recall: Recall | None, hunt_group: str
) -> Iterable[tuple[str, str, str]]:
    if recall is None:
        return
    if option is not recall.option:
        yield "recall", option.value, recall.option.value
    if (group_name or "") != hunt_group:
        yield "hunt group", group_name or "", hunt_group


def _other_differences(
    there: CallPark, entry: WantedCallPark, extensions: list[CallParkExtension] | None
) -> Iterable[tuple[str, str, str]]:
    if entry.park_on_agents not in (None, there.park_on_agents):
        yield "park on agents", "yes" if there.park_on_agents else "no", "yes" if entry.park_on_agents else "no"
    if extensions is not None and [one.id for one in extensions] != [one.id for one in there.extensions]:
        before, after = (", ".join(one.extension for one in few) for few in (there.extensions, extensions))
        yield "extensions", before, after


def _named(lines: list[UUID], names: dict[UUID, str]) -> list[str]:
    told = [names.get(one, "an unknown line") for one in lines[:NAMED_MOST]]
    return [*told, f"{len(lines) - NAMED_MOST} more"] if len(lines) > NAMED_MOST else told
