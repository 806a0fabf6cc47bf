"""`callpark backup` and `callpark restore`."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from callpark.cli.options import DatabaseUrl, DataDir, PostgresBin, checked_database
from callpark.cli.output import Output, OutputOption, show
from callpark.server.postgres import joined, kept, migrated
from callpark.storage import backup as stored

File = Annotated[Path, typer.Argument(metavar="FILE", dir_okay=False, help="The backup.")]


def backup(
    file: File,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
    postgres_bin: PostgresBin = None,
    output: OutputOption = Output.TABLE,
) -> None:
    """Write all that is stored into a file, also while the server runs; every change answered before is in it."""
    with joined(*checked_database(database_url, data_dir), postgres_bin) as url:
        made = stored.back_up(url, file, binaries=postgres_bin, force=force)
    show(output, {"file": str(made.file), "bytes": made.size, "revision": made.revision})


def restore(
    file: File,
    force: Annotated[bool, typer.Option("--force", help="Put it in the place of what is there.")] = False,
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
    postgres_bin: PostgresBin = None,
    output: OutputOption = Output.TABLE,
) -> None:
    """Bring back what a backup holds, all of it or nothing; no server may run meanwhile."""
    with kept(*checked_database(database_url, data_dir), postgres_bin) as url:
        made = stored.restore(url, file, binaries=postgres_bin, force=force)
        asyncio.run(migrated(url))
    show(output, {"restored": str(made.file), "bytes": made.size, "revision": made.revision})
