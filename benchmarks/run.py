"""Measures callpark, its floors and its peers in one run, and writes results.md, results.json and two pictures.

Rounds are interleaved: each has every case once, in the same order, so that what else the machine does hits all alike.
"""

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated
from urllib.request import Request, urlopen

import typer

import cases
import comparison
import plots
import report
import whole
from callpark.errors import OperatorError
from callpark.storage.embedded import EmbeddedPostgres
from callpark.storage.postgres_binaries import Account, Binaries, find_binaries
from cases import Case
from cast import Server
from filled import LARGEST, SIZES, Location, filled
from load import MeasuredNothing, Sample
from machine import REST, SERVER, TWO_WORKERS, check_cores, described, on
from processes import Callpark, new_directory
from statements import Pgbench

REQUESTS_OF_QUICK = 1_000  # instead of whole.REQUESTS


class Run:
    """All that runs at the same time while rounds are measured, and the directory it keeps its things in."""

    def __init__(self, directory: Path, database_url: str, binaries: Binaries, peers: list[str]) -> None:
        self.directory = directory
        self.database_url = database_url
        self.pgbench = Pgbench(binaries.directory / "pgbench", database_url, directory)
        self.peer_versions: dict[str, str] = {}
        self._peers = peers
        self._stack = ExitStack()

    def __enter__(self) -> "Run":
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def prepared(self) -> tuple[list[Case], Location]:
        """Starts everything; the cases in their order, and the largest location."""
        url = self._callpark(SERVER)
        server = Server(url, self.database_url)
        say(f"filling locations of {', '.join(f'{size:,}' for size in SIZES)} lines")
        locations = {lines: filled(server, lines) for lines in SIZES}
        largest = locations[LARGEST]
        page = self.directory / "page"
        page.write_bytes(_fetched(url + cases.reference(largest), largest))
        say("starting the floor, a server with 2 workers, and the peers")
        return list(self._cases(url, locations, page)), largest

    def _cases(self, url: str, locations: dict[int, Location], page: Path) -> Iterator[Case]:
        largest = locations[LARGEST]
        for here in locations.values():
            yield from cases.reads(url, here)
        yield from cases.creates(url, self.database_url, largest, self.directory)
        yield from cases.floors(self._stack.enter_context(comparison.floor(self.database_url, page)), largest)
        yield from cases.statements(self.pgbench, self.database_url, largest)
        both = self._callpark(TWO_WORKERS, "--workers", "2")
        yield from cases.with_two_workers(both, self.database_url, largest, self.directory)
        for peer in self._peers:
            known = self._stack.enter_context(
                comparison.started(peer, page, self.database_url, largest, self.directory)
            )
            self.peer_versions[known.name] = known.version
            yield from comparison.cases_of(known, self.directory)
        yield from cases.in_database(self.pgbench, locations)

    def _callpark(self, cores: set[int], *options: str) -> str:
        arguments = ("serve", "--port", "0", "--database-url", self.database_url, *options)
        with on(cores):
            server = self._stack.enter_context(Callpark(*arguments, log=self.directory / "log"))
        url: str = server.ready()["url"]
        return url


def say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def _fetched(url: str, here: Location) -> bytes:
    with urlopen(Request(url, headers=here.headers), timeout=10) as reply:  # noqa: S310 - our own server
        body: bytes = reply.read()
    return body


def _rounds(measured: list[Case], rounds: int, seconds: float) -> list[dict[str, Sample]]:
    found: list[dict[str, Sample]] = []
    for number in range(1, rounds + 1):
        say(f"round {number} of {rounds}: {len(measured)} cases")
        found.append({})
        for case in measured:
            try:
                found[-1][case.name] = case.measured(seconds)
            except MeasuredNothing as reason:
                raise MeasuredNothing(f"{case.name}: {reason}") from None
            case.after()
    return found


def _whole(data_dir: Path, here: Location, *, quick: bool) -> list[dict[str, Sample]]:
    times, requests = (1, REQUESTS_OF_QUICK) if quick else (whole.TIMES, whole.REQUESTS)
    path = cases.reference(here)
    say("the whole program: start, first requests, memory, size")
    return [
        *whole.started_and_ready(data_dir, times),
        *whole.first_pages(data_dir, here, path, times),
        whole.memory(data_dir, here, path, requests) | whole.installed(),
    ]


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(
    quick: Annotated[bool, typer.Option("--quick", help="One short round, only to see that it works.")] = False,
    long: Annotated[
        bool, typer.Option("--long", help="Also the peers that take long: WireMock and json-server.")
    ] = False,
    only: Annotated[
        list[str] | None, typer.Option(help="Only cases whose name contains this; writes no results.")
    ] = None,
    seconds: Annotated[float, typer.Option(help="For each case in each round.")] = 2.0,
    rounds: Annotated[int, typer.Option(help="Figures are medians of these.")] = 5,
) -> None:
    if quick:
        seconds, rounds = 0.5, 1
    check_cores()
    with on(REST), new_directory() as directory:
        data_dir = directory / "data"
        with EmbeddedPostgres(data_dir) as postgres:
            binaries = find_binaries(Account.for_data(data_dir), setting=None, major=None)
            peers, left_out = comparison.names(long=long)
            for name, why in left_out.items():
                say(f"LEFT OUT: {name}, since {why}")
            with Run(directory, postgres.url, binaries, peers) as run:
                measured, largest = run.prepared()
                if only:
                    measured = [case for case in measured if any(part in case.name for part in only)]
                found = _rounds(measured, rounds, seconds)
                versions = run.peer_versions
        if not only:
            found += _whole(data_dir, largest, quick=quick)
    for row in report.target_rows(found):
        print(row)
    if only:
        for row in report.tables(found):
            print(row)
        return
    two = f"on cores {', '.join(map(str, sorted(TWO_WORKERS)))}"
    written = [report.write(found, described(binaries.version, versions), seconds, two), *plots.draw(found)]
    say("written: " + ", ".join(str(path) for path in written))


if __name__ == "__main__":
    try:
        app()
    except (MeasuredNothing, OperatorError) as error:
        sys.exit(f"scripts/bench: {error}")
