"""Requests that are sent again: the rule that a POST with an Idempotency-Key is carried out once.

Source: draft-ietf-httpapi-idempotency-key-header. Only success is kept: a request that was refused changed nothing, and
may be sent again with the same key.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256

from callpark.errors import InvalidValue, KeyReused
from callpark.provisioning.access import Grant
from callpark.storage import kept_answers as stored
from callpark.storage.database import Database

KEY_MOST = 255


@dataclass(slots=True)
class Repeatable:
    """A request with a key. `status` and `body` are its first answer if it was carried out already.

    Else it has to be carried out on `database`, and its answer put here: both are stored together, or neither is.
    """

    database: Database
    status: int | None = None
    body: bytes = b""


def checked_key(text: str) -> str:
    if not (0 < len(text) <= KEY_MOST and text.isascii() and text.isprintable()):
        raise InvalidValue("Idempotency-Key", f"Give 1 to {KEY_MOST} printable ASCII characters, such as a UUID.")
    return text


@asynccontextmanager
async def repeatable(database: Database, grant: Grant, text: str, *request: bytes) -> AsyncIterator[Repeatable]:
    """What became of the request, all of whose parts are `request`; KeyReused if the key came with another one."""
    caller = grant.caller
    key = stored.Key(organization_id=caller.organization_id, person_id=caller.person_id, text=checked_key(text))
    digest = sha256(b"\0".join(sha256(part).digest() for part in request)).digest()
    async with database.held() as held:
        async with held.connection() as connection:
            kept = await stored.claim(connection, key, digest)
        if kept is None:
            answer = Repeatable(held)
            yield answer
            if answer.status is not None:
                async with held.connection() as connection:
                    await stored.keep(connection, key, answer.status, answer.body)
            return
        if kept["request_sha256"] != digest:
            raise KeyReused
        yield Repeatable(held, kept["status"], kept["body"])
