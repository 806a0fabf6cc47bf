"""`callpark doctor`: nothing wrong where all is well, and each ailment by its name with what mends it."""

import json
import socket
import subprocess
from pathlib import Path
from typing import Any

import pytest
import requests

from callpark.storage.embedded import running_url
from callpark.storage.migrations import HEAD
from cast import Server
from processes import command, new_directory
from serving import organization_on, started


def findings(*options: str, ends: int | None = None) -> dict[str, dict[str, Any]]:
    done = command("doctor", "--output", "json", *options)
    assert "Traceback" not in done.stderr
    assert ends is None or done.returncode == ends, done.stdout
    return {one["what"]: one for one in json.loads(done.stdout)}


@pytest.fixture(scope="module")
def ill() -> Any:
    """A server whose database gets ill, and the options that lead to it."""
    with new_directory() as directory, started(directory) as callpark:
        url = callpark.ready()["url"]
        organization_on(url, directory / "data")
        server = Server(url, running_url(directory / "data") or "")
        yield server, ("--port", url.rpartition(":")[2], "--data-dir", str(directory / "data"))


def test_nothing_is_wrong_where_all_is_well(ill: tuple[Server, tuple[str, ...]]) -> None:
    _, options = ill
    found = findings(*options, ends=0)
    assert {one["state"] for one in found.values()} <= {"ok", "warning"}  # this machine's disk may be small
    assert {"Python", "packages", "port", "PostgreSQL", "data directory", "disk", "durability", "schema"} <= set(found)
    assert "is ready" in found["port"]["found"]
    done = command("doctor", *options)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(command("doctor", "--all", *options).stdout.splitlines()) > len(found)


@pytest.mark.parametrize("setting", ["fsync", "synchronous_commit", "full_page_writes"])
def test_a_database_that_could_lose_what_was_answered(ill: tuple[Server, tuple[str, ...]], setting: str) -> None:
    """The server is not ready any more, and is again when that is mended."""
    server, options = ill
    server.execute(f"ALTER SYSTEM SET {setting} = off")
    server.execute("SELECT pg_reload_conf()")
    try:
        found = findings(*options, ends=1)
        assert (found["durability"]["state"], setting in found["durability"]["found"]) == ("wrong", True)
        assert found["port"]["state"] == "wrong"
        reply = requests.get(f"{server.url}/readyz", timeout=5)
        assert (reply.status_code, reply.headers["retry-after"]) == (503, "1")
    finally:
        server.execute(f"ALTER SYSTEM RESET {setting}")
        server.execute("SELECT pg_reload_conf()")
    findings(*options, ends=0)
    assert requests.get(f"{server.url}/readyz", timeout=5).status_code == 200


def test_too_many_connections_and_tokens_that_end(ill: tuple[Server, tuple[str, ...]]) -> None:
    server, options = ill
    server.execute("UPDATE tokens SET expires = now() + interval '3 days'")
    found = findings(*options, "--workers", "10", "--connections", "20", ends=1)
    assert found["connections"]["state"] == "wrong"
    assert found["tokens"]["state"] == "warning"
    server.execute("UPDATE tokens SET expires = now() + interval '300 days'")


def test_a_schema_of_another_version(ill: tuple[Server, tuple[str, ...]]) -> None:
    server, options = ill
    for revision, state in (("9999", "wrong"), ("0003", "warning")):
        server.execute("UPDATE alembic_version SET version_num = $1", revision)
        assert findings(*options)["schema"]["state"] == state
    server.execute("UPDATE alembic_version SET version_num = $1", HEAD)


def test_nothing_is_started_where_nothing_runs(directory: Path) -> None:
    data = directory / "data"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        found = findings("--data-dir", str(data), "--port", port, ends=1)
    assert found["port"]["state"] == "wrong"
    assert found["database"]["state"] == "ok"
    assert not data.exists()


def test_what_others_may_reach(directory: Path) -> None:
    data = directory / "data"
    data.mkdir()
    data.chmod(0o777)
    found = findings("--data-dir", str(data), "--host", "0.0.0.0", "--port", "0", ends=1)
    assert (found["address"]["state"], found["data directory"]["state"]) == ("wrong", "wrong")
    data.chmod(0o755)
    allowed = findings("--data-dir", str(data), "--host", "0.0.0.0", "--port", "0", "--allow-plain-http", ends=0)
    assert allowed["address"]["state"] == "warning"


@pytest.mark.parametrize(("days", "state"), [(400, "ok"), (3, "warning")])
def test_a_certificate_that_ends(directory: Path, days: int, state: str) -> None:
    cert, key = directory / "cert.pem", directory / "key.pem"
    made = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ed25519",
        "-nodes",
        "-keyout",
        key,
        "-out",
        cert,
        "-subj",
        "/CN=here",
    ]
    subprocess.run([*made, "-days", str(days)], check=True, capture_output=True)
    key.chmod(0o644)
    options = ("--data-dir", str(directory / "data"), "--port", "0", "--tls-cert", str(cert), "--tls-key", str(key))
    found = findings(*options, ends=0)
    assert (found["certificate"]["state"], found["private key"]["state"]) == (state, "warning")
    cert.write_text("nothing")
    assert findings(*options, ends=1)["address"]["state"] == "wrong"


def test_a_database_that_is_not_there() -> None:
    found = findings("--database-url", "postgresql://nobody@127.0.0.1:1/nothing", "--port", "0", ends=1)
    assert found["database"]["state"] == "wrong"
