"""The audit trail: who changed what, when, from what to what."""

from datetime import datetime, timedelta
from typing import Any, Final

from callpark import fresh, ids
from callpark.provisioning.access import Operation
from callpark.provisioning.audit import ChangesQuestion, RecordedChange, list_changes
from callpark.provisioning.undo import UNDO_MINUTES
from callpark.web.app import Handler, Visit
from callpark.web.rendering import Page
from callpark.web.tables import PAGE_ROWS, Asked

LIST: Final = "/admin/audit"


async def table(visit: Visit) -> Page:
    grant = await visit.grant(Operation.LIST_AUDIT_EVENTS)
    asked = Asked.of(visit)
    found = await list_changes(
        visit.database,
        grant.organization_id,
        ChangesQuestion(),
        start=asked.start,
        most=PAGE_ROWS + 1,
    )
    since = fresh.now() - timedelta(minutes=UNDO_MINUTES)
    rows = [(change, differences(change), _undo(change, since)) for change in found[:PAGE_ROWS]]
    return visit.page("audit.html", changes=rows, asked=asked, more=len(found) > PAGE_ROWS)


def _undo(change: RecordedChange, since: datetime) -> str | None:
    """Where its undo is asked for, while it can be."""
    if change.operation != Operation.DELETE_CALL_PARK or change.created < since or change.location_id is None:
        return None
    return f"/admin/locations/{ids.public_id(ids.Kind.LOCATION, change.location_id)}/undo/{change.id}"


def differences(change: RecordedChange) -> list[tuple[str, str, str]]:
    """Of each field that differs: its name in words, what it was and what it is."""
    before, after = change.before or {}, change.after or {}
    return [(name.replace("_", " "), words(before.get(name)), words(after.get(name))) for name in change.fields]


def words(value: Any) -> str:
    if value is None or value in ("", []):
        return "–"
    if isinstance(value, list):
        return ", ".join(map(words, value))
    if isinstance(value, dict):
        return ", ".join(f"{name} {words(one)}" for name, one in value.items())
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


HANDLERS: Final[dict[tuple[str, str], Handler]] = {("GET", LIST): table}
