"""Locks for maintenance: while a location is locked nobody changes it over the API, and reads go on.

A lock is a lease: it ends by itself, so that it never outlives a holder who was interrupted. Its holder renews it by
locking again. Only an operator can lock.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from callpark import fresh
from callpark.errors import OperatorError
from callpark.provisioning.audit import Category, record_at_shell
from callpark.storage.database import Connection, Database
from callpark.storage.directory import location_locks as stored
from callpark.storage.directory.location_locks import LockableLocation

LEASE_SECONDS: Final = 300
LEASE_MOST: Final = 86_400


async def lock_location(
    database: Database, organization_id: UUID, location_id: UUID, *, holder: str, seconds: int
) -> datetime:
    """When the lock ends by itself. Whatever was let through before has been carried out when this returns."""
    if not 1 <= seconds <= LEASE_MOST:
        raise OperatorError("--for: out of range.", f"Give 1 to {LEASE_MOST} seconds; lock again to hold it longer.")
    async with database.transaction() as connection:
        location = await _held(connection, organization_id, location_id)
        if is_locked(location) and location.locked_by != holder:
            raise _held_by(location)
        until = await stored.lock_location(connection, organization_id, location_id, holder, seconds)
        await record_at_shell(
            connection,
            organization_id,
            "lock a location",
            Category.LOCATIONS,
            (location_id, location.name),
            before=_lock(location.locked_by, location.locked_until) if is_locked(location) else None,
            after=_lock(holder, until),
        )
    return until


async def unlock_location(
    database: Database, organization_id: UUID, location_id: UUID, *, holder: str, force: bool
) -> None:
    """`force` takes away somebody else's lock. A location that is not locked stays as it is."""
    async with database.transaction() as connection:
        location = await _held(connection, organization_id, location_id)
        if not is_locked(location):
            return
        if location.locked_by != holder and not force:
            raise _held_by(location)
        await stored.unlock_location(connection, organization_id, location_id)
        await record_at_shell(
            connection,
            organization_id,
            "unlock a location",
            Category.LOCATIONS,
            (location_id, location.name),
            before=_lock(location.locked_by, location.locked_until),
        )


async def list_locations(database: Database, organization_id: UUID) -> list[LockableLocation]:
    async with database.connection() as connection:
        return await stored.list_locations(connection, organization_id)


def is_locked(location: LockableLocation) -> bool:
    return location.locked_until is not None and location.locked_until > fresh.now()


async def _held(connection: Connection, organization_id: UUID, location_id: UUID) -> LockableLocation:
    location = await stored.hold_location(connection, organization_id, location_id)
    if location is None:
        raise OperatorError(
            "There is no such location in this organization.",
            "`callpark location list --org ID` shows the ids of all locations.",
        )
    return location


def _lock(holder: str | None, until: datetime | None) -> dict[str, object]:
    return {"locked_by": holder, "locked_until": until}


def _held_by(location: LockableLocation) -> OperatorError:
    until = location.locked_until.isoformat(timespec="seconds") if location.locked_until else ""
    return OperatorError(
        f"{location.locked_by} has locked the location until {until}.",
        "Wait for that, or take the lock away with `callpark location unlock --force`.",
    )
