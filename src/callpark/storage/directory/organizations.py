"""Organizations, and which partner manages them."""

from uuid import UUID

from callpark.parking.directory import Organization
from callpark.storage.database import Connection


async def insert_organization(
    connection: Connection, organization_id: UUID, name: str, partner_id: UUID | None
) -> None:
    await connection.execute(
        "INSERT INTO organizations (id, name, partner_id) VALUES ($1, $2, $3)", organization_id, name, partner_id
    )


async def find_organization(connection: Connection, organization_id: UUID) -> Organization | None:
    row = await connection.fetchrow("SELECT id, name, created FROM organizations WHERE id = $1", organization_id)
    return Organization(**row) if row else None


async def managed_organizations(connection: Connection, partner_id: UUID) -> list[Organization]:
    """The partner's own organization first, then those it manages."""
    rows = await connection.fetch(
        "SELECT id, name, created FROM organizations WHERE id = $1 OR partner_id = $1 ORDER BY id <> $1, name, id",
        partner_id,
    )
    return [Organization(**row) for row in rows]


async def is_managed(connection: Connection, partner_id: UUID, organization_id: UUID) -> bool:
    managed = await connection.fetchval(
        "SELECT true FROM organizations WHERE id = $1 AND partner_id = $2", organization_id, partner_id
    )
    return managed is not None
