"""Call parks of all locations, as people look for them."""

from uuid import UUID

from callpark.storage.database import Connection, Row
from callpark.storage.search import contains

SORTS = {
    "name": "call_parks.search, call_parks.name, locations.sort_name",
    "location": "locations.sort_name, call_parks.search, call_parks.name",
    "agents": "agents DESC, call_parks.search, call_parks.name, locations.sort_name",
    "extensions": "extensions DESC, call_parks.search, call_parks.name, locations.sort_name",
}

OVERVIEW = """
SELECT call_parks.name, call_parks.location_id, locations.name AS location, recall_option, park_on_agents,
       hunt_groups.name AS hunt_group,
       (SELECT count(*) FROM lines WHERE lines.organization_id = $1 AND lines.location_id = call_parks.location_id
           AND lines.call_park_id = call_parks.id) AS agents,
       (SELECT count(*) FROM call_park_extensions AS own WHERE own.organization_id = $1
           AND own.location_id = call_parks.location_id AND own.call_park_id = call_parks.id) AS extensions
FROM call_parks
JOIN locations ON locations.organization_id = $1 AND locations.id = call_parks.location_id
LEFT JOIN hunt_groups ON hunt_groups.organization_id = $1 AND hunt_groups.id = call_parks.hunt_group_id
WHERE call_parks.organization_id = $1 AND ($2::uuid[] IS NULL OR call_parks.location_id = ANY($2))
  AND ($3::text IS NULL OR call_parks.search LIKE $3 OR locations.sort_name LIKE $3)
ORDER BY {sort}, call_parks.location_id LIMIT $4 OFFSET $5
"""


async def list_overview(
    connection: Connection,
    organization_id: UUID,
    *,
    locations: list[UUID] | None,
    search: str,
    sort: str,
    start: int,
    most: int,
) -> list[Row]:
    """`search` is contained in the name of the call park or of its location, whatever the case; `sort`: see SORTS."""
    pattern = contains(search) if search else None
    statement = OVERVIEW.format(sort=SORTS[sort])
    return await connection.fetch(statement, organization_id, locations, pattern, most, start)
