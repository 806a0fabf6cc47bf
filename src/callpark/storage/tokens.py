"""Access tokens: digests of their secrets, and whom they stand for."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from callpark.parking.names import folded
from callpark.storage.constraints import refusing
from callpark.storage.database import Connection, Row

ADMINISTRATOR = """
INSERT INTO people (organization_id, id, email, display_name, sort_name, role)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (organization_id, id) DO UPDATE SET role = excluded.role
"""

INSERT = """
INSERT INTO tokens (organization_id, id, secret_sha256, person_id, name, role, location_ids, scopes, expires)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""

FIND = """
SELECT id, secret_sha256, person_id, name, role, location_ids, scopes, expires, revoked
FROM tokens WHERE organization_id = $1 AND secret_sha256 = $2
"""

LIST = """
SELECT organization_id, id, name, role, location_ids, scopes, created, expires, revoked
FROM tokens WHERE $1::uuid IS NULL OR organization_id = $1 ORDER BY organization_id, created, id
"""

REVOKE = "UPDATE tokens SET revoked = now() WHERE"
REVOKED = "AND revoked IS NULL RETURNING organization_id, id, name, revoked"


@dataclass(frozen=True, kw_only=True, slots=True)
class NewToken:
    id: UUID
    secret_sha256: bytes
    person_id: UUID
    name: str
    role: str
    location_ids: list[UUID]
    scopes: list[str]
    expires: datetime


async def insert_token(connection: Connection, organization_id: UUID, token: NewToken) -> None:
    """Stores the token, and the administrator it belongs to if this is the first of that name."""
    email = f"{token.person_id}@administrators.callpark.invalid"  # can't receive mail (RFC 2606)
    with refusing(email=email):
        await connection.execute(
            ADMINISTRATOR, organization_id, token.person_id, email, token.name, folded(token.name), token.role
        )
    await connection.execute(
        INSERT,
        organization_id,
        token.id,
        token.secret_sha256,
        token.person_id,
        token.name,
        token.role,
        token.location_ids,
        token.scopes,
        token.expires,
    )


async def find_token(connection: Connection, organization_id: UUID, secret_sha256: bytes) -> Row | None:
    return await connection.fetchrow(FIND, organization_id, secret_sha256)


async def list_tokens(connection: Connection, organization_id: UUID | None) -> list[Row]:
    return await connection.fetch(LIST, organization_id)


async def revoke_token(connection: Connection, token_id: UUID, organization_id: UUID | None) -> Row | None:
    """The token, if there was one that could still be used; of that organization unless it is None."""
    where = "id = $1 AND ($2::uuid IS NULL OR organization_id = $2)"
    return await connection.fetchrow(f"{REVOKE} {where} {REVOKED}", token_id, organization_id)


async def revoke_tokens_named(connection: Connection, organization_id: UUID, names: list[str]) -> list[Row]:
    """Those that could still be used."""
    return await connection.fetch(f"{REVOKE} organization_id = $1 AND name = ANY($2) {REVOKED}", organization_id, names)
