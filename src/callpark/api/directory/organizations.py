"""Organizations: the caller's own, and for a partner those it manages."""

from callpark import ids
from callpark.api.door import Call, Route
from callpark.api.references import uuid_in_path
from callpark.api.wire import organizations as wire
from callpark.errors import NoSuchThing
from callpark.provisioning.access import Operation
from callpark.provisioning.directory import organizations


async def list_(call: Call, query: wire.OrganizationQuery) -> wire.OrganizationList:
    rows = await organizations.list_organizations(call.database, call.grant)
    return wire.OrganizationList(items=[wire.item(row, calling_data=query.calling_data) for row in rows])


async def get(call: Call, query: wire.OrganizationQuery) -> wire.OrganizationItem:
    organization_id = uuid_in_path(call.names["organizationId"], ids.Kind.ORGANIZATION)
    if organization_id is None:
        raise NoSuchThing("organization")
    organization = await organizations.get_organization(call.database, call.grant, organization_id)
    return wire.item(organization, calling_data=query.calling_data)


ROUTES = [
    Route("GET", "/organizations", Operation.LIST_ORGANIZATIONS, list_),
    Route("GET", "/organizations/{organizationId}", Operation.GET_ORGANIZATION, get),
]
