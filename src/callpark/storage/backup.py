"""Backups: what pg_dump writes, and back again in one transaction, so that it is there whole or all is as it was."""

import asyncio
import hashlib
import os
import re
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import asyncpg

from callpark.errors import OperatorError
from callpark.storage.migrations import HEAD
from callpark.storage.postgres_binaries import Account, find_binaries
from callpark.storage.target import CONNECT_SECONDS, Target

EMPTY: Final = b"BEGIN; DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n"
# Statements that have to be left out: the first is PostgreSQL 17's and unknown to servers before it, the second is ours
# already. No row begins like them, for each begins with an id.
LEFT_OUT: Final = (b"SET transaction_timeout", b"CREATE SCHEMA public;")
SEAL: Final = b"\ncallpark backup, sha256 "
"""What stands at the end, before the digest of all before it: pg_restore does not look there, and has no such check."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Backup:
    """`revision` is the schema's."""

    file: Path
    size: int
    revision: str


@dataclass(frozen=True, kw_only=True, slots=True)
class _Tools:
    """PostgreSQL's own programs for one database, whose password is in the environment and not in `ps`."""

    directory: Path
    url: str
    environment: dict[str, str]

    def command(self, program: str, *arguments: str | Path) -> list[str | Path]:
        return [self.directory / program, *arguments]


def back_up(url: str, file: Path, *, binaries: Path | None, force: bool) -> Backup:
    """Writes the database as it is at one moment from now on into `file`, whole or not at all."""
    if file.exists() and not force:
        raise OperatorError(f"{file} exists already.", "Choose another name, or overwrite it with --force.")
    tools = _tools(url, binaries)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)  # readable by us alone
    except OSError as error:
        raise OperatorError(f"{file.parent} can't be written to: {error.strerror}.", "Choose another place.") from error
    os.close(handle)
    partial = Path(name)
    try:
        _run(
            tools,
            tools.command("pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--file", partial, tools.url),
            f"The database could not be written to {file}",
        )
        revision = _revision(tools, partial)
        _seal(partial)
        made = Backup(file=file, size=partial.stat().st_size, revision=revision)
        partial.replace(file)
        _sync(file.parent)
    finally:
        partial.unlink(missing_ok=True)
    return made


def restore(url: str, file: Path, *, binaries: Path | None, force: bool) -> Backup:
    """Puts the database of `file` in the place of what is there; what goes wrong leaves that as it was.

    OperatorError if anything is there, unless `force`, or if servers use the database.
    """
    tools = _tools(url, binaries)
    try:
        size = file.stat().st_size
    except OSError as error:
        raise OperatorError(f"{file} can't be read: {error.strerror}.", "Name a file of `callpark backup`.") from error
    _check_seal(file)
    revision = _revision(tools, file)
    if revision > HEAD:
        raise OperatorError(
            f"{file} was made by a newer callpark, whose schema is at revision {revision}; this program knows {HEAD}.",
            "Install the callpark version that made it, or a newer one.",
        )
    asyncio.run(_check_unused(url, force=force))
    _replay(tools, file)
    return Backup(file=file, size=size, revision=revision)


def _tools(url: str, setting: Path | None) -> _Tools:
    target = Target.of(url)
    if target.pooled:
        raise OperatorError(
            "--database-url: a PgBouncer is no place to back up from or restore to.", "Give PostgreSQL's own address."
        )
    major = asyncio.run(_major(target.url))
    us = Account.of_uid(os.geteuid())
    try:
        found = find_binaries(us, setting=setting, major=major)
    except OperatorError:
        found = find_binaries(us, setting=setting, major=None)
        if found.major < major:
            raise OperatorError(
                f"{found} can't read the database of PostgreSQL {major}.",
                f"Install PostgreSQL {major}'s programs and let --postgres-bin name their directory.",
            ) from None
    parts = urlsplit(target.url)
    environment = dict(os.environ)
    if parts.password:
        environment["PGPASSWORD"] = unquote(parts.password)
        user, host = quote(unquote(parts.username or "")), parts.netloc.rpartition("@")[2]
        parts = parts._replace(netloc=f"{user}@{host}")
    return _Tools(directory=found.directory, url=urlunsplit(parts), environment=environment)


