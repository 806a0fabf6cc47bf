"""What the test mode does to a database of its own: it sets PostgreSQL's clock, and erases organizations.

Statements ask for `now()` and `clock_timestamp()` by these names, which a schema before pg_catalog takes over; nothing
of it is in a database that was not prepared.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from callpark.storage.database import Connection, Database

# While the clock is set it stands still, but for a microsecond at each look, so that the order of events is kept.
CLOCK: Final = """
CREATE SCHEMA testing;
CREATE TABLE testing.clock (moment timestamptz);
INSERT INTO testing.clock VALUES (NULL);
CREATE SEQUENCE testing.looks;
CREATE SEQUENCE testing.ids;
CREATE FUNCTION testing.now() RETURNS timestamptz LANGUAGE sql STABLE AS
    'SELECT coalesce((SELECT moment FROM testing.clock), pg_catalog.now())';
CREATE FUNCTION testing.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
    'SELECT CASE WHEN moment IS NULL THEN pg_catalog.clock_timestamp()
                 ELSE moment + nextval(''testing.looks'') * interval ''1 microsecond'' END FROM testing.clock';
CREATE FUNCTION testing.gen_random_uuid() RETURNS uuid LANGUAGE sql VOLATILE AS
    'SELECT CASE WHEN current_setting(''callpark.seed'', true) IS NULL THEN pg_catalog.gen_random_uuid()
                 ELSE md5(current_setting(''callpark.seed'') || nextval(''testing.ids''))::uuid END';
"""

# A default is bound to the function that it meant when it was made.
DEFAULTS: Final = """
SELECT format('ALTER TABLE public.%I ALTER COLUMN %I SET DEFAULT testing.%s', table_name, column_name, column_default)
FROM information_schema.columns
WHERE table_schema = 'public' AND column_default IN ('now()', 'clock_timestamp()', 'gen_random_uuid()')
"""

# In the order in which nothing that is still there refers to what is erased.
OWNED: Final = (
    "kept_answers",
    "changes",
    "call_park_former_names",
    "call_park_settings",
    "hunt_group_agents",
    "extensions",
    "numbers",
    "lines",
    "call_park_extensions",
    "call_parks",
    "hunt_groups",
    "virtual_lines",
    "workspaces",
    "tokens",
    "people",
    "locations",
)


async def prepare(database: Database, seed: int | None) -> None:
    """Holds for connections that are made from now on. Only for a database that is thrown away in the end."""
    async with database.transaction() as connection:
        await connection.execute(CLOCK)
        for row in await connection.fetch(DEFAULTS):
            await connection.execute(row[0])
        name = await connection.fetchval("SELECT quote_ident(current_database())")
        await connection.execute(f"ALTER DATABASE {name} SET search_path = testing, pg_catalog, public")
        if seed is not None:
            await connection.execute(f"ALTER DATABASE {name} SET callpark.seed = '{seed}'")


async def set_clock(database: Database, moment: datetime | None) -> None:
    """None lets it run as it does everywhere else."""
    async with database.transaction() as connection:
        await connection.execute("UPDATE testing.clock SET moment = $1", moment)


async def start_anew(connection: Connection) -> None:
    """The clock runs, and what is counted is counted from the beginning."""
    await connection.execute("UPDATE testing.clock SET moment = NULL WHERE moment IS NOT NULL")
    await connection.execute("SELECT setval('testing.looks', 1, false), setval('testing.ids', 1, false)")


async def erase_organization(connection: Connection, organization_id: UUID) -> None:
    """With all that belongs to it; nothing happens if there is none."""
    await connection.execute("UPDATE locations SET main_number = NULL WHERE organization_id = $1", organization_id)
    for table in OWNED:
        await connection.execute(f"DELETE FROM {table} WHERE organization_id = $1", organization_id)
    await connection.execute("DELETE FROM organizations WHERE id = $1", organization_id)
