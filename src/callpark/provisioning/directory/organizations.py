"""Organizations, and whom a caller may see of them."""

from uuid import UUID

from callpark import fresh
from callpark.errors import NoSuchThing, OperatorError
from callpark.parking.directory import Organization
from callpark.provisioning.access import Grant, Role
from callpark.provisioning.audit import Category, record_at_shell
from callpark.storage.database import Database
from callpark.storage.directory import organizations as stored


async def create_organization(database: Database, name: str, partner_id: UUID | None, id: UUID | None = None) -> UUID:
    """An operator's act: no caller of the API can make an organization."""
    organization_id = id or fresh.uuid()
    async with database.transaction() as connection:
        if partner_id and await stored.find_organization(connection, partner_id) is None:
            raise OperatorError(
                f"--partner: there is no organization {partner_id}.", "Give a partner's organization id."
            )
        await stored.insert_organization(connection, organization_id, name, partner_id)
        await record_at_shell(
            connection,
            organization_id,
            "create an organization",
            Category.ORGANIZATIONS,
            (organization_id, name),
            after={"name": name, "partner_id": partner_id},
        )
    return organization_id


async def list_organizations(database: Database, grant: Grant) -> list[Organization]:
    """The caller's own; a partner administrator's managed ones too."""
    async with database.connection() as connection:
        if grant.caller.role is Role.PARTNER:
            return await stored.managed_organizations(connection, grant.caller.organization_id)
        own = await stored.find_organization(connection, grant.organization_id)
    return [own] if own else []


async def get_organization(database: Database, grant: Grant, organization_id: UUID) -> Organization:
    """Another's organization is as unknown as one that does not exist."""
    for organization in await list_organizations(database, grant):
        if organization.id == organization_id:
            return organization
    raise NoSuchThing("organization")
