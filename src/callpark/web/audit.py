"""The audit trail: who changed what, when, from what to what."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from callpark import fresh, ids
from callpark.provisioning.access import Operation
from callpark.provisioning.audit import ChangesQuestion, RecordedChange, list_changes
from callpark.provisioning.overview import names_of
from callpark.provisioning.undo import UNDO_MINUTES
from callpark.web.app import Handler, Visit
from callpark.web.rendering import Page
from callpark.web.tables import PAGE_ROWS, Asked

LIST: Final = "/admin/audit"
ZERO: Final = UUID(int=0)


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
    since = fresh.now() - timedelta(minutes=0 if visit.may_not_write else UNDO_MINUTES)
    changed = [(change, _fields(change)) for change in found[:PAGE_ROWS]]
    things = {thing for _, fields in changed for _, *values in fields for value in values for thing in _ids(value)}
    names = await names_of(visit.database, grant, things)
    rows = [
        (change, [(name, words(was, names), words(is_, names)) for name, was, is_ in fields], _undo(change, since))
        for change, fields in changed
    ]
    return visit.page("audit.html", changes=rows, asked=asked, more=len(found) > PAGE_ROWS)


def _undo(change: RecordedChange, since: datetime) -> str | None:
    """Where its undo is asked for, while it can be."""
    if change.operation != Operation.DELETE_CALL_PARK or change.created < since or change.location_id is None:
        return None
    return f"/admin/locations/{ids.public_id(ids.Kind.LOCATION, change.location_id)}/undo/{change.id}"


def _fields(change: RecordedChange) -> list[tuple[str, Any, Any]]:
    """Of each field that differs: its name in words, what it was and what it is."""
    before, after = change.before or {}, change.after or {}
    return [(name.replace("_", " "), before.get(name), after.get(name)) for name in change.fields]


def _ids(value: Any) -> Iterator[UUID]:
    """Those that stand in a value: as it, in a list, or in the fields of what is in it."""
    if isinstance(value, list):
        yield from (one for item in value for one in _ids(item))
    elif isinstance(value, dict):
        yield from (one for item in value.values() for one in _ids(item))
    elif isinstance(value, str) and (found := _uuid(value)):
        yield found


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if len(text) == len(str(ZERO)) else None
    except ValueError:
        return None


def words(value: Any, names: Mapping[UUID, str]) -> str:
    """What a person reads; a thing that there still is by its name."""
    if value is None or value in ("", []):
        return "–"
    if isinstance(value, list):
        return ", ".join(words(one, names) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{name} {words(one, names)}" for name, one in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    thing = _uuid(str(value))
    return names.get(thing, str(value)) if thing else str(value)


HANDLERS: Final[dict[tuple[str, str], Handler]] = {("GET", LIST): table}