def _seal(file: Path) -> None:
    digest = _digest(file, file.stat().st_size)
    with file.open("ab") as end:
        end.write(SEAL + digest)
        end.flush()
        os.fsync(end.fileno())


def _check_seal(file: Path) -> None:
    length = len(SEAL) + len(hashlib.sha256().hexdigest())
    size = file.stat().st_size - length
    with file.open("rb") as content:
        content.seek(max(size, 0))
        seal = content.read(length)
    if size < 0 or seal != SEAL + _digest(file, size):
        raise OperatorError(
            f"{file} is damaged, not whole, or no backup of callpark's.", "Name a file as `callpark backup` made it."
        )


def _digest(file: Path, size: int) -> bytes:
    """Of the first `size` bytes, in hexadecimal."""
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while part := content.read(min(size, 1 << 20)):
            digest.update(part)
            size -= len(part)
    return digest.hexdigest().encode()


def _revision(tools: _Tools, file: Path) -> str:
    """The schema's revision in a backup; OperatorError if it is none, or not whole."""
    table = ("--data-only", "--table", "alembic_version", "--file", "-", file)
    written = _run(tools, tools.command("pg_restore", *table), f"{file} is no backup of callpark's, or damaged")
    found = re.search(r"^COPY public\.alembic_version .*?$\n(\w+)$", written, re.MULTILINE)
    if found is None:
        raise OperatorError(f"{file} holds another database than callpark's.", "Name a file of `callpark backup`.")
    return found[1]


async def _major(url: str) -> int:
    try:
        connection = await asyncpg.connect(url, timeout=CONNECT_SECONDS)
    except (OSError, asyncpg.PostgresError, ValueError) as error:
        raise OperatorError(f"The database can't be opened: {error}", "Check --database-url, or the server.") from error
    major = connection.get_server_version().major
    await connection.close()
    return major


async def _check_unused(url: str, *, force: bool) -> None:
    connection = await asyncpg.connect(Target.of(url).url, timeout=CONNECT_SECONDS)
    try:
        others = await connection.fetchval(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'callpark'"
        )
        if others:
            raise OperatorError("A callpark server uses this database.", "Stop it, then restore.")
        with suppress(asyncpg.UndefinedTableError):
            if not force and await connection.fetchval("SELECT EXISTS (SELECT FROM organizations)"):
                raise OperatorError(
                    "There are organizations in the database, which would be gone.",
                    "Back them up, then restore with --force; or restore into another --data-dir.",
                )
    finally:
        await connection.close()


def _replay(tools: _Tools, file: Path) -> None:
    """Everything in one transaction, which is committed only after the whole file was read without an error."""
    reading = tools.command("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--file", "-", file)
    quiet = ("--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--output", os.devnull)
    writing = tools.command("psql", *quiet, tools.url)
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(reading, stdout=subprocess.PIPE, stderr=said, env=tools.environment) as reader,
        subprocess.Popen(writing, stdin=subprocess.PIPE, stderr=said, env=tools.environment) as writer,
    ):
        assert reader.stdout  # noqa: S101 – both are pipes
        assert writer.stdin  # noqa: S101
        with suppress(BrokenPipeError):  # psql has ended, and said why
            _copy(reader.stdout, writer.stdin)
            if reader.wait() == 0:
                writer.stdin.write(b"\nCOMMIT;\n")
                writer.stdin.close()
            else:
                writer.kill()  # in the middle of what it was told, which PostgreSQL then undoes
        reader.stdout.close()
        reader.wait()
        if writer.wait() or reader.returncode:
            said.seek(0)
            raise _failed(f"{file} could not be restored, and all is as it was", said.read().decode(errors="replace"))


def _copy(source: IO[bytes], target: IO[bytes]) -> None:
    target.write(EMPTY)
    for line in source:
        if not line.startswith(LEFT_OUT):
            target.write(line)


def _run(tools: _Tools, command: list[str | Path], what: str) -> str:
    done = subprocess.run(command, env=tools.environment, capture_output=True, check=False)
    if done.returncode:
        raise _failed(what, done.stderr.decode(errors="replace"))
    return done.stdout.decode(errors="replace")


def _failed(what: str, said: str) -> OperatorError:
    lines = [line for line in said.strip().splitlines() if line.strip()]
    return OperatorError(f"{what}: {'; '.join(lines[:3])}", "Mend that, then run it again.")


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
