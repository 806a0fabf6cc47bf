"""Workspaces: create, list, read, change, delete. One without a location is unknown to a location administrator."""

from uuid import UUID

from callpark.errors import NoSuchLine, NoSuchLocation, UnknownReference
from callpark.ids import Kind, public_id
from callpark.parking.directory import SupportedDevices, Workspace, WorkspaceChange, WorkspaceType
from callpark.provisioning.access import Grant
from callpark.provisioning.audit import Category, record
from callpark.provisioning.directory.locations import held_calling_location
from callpark.storage.database import Connection, Database
from callpark.storage.directory import workspaces as stored


async def create_workspace(database: Database, grant: Grant, workspace: Workspace) -> Workspace:
    """Under the id it brings; with calling its line, its extension and its number come with it."""
    grant.require("locationId", workspace.location_id)
    async with database.transaction() as connection:
        if workspace.license and workspace.location_id:
            await _require_calling(connection, grant.organization_id, workspace.location_id)
        await stored.insert_workspace(connection, grant.organization_id, workspace)
        created = await _workspace(connection, grant, workspace.id)
        await record(connection, grant, Category.WORKSPACES, location_id=created.location_id, after=created)
        return created


async def list_workspaces(
    database: Database,
    grant: Grant,
    *,
    location_id: UUID | None,
    display_name: str | None,
    type: WorkspaceType | None,
    supported_devices: SupportedDevices | None,
    calling: bool | None,
    start: int,
    most: int,
) -> list[Workspace]:
    async with database.connection() as connection:
        return await stored.list_workspaces(
            connection,
            grant.organization_id,
            locations=grant.narrowed(location_id),
            display_name=display_name,
            type=type,
            supported_devices=supported_devices,
            calling=calling,
            start=start,
            most=most,
        )


async def get_workspace(database: Database, grant: Grant, workspace_id: UUID) -> Workspace:
    async with database.connection() as connection:
        return await _workspace(connection, grant, workspace_id)


async def change_workspace(database: Database, grant: Grant, workspace_id: UUID, change: WorkspaceChange) -> Workspace:
    """Its line comes, changes or goes with its calling; one that goes leaves its call park silently."""
    async with database.transaction() as connection:
        before = await _held(connection, grant, workspace_id)
        changed = change.of(before)
        if changed.license and changed.location_id and not before.license:
            await _require_calling(connection, grant.organization_id, changed.location_id)
        await stored.update_workspace(connection, grant.organization_id, before, changed)
        after = await _workspace(connection, grant, workspace_id)
        await record(connection, grant, Category.WORKSPACES, location_id=after.location_id, before=before, after=after)
        return after


async def delete_workspace(database: Database, grant: Grant, workspace_id: UUID) -> None:
    async with database.transaction() as connection:
        before = await _held(connection, grant, workspace_id)
        await stored.delete_workspace(connection, grant.organization_id, workspace_id)
        await record(connection, grant, Category.WORKSPACES, location_id=before.location_id, before=before)


async def _require_calling(connection: Connection, organization_id: UUID, location_id: UUID) -> None:
    try:
        await held_calling_location(connection, organization_id, location_id)
    except NoSuchLocation:
        raise UnknownReference("locationId", "location with calling") from None


async def _held(connection: Connection, grant: Grant, workspace_id: UUID) -> Workspace:
    found = await stored.hold_workspace(connection, grant.organization_id, grant.narrowed(None), workspace_id)
    if found is None:
        raise NoSuchLine(public_id(Kind.PLACE, workspace_id))
    return found


async def _workspace(connection: Connection, grant: Grant, workspace_id: UUID) -> Workspace:
    found = await stored.find_workspace(connection, grant.organization_id, grant.narrowed(None), workspace_id)
    if found is None:
        raise NoSuchLine(public_id(Kind.PLACE, workspace_id))
    return found
