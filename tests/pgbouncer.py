"""Debian's PgBouncer in transaction mode before the PostgreSQL of the tests, as docs/operations.md configures it."""

import os
import re
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from callpark.storage.postgres_binaries import Account

PROGRAM = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
INI = re.search(r"```ini\n(.+?)```", (Path(__file__).parents[1] / "docs/operations.md").read_text(), re.DOTALL)
PASSWORD = "of-the-tests"

POOLED = os.environ.get("CALLPARK_TEST_POOL_MODE") == "transaction"
"""The whole suite through PgBouncer: `scripts/nightly pgbouncer`."""

DIRECTLY_AND_POOLED = pytest.mark.parametrize("organization", ["direct_server", "pooled_server"], indirect=True)
"""For tests of an organization: once with PostgreSQL itself, once through PgBouncer."""


@contextmanager
def pgbouncer(directory: Path, postgres_url: str, mode: str = "transaction", more: str = "") -> Iterator[str]:
    """The address of a PgBouncer that leads to an embedded PostgreSQL, whatever database is named after it."""
    if PROGRAM is None:
        pytest.skip("there is no pgbouncer")
    assert INI, "docs/operations.md has no pgbouncer.ini"
    cluster = Path(parse_qs(urlsplit(postgres_url).query)["host"][0])
    account = Account.for_data(cluster)  # it refuses to run as root, and PostgreSQL lets its own user in
    port = _free_port()
    places = {
        r"^\* = .*$": f"* = host={cluster} port=5432 user=callpark",
        r"^listen_port = .*$": f"listen_port = {port}",
        r"^auth_file = .*$": f"auth_file = {directory}/userlist.txt",
        r"^logfile = .*$": f"logfile = {directory}/pgbouncer.log",
        r"^pidfile = .*$": "",
        r"^unix_socket_dir = .*$": "unix_socket_dir =",
        r"^pool_mode = .*$": f"pool_mode = {mode}",
    }
    ini = INI[1]
    for pattern, value in places.items():
        ini, found = re.subn(pattern, value, ini, flags=re.MULTILINE)
        assert found == 1, f"docs/operations.md: {pattern} {found} times"
    (directory / "pgbouncer.ini").write_text(f"{ini}\n{more}\n")
    (directory / "userlist.txt").write_text(f'"callpark" "{PASSWORD}"\n')
    (directory / "pgbouncer.log").touch()
    os.chown(directory / "pgbouncer.log", account.uid, account.gid)
    with (directory / "pgbouncer.stderr").open("wb") as stderr:
        process = account.spawn(PROGRAM, "-q", directory / "pgbouncer.ini", stderr=stderr)
    try:
        _wait_for(port, directory)
        yield f"postgresql://callpark:{PASSWORD}@127.0.0.1:{port}/callpark"
    finally:
        process.terminate()
        process.wait(10)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


def _wait_for(port: int, directory: Path) -> None:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)
    pytest.fail(f"pgbouncer does not listen: {(directory / 'pgbouncer.stderr').read_text()}")
