"""The audit trail: who changed what, when, from what to what."""

from typing import Any, Final

from callpark.provisioning.access import Operation
from callpark.provisioning.audit import ChangesQuestion, RecordedChange, list_changes
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
    rows = [(change, differences(change)) for change in found[:PAGE_ROWS]]
    return visit.page("audit.html", changes=rows, asked=asked, more=len(found) > PAGE_ROWS)


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
