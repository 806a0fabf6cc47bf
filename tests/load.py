"""Clients at work while something goes wrong: what each was answered, and whether all that was answered is stored."""

import threading
import time
from collections import Counter

import requests

from callpark import ids
from cast import CALLING, Api, Organization, refusal

PARKER = {"option": "ALERT_PARKING_USER_ONLY"}
UNAVAILABLE = (503, 504)


class Load:
    """Some who create and delete call parks, and some who read, all of them as often as they can.

    An answer is a success, or a refusal 503 or 504 that says when to ask again; anything else is `unexpected`.
    """

    def __init__(self, organization: Organization, location: str, *, writers: int = 6, readers: int = 2) -> None:
        self.organization, self.location = organization, location
        self.path = f"{CALLING}/locations/{location}/callParks"
        self.written: Counter[int] = Counter()
        self.read: Counter[int] = Counter()
        self.unexpected: list[str] = []
        self.last_success = 0.0
        self.there: set[str] = set()
        self.gone: set[str] = set()
        self.unknown: set[str] = set()  # of which nobody was told what became of them
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._write, args=(n,), daemon=True) for n in range(writers)]
        self._threads += [threading.Thread(target=self._read, daemon=True) for _ in range(readers)]

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _write(self, number: int) -> None:
        api = Api(self.organization.server, self.organization.admin.token)
        count = 0
        while not self._stop.is_set():
            count += 1
            name = f"writer {number} park {count}"
            if not self._done(api, "POST", self.path, name, {"name": name, "recall": PARKER}):
                continue
            self.there.add(name)
            if count % 2:
                self.there.discard(name)
                if self._done(api, "DELETE", f"{self.path}/{ids.call_park_id(name)}", name, None):
                    self.gone.add(name)

    def _done(self, api: Api, method: str, path: str, name: str, body: object) -> bool:
        self.unknown.add(name)
        status = self._answered(api, method, path, body, self.written)
        if status < 300:
            self.unknown.discard(name)
        return status < 300

    def _read(self) -> None:
        api = Api(self.organization.server, self.organization.reader.token)
        while not self._stop.is_set():
            self._answered(api, "GET", f"{self.path}/availableUsers", None, self.read)

    def _answered(self, api: Api, method: str, path: str, body: object, counted: Counter[int]) -> int:
        try:
            reply = api.request(method, path, json=body)
        except requests.RequestException as error:
            self.unexpected.append(repr(error))
            time.sleep(0.1)
            return 599
        counted[reply.status_code] += 1
        if reply.ok:
            self.last_success = time.monotonic()
        elif refusal(reply)[0] not in UNAVAILABLE or reply.headers.get("retry-after") not in ("1", "2", "3"):
            self.unexpected.append(f"{reply.status_code} {reply.headers} {reply.text}")
        else:
            time.sleep(0.02)
        return reply.status_code

    def seconds_until_written(self, limit: float = 30) -> float:
        """How long it takes from now on until something is written again."""
        begun = time.monotonic()
        time.sleep(0.1)  # what was under way is answered
        before = self.written[201]
        while self.written[201] == before:
            assert time.monotonic() < begun + limit, f"nothing is written {limit} s later: {self.written}"
            time.sleep(0.02)
        return time.monotonic() - begun

    def check(self) -> None:
        """Nothing unexpected was answered, and nothing that was answered is lost or undone."""
        assert self.unexpected == []
        listed = self.organization.reader.get(self.path).json()["callParks"]
        stored = {park["name"] for park in listed}
        assert self.there <= stored
        assert not self.gone & stored
        assert stored <= self.there | self.unknown
