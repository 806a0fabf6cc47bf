"""The schema keeps what ARCHITECTURE.md promises of it."""

import asyncio
import re
from pathlib import Path

import asyncpg
from alembic.config import Config
from alembic.script import ScriptDirectory

from callpark.storage.constraints import REFUSALS
from callpark.storage.migrations import HEAD, HERE
from cast import Server

TOP = Path(__file__).parents[2]
OURS = "relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'"


def rows(server: Server, statement: str) -> list[asyncpg.Record]:
    async def work() -> list[asyncpg.Record]:
        connection = await asyncpg.connect(server.postgres_url)
        try:
            return await connection.fetch(statement)
        finally:
            await connection.close()

    return asyncio.run(work())


def test_every_table_has_an_organization(server: Server) -> None:
    tables = {row["relname"] for row in rows(server, f"SELECT relname FROM pg_class WHERE relkind = 'r' AND {OURS}")}
    owned = f"""SELECT relname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
                WHERE relkind = 'r' AND {OURS} AND attname = 'organization_id' AND attnotnull"""
    assert tables - {row["relname"] for row in rows(server, owned)} == {"organizations"}


def test_every_index_begins_with_the_organization(server: Server) -> None:
    """Those of primary keys and unique constraints too: no rule spans organizations."""
    indexes = rows(
        server,
        f"""SELECT relname AS table, indexrelid::regclass::text AS index, attname AS first
            FROM pg_index JOIN pg_class ON pg_class.oid = indrelid
            LEFT JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0] WHERE {OURS}""",
    )
    assert len(indexes) > 30
    assert [tuple(row) for row in indexes if row["first"] != "organization_id"] == [
        ("organizations", "organizations_pkey", "id")  # the organization itself
    ]


def test_every_foreign_key_stays_in_its_organization(server: Server) -> None:
    keys = rows(
        server,
        """SELECT own.attname AS own, confrelid::regclass::text AS of, other.attname AS other FROM pg_constraint
           JOIN pg_attribute AS own ON own.attrelid = conrelid AND own.attnum = conkey[1]
           JOIN pg_attribute AS other ON other.attrelid = confrelid AND other.attnum = confkey[1]
           WHERE contype = 'f'""",
    )
    assert len(keys) > 15
    assert {row["own"] for row in keys} == {"organization_id"}
    assert {(row["of"] == "organizations", row["other"]) for row in keys} == {(True, "id"), (False, "organization_id")}


def test_nothing_in_the_schema_makes_ids_or_acts_by_itself(server: Server) -> None:
    """Of extensions' own only functions are there."""
    assert [
        row["relname"]
        for row in rows(server, f"SELECT relname FROM pg_class WHERE relkind IN ('S', 'v', 'm') AND {OURS}")
    ] == []
    assert rows(server, "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal") == []
    functions = """SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
                   AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')"""
    assert [row["proname"] for row in rows(server, functions)] == ["refuse"]


def test_what_citus_refuses_is_what_operations_md_says(server: Server) -> None:
    nulling = rows(server, "SELECT conname FROM pg_constraint WHERE contype = 'f' AND confdeltype = 'n'")
    page = (TOP / "docs/operations.md").read_text()
    said = re.search(r"\*\*Four foreign keys are .+?\n- ", page, re.DOTALL)
    assert said
    assert {row["conname"] for row in nulling} == set(re.findall(r"`([a-z]+_[a-z_]+)`", said[0]))


def test_only_the_migration_takes_advisory_locks() -> None:
    sources = {path.name for path in (TOP / "src").rglob("*.py") if "advisory" in path.read_text()}
    assert sources == {"env.py"}


def test_every_refusal_of_a_constraint_has_its_constraint(server: Server) -> None:
    named = {row["conname"] for row in rows(server, "SELECT conname FROM pg_constraint")}
    assert set(REFUSALS) <= named


def test_the_newest_file_is_the_newest_revision() -> None:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD
