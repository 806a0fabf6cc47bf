"""Hunt groups."""

from uuid import UUID

from callpark.storage.database import Connection


async def id_by_mailbox(connection: Connection, organization_id: UUID, mailbox: str) -> UUID | None:
    return await connection.fetchval(  # type: ignore[no-any-return]
        "SELECT id FROM hunt_groups WHERE organization_id = $1 AND mailbox = $2", organization_id, mailbox
    )


async def is_in_location(connection: Connection, organization_id: UUID, location_id: UUID, hunt_group_id: UUID) -> bool:
    found = await connection.fetchval(
        "SELECT true FROM hunt_groups WHERE organization_id = $1 AND location_id = $2 AND id = $3",
        organization_id,
        location_id,
        hunt_group_id,
    )
    return found is not None
