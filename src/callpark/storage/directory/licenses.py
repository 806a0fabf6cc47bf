"""Licenses: they are not stored, but counted from who has one."""

from uuid import UUID

from callpark.parking.directory import CallingLicense, License
from callpark.storage.database import Connection

COUNT = """
SELECT license, sum(people)::bigint AS used_by_people, sum(workspaces)::bigint AS used_by_workspaces
FROM (
    SELECT license, count(*) AS people, 0 AS workspaces FROM people
    WHERE organization_id = $1 AND license IS NOT NULL GROUP BY license
    UNION ALL
    SELECT license, 0, count(*) FROM workspaces
    WHERE organization_id = $1 AND license IS NOT NULL GROUP BY license
) AS used
GROUP BY license
"""


async def count_licenses(connection: Connection, organization_id: UUID) -> list[License]:
    """Every kind, in the order of `CallingLicense`, whether anybody uses it or not."""
    used = {row["license"]: row for row in await connection.fetch(COUNT, organization_id)}
    return [
        License(
            kind=kind,
            used_by_people=used[kind.value]["used_by_people"] if kind.value in used else 0,
            used_by_workspaces=used[kind.value]["used_by_workspaces"] if kind.value in used else 0,
        )
        for kind in CallingLicense
    ]
