"""The clock of the server's machine jumps: nothing hangs, nothing is lost, and what ends by the clock ends."""

import socket
import time
from pathlib import Path

import pytest
import requests

from callpark.provisioning.access import Role
from cast import Api, Organization, Server, new_organization
from load import Load
from processes import Callpark
from promises import Figure

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))


@pytest.mark.skipif(not LIBRARIES, reason="libfaketime is not installed")
def test_the_clock_jumps(directory: Path, direct_server: Server, figure: Figure) -> None:
    now = directory / "now"
    faked = {
        "LD_PRELOAD": str(LIBRARIES[0]),
        "FAKETIME_TIMESTAMP_FILE": str(now),
        "FAKETIME_NO_CACHE": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }
    now.write_text("+0")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ("--port", str(port), "--database-url", direct_server.database_url, "--rate-limit", "10000/second")
    made = new_organization(direct_server)
    with Callpark("serve", *options, log=directory / "log", **faked) as callpark:
        server = Server(f"http://127.0.0.1:{port}", direct_server.database_url)
        _until_ready(server)  # libfaketime breaks time.sleep(), so the server does not announce itself
        organization = Organization(server, made.id, Api(server, made.admin.token), Api(server, made.reader.token))
        location = organization.location()
        short = Api(server, server.token(made.id, Role.FULL, expires_in_days=1))
        seen = []
        with Load(organization, location) as load:
            for jump in ("+0", "+2d", "-3d", "+1h", "-1h", "+0"):
                now.write_text(jump)
                time.sleep(1)
                load.seconds_until_written()
                seen.append(short.get("/locations").status_code)
        load.check()
        assert set(load.written) == {201, 204}
        assert set(load.read) == {200}
        assert seen == [200, 401, 200, 200, 200, 200]
        assert callpark.process.poll() is None
    answered = load.written.total() + load.read.total()
    figure("clock", f"5 jumps of an hour to five days, forth and back: {answered:,} requests, all answered")


def _until_ready(server: Server) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            if requests.get(f"{server.url}/readyz", timeout=5).status_code == 200:
                return
        except requests.RequestException:
            pass
        time.sleep(0.1)
    raise AssertionError("it never served")
