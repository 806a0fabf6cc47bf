"""The journal of a test: what its code sent, what was answered, and assertions about both."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, overload
from urllib.parse import parse_qsl

from callpark.ids import readable
from callpark.testing.wire import Wire

BEGINNING = "/v1"
SHOWN = 10  # exchanges of a report
BODY_SHOWN = 600  # characters


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """One request and its answer. `status` is None if the connection was cut; `hints` say what was probably meant."""

    number: int
    at: datetime
    milliseconds: float
    method: str
    path: str
    query: str
    request_headers: dict[str, str]
    request_body: str
    operation: str | None
    status: int | None
    headers: dict[str, str]
    body: str
    fault: dict[str, Any] | None
    hints: list[str]

    @property
    def parameters(self) -> dict[str, str]:
        return dict(parse_qsl(self.query, keep_blank_values=True))

    @property
    def json(self) -> Any:
        """The body of the request."""
        return json.loads(self.request_body)

    @property
    def answer(self) -> Any:
        """The body of the answer."""
        return json.loads(self.body)

    def matches(self, method: str, path: str = "*", **wanted: Any) -> bool:
        """`path` with or without /v1, `*` for anything. `json` and `query` need hold no more than what is given."""
        if method not in ("*", self.method) or not _is_path(self.path, path):
            return False
        if "status" in wanted and wanted["status"] != self.status:
            return False
        if "query" in wanted and not wanted["query"].items() <= self.parameters.items():
            return False
        return "json" not in wanted or _holds(self._sent(), wanted["json"])

    def _sent(self) -> Any:
        try:
            return self.json
        except ValueError:
            return None

    def __str__(self) -> str:
        query = f"?{self.query}" if self.query else ""
        fault = f"  (fault: {_words(self.fault)})" if self.fault else ""
        asked = readable(f"{self.method} {self.path}{query}")
        lines = [f"{self.number:3} {asked} → {self.status or 'cut off'}{fault}"]
        lines += [f"      sent      {_short(self.request_body)}"] if self.request_body else []
        if self.status and self.status >= 400 and self.body:
            lines.append(f"      answered  {_message(self.body)}")
        lines += [f"      hint      {hint}" for hint in self.hints]
        return "\n".join(lines)


class Journal(Sequence[Exchange]):
    """The exchanges so far, in the order in which the requests arrived; asked for anew at each look."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def _exchanges(self) -> list[Exchange]:
        return [_exchange(one) for one in self._wire("GET", "/testing/journal")["exchanges"]]

    @overload
    def __getitem__(self, index: int) -> Exchange: ...
    @overload
    def __getitem__(self, index: slice) -> list[Exchange]: ...
    def __getitem__(self, index: int | slice) -> Exchange | list[Exchange]:
        return self._exchanges()[index]

    def __len__(self) -> int:
        return len(self._exchanges())

    def __iter__(self) -> Iterator[Exchange]:
        return iter(self._exchanges())

    def __str__(self) -> str:
        return "\n".join(map(str, self)) or "No request has arrived."

    @property
    def hints(self) -> list[str]:
        """What was ignored or refused, with what was probably meant; empty if all that was sent was understood."""
        return [hint for one in self for hint in one.hints]

    def calls(self, method: str = "*", path: str = "*", **wanted: Any) -> list[Exchange]:
        """Those that match: `status=201`, `query={"name": "John"}`, `json={"name": "Front desk"}`."""
        return [one for one in self if one.matches(method, path, **wanted)]

    def assert_called(self, method: str, path: str, *, times: int | None = None, **wanted: Any) -> Exchange:
        """At least once, or just so often; the last of them."""
        everything = self._exchanges()
        found = [one for one in everything if one.matches(method, path, **wanted)]
        right = bool(found) if times is None else len(found) == times
        if not right:
            often = "at least once" if times is None else f"{times} ×"
            raise AssertionError(
                f"{_call(method, path, wanted)} was to be called {often} and was called {len(found)} ×. "
                f"These requests arrived:\n{_listed(everything)}"
            )
        return found[-1] if found else everything[-1]

    def assert_not_called(self, method: str = "*", path: str = "*", **wanted: Any) -> None:
        if found := self.calls(method, path, **wanted):
            raise AssertionError(f"{_call(method, path, wanted)} was not to be called:\n{_listed(found)}")

    def assert_order(self, *calls: tuple[str, str]) -> None:
        """That calls like these came one after the other; others may have come in between."""
        everything = self._exchanges()
        left = iter(everything)
        for place, (method, path) in enumerate(calls, 1):
            if not any(one.matches(method, path) for one in left):
                raise AssertionError(
                    f"{method} {path}, the {place}. of {len(calls)}, did not come after those before it. "
                    f"These requests arrived:\n{_listed(everything)}"
                )

    def assert_understood(self) -> None:
        """That nothing was sent that the API does not know, and nothing refused that a hint explains."""
        if told := [one for one in self if one.hints]:
            raise AssertionError(f"Not all that was sent was understood:\n{_listed(told)}")

    def clear(self) -> None:
        self._wire("DELETE", "/testing/journal")

    def save_har(self, path: str | Path) -> None:
        """As an HTTP Archive, which browsers' developer tools open."""
        Path(path).write_text(json.dumps(self._wire("GET", "/testing/journal.har"), indent=1), "utf-8")

    def report(self) -> str:
        """The last requests, for whoever reads why a test failed."""
        everything = self._exchanges()
        left_out = len(everything) - SHOWN
        before = [f"({left_out} earlier ones left out)"] if left_out > 0 else []
        return "\n".join([*before, _listed(everything[-SHOWN:])])


def _exchange(one: dict[str, Any]) -> Exchange:
    return Exchange(
        number=one["number"],
        at=datetime.fromisoformat(one["at"]),
        milliseconds=one["milliseconds"],
        method=one["method"],
        path=one["path"],
        query=one["query"],
        request_headers=dict(one["requestHeaders"]),
        request_body=one["requestBody"],
        operation=one["operation"],
        status=one["status"],
        headers=dict(one["headers"]),
        body=one["body"],
        fault=one["fault"],
        hints=one["hints"],
    )


def _is_path(path: str, pattern: str) -> bool:
    return fnmatchcase(path, pattern) or (
        path.startswith(BEGINNING) and fnmatchcase(path.removeprefix(BEGINNING), pattern)
    )


def _holds(given: Any, wanted: Any) -> bool:
    if isinstance(wanted, dict) and isinstance(given, dict):
        return all(name in given and _holds(given[name], value) for name, value in wanted.items())
    return bool(given == wanted)


def _call(method: str, path: str, wanted: dict[str, Any]) -> str:
    more = " with " + ", ".join(f"{name} {value!r}" for name, value in wanted.items()) if wanted else ""
    return f"{method} {path}{more}"


def _listed(exchanges: list[Exchange]) -> str:
    return "\n".join(map(str, exchanges)) or "none"


def _words(fault: dict[str, Any]) -> str:
    effects = {name: value for name, value in fault.items() if name not in ("method", "path", "times", "skip")}
    return ", ".join(name if value is True else f"{name} {value}" for name, value in effects.items())


def _short(text: str) -> str:
    text = readable(text)
    return text if len(text) <= BODY_SHOWN else text[:BODY_SHOWN] + "…"


def _message(body: str) -> str:
    """The code and the sentence of an error body, or what there is instead."""
    try:
        found = json.loads(body)
        return readable(f"{found['errorCode']}: {found['message']}")
    except (ValueError, KeyError, TypeError):
        return _short(body)
