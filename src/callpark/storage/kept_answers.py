"""The answers of POSTs that came with an Idempotency-Key, each kept in the write's own transaction."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from callpark.storage.database import Connection, Row

KEPT_FOR = timedelta(hours=24)
FORGOTTEN_AT_ONCE = 100

# Waits for a request with the same key that is being carried out; gives no row if that one, or an earlier one, is kept.
CLAIM = """
INSERT INTO kept_answers (organization_id, person_id, key, request_sha256) VALUES ($1, $2, $3, $4)
ON CONFLICT (organization_id, person_id, key) DO UPDATE
SET request_sha256 = EXCLUDED.request_sha256, created = now(), status = NULL, body = NULL
WHERE kept_answers.created < now() - $5::interval
RETURNING true
"""

FIND = """
SELECT request_sha256, status, body FROM kept_answers WHERE organization_id = $1 AND person_id = $2 AND key = $3
"""

KEEP = """
UPDATE kept_answers SET status = $4, body = $5 WHERE organization_id = $1 AND person_id = $2 AND key = $3
"""

FORGET = """
DELETE FROM kept_answers WHERE organization_id = $1 AND (person_id, key) IN (
    SELECT person_id, key FROM kept_answers WHERE organization_id = $1 AND created < now() - $2::interval
    ORDER BY created LIMIT $3 FOR UPDATE SKIP LOCKED)
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Key:
    """What a client gave its request, so that it can send it again; it means something to that person only."""

    organization_id: UUID
    person_id: UUID
    text: str

    @property
    def columns(self) -> tuple[UUID, UUID, str]:
        return self.organization_id, self.person_id, self.text


async def claim(connection: Connection, key: Key, request_sha256: bytes) -> Row | None:
    """What is kept under the key: `request_sha256`, `status` and `body`; None if it is the caller's from now on."""
    if await connection.fetchval(CLAIM, *key.columns, request_sha256, KEPT_FOR):
        return None
    return await connection.fetchrow(FIND, *key.columns)


async def keep(connection: Connection, key: Key, status: int, body: bytes) -> None:
    """Keeps the answer under the claimed key, and forgets some that were kept long enough."""
    await connection.execute(KEEP, *key.columns, status, body)
    await connection.execute(FORGET, key.organization_id, KEPT_FOR, FORGOTTEN_AT_ONCE)
