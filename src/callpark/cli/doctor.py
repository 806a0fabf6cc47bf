"""`callpark doctor`: what is wrong with this installation, and how to mend it."""

import asyncio
import http.client
import os
import resource
import shutil
import socket
import ssl
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from callpark import settings
from callpark.cli.options import (
    AllowPlainHttp,
    Connections,
    DatabaseUrl,
    DataDir,
    Host,
    Port,
    PostgresBin,
    TlsCert,
    TlsKey,
    Workers,
    checked_database,
)
from callpark.cli.output import Output, OutputOption, show
from callpark.errors import OperatorError
from callpark.server.postgres import running, usable_postgres
from callpark.server.serving import Serving, check_serving
from callpark.storage.database import Examined, examined

OLDEST_PYTHON = (3, 11)
DISK_WRONG, DISK_LOW = 100 << 20, 1 << 30  # bytes
CLOCK_SECONDS = 5.0
CERTIFICATE_DAYS = 14
FILES_SPARE = 100  # descriptors besides connections


class State(StrEnum):
    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `remedy` is empty if all is well."""

    state: State
    what: str
    found: str
    remedy: str = ""

    def row(self) -> dict[str, str]:
        return {"state": self.state, "what": self.what, "found": self.found, "remedy": self.remedy}


def doctor(
    host: Host = settings.HOST.default,
    port: Port = settings.PORT.default,
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
    workers: Workers = settings.WORKERS.default,
    connections: Connections = settings.CONNECTIONS.default,
    allow_plain_http: AllowPlainHttp = settings.ALLOW_PLAIN_HTTP.default,
    tls_cert: TlsCert = None,
    tls_key: TlsKey = None,
    postgres_bin: PostgresBin = None,
    everything: Annotated[bool, typer.Option("--all", help="Show what is well too.")] = False,
    output: OutputOption = Output.TABLE,
) -> None:
    """Look at this installation: what is wrong with it, and how to mend it. Give it the options of `serve`.

    Ends with 1 if anything is wrong. It changes nothing and starts nothing.
    """
    database_url, data_dir = checked_database(database_url, data_dir)
    serving = Serving(
        host=host, port=port, allow_plain_http=allow_plain_http, tls_cert=tls_cert, tls_key=tls_key, workers=workers
    )
    findings = [*_program(), *_listening(serving), *_tls(tls_cert, tls_key or tls_cert)]
    if not database_url:
        findings += _data_directory(data_dir or settings.default_data_dir(), postgres_bin)
    findings += _database(database_url or running(data_dir), workers * (connections + 1))
    findings += _files(workers * connections)
    shown = [one.row() for one in findings if everything or output is Output.JSON or one.state is not State.OK]
    if shown or output is Output.JSON:
        show(output, shown)
    else:
        print(f"All is well: {len(findings)} things were looked at; --all shows them.")
    if any(one.state is State.WRONG for one in findings):
        raise typer.Exit(1)


def _program() -> Iterator[Finding]:
    from importlib.metadata import PackageNotFoundError, requires, version

    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST_PYTHON:
        yield Finding(State.WRONG, "Python", found, "Install CPython 3.11 or newer.")
    else:
        yield Finding(State.OK, "Python", found)
    missing = []
    for requirement in requires("callpark") or []:
        name = requirement.partition(";")[0].partition(">")[0].partition("[")[0].strip()
        if "extra ==" in requirement:
            continue
        try:
            version(name)
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        yield Finding(State.WRONG, "packages", f"missing: {', '.join(missing)}", "Install callpark with pip again.")
    else:
        yield Finding(State.OK, "packages", "all there")


def _listening(serving: Serving) -> Iterator[Finding]:
    try:
        check_serving(serving)
    except OperatorError as refusal:
        yield Finding(State.WRONG, "address", refusal.message, refusal.remedy)
        return
    where = f"{serving.host}:{serving.port}"
    if serving.allow_plain_http and not serving.tls_cert:
        yield Finding(
            State.WARNING,
            "address",
            f"{where} without TLS, if other hosts can reach it",
            "Give it --tls-cert and --tls-key, or put a TLS proxy before 127.0.0.1.",
        )
    with socket.socket(socket.AF_INET6 if ":" in serving.host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((serving.host, serving.port))
        except OSError as error:
            yield _who_listens(serving, error)
            return
    yield Finding(State.OK, "port", f"{where} is free")


def _who_listens(serving: Serving, error: OSError) -> Finding:
    where = f"{serving.host}:{serving.port}"
    connection = http.client.HTTPConnection(serving.host, serving.port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        reply = connection.getresponse()
        body = reply.read(100)
    except (OSError, http.client.HTTPException):
        body, reply = b"", None
    finally:
        connection.close()
    if reply is None or b'"status"' not in body:
        return Finding(State.WRONG, "port", f"{where}: {error.strerror}", "Choose another --port, or end what listens.")
    if reply.status == http.client.OK:
        return Finding(State.OK, "port", f"a server answers at {where} and is ready")
    remedy = "Look at what is said of the database here, and at the server's log."
    return Finding(State.WRONG, "port", f"the server at {where} is not ready", remedy)


def _tls(cert: Path | None, key: Path | None) -> Iterator[Finding]:
    if cert is None or key is None or not cert.exists():
        return  # what can't be served is said of the address
    try:
        decoded = ssl._ssl._test_decode_cert(str(cert))  # type: ignore[attr-defined] # the only decoder that Python has
    except (ssl.SSLError, AttributeError):
        return
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(decoded["notAfter"]), UTC)
    left = ends - datetime.now(UTC)
    told = f"{cert} is valid until {ends:%Y-%m-%d}"
    if left < timedelta():
        yield Finding(State.WRONG, "certificate", told, "Renew it, then start the server again.")
    elif left < timedelta(days=CERTIFICATE_DAYS):
        yield Finding(State.WARNING, "certificate", told, "Renew it, then start the server again.")
    else:
        yield Finding(State.OK, "certificate", told)
    if key.exists() and key.stat().st_mode & 0o077:
        yield Finding(State.WARNING, "private key", f"others can read {key}", f"chmod 600 {key}")


def _data_directory(data: Path, postgres_bin: Path | None) -> Iterator[Finding]:
    try:
        yield Finding(State.OK, "PostgreSQL", usable_postgres(data, postgres_bin))
    except OperatorError as refusal:
        yield Finding(State.WRONG, "PostgreSQL", refusal.message, refusal.remedy)
    there = next(one for one in (data, *data.absolute().parents) if one.exists())
    if data.exists() and data.stat().st_mode & 0o022:
        yield Finding(State.WRONG, "data directory", f"others can write to {data}", f"chmod go-w {data}")
    elif not os.access(there, os.W_OK):
        remedy = "Choose another --data-dir, or run as its owner."
        yield Finding(State.WRONG, "data directory", f"{there} can't be written to", remedy)
    else:
        yield Finding(State.OK, "data directory", str(data))
    free = shutil.disk_usage(there).free
    told = f"{free / (1 << 20):,.0f} MiB free for {data}"
    if free < DISK_WRONG:
        yield Finding(State.WRONG, "disk", told, "Make room: without it nothing can be written.")
    elif free < DISK_LOW:
        yield Finding(State.WARNING, "disk", told, "Make room, or move the data directory.")
    else:
        yield Finding(State.OK, "disk", told)


def _database(url: str | None, needed: int) -> Iterator[Finding]:
    if url is None:
        yield Finding(State.OK, "database", "the embedded PostgreSQL does not run; it is looked at while a server runs")
        return
    try:
        found = asyncio.run(examined(url))
    except Exception as error:
        yield Finding(
            State.WRONG, "database", f"it can't be opened: {error}", "Check --database-url, and that PostgreSQL runs."
        )
        return
    yield Finding(State.OK, "database", f"PostgreSQL {found.version} answers")
    yield from _of_database(found, needed)


def _of_database(found: Examined, needed: int) -> Iterator[Finding]:
    if found.version < 15:
        yield Finding(State.WRONG, "version", f"PostgreSQL {found.version}", "Upgrade PostgreSQL to 15 or newer.")
    if found.encoding != "UTF8":
        yield Finding(State.WRONG, "encoding", found.encoding, "Create the database with ENCODING 'UTF8'.")
    if found.unsafe:
        names = ", ".join(found.unsafe)
        yield Finding(State.WRONG, "durability", f"{names} off", f"Turn {names} on: an answered write could be lost.")
    else:
        yield Finding(State.OK, "durability", "an answered write is on disk")
    if found.revision is None or found.revision < found.wanted:
        told = f"{found.revision or 'none'}, and this program's is {found.wanted}"
        yield Finding(State.WARNING, "schema", told, "Back up; `callpark serve` then migrates.")
    elif found.revision > found.wanted:
        told = f"{found.revision}, newer than this program's {found.wanted}"
        yield Finding(State.WRONG, "schema", told, "Install the callpark version that made it, or a newer one.")
    else:
        yield Finding(State.OK, "schema", found.wanted)
    if needed > found.max_connections:
        yield Finding(
            State.WRONG,
            "connections",
            f"workers may want {needed}, PostgreSQL has {found.max_connections}",
            "Lower --workers or --connections, or raise max_connections.",
        )
    if abs(found.ahead_seconds) > CLOCK_SECONDS:
        told = f"PostgreSQL's differs from ours by {found.ahead_seconds:,.0f} s"
        yield Finding(State.WARNING, "clock", told, "Set both machines' clocks, by NTP.")
    if found.ending_tokens:
        told = f"{found.ending_tokens} end within two weeks"
        yield Finding(State.WARNING, "tokens", told, "Make new ones in time; `callpark token list` shows them.")


def _files(connections: int) -> Iterator[Finding]:
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if limit != resource.RLIM_INFINITY and limit < connections + FILES_SPARE:
        yield Finding(State.WARNING, "open files", f"at most {limit}", "Raise `ulimit -n`: each client takes one.")
    else:
        yield Finding(State.OK, "open files", f"at most {limit}")
