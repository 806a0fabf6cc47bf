"""Undo: a deleted call park is made again from what the audit trail has of it, all of it or not at all."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from callpark import fresh
from callpark.errors import NoSuchThing, TooLateToUndo
from callpark.ids import Reference
from callpark.parking.model import CallParkDraft, Recall, RecallOption
from callpark.provisioning.access import Grant, Operation
from callpark.provisioning.audit import Category, ChangesQuestion, RecordedChange, list_changes
from callpark.provisioning.call_parks import create_call_park
from callpark.storage.database import Database

UNDO_MINUTES: Final = 10
LOOKED_THROUGH: Final = 1000  # changes


async def last_deleted(database: Database, grant: Grant, location_id: UUID, name: str) -> RecordedChange | None:
    """The newest deletion of a call park of that name."""
    for change in await _deletions(database, grant):
        if change.location_id == location_id and change.target_name == name:
            return change
    return None


async def undo_delete(database: Database, grant: Grant, location_id: UUID, change_id: UUID) -> str:
    """Makes the call park again that was deleted by that change; returns its name.

    Raises what stands in the way, as a create does: its name or an agent taken since, a hunt group gone.
    """
    change = next((one for one in await _deletions(database, grant) if one.id == change_id), None)
    if change is None or change.location_id != location_id or change.before is None:
        raise TooLateToUndo(UNDO_MINUTES) if change is None else NoSuchThing("deleted call park")
    was = change.before
    option = RecallOption(was["recall_option"])
    group = was["hunt_group_id"]
    draft = CallParkDraft(
        name=was["name"],
        recall=Recall(option=option, hunt_group=Reference(None, UUID(group)) if group else None),
        agents=tuple(Reference(None, UUID(agent)) for agent in was["agents"]),
        park_on_agents=was["park_on_agents"],
        call_park_extensions=tuple(UUID(extension) for extension in was["extensions"]),
    )
    return await create_call_park(database, grant, location_id, draft)


async def _deletions(database: Database, grant: Grant) -> list[RecordedChange]:
    """Of call parks, within the time for undo; the newest first."""
    since = fresh.now() - timedelta(minutes=UNDO_MINUTES)
    question = ChangesQuestion(since=since, categories=[Category.CALL_PARKS.value])
    changes = await list_changes(database, grant.organization_id, question, start=0, most=LOOKED_THROUGH)
    return [
        one
        for one in changes
        if one.operation == Operation.DELETE_CALL_PARK and (one.location_id is None or grant.covers(one.location_id))
    ]
