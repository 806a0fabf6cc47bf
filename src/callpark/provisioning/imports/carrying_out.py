"""Carries out what a file wants: all of it or nothing, unless somebody asks for what can be done.

A dry run does everything and takes it back: it finds what the import would find. What two entries hand to each other
may stand in any order, in a circle too.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final

from callpark.errors import AgentInAnotherCallPark, CallParkError, ExtensionInAnotherCallPark, Invalid
from callpark.provisioning.access import Caller
from callpark.provisioning.imports.wanted import (
    NothingElse,
    Outcome,
    Progress,
    UnwantedCallPark,
    UnwantedExtension,
    Wanted,
    WantedCallPark,
    WantedExtension,
    WantedSettings,
)
from callpark.provisioning.imports.work import Work
from callpark.storage.database import Database

TAKEN: Final = (AgentInAnotherCallPark, ExtensionInAnotherCallPark)
ORDER: Final = (UnwantedCallPark, WantedExtension, WantedCallPark, UnwantedExtension, WantedSettings)
"""What makes room comes first, and what is needed before what needs it."""


class _TakenBackError(Exception):
    pass


async def carry_out(
    database: Database,
    caller: Caller,
    tracking_id: str,
    wanted: Sequence[Wanted],
    *,
    dry_run: bool,
    whole: bool = True,
    progress: Progress | None = None,
) -> list[Outcome]:
    """Every entry, or none if any has a problem; those without a problem unless `whole`; none in a dry run."""
    progress = progress or Progress()
    outcomes: list[Outcome] = []
    async with _part(database, outcomes if whole else [], keep=not dry_run) as held:
        work = Work(held, caller, tracking_id)
        entries: list[Wanted] = []
        for one in wanted:
            entries += await _unwanted(work, one) if isinstance(one, NothingElse) else [one]
        progress.of = len(entries)
        waiting = []
        for entry in sorted(entries, key=lambda entry: ORDER.index(type(entry))):
            outcome = Outcome(wanted=entry)
            outcomes.append(outcome)
            if isinstance(await _tried(work, outcome), TAKEN):
                waiting.append(outcome)
            progress.done += 1
        while waiting and not await _together(work, waiting):
            waiting = [one for one in waiting if not one.problem]
    return sorted(outcomes, key=lambda one: (not one.wanted.line, one.wanted.line))


@asynccontextmanager
async def _part(database: Database, outcomes: list[Outcome], *, keep: bool) -> AsyncIterator[Database]:
    """A transaction, or a part of one, that is taken back unless `keep` and unless an outcome is a problem."""
    try:
        async with database.held() as held:
            yield held
            if not keep or any(one.problem for one in outcomes):
                raise _TakenBackError
    except _TakenBackError:
        pass


async def _tried(work: Work, outcome: Outcome) -> CallParkError | None:
    """Carries out one entry, or says what is in the way."""
    entry = outcome.wanted
    outcome.what, outcome.problem, outcome.changes = "nothing", "", []
    try:
        if entry.problem:
            raise Invalid(entry.problem)
        async with work.database.held() as part:
            await _carry_out(work.on(part), entry, outcome)
    except CallParkError as refusal:
        outcome.what, outcome.problem = "problem", refusal.message
        return refusal
    return None


async def _together(work: Work, waiting: list[Outcome]) -> bool:
    """Carries out call parks that hand agents or extensions to each other: first all let go, then all take.

    False, and nothing is done, if one of them has a problem even so.
    """
    async with _part(work.database, waiting, keep=True) as held:
        part = work.on(held)
        for one in waiting:
            if isinstance(one.wanted, WantedCallPark):
                await part.let_go(one.wanted)
        for one in waiting:
            await _tried(part, one)
    return not any(one.problem for one in waiting)


async def _carry_out(work: Work, entry: Wanted, outcome: Outcome) -> None:
    match entry:
        case WantedCallPark():
            await work.call_park(entry, outcome)
        case WantedExtension():
            await work.extension(entry, outcome)
        case WantedSettings():
            await work.settings(entry, outcome)
        case UnwantedCallPark():
            await work.delete_call_park(entry, outcome)
        case UnwantedExtension():
            await work.delete_extension(entry, outcome)


async def _unwanted(work: Work, entry: NothingElse) -> list[Wanted]:
    """What the location has and the file has not; nothing where it can't be read, which its entries say then."""
    try:
        return await work.unwanted(entry)
    except CallParkError:
        return []
