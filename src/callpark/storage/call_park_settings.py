"""Call park settings of a location: one row, or none while nobody has changed them."""

from uuid import UUID

from callpark.parking.model import CallParkSettings, CallParkSettingsChange, RecallOption, RingPattern
from callpark.storage.database import Connection

FIND = """
SELECT recall_option, hunt_group_id, hunt_groups.mailbox AS hunt_group_mailbox, hunt_groups.name AS hunt_group_name,
       ring_pattern, recall_time, hunt_wait_time
FROM call_park_settings AS settings LEFT JOIN hunt_groups
     ON hunt_groups.organization_id = $1 AND hunt_groups.id = settings.hunt_group_id
WHERE settings.organization_id = $1 AND settings.location_id = $2
"""

INSERT_DEFAULTS = """
INSERT INTO call_park_settings (organization_id, location_id, recall_option, ring_pattern, recall_time, hunt_wait_time)
VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING
"""

HOLD = "SELECT FROM call_park_settings WHERE organization_id = $1 AND location_id = $2 FOR UPDATE"

UPDATE = """
UPDATE call_park_settings
SET recall_option = coalesce($3, recall_option),
    hunt_group_id = CASE WHEN $3 IS NULL THEN hunt_group_id ELSE $4 END,
    ring_pattern = coalesce($5, ring_pattern),
    recall_time = coalesce($6, recall_time),
    hunt_wait_time = coalesce($7, hunt_wait_time)
WHERE organization_id = $1 AND location_id = $2
"""


async def find_call_park_settings(
    connection: Connection, organization_id: UUID, location_id: UUID
) -> CallParkSettings | None:
    row = await connection.fetchrow(FIND, organization_id, location_id)
    if row is None:
        return None
    return CallParkSettings(
        **{
            **row,
            "recall_option": RecallOption(row["recall_option"]),
            "ring_pattern": RingPattern(row["ring_pattern"]),
        }
    )


async def hold_call_park_settings(connection: Connection, organization_id: UUID, location_id: UUID) -> CallParkSettings:
    """The settings as they stay until the transaction ends: from now on they are a row of their own."""
    default = CallParkSettings()
    await connection.execute(
        INSERT_DEFAULTS,
        organization_id,
        location_id,
        default.recall_option.value,
        default.ring_pattern.value,
        default.recall_time,
        default.hunt_wait_time,
    )
    await connection.execute(HOLD, organization_id, location_id)
    return await find_call_park_settings(connection, organization_id, location_id) or default


async def update_call_park_settings(
    connection: Connection,
    organization_id: UUID,
    location_id: UUID,
    change: CallParkSettingsChange,
    hunt_group_id: UUID | None,
) -> None:
    """Changes held ones; `hunt_group_id` is the one that the change's recall names, which is held too."""
    await connection.execute(
        UPDATE,
        organization_id,
        location_id,
        change.recall.option.value if change.recall else None,
        hunt_group_id,
        change.ring_pattern.value if change.ring_pattern else None,
        change.recall_time,
        change.hunt_wait_time,
    )
