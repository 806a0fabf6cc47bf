"""A server that is killed again and again: who asks again with the same key gets the answer that was lost."""

import os
import random  # noqa: TID251 – a seed of ours
import signal
import threading
from pathlib import Path
from typing import Any
from uuid import uuid4

import requests

from callpark.provisioning.access import Role
from callpark.storage.embedded import running_url
from cast import CALLING, Api, Organization, Server
from every_change import ALERT
from processes import Callpark, gone
from promises import Figure

KILLS, CLIENTS = 6, 8


class Client:
    """Creates call parks one after the other, and sends each again until it knows what became of it."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.names: list[str] = []
        self.asked_again = 0
        self.unexpected: list[str] = []
        self._unanswered: tuple[str, dict[str, Any]] | None = None

    def work(self, api: Api, path: str, stop: threading.Event) -> None:
        while not stop.is_set():
            again = self._unanswered is not None
            name = f"client {self.number} park {len(self.names)}"
            key, body = self._unanswered or (str(uuid4()), {"name": name, "recall": ALERT})
            self._unanswered = key, body
            try:
                reply = api.post(path, json=body, headers={"Idempotency-Key": key})
            except requests.RequestException:
                return
            if reply.status_code == 503:  # PostgreSQL went before the server did
                continue
            self._unanswered = None
            self.asked_again += again
            self.names.append(body["name"])
            if reply.status_code != 201:
                self.unexpected.append(reply.text)


def test_who_asks_again_gets_the_answer(directory: Path, figure: Figure) -> None:
    chance = random.Random(11)
    data, clients = directory / "data", [Client(number) for number in range(CLIENTS)]
    arguments = ["serve", "--port", "0", "--data-dir", str(data)]
    token = path = ""
    for kill in range(KILLS + 1):
        with Callpark(*arguments, log=directory / "log") as callpark:
            server = Server(callpark.ready()["url"], running_url(data) or "")
            if not kill:
                token, path = _organization(server)
            api = Api(server, token)
            stop = threading.Event()
            threads = [threading.Thread(target=one.work, args=(Api(server, token), path, stop)) for one in clients]
            for thread in threads:
                thread.start()
            threading.Event().wait(chance.uniform(0.1, 0.5))
            if kill < KILLS:
                family = callpark.family()
                os.killpg(callpark.process.pid, signal.SIGKILL)
                assert gone(family)
            stop.set()
            for thread in threads:
                thread.join()
            if kill == KILLS:
                _check(api, path, clients)
    again = sum(one.asked_again for one in clients)
    assert again > KILLS  # else hardly anything was lost
    names = sum(len(one.names) for one in clients)
    figure("idempotent", f"{KILLS} kills, {again} lost answers asked for again: {names} creates, each made once")


def _organization(server: Server) -> tuple[str, str]:
    organization_id = server.organization()
    token = server.token(organization_id, Role.FULL)
    admin = Api(server, token)
    location = Organization(server, organization_id, admin, admin).location("Alaska")
    return token, f"{CALLING}/locations/{location}/callParks"


def _check(api: Api, path: str, clients: list[Client]) -> None:
    assert [text for one in clients for text in one.unexpected] == []
    names = sorted(name for one in clients for name in one.names)
    assert sorted(park["name"] for park in api.get(path).json()["callParks"]) == names
    events: list[str] = []
    url = "/adminAudit/events?eventCategories=CALL_PARKS&max=200"
    while url:
        reply = api.get(url)
        events += [event["data"]["targetName"] for event in reply.json()["items"]]
        url = reply.links.get("next", {}).get("url", "")
    assert sorted(events) == names
