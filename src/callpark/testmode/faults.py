"""Faults on demand: what real services do now and then, done to the requests that a rule or a header names."""

import random  # noqa: TID251 – a chance that is the same in every run of a test
from email.utils import format_datetime
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta, Struct

from callpark import fresh
from callpark.api import bodies
from callpark.api.refusals import CHALLENGE
from callpark.errors import Invalid, InvalidValue

HEADER: Final = b"callpark-fault"
BEGINNING: Final = "/v1"
DELAY_MOST: Final = 60.0  # seconds


class Link(StrEnum):
    DROPPED = "dropped"
    WRONG = "wrong"
    SAME = "same"


class Fault(Struct, rename="camel", forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Whom it meets, and what is done to them. Without `times`, to everyone; `skip` lets so many through first.

    `path` is matched as a whole, `*` for anything, with or without `/v1`. A request that is answered with `status`, or
    cut off, was not carried out unless `carriedOut` says so; the other faults are done to a real answer. `retryAfter`
    is sent as it is; `date` stands for an HTTP date two seconds from now, and left out it is missing.
    """

    method: str | None = None
    path: str | None = None
    times: Annotated[int, Meta(ge=1)] | None = None
    skip: Annotated[int, Meta(ge=0)] = 0
    probability: Annotated[float, Meta(gt=0, le=1)] = 1.0

    status: Annotated[int, Meta(ge=400, le=599)] | None = None
    message: str | None = None
    retry_after: int | str | None = None
    tracking_id: bool = True
    delay: Annotated[float, Meta(ge=0, le=DELAY_MOST)] = 0.0
    cut: bool = False
    half: bool = False
    malformed: bool = False
    link: Link | None = None
    carried_out: bool = False

    def check(self) -> None:
        """Refuses what contradicts itself, or does nothing."""
        kinds = [name for name in ("status", "cut", "half", "malformed", "link") if getattr(self, name)]
        if len(kinds) > 1:
            raise Invalid(f"A fault does one of status, cut, half, malformed and link, not {' and '.join(kinds)}.")
        for name in ("retry_after", "message"):
            if getattr(self, name) is not None and self.status is None:
                raise InvalidValue("retryAfter" if name == "retry_after" else name, "It needs a status.")
        if not self.tracking_id and self.status is None:
            raise InvalidValue("trackingId", "It needs a status.")
        if isinstance(self.retry_after, str) and not self.retry_after.isprintable():
            raise InvalidValue("retryAfter", "It goes into a header: give a line of printable characters.")
        if not kinds and not self.delay:
            raise Invalid("The fault does nothing: give it a status, cut, half, malformed, link or delay.")

    def meets(self, method: str, path: str) -> bool:
        if self.method and self.method.upper() != method:
            return False
        if not self.path or fnmatchcase(path, self.path):
            return True
        return path.startswith(BEGINNING) and fnmatchcase(path.removeprefix(BEGINNING), self.path)

    def error(self, status: int, tracking_id: str) -> tuple[bytes, list[tuple[bytes, bytes]]]:
        """The body and the headers of an error answer as this API gives it, or as the fault wants it."""
        code = 90000 + (status - 400) * 100 if status < 500 else 95000 + (status - 500) * 100  # as docs/errors.md
        message = self.message or f"A fault of the test mode: {status} was asked for."
        detail = {"errorCode": code, "description": message}
        body: dict[str, Any] = {"errorCode": code, "message": message, "errors": [detail]}
        headers = [(b"content-type", b"application/json")]
        if self.tracking_id:
            body["trackingId"] = tracking_id
            headers.append((b"trackingid", tracking_id.encode()))
        if self.retry_after is not None:
            headers.append((b"retry-after", self._retry_after().encode()))
        if status == 401:
            headers.append((b"www-authenticate", CHALLENGE.encode()))
        return msgspec.json.encode(body), headers

    def _retry_after(self) -> str:
        if self.retry_after != "date":
            return str(self.retry_after)
        from datetime import timedelta

        return format_datetime(fresh.now() + timedelta(seconds=2), usegmt=True)


def parsed(body: bytes) -> Fault:
    """The fault that a JSON body describes; refuses what can't be meant, by the name of the field."""
    fault = bodies.parsed(body, Fault)
    fault.check()
    return fault


def in_header(text: str) -> Fault:
    """The fault of one request: `status=429, retryAfter=2`, names and values as in JSON."""
    tree: dict[str, Any] = {}
    for part in filter(str.strip, text.split(",")):
        name, equals, value = part.strip().partition("=")
        if name in ("method", "path", "times", "skip", "probability"):
            raise InvalidValue(f"callpark-fault: {name}", "The header is about its own request: leave it out.")
        try:
            tree[name] = msgspec.json.decode(value) if equals else True
        except msgspec.DecodeError:
            tree[name] = value
    fault = bodies.converted(tree, Fault)
    fault.check()
    return fault


class Rules:
    """The faults that hold now, the eldest first."""

    def __init__(self, seed: int | None) -> None:
        self._seed = seed
        self.clear()

    def clear(self) -> None:
        self._rules: list[_Rule] = []
        self._chance = random.Random(self._seed)  # noqa: S311 – nobody has to be unable to guess it

    def add(self, fault: Fault) -> None:
        self._rules.append(_Rule(fault))

    def listed(self) -> list[dict[str, Any]]:
        return [{"fault": rule.fault, "left": rule.left, "met": rule.met} for rule in self._rules]

    def met(self, method: str, path: str) -> Fault | None:
        """The first fault that meets this request. Each that could have is counted."""
        for rule in self._rules:
            if rule.left == 0 or not rule.fault.meets(method, path):
                continue
            if rule.skipped < rule.fault.skip:
                rule.skipped += 1
                continue
            if rule.fault.probability < 1 and self._chance.random() >= rule.fault.probability:
                continue
            rule.met += 1
            if rule.left is not None:
                rule.left -= 1
            return rule.fault
        return None


class _Rule:
    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self.left = fault.times
        self.skipped = 0
        self.met = 0
