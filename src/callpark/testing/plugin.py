"""The pytest plugin: the fixture `callpark`, and what a failed test's code said to it."""

from collections.abc import Generator, Iterator

import pytest

from callpark.testing.kit import Callpark

HINTS = "callpark hints"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("callpark")
    group.addoption(
        "--callpark-seed",
        default="0",
        metavar="N",
        help="Ids of the fixture `callpark` are the same in every run with the same seed; `none` makes new ones.",
    )


@pytest.fixture(scope="session")
def callpark_server(request: pytest.FixtureRequest) -> Iterator[Callpark]:
    """The server of this process; each xdist worker has its own. Tests use the fixture `callpark`."""
    from callpark.testing.server import server

    given = request.config.getoption("--callpark-seed")
    if given != "none" and not given.isdigit():
        raise pytest.UsageError(f"--callpark-seed: {given!r} is neither a whole number nor `none`.")
    with server(seed=None if given == "none" else int(given)) as callpark:
        yield callpark


@pytest.fixture
def callpark(
    callpark_server: Callpark, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callpark]:
    """A callpark server with an empty organization of this test's own; wxc-sdk speaks to it while the test runs."""
    from callpark.testing import wxc

    callpark_server.start_anew(request.node.nodeid)
    monkeypatch.setenv("WEBEX_ACCESS_TOKEN", callpark_server.token())
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    with wxc.pointed_at(callpark_server.base_url):
        yield callpark_server


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    callpark = getattr(item, "funcargs", {}).get("callpark")
    if isinstance(callpark, Callpark) and call.when == "call":
        try:
            if report.failed:
                report.sections.append(("callpark: the last requests", callpark.journal.report()))
            elif hints := [hint for one in callpark.journal if (one.status or 400) < 400 for hint in one.hints]:
                report.user_properties.append((HINTS, hints))
        except OSError as error:
            report.sections.append(("callpark", f"The server could not be asked for its journal: {error}"))
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Requests of passed tests that were carried out although not all of what they sent was understood."""
    told = {
        report.nodeid: value
        for report in terminalreporter.stats.get("passed", [])
        for name, value in report.user_properties
        if name == HINTS
    }
    if told:
        terminalreporter.section("callpark: sent, and not as it was meant?")
        for nodeid, hints in told.items():
            terminalreporter.line(nodeid)
            for hint in dict.fromkeys(hints):
                terminalreporter.line(f"  {hint}")
