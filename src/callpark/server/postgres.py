"""Which PostgreSQL a command works on: yours, the one a running server keeps, or one that is started for it."""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from callpark import settings
from callpark.errors import OperatorError
from callpark.storage.database import needs_migration
from callpark.storage.embedded import CLUSTER, EmbeddedPostgres, running_url
from callpark.storage.postgres_binaries import Account, find_binaries

TEMPORARY = "callpark-demo-"
STARTING_SECONDS = 60  # a directory this young may be one that is just being made


@contextmanager
def kept(database_url: str | None, data_dir: Path | None, postgres_bin: Path | None) -> Iterator[str]:
    """The URL of yours, or of an embedded PostgreSQL that runs for as long as this context."""
    if database_url:
        yield database_url
        return
    with EmbeddedPostgres(data_dir or settings.default_data_dir(), binaries=postgres_bin) as postgres:
        yield postgres.url


@contextmanager
def joined(database_url: str | None, data_dir: Path | None, postgres_bin: Path | None) -> Iterator[str]:
    """The same, but a running server's PostgreSQL is joined instead of being refused."""
    running = None if database_url else running_url(data_dir or settings.default_data_dir())
    with kept(database_url or running, data_dir, postgres_bin) as url:
        yield url


def running(data_dir: Path | None) -> str | None:
    """The URL of the PostgreSQL that a running server keeps; nothing is waited for or started."""
    return running_url(data_dir or settings.default_data_dir(), patience=0)


def usable_postgres(data_dir: Path, postgres_bin: Path | None) -> str:
    """Which PostgreSQL would be embedded; OperatorError if there is none, or it can't be run for this directory."""
    account = Account.for_data(data_dir / CLUSTER)
    return str(find_binaries(account, setting=postgres_bin, major=None))


@contextmanager
def temporary_data_dir() -> Iterator[Path]:
    """A data directory that is removed at the end, as are those that killed programs could not remove themselves."""
    for left in Path(tempfile.gettempdir()).glob(f"{TEMPORARY}*"):
        with suppress(OSError, OperatorError):  # another user's
            age = datetime.now(UTC).timestamp() - left.stat().st_mtime
            if age > STARTING_SECONDS and running_url(left, patience=0) is None:
                shutil.rmtree(left)
    directory = Path(tempfile.gettempdir()) / f"{TEMPORARY}{secrets.token_hex(8)}"
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


async def migrated(url: str) -> None:
    """Brings the schema up in a process of its own if it has to: this one never loads what that takes."""
    if not await needs_migration(url):
        return
    # Not `callpark migrate`, whose start takes twice as long. -P: never a module of the working directory.
    command = [sys.executable, "-P", "-m", "callpark.storage.migrations.migrate"]
    done = subprocess.run(  # noqa: ASYNC221 – nothing else runs yet
        command, env={**os.environ, settings.DATABASE_URL.variable: url}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise OperatorError(
            f"The database could not be migrated: {done.stderr.strip()[-2000:]}", "Mend that, then run it again."
        )
