"""Clients that are slow, silent or gone: told so or hung up on within 15 s, and the others are served meanwhile."""

import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from callpark import ids
from cast import CALLING, Organization
from crowd import fill
from processes import new_directory
from promises import Figure
from serving import organization_on, started

CLOSED_SECONDS = 15
SLACK_SECONDS = 5  # of a noisy machine
HEAD = b"GET /v1/locations HTTP/1.1\r\nHost: here\r\n"
POST = b"POST /v1/locations HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nAUTH\r\n"


@dataclass(frozen=True)
class Slow:
    """`first` is sent at once, then `drop` again and again, and `told` is the status of the answer, 0 for none."""

    name: str
    first: bytes
    drop: bytes
    told: int


SLOW = [
    Slow("silent", b"", b"", 0),
    Slow("half a first line", b"GET /v1/loc", b"", 408),
    Slow("half a head", HEAD + b"X: a", b"", 408),
    Slow("a head that drips", HEAD + b"X: a", b"b", 408),
    Slow("headers that drip", HEAD, b"X: a\r\n", 408),
    Slow("a body that does not come", POST + b"Content-Length: 100\r\n\r\n", b"", 408),
    Slow("a body that drips", POST + b"Content-Length: 100\r\n\r\n", b" ", 408),
    Slow("chunks that drip", POST + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n", 408),
    Slow("a body that nobody wants", POST.replace(b"AUTH\r\n", b"") + b"Content-Length: 100\r\n\r\n", b" ", 401),
]


@pytest.fixture(scope="module")
def slow_server() -> Iterator[Organization]:
    with new_directory() as directory, started(directory) as callpark:
        yield organization_on(callpark.ready()["url"], directory / "data")
        assert callpark.log.read_text() == ""  # others' bad manners are no news at the usual level


def outcome(organization: Organization, slow: Slow) -> tuple[int, float]:
    """The status that the client was told, and the seconds until it was hung up on."""
    address = urlsplit(organization.server.url)
    authorization = f"Authorization: Bearer {organization.admin.token}".encode()
    begun, said = time.monotonic(), b""
    with socket.create_connection((address.hostname, address.port)) as connection:
        connection.sendall(slow.first.replace(b"AUTH", authorization))
        connection.settimeout(0.5)
        while time.monotonic() - begun < 2 * CLOSED_SECONDS:
            try:
                part = connection.recv(65536)
                if not part:
                    break
                said += part
                continue
            except TimeoutError:
                pass
            except OSError:
                break
            with suppress(OSError):
                connection.sendall(slow.drop)
    status = int(said.split()[1]) if said else 0
    if status:
        assert set(json.loads(said.partition(b"\r\n\r\n")[2])) == {"errorCode", "message", "errors", "trackingId"}
    return status, time.monotonic() - begun


def test_who_is_too_slow_is_told_and_hung_up_on(slow_server: Organization, figure: Figure) -> None:
    with ThreadPoolExecutor(len(SLOW)) as pool:
        waiting = [pool.submit(outcome, slow_server, slow) for slow in SLOW]
        served = 0
        while not all(one.done() for one in waiting):
            assert slow_server.reader.get("/locations").status_code == 200
            served += 1
            time.sleep(0.1)
    found = {slow.name: one.result() for slow, one in zip(SLOW, waiting, strict=True)}
    assert {name: status for name, (status, _) in found.items()} == {slow.name: slow.told for slow in SLOW}
    longest = max(seconds for _, seconds in found.values())
    assert longest < CLOSED_SECONDS + SLACK_SECONDS
    assert served > 20
    figure(
        "sockets",
        f"{len(SLOW)} slow or silent clients: told or hung up on after {longest:.0f} s at most, others served",
    )


def test_who_does_not_read_its_answers_is_hung_up_on(slow_server: Organization) -> None:
    """Large pages, asked for again and again and never read: the server does not keep them for ever."""
    location = slow_server.location("Alaska")
    server = slow_server.server
    fill(server.database_url, slow_server.id, ids.uuid_of(location, ids.Kind.LOCATION), 2000)
    path = f"/v1{CALLING}/locations/{location}/callParks/availableUsers?max=2000"
    request = f"GET {path} HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer {slow_server.admin.token}\r\n\r\n".encode()
    address = urlsplit(server.url)
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect((address.hostname, address.port))
        connection.sendall(request * 20)
        begun = time.monotonic()
        with pytest.raises(ConnectionError):  # noqa: PT012 – it is hung up on at some moment
            while time.monotonic() - begun < 3 * CLOSED_SECONDS:
                time.sleep(0.5)
                connection.sendall(b"GET ")
    assert slow_server.reader.get("/locations").status_code == 200


@contextmanager
def connected(organization: Organization) -> Iterator[socket.socket]:
    address = urlsplit(organization.server.url)
    with socket.create_connection((address.hostname, address.port), timeout=20) as connection:
        yield connection


def test_a_thousand_half_open_connections_keep_nobody_out(slow_server: Organization) -> None:
    address = urlsplit(slow_server.server.url)
    held = [socket.create_connection((address.hostname, address.port)) for _ in range(1000)]
    try:
        for one in held:
            one.sendall(HEAD)
        for _ in range(20):
            assert slow_server.reader.get("/locations").status_code == 200
    finally:
        for one in held:
            one.close()


def test_a_client_that_goes_away_leaves_nothing(slow_server: Organization) -> None:
    """In the middle of a head, of a body, and before it has read its answer."""
    location = slow_server.location("Gone")
    body = b'{"name": "Reception", "recall": {"option": "ALERT_PARKING_USER_ONLY"}}'
    path = f"/v1{CALLING}/locations/{location}/callParks".encode()
    head = b"POST %s HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nAuthorization: Bearer %s\r\n" % (
        path,
        (slow_server.admin.token or "").encode(),
    )
    whole = head + b"Content-Length: %d\r\n\r\n" % len(body) + body
    for cut in (len(head) // 2, len(head), len(whole) - len(body), len(whole) - 1):
        with connected(slow_server) as connection:
            connection.sendall(whole[:cut])
    assert slow_server.reader.get(f"{CALLING}/locations/{location}/callParks").json() == {"callParks": []}
