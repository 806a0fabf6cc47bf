"""The schema keeps what ARCHITECTURE.md promises of it."""

import asyncio

import asyncpg
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from callpark.storage.constraints import REFUSALS
from callpark.storage.migrations import HEAD, HERE
from cast import Server
from processes import command

OURS = "relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'"


def rows(server: Server, statement: str) -> list[asyncpg.Record]:
    async def work() -> list[asyncpg.Record]:
        connection = await asyncpg.connect(server.postgres_url)
        try:
            return await connection.fetch(statement)
        finally:
            await connection.close()

    return asyncio.run(work())


def test_every_index_begins_with_the_organization(server: Server) -> None:
    indexes = rows(
        server,
        f"""SELECT relname AS table, indexrelid::regclass::text AS index, attname AS first
            FROM pg_index JOIN pg_class ON pg_class.oid = indrelid
            JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0] WHERE {OURS}""",
    )
    assert len(indexes) > 30
    wrong = [row for row in indexes if row["first"] != "organization_id" and row["table"] != "organizations"]
    assert wrong == []


def test_every_foreign_key_stays_in_its_organization(server: Server) -> None:
    keys = rows(
        server,
        """SELECT conname, attname FROM pg_constraint
           JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1] WHERE contype = 'f'""",
    )
    assert len(keys) > 15
    assert {row["attname"] for row in keys} == {"organization_id"}


def test_every_refusal_of_a_constraint_has_its_constraint(server: Server) -> None:
    named = {row["conname"] for row in rows(server, "SELECT conname FROM pg_constraint")}
    assert set(REFUSALS) <= named


def test_the_newest_file_is_the_newest_revision() -> None:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


@pytest.mark.parametrize("revision", ["9999"])
def test_a_newer_schema_is_refused_with_advice(server: Server, revision: str) -> None:
    server.execute("UPDATE alembic_version SET version_num = $1", revision)
    try:
        done = command("serve", "--port", "0", "--database-url", server.database_url)
    finally:
        server.execute("UPDATE alembic_version SET version_num = $1", HEAD)
    assert (done.returncode, "newer than this program" in done.stderr) == (1, True)
