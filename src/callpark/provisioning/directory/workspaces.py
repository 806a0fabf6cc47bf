"""Workspaces: create, list, read, delete. One without a location is unknown to a location administrator."""

from uuid import UUID

from callpark.errors import NoSuchLine, NoSuchLocation, UnknownReference
from callpark.ids import Kind, public_id
from callpark.parking.directory import SupportedDevices, Workspace, WorkspaceType
from callpark.provisioning.access import Grant
from callpark.provisioning.directory.locations import held_calling_location
from callpark.storage.database import Connection, Database
from callpark.storage.directory import workspaces as stored


async def create_workspace(database: Database, grant: Grant, workspace: Workspace) -> Workspace:
    """Under the id it brings; with calling its line, its extension and its number come with it."""
    grant.require("locationId", workspace.location_id)
    async with database.transaction() as connection:
        if workspace.license and workspace.location_id:
            try:
                await held_calling_location(connection, grant.organization_id, workspace.location_id)
            except NoSuchLocation as refusal:
                raise UnknownReference("locationId", "location with calling") from refusal
        await stored.insert_workspace(connection, grant.organization_id, workspace)
        return await _workspace(connection, grant, workspace.id)


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


async def delete_workspace(database: Database, grant: Grant, workspace_id: UUID) -> None:
    async with database.transaction() as connection:
        if not await stored.delete_workspace(connection, grant.organization_id, grant.narrowed(None), workspace_id):
            raise NoSuchLine(public_id(Kind.PLACE, workspace_id))


async def _workspace(connection: Connection, grant: Grant, workspace_id: UUID) -> Workspace:
    found = await stored.find_workspace(connection, grant.organization_id, grant.narrowed(None), workspace_id)
    if found is None:
        raise NoSuchLine(public_id(Kind.PLACE, workspace_id))
    return found
