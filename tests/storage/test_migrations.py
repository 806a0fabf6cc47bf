"""Upgrades keep data: from every earlier revision, killed on the way, and two at once."""

import asyncio
import os
import random
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from uuid import UUID

import asyncpg
import pytest
from alembic import command as alembic
from alembic.config import Config

from bodies import FIRST, SECOND, post_hunt_group, settings_path
from callpark.storage.migrations import HEAD, HERE
from cast import CALLING, Api, Organization, Server, new_organization
from every_change import ALERT
from processes import COMMAND, Callpark, answer, command
from promises import Figure

REVISIONS = sorted(path.stem.partition("_")[0] for path in (HERE / "versions").glob("[0-9]*_*.py"))
EARLIER = REVISIONS[:-1]
KILLS = int(os.environ.get("CALLPARK_TEST_MIGRATION_KILLS", "3"))
WHERE_AN_ESN_COMES = "0006"  # until then it was written out

Contents = dict[str, list[tuple[Any, ...]]]
Columns = dict[str, list[str]]
"""The columns of each table."""


@dataclass
class Filled:
    """A database at this program's schema with one of everything, and its server."""

    organization: Organization
    location: str

    @property
    def url(self) -> str:
        return self.organization.server.postgres_url


@pytest.fixture(scope="module")
def filled(direct_server: Server) -> Filled:
    organization = new_organization(direct_server, "Upgraded")
    location = organization.location("Alaska", prefix="17")
    organization.numbers(location, SECOND)
    alice = organization.person(location, "Alice Park", "8001", FIRST)
    room = organization.workspace(location, "Lobby", "8002")
    line = organization.virtual_line(location, "Sales", "Line", "8003")
    assert post_hunt_group(organization, location, agents=[{"id": alice}, {"id": line}]).ok
    desk = organization.call_park_extension(location, "Desk", "9001")
    park = organization.call_park(location, "Reception", agents=[line, alice], callParkExtensions=[desk])
    organization.call_park(location, "Empty")
    path = f"{CALLING}/locations/{location}/callParks/{park}"
    assert organization.admin.put(path, json={"name": "Front Desk", "recall": ALERT}).status_code == 200
    assert organization.admin.put(settings_path(location), json={"callParkRecall": ALERT}).status_code == 204
    assert organization.reader.get(f"/workspaces/{room}").ok
    return Filled(organization, location)


class Database:
    """A database of the test's own on the PostgreSQL of the tests."""

    def __init__(self, filled: Filled) -> None:
        self.filled = filled
        self.name = f"upgraded_{time.monotonic_ns()}"
        self.url = filled.url.replace("/callpark?", f"/{self.name}?")
        assert self.url != filled.url

    def __enter__(self) -> Self:
        self.filled.organization.server.execute(f"CREATE DATABASE {self.name}")
        return self

    def __exit__(self, *_: object) -> None:
        self.filled.organization.server.execute(f"DROP DATABASE {self.name} WITH (FORCE)")

    def at(self, revision: str) -> Columns:
        """Makes the schema of that revision and brings in what it knows of the organization; its columns."""
        config = Config()
        config.set_main_option("script_location", str(HERE))
        config.attributes["url"] = self.url
        alembic.upgrade(config, revision)
        columns = asyncio.run(_columns(self.url))
        asyncio.run(_copy(self.filled, self.url, columns, revision))
        return columns

    @property
    def revision(self) -> str:
        ((revision,),) = asyncio.run(_fetch(self.url, "SELECT version_num FROM alembic_version"))
        return str(revision)

    def has_kept(self, columns: Columns) -> None:
        """Whatever of the organization those columns hold is there as it is in the database that it comes from."""
        organization = self.filled.organization.id
        expected = _as_of(self.revision, asyncio.run(_contents(self.filled.url, organization, columns)), columns)
        assert all(expected[table] for table in ("lines", "call_parks", "extensions", "numbers", "tokens", "people"))
        assert asyncio.run(_contents(self.url, organization, columns)) == expected


