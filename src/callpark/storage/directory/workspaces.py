"""Workspaces, with or without calling."""

from uuid import UUID

from callpark.parking.directory import CallingLicense, SupportedDevices, Workspace, WorkspaceType
from callpark.parking.names import folded
from callpark.storage.constraints import refusing
from callpark.storage.database import Connection, Row
from callpark.storage.lines import change_line, delete_line, insert_line

NUMBER_FIELD = "calling.webexCalling.phoneNumber"

INSERT = """
INSERT INTO workspaces (organization_id, id, location_id, display_name, sort_name, email, type, supported_devices,
                        license)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""

UPDATE = """
UPDATE workspaces
SET location_id = $3, display_name = $4, sort_name = $5, email = $6, type = $7, supported_devices = $8, license = $9
WHERE organization_id = $1 AND id = $2
"""

HOLD = "SELECT FROM workspaces WHERE organization_id = $1 AND id = $2 FOR UPDATE"

WORKSPACES = """
SELECT workspaces.id, workspaces.location_id, workspaces.display_name, workspaces.email, workspaces.type,
       workspaces.supported_devices, workspaces.license, workspaces.created, extensions.extension, numbers.number
FROM workspaces
LEFT JOIN extensions ON extensions.organization_id = $1 AND extensions.line_id = workspaces.id
LEFT JOIN numbers ON numbers.organization_id = $1 AND numbers.line_id = workspaces.id AND numbers.position = 0
WHERE workspaces.organization_id = $1 AND ($2::uuid[] IS NULL OR workspaces.location_id = ANY($2))
"""

LIST = f"""
{WORKSPACES}
  AND ($3::text IS NULL OR workspaces.sort_name = $3)
  AND ($4::text IS NULL OR workspaces.type = $4)
  AND ($5::text IS NULL OR workspaces.supported_devices = $5)
  AND ($6::boolean IS NULL OR (workspaces.license IS NOT NULL) = $6)
ORDER BY workspaces.sort_name, workspaces.id LIMIT $7 OFFSET $8
"""

FIND = f"{WORKSPACES} AND workspaces.id = $3"

DELETE = "DELETE FROM workspaces WHERE organization_id = $1 AND id = $2"


async def insert_workspace(connection: Connection, organization_id: UUID, workspace: Workspace) -> None:
    """With its line, if it has calling; UnknownReference if its location is not there."""
    line = workspace.line(organization_id)
    if line:
        await insert_line(connection, line, number_field=NUMBER_FIELD)
    with refusing():
        await connection.execute(INSERT, organization_id, workspace.id, *_columns(workspace))


async def hold_workspace(
    connection: Connection, organization_id: UUID, locations: list[UUID] | None, workspace_id: UUID
) -> Workspace | None:
    """The workspace as it stays until the transaction ends."""
    await connection.execute(HOLD, organization_id, workspace_id)
    return await find_workspace(connection, organization_id, locations, workspace_id)


async def update_workspace(
    connection: Connection, organization_id: UUID, before: Workspace, workspace: Workspace
) -> None:
    """Stores what a held one has become; its line comes, changes or goes."""
    line = workspace.line(organization_id)
    if line and before.license:
        await change_line(connection, line, number_field=NUMBER_FIELD)
    elif line:
        await insert_line(connection, line, number_field=NUMBER_FIELD)
    else:
        await delete_line(connection, organization_id, workspace.id)
    with refusing():
        await connection.execute(UPDATE, organization_id, workspace.id, *_columns(workspace))


def _columns(workspace: Workspace) -> tuple[UUID | str | None, ...]:
    return (
        workspace.location_id,
        workspace.display_name,
        folded(workspace.display_name),
        workspace.email,
        workspace.type.value,
        workspace.supported_devices.value,
        workspace.license.value if workspace.license else None,
    )


async def list_workspaces(
    connection: Connection,
    organization_id: UUID,
    *,
    locations: list[UUID] | None,
    display_name: str | None,
    type: WorkspaceType | None,
    supported_devices: SupportedDevices | None,
    calling: bool | None,
    start: int,
    most: int,
) -> list[Workspace]:
    """By name; of `locations` only, unless that is None; `display_name` is theirs, ignoring case."""
    rows = await connection.fetch(
        LIST,
        organization_id,
        locations,
        None if display_name is None else folded(display_name),
        type.value if type else None,
        supported_devices.value if supported_devices else None,
        calling,
        most,
        start,
    )
    return [_workspace(row) for row in rows]


async def find_workspace(
    connection: Connection, organization_id: UUID, locations: list[UUID] | None, workspace_id: UUID
) -> Workspace | None:
    row = await connection.fetchrow(FIND, organization_id, locations, workspace_id)
    return _workspace(row) if row else None


async def delete_workspace(connection: Connection, organization_id: UUID, workspace_id: UUID) -> None:
    """Its line leaves its call park and its hunt groups silently."""
    await connection.execute(DELETE, organization_id, workspace_id)
    await delete_line(connection, organization_id, workspace_id)


def _workspace(row: Row) -> Workspace:
    words = {
        "type": WorkspaceType(row["type"]),
        "supported_devices": SupportedDevices(row["supported_devices"]),
        "license": CallingLicense(row["license"]) if row["license"] else None,
    }
    return Workspace(**{**row, **words})
