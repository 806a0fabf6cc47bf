"""`callpark demo` and `callpark test-server`: what has the test mode."""

import asyncio
import sys
from contextlib import ExitStack
from typing import Annotated

import typer

from callpark import settings
from callpark.cli.options import DatabaseUrl, DataDir, Port, PostgresBin, Seed, checked_database
from callpark.cli.output import Output, OutputOption, show
from callpark.server.logs import configure_logs
from callpark.server.postgres import kept, temporary_data_dir
from callpark.server.serving import Serving, bound_socket, end_at_signals, end_with, serve
from callpark.storage import testing
from callpark.storage.database import Database, needs_migration


def demo(
    port: Port = settings.PORT.default,
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
    postgres_bin: PostgresBin = None,
    seed: Seed = None,
    output: OutputOption = Output.TABLE,
) -> None:
    """Serve a demo organization, and print what to paste for a first call park.

    Its data are gone at the end, unless --data-dir or --database-url keep them. It has the test mode: a journal of all
    requests at /testing, and faults on demand.
    """
    from callpark.cli.first_steps import print_demo
    from callpark.provisioning.demo_organization import Demo, demo_organization
    from callpark.storage.templates import copy_cluster
    from callpark.testmode.app import TestMode

    configure_logs(settings.LOG_LEVEL.default)
    end_at_signals()
    serving = Serving(host=settings.HOST.default, port=port)
    database_url, data_dir = checked_database(database_url, data_dir)
    throw_away = not (data_dir or database_url)

    async def fill(url: str) -> Demo:
        async with Database(url, connections=1) as database:
            if throw_away:
                await testing.prepare(database, seed)
            return await demo_organization(database)

    with ExitStack() as stack:
        if throw_away:
            data_dir = stack.enter_context(temporary_data_dir())
        bound = stack.enter_context(bound_socket(serving))
        if throw_away and data_dir:
            copy_cluster(data_dir, postgres_bin, _migrate)
        url = stack.enter_context(kept(database_url, data_dir, postgres_bin))
        _migrate(url)
        made = asyncio.run(fill(url))
        mode = TestMode(url, seed=seed, settable=throw_away)
        serve(url, serving, bound, lambda base: print_demo(output, base, made), mode.around)


def serve_tests(
    port: Port = 0,
    postgres_bin: PostgresBin = None,
    seed: Seed = None,
    end_with_stdin: Annotated[bool, typer.Option(help="End when standard input ends.")] = False,
    output: OutputOption = Output.TABLE,
) -> None:
    """Serve to tests: no organization at first, everything of docs/testing-your-integration.md, no data in the end."""
    from callpark.storage.templates import copy_cluster
    from callpark.testmode.app import TestMode

    configure_logs("error")
    end_at_signals()
    if end_with_stdin:
        end_with(sys.stdin)
    serving = Serving(host=settings.HOST.default, port=port, most_guesses=0)

    async def prepare(url: str) -> None:
        async with Database(url, connections=1) as database:
            await testing.prepare(database, seed)

    with temporary_data_dir() as data_dir, bound_socket(serving) as bound:
        copy_cluster(data_dir, postgres_bin, _migrate)
        with kept(None, data_dir, postgres_bin) as url:
            _migrate(url)
            asyncio.run(prepare(url))
            mode = TestMode(url, seed=seed, settable=True)
            serve(url, serving, bound, lambda base: show(output, {"url": base}), mode.around)


def _migrate(url: str) -> None:
    """In this process, unlike `callpark serve`: here the start counts, and memory does not."""
    if asyncio.run(needs_migration(url)):
        from callpark.storage.migrations.migrate import migrate

        migrate(url)
