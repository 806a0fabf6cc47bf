"""SIGTERM under load: whoever was let in is answered, and it ends."""

import http.client
import signal
import threading
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from processes import gone
from promises import Figure
from serving import organization_on, started

CLIENTS = 8
LOAD_SECONDS = 1.5


class Client:
    """Asks one request after the other, on one connection or each on a new one, until the server is there no more."""

    def __init__(self, url: str, token: str, path: str, *, keep_alive: bool) -> None:
        self.host, self.token, self.path, self.keep_alive = urlsplit(url).netloc, token, path, keep_alive
        self.statuses: Counter[int] = Counter()
        self.lost: list[str] = []

    def work(self) -> None:
        connection = None
        while True:
            if connection is None:
                connection = http.client.HTTPConnection(self.host, timeout=20)
                try:
                    connection.connect()
                except (ConnectionRefusedError, ConnectionResetError, TimeoutError):
                    return  # it was not let in
            try:
                connection.request("GET", self.path, headers={"Authorization": f"Bearer {self.token}"})
                reply = connection.getresponse()
                reply.read()
            except (OSError, http.client.HTTPException) as error:
                self.lost.append(repr(error))
                connection.close()
                connection = None
                continue
            self.statuses[reply.status] += 1
            if not self.keep_alive or reply.headers.get("connection") == "close":
                connection.close()
                connection = None


@pytest.mark.parametrize("workers", ["1", "2"])
def test_whoever_was_let_in_is_answered(directory: Path, workers: str, figure: Figure) -> None:
    with started(directory, "--workers", workers) as callpark:
        url = callpark.ready()["url"]
        organization = organization_on(url, directory / "data")
        location = organization.location("Alaska")
        path = f"/v1/telephony/config/locations/{location}/callParks"
        token = organization.admin.token or ""
        clients = [Client(url, token, path, keep_alive=number % 2 == 0) for number in range(2 * CLIENTS)]
        threads = [threading.Thread(target=client.work, daemon=True) for client in clients]
        for thread in threads:
            thread.start()
        time.sleep(LOAD_SECONDS)
        family = callpark.family()
        begun = time.monotonic()
        assert callpark.end(signal.SIGTERM) == 0
        took = time.monotonic() - begun
        assert gone(family)
        for thread in threads:
            thread.join(30)
    answered = sum((client.statuses for client in clients), Counter())
    assert [lost for client in clients for lost in client.lost] == []
    assert set(answered) == {200}
    assert answered.total() > 10 * len(clients)
    assert took < 10
    assert callpark.log.read_text() == ""
    if workers == "1":
        figure("restart", f"SIGTERM under {len(clients)} clients: {answered.total():,} accepted, all answered; exit 0")
