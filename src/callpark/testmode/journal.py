"""The journal: the requests that arrived lately, what was answered, and what would have been right."""

import re
from collections import deque
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from msgspec import Struct

from callpark import __version__
from callpark.testmode.faults import Fault

KEPT: Final = 1000  # exchanges
BODY_KEPT: Final = 64 * 1024  # bytes of each body

Headers = list[tuple[str, str]]


class Exchange(Struct, rename="camel", kw_only=True):
    """One request and its answer; `status` is None if there was none. An access token is never kept.

    `hints` are sentences for whoever wrote the request: what was ignored, and the nearest request that is valid.
    """

    number: int
    at: datetime
    milliseconds: float
    method: str
    path: str
    query: str
    request_headers: Headers
    request_body: str
    operation: str | None
    status: int | None
    headers: Headers
    body: str
    fault: Fault | None
    hints: list[str]


class Journal:
    def __init__(self) -> None:
        self._exchanges: deque[Exchange] = deque(maxlen=KEPT)
        self._counted = 0

    def clear(self) -> None:
        self._exchanges.clear()
        self._counted = 0

    def next_number(self) -> int:
        self._counted += 1
        return self._counted

    def add(self, exchange: Exchange) -> None:
        self._exchanges.append(exchange)

    def exchanges(self) -> list[Exchange]:
        """In the order in which they arrived."""
        return sorted(self._exchanges, key=lambda one: one.number)


def kept_headers(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    return [(name.decode("latin-1"), _without_token(name, value.decode("latin-1"))) for name, value in headers]


def _without_token(name: bytes, value: str) -> str:
    return re.sub(r"(?i)(bearer\s+)\S.*", r"\1…", value) if name == b"authorization" else value


def kept_body(body: bytes) -> str:
    text = body[:BODY_KEPT].decode("utf-8", "replace")
    return text if len(body) <= BODY_KEPT else f"{text}… ({len(body)} bytes in all)"


def har(exchanges: list[Exchange], origin: str) -> dict[str, Any]:
    """The exchanges as an HTTP Archive 1.2, which browsers and debugging proxies open."""
    return {
        "log": {
            "version": "1.2",
            "creator": {"name": "callpark", "version": __version__},
            "entries": [_entry(one, origin) for one in exchanges],
        }
    }


def _entry(one: Exchange, origin: str) -> dict[str, Any]:
    request: dict[str, Any] = {
        "method": one.method,
        "url": f"{origin}{one.path}" + (f"?{one.query}" if one.query else ""),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _named(one.request_headers),
        "queryString": _named(tuple(part.partition("=")[::2]) for part in one.query.split("&") if part),
        "headersSize": -1,
        "bodySize": len(one.request_body.encode()),
    }
    if one.request_body:
        request["postData"] = {"mimeType": _media_type(one.request_headers), "text": one.request_body}
    return {
        "startedDateTime": one.at.isoformat(),
        "time": one.milliseconds,
        "request": request,
        "response": {
            "status": one.status or 0,
            "statusText": "",
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": _named(one.headers),
            "content": {
                "size": len(one.body.encode()),
                "mimeType": _media_type(one.headers),
                "text": one.body,
            },
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": len(one.body.encode()),
        },
        "cache": {},
        "timings": {"send": 0, "wait": one.milliseconds, "receive": 0},
        "comment": " ".join(one.hints),
    }


def _named(pairs: Iterable[tuple[str, ...]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]


def _media_type(headers: Headers) -> str:
    return next((value for name, value in headers if name.lower() == "content-type"), "")