async def _fetch(url: str, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    connection = await asyncpg.connect(url)
    try:
        return [tuple(row) for row in await connection.fetch(statement, *values)]
    finally:
        await connection.close()


async def _columns(url: str) -> Columns:
    columns: Columns = {}
    statement = """
        SELECT table_name, column_name FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name <> 'alembic_version' ORDER BY table_name, ordinal_position"""
    for table, column in await _fetch(url, statement):
        columns.setdefault(table, []).append(column)
    return columns


async def _contents(url: str, organization: UUID, columns: Columns) -> Contents:
    contents = {}
    for table, names in columns.items():
        owner = "id" if table == "organizations" else "organization_id"
        rows = await _fetch(url, f"SELECT {', '.join(names)} FROM {table} WHERE {owner} = $1", organization)
        contents[table] = sorted(rows, key=repr)
    return contents


def _as_of(revision: str, contents: Contents, columns: Columns) -> Contents:
    """As an earlier schema has what this one has."""
    if revision >= WHERE_AN_ESN_COMES:
        return contents
    place = columns["lines"].index("fragment")
    lines = [(*row[:place], row[place].replace("\x1f", '"esn":"'), *row[place + 1 :]) for row in contents["lines"]]
    return contents | {"lines": sorted(lines, key=repr)}


async def _copy(filled: Filled, url: str, columns: Columns, revision: str) -> None:
    contents = _as_of(revision, await _contents(filled.url, filled.organization.id, columns), columns)
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("SET session_replication_role = replica")  # in whichever order the tables come
        for table, rows in contents.items():
            await connection.copy_records_to_table(table, columns=columns[table], records=rows)
    finally:
        await connection.close()


@pytest.fixture
def database(filled: Filled) -> Iterator[Database]:
    with Database(filled) as made:
        yield made


def migrating(database: Database) -> subprocess.Popen[bytes]:
    command = [*COMMAND, "migrate", "--database-url", database.url]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def read(api: Api, location: str) -> list[Any]:
    here = f"{CALLING}/locations/{location}"
    parks = api.get(f"{here}/callParks").json()["callParks"]
    paths = [
        f"{here}/callParks/availableUsers",
        f"{CALLING}/virtualLines",
        f"{CALLING}/numbers",
        "/people",
        "/workspaces",
    ]
    return [
        *(api.get(f"{here}/callParks/{park['id']}").json() for park in parks),
        *(api.get(path).json() for path in paths),
    ]


@pytest.mark.parametrize("revision", EARLIER)
def test_every_upgrade_keeps_what_is_stored(database: Database, revision: str) -> None:
    columns = database.at(revision)
    assert database.revision == revision
    assert answer("migrate", "--database-url", database.url) == {"revision": HEAD}
    assert database.revision == HEAD
    database.has_kept(columns)


def test_what_was_upgraded_answers_as_before(filled: Filled, database: Database, directory: Path) -> None:
    """By the server, which migrates when it starts."""
    database.at(EARLIER[0])
    with Callpark("serve", "--port", "0", "--database-url", database.url, log=directory / "log") as callpark:
        api = Api(Server(callpark.ready()["url"], ""), filled.organization.admin.token)
        assert read(api, filled.location) == read(filled.organization.admin, filled.location)
        body = {"name": "New", "recall": ALERT}
        assert api.post(f"{CALLING}/locations/{filled.location}/callParks", json=body).status_code == 201


def test_a_killed_migration_has_not_been(filled: Filled, database: Database, figure: Figure) -> None:
    """In the middle of its transaction, where another's lock makes it wait; then at any moment; then it is done."""
    columns = database.at(EARLIER[0])
    with Server("", database.url).locked("lines"):
        process = migrating(database)
        _until_it_waits(database)
        process.kill()
        process.communicate()
    assert database.revision == EARLIER[0]
    database.has_kept(columns)
    chance = random.Random(5)
    for _ in range(KILLS):
        process = migrating(database)
        time.sleep(chance.uniform(0.3, 2.5))
        process.kill()
        process.communicate()
        assert database.revision in (EARLIER[0], HEAD)
        database.has_kept(columns)
        if database.revision == HEAD:
            filled.organization.server.execute(f"DROP DATABASE {database.name} WITH (FORCE)")
            filled.organization.server.execute(f"CREATE DATABASE {database.name}")
            database.at(EARLIER[0])
    assert answer("migrate", "--database-url", database.url) == {"revision": HEAD}
    database.has_kept(columns)
    figure(
        "upgrades",
        f"from each of {len(EARLIER)} earlier schemas, and killed {KILLS + 1} times on the way: no row differs",
    )


def _until_it_waits(database: Database) -> None:
    waits = "SELECT count(*) FROM pg_locks JOIN pg_database ON oid = database WHERE NOT granted AND datname = $1"
    deadline = time.monotonic() + 30
    while asyncio.run(_fetch(database.url, waits, database.name)) == [(0,)]:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_two_that_migrate_at_once_do_it_once(database: Database) -> None:
    columns = database.at(EARLIER[0])
    processes = [migrating(database) for _ in range(3)]
    said = [process.communicate()[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], said
    database.has_kept(columns)


def test_a_newer_schema_is_refused_by_every_command_and_left_alone(database: Database) -> None:
    database.at(HEAD)
    Server("", database.url).execute("UPDATE alembic_version SET version_num = '9999'")
    for arguments in (["serve", "--port", "0"], ["migrate"], ["org", "create", "Acme"], ["token", "list"]):
        done = command(*arguments, "--database-url", database.url)
        assert (done.returncode, "newer than this program" in done.stderr, "→" in done.stderr) == (1, True, True)
    assert database.revision == "9999"
