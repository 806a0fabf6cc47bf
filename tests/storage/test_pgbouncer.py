"""Through PgBouncer in transaction mode, where each transaction may meet another connection of PostgreSQL."""

import asyncio
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import asyncpg
import pytest

from callpark.storage.target import Target
from cast import CALLING, Api, Server, new_organization, refusal
from pgbouncer import pgbouncer
from processes import Callpark, answer, command

POOL_MODE = "?pool_mode=transaction"


@pytest.fixture
def narrow(direct_server: Server, directory: Path) -> Iterator[str]:
    """The URL of a PgBouncer that has one connection for all."""
    with pgbouncer(directory, direct_server.postgres_url, more="default_pool_size = 1") as address:
        yield address + POOL_MODE


def served(directory: Path, url: str, *options: str) -> Callpark:
    return Callpark("serve", "--port", "0", "--database-url", url, *options, log=directory / "log")


def session(url: str, statement: str) -> object:
    """What the connection of PostgreSQL that was used last answers."""

    async def work() -> object:
        connection = await asyncpg.connect(Target.of(url).url, statement_cache_size=0)
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()

    return asyncio.run(work())


def test_nothing_is_left_behind_in_a_connection(narrow: str, direct_server: Server, directory: Path) -> None:
    with served(directory, narrow, "--workers", "2") as callpark:
        organization = new_organization(Server(callpark.ready()["url"], narrow, direct_server.postgres_url))
        location = organization.location()
        here = f"{CALLING}/locations/{location}/callParks"

        def one(number: int) -> set[int]:
            organization.admin.get(f"{here}/availableUsers", params={"name": "Sales"})
            asked = [
                organization.reader.get(f"{here}/availableUsers", params={"name": "Sales"}),
                organization.reader.get(f"{CALLING}/numbers"),
                organization.admin.post(
                    here, json={"name": f"Park {number}", "recall": {"option": "ALERT_PARKING_USER_ONLY"}}
                ),
            ]
            return {reply.status_code for reply in asked}

        with ThreadPoolExecutor(8) as clients:
            assert set().union(*clients.map(one, range(40))) == {200, 201}
        assert session(narrow, "SELECT count(*) FROM pg_prepared_statements") == 0
        assert session(narrow, "SELECT setting FROM pg_settings WHERE name = 'statement_timeout'") == "0"


def test_a_statement_has_its_deadline(pooled_server: Server, directory: Path) -> None:
    with served(directory, pooled_server.database_url, "--statement-seconds", "0.5") as callpark:
        server = Server(callpark.ready()["url"], pooled_server.database_url, pooled_server.postgres_url)
        organization = new_organization(server)
        path = f"{CALLING}/locations/{organization.location()}/callParks"
        body = {"name": "Reception", "recall": {"option": "ALERT_PARKING_USER_ONLY"}}
        with server.locked("call_parks"):
            for ask in (lambda: organization.admin.get(path), lambda: organization.admin.post(path, json=body)):
                began = time.monotonic()
                assert refusal(ask())[0] == 504
                # Two seconds later callpark gives up by itself, and leaves PostgreSQL at work.
                assert time.monotonic() - began < 2
        assert organization.admin.get(path).json() == {"callParks": []}


def test_lost_connections_are_made_again(pooled_server: Server) -> None:
    organization = new_organization(pooled_server)
    lose = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
              WHERE application_name = 'callpark' AND pid <> pg_backend_pid()"""
    seen = set()
    for _ in range(10):
        pooled_server.execute(lose)
        seen.update(organization.admin.get("/locations").status_code for _ in range(20))
    assert {200} <= seen <= {200, 503}
    assert organization.admin.get("/locations").status_code == 200


def test_servers_that_start_on_one_new_database_at_once(narrow: str, direct_server: Server, directory: Path) -> None:
    direct_server.execute("CREATE DATABASE brand_new")
    url = narrow.replace("/callpark?", "/brand_new?")
    with ExitStack() as stack:
        started = [stack.enter_context(served(directory, url)) for _ in range(2)]
        first, second = (callpark.ready()["url"] for callpark in started)
        organization = new_organization(Server(first, url))
        organization.plain_location("Alaska")
        there = Api(Server(second, url), organization.admin.token)
        assert [one["name"] for one in there.get("/locations").json()["items"]] == ["Alaska"]
        assert session(url, "SELECT count(*) FROM pg_prepared_statements") == 0


def refused(url: str) -> str:
    """What is said of the URL, for a command that serves and for one that doesn't."""
    said = [command(*words, "--database-url", url) for words in (("serve", "--port", "0"), ("org", "create", "Acme"))]
    assert [done.returncode for done in said] == [1, 1]
    assert "Traceback" not in "".join(done.stderr for done in said)
    return said[0].stderr


def test_another_mode_is_refused_with_the_one_there_is() -> None:
    for mode in ("session", "statement", ""):
        said = refused(f"postgresql://callpark@127.0.0.1:1/callpark?application_name=x&pool_mode={mode}")
        assert f"there is no pool_mode={mode}." in said
        assert "Write pool_mode=transaction" in said


@pytest.mark.parametrize(
    ("mode", "more", "parameter"),
    [
        ("transaction", "", ""),  # it refuses what a connection asks for
        ("session", "ignore_startup_parameters = statement_timeout,jit", ""),  # it drops that
        ("statement", "", POOL_MODE),  # it refuses transactions
    ],
)
def test_a_pgbouncer_that_would_lose_a_promise_is_refused(
    direct_server: Server, directory: Path, mode: str, more: str, parameter: str
) -> None:
    with pgbouncer(directory, direct_server.postgres_url, mode, more) as address:
        done = command("serve", "--port", "0", "--database-url", address + parameter)
    assert (done.returncode, POOL_MODE in done.stderr) == (1, True)


def test_a_url_without_pgbouncer_may_say_so_too(direct_server: Server) -> None:
    """PostgreSQL itself keeps what transactions ask for; it only takes longer."""
    url = f"{direct_server.postgres_url}&pool_mode=transaction"
    assert answer("org", "create", "Acme", "--database-url", url)["id"]
