"""The audit trail: who changed what, when, from what to what. Each change is recorded in its own transaction.

`before` and `after` are the thing as it is stored, None where there is none. A change that can't be recorded, because
its location is locked for maintenance, is undone.
"""

import getpass
import os
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec

from callpark.provisioning.access import Grant
from callpark.storage import changes as stored
from callpark.storage.changes import Change, ChangesQuestion
from callpark.storage.database import Connection, Database, Row

__all__ = ["Category", "ChangesQuestion", "RecordedChange", "change_of", "list_changes", "record", "record_at_shell"]

Target = tuple[UUID, str]
"""The id and the name of what was changed."""


class Category(StrEnum):
    """What kind of thing was changed; the words of `eventCategories`."""

    ORGANIZATIONS = "ORGANIZATIONS"
    TOKENS = "TOKENS"
    LOCATIONS = "LOCATIONS"
    NUMBERS = "NUMBERS"
    USERS = "USERS"
    WORKSPACES = "WORKSPACES"
    VIRTUAL_LINES = "VIRTUAL_LINES"
    HUNT_GROUPS = "HUNT_GROUPS"
    CALL_PARKS = "CALL_PARKS"
    CALL_PARK_EXTENSIONS = "CALL_PARK_EXTENSIONS"
    CALL_PARK_SETTINGS = "CALL_PARK_SETTINGS"


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordedChange:
    """A change as it is read. Without `actor_id` it was made at the shell, by the user `actor_name` of that machine.

    `target_id` is the thing's own id inside, also for a call park, whose public id is made of its name.
    """

    id: UUID
    created: datetime
    organization_id: UUID
    organization_name: str
    location_id: UUID | None
    actor_id: UUID | None
    actor_name: str
    actor_role: str | None
    actor_email: str | None
    actor_organization_id: UUID | None
    actor_organization_name: str | None
    operation: str
    category: Category
    target_id: UUID
    target_name: str
    tracking_id: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @property
    def fields(self) -> list[str]:
        """The names of the fields that differ."""
        before, after = self.before or {}, self.after or {}
        return [name for name in {**before, **after} if before.get(name) != after.get(name)]


def change_of(
    grant: Grant,
    category: Category,
    target: Target,
    *,
    location_id: UUID | None,
    before: object = None,
    after: object = None,
) -> Change:
    """What is to be recorded of a change that `grant` allows; the operation is the grant's."""
    caller = grant.caller
    target_id, name = target
    details = {
        "operation": grant.operation,
        "target_name": name,
        "tracking_id": grant.tracking_id,
        "actor_name": caller.name,
        "actor_role": caller.role,
        "actor_organization_id": caller.organization_id,
        "token_id": caller.token_id,
        "before": before,
        "after": after,
    }
    return Change(
        location_id=location_id,
        actor_id=caller.person_id,
        category=category.value,
        target_id=target_id,
        details=msgspec.json.encode(details).decode(),
    )


async def record(
    connection: Connection,
    grant: Grant,
    category: Category,
    target: Target | None = None,
    *,
    location_id: UUID | None,
    before: Any = None,
    after: Any = None,
) -> None:
    """The last step of every change that is made over the API; Locked if its location is.

    `target` is what `before` and `after` are unless it is given.
    """
    change = change_of(
        grant, category, target or _target(after or before), location_id=location_id, before=before, after=after
    )
    await stored.insert_change(connection, grant.organization_id, change)


async def record_at_shell(
    connection: Connection,
    organization_id: UUID,
    operation: str,
    category: Category,
    target: Target,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """The same for what an operator does with a command, who works in locked locations too."""
    target_id, name = target
    details = {
        "operation": operation,
        "target_name": name,
        "actor_name": shell_user(),
        "before": before,
        "after": after,
    }
    change = Change(
        location_id=None,
        actor_id=None,
        category=category.value,
        target_id=target_id,
        details=msgspec.json.encode(details).decode(),
    )
    await stored.insert_change(connection, organization_id, change)


async def list_changes(
    database: Database, organization_id: UUID, question: ChangesQuestion, *, start: int, most: int
) -> list[RecordedChange]:
    """The newest first."""
    async with database.connection() as connection:
        rows = await stored.list_changes(connection, organization_id, question, start=start, most=most)
    return [_recorded(row) for row in rows]


def _recorded(row: Row) -> RecordedChange:
    details = msgspec.json.decode(row["details"])
    actor_organization = details.get("actor_organization_id")
    return RecordedChange(
        id=row["id"],
        created=row["created"],
        organization_id=row["organization_id"],
        organization_name=row["organization_name"],
        location_id=row["location_id"],
        actor_id=row["actor_id"],
        actor_name=details["actor_name"],
        actor_role=details.get("actor_role"),
        actor_email=row["actor_email"],
        actor_organization_id=UUID(actor_organization) if actor_organization else None,
        actor_organization_name=row["actor_organization_name"],
        operation=details["operation"],
        category=Category(row["category"]),
        target_id=row["target_id"],
        target_name=details["target_name"],
        tracking_id=details.get("tracking_id"),
        before=details["before"],
        after=details["after"],
    )


def _target(thing: Any) -> Target:
    return thing.id, getattr(thing, "name", None) or thing.display_name


def shell_user() -> str:
    user = str(os.getuid())
    with suppress(OSError, KeyError):  # a user without a name
        user = getpass.getuser()
    return f"{user}@{socket.gethostname()}"
