"""Workspaces: create, list, details, update, delete."""

from uuid import UUID

from callpark import ids
from callpark.api.contracts import Paged
from callpark.api.door import Call, Route
from callpark.api.paging import cut, one_more
from callpark.api.references import uuid_in_path
from callpark.api.wire import workspaces as wire
from callpark.errors import NoSuchLine
from callpark.provisioning.access import Operation, authorize
from callpark.provisioning.directory import workspaces

WITH_CALLING = {wire.AnyCallingType.WEBEX: True, wire.AnyCallingType.FREE: False}


async def list_(call: Call, query: wire.ListQuery) -> Paged[wire.WorkspaceList]:
    location_id = query.location()
    if query.calling and query.calling not in WITH_CALLING:
        return Paged(wire.WorkspaceList(items=[]), {})
    rows = await workspaces.list_workspaces(
        call.database,
        call.grant,
        location_id=location_id,
        display_name=query.name(),
        type=query.type,
        supported_devices=query.supported_devices,
        calling=WITH_CALLING[query.calling] if query.calling else None,
        start=query.start,
        most=one_more(query),
    )
    rows, headers = cut(call, query, rows)
    items = [wire.item(call.grant.organization_id, workspace) for workspace in rows]
    return Paged(wire.WorkspaceList(items=items), headers)


async def create(call: Call, body: wire.WorkspaceBody) -> wire.WorkspaceItem:
    """The reference has `orgId` in the body here, so a partner's leave for another organization is asked for late."""
    grant = call.grant
    if organization_id := body.organization():
        grant = await authorize(
            call.database,
            call.caller,
            Operation.CREATE_WORKSPACE,
            organization_id=organization_id,
            location_id=None,
            tracking_id=grant.tracking_id,
        )
    workspace = body.workspace(grant.organization_id)
    created = await workspaces.create_workspace(call.database, grant, workspace)
    return wire.item(grant.organization_id, created)


async def get(call: Call) -> wire.WorkspaceItem:
    workspace = await workspaces.get_workspace(call.database, call.grant, _workspace(call))
    return wire.item(call.grant.organization_id, workspace)


async def update(call: Call, body: wire.WorkspaceChangeBody) -> wire.WorkspaceItem:
    change = body.change(call.grant.organization_id)
    workspace = await workspaces.change_workspace(call.database, call.grant, _workspace(call), change)
    return wire.item(call.grant.organization_id, workspace)


async def delete(call: Call) -> None:
    await workspaces.delete_workspace(call.database, call.grant, _workspace(call))


def _workspace(call: Call) -> UUID:
    text = call.names["workspaceId"]
    workspace = uuid_in_path(text, ids.Kind.PLACE)
    if workspace is None:
        raise NoSuchLine(text)
    return workspace


PATH = "/workspaces"
ROUTES = [
    Route("GET", PATH, Operation.LIST_WORKSPACES, list_),
    Route("POST", PATH, Operation.CREATE_WORKSPACE, create, status=201),
    Route("GET", f"{PATH}/{{workspaceId}}", Operation.GET_WORKSPACE, get),
    Route("PUT", f"{PATH}/{{workspaceId}}", Operation.UPDATE_WORKSPACE, update, get),
    Route("DELETE", f"{PATH}/{{workspaceId}}", Operation.DELETE_WORKSPACE, delete),
]
