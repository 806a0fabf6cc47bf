"""The audit trail: its events, the newest first, and their categories."""

from callpark.api.contracts import Paged
from callpark.api.door import Call, Route
from callpark.api.paging import next_page
from callpark.api.wire import audit as wire
from callpark.provisioning.access import Operation
from callpark.provisioning.audit import Category, list_changes


async def events(call: Call, query: wire.EventsQuery) -> Paged[wire.EventList]:
    size = query.page_size()
    changes = await list_changes(
        call.database, call.grant.organization_id, query.question(), start=query.offset, most=size + 1
    )
    headers = next_page(call, max=str(size), offset=str(query.offset + size)) if len(changes) > size else {}
    return Paged(wire.EventList(items=[wire.item(change) for change in changes[:size]]), headers)


async def categories(call: Call) -> wire.CategoryList:
    return wire.CategoryList(event_categories=list(Category))


PATH = "/adminAudit"
ROUTES = [
    Route("GET", f"{PATH}/events", Operation.LIST_AUDIT_EVENTS, events),
    Route("GET", f"{PATH}/eventCategories", Operation.LIST_AUDIT_CATEGORIES, categories),
]
