"""Licenses: they are not stored, but counted from who has one."""

from uuid import UUID

from callpark.parking.directory import CallingLicense, License
from callpark.storage.database import Connection

COUNT = """
SELECT license, sum(of_person) AS used_by_people, sum(of_workspace) AS used_by_workspaces
FROM (
    SELECT license, 1 AS of_person, 0 AS of_workspace FROM people
    WHERE organization_id = $1 AND license IS NOT NULL
    UNION ALL
    SELECT license, 0, 1 FROM workspaces
    WHERE organization_id = $1 AND license IS NOT NULL
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
