"""One running callpark for all tests, as an operator starts it, over an embedded PostgreSQL of its own."""

import os

os.environ["API_MODEL_ALLOW_EXTRA"] = "forbid"  # wxc-sdk then refuses unknown fields; read when it is imported

from collections.abc import Iterator
from pathlib import Path

import pytest

import promises
from callpark.storage.embedded import running_url
from cast import Organization, Server, new_organization
from pgbouncer import POOLED, pgbouncer
from processes import Callpark, new_directory
from promises import figure

__all__ = ["figure"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    promises.tell(terminalreporter)
    if skipped := terminalreporter.stats.get("skipped"):
        terminalreporter.section(f"{len(skipped)} tests were SKIPPED: not everything was shown", sep="!")
        for report in skipped:
            terminalreporter.line(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a skip is a failure: there everything that tests need has been installed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") == "true" and reporter and reporter.stats.get("skipped") and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture
def directory() -> Iterator[Path]:
    """A directory that PostgreSQL's unprivileged user can reach, unlike pytest's own when tests run as root."""
    with new_directory() as path:
        yield path


@pytest.fixture(scope="session")
def direct_server() -> Iterator[Server]:
    """CALLPARK_TEST_DATABASE_URL runs the tests on a PostgreSQL of yours instead."""
    with new_directory() as path:
        given = os.environ.get("CALLPARK_TEST_DATABASE_URL")
        where = ["--database-url", given] if given else ["--data-dir", str(path / "data")]
        any_number = ("--most-guesses", "0")  # all tests come from one address
        with Callpark("serve", "--port", "0", *any_number, *where, log=path / "log") as callpark:
            yield Server(callpark.ready()["url"], given or running_url(path / "data") or "")


@pytest.fixture(scope="session")
def pooled_server(direct_server: Server) -> Iterator[Server]:
    """One more callpark on the same PostgreSQL, which reaches it through PgBouncer in transaction mode."""
    with new_directory() as path, pgbouncer(path, direct_server.database_url) as address:
        url = f"{address}?pool_mode=transaction"
        options = ("--most-guesses", "0", "--database-url", url)
        with Callpark("serve", "--port", "0", *options, log=path / "log") as callpark:
            yield Server(callpark.ready()["url"], url, direct_server.database_url)


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> Server:
    """The callpark that tests speak to; CALLPARK_TEST_POOL_MODE=transaction takes the one behind PgBouncer."""
    return request.getfixturevalue("pooled_server" if POOLED else "direct_server")  # type: ignore[no-any-return]


@pytest.fixture
def organization(request: pytest.FixtureRequest) -> Organization:
    return new_organization(request.getfixturevalue(getattr(request, "param", "server")))
