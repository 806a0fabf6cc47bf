"""What callpark promises, and what the tests of each promise found: README's table is made of both.

A test that shows a promise says so with its figure; `scripts/test` and `scripts/nightly` end with a line for each, and
`docs/generate.py` puts them into README.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

# In README's order. A promise is one sentence about what a user or an operator can rely on.
PROMISES: Final = {
    "durable": "An answered write is on disk: killed at any instant, nothing answered is lost, undone or half made",
    "one-name": "One name, one call park",
    "one-agent": "One agent, one call park; one extension, one call park",
    "several-servers": "Several servers on one PostgreSQL are one",
    "idempotent": "Sent again, a request changes nothing again: POST with an `Idempotency-Key`, PUT and DELETE as is",
    "errors": "Every error has a code, a sentence that names the field and the remedy, and a tracking id",
    "sockets": "Slow, half-open and malformed connections are answered or closed, and harm nobody else",
    "organizations": "Nobody sees another organization, nor a location administrator another location",
    "tokens": "A revoked or expired token ends at every worker within a second; guessing is slowed",
    "audit": "Every change is in the audit trail, with who, when, before and after, in the change's own transaction",
    "database-away": "The database may go away: 503 or 504 with `Retry-After`, then ready again by itself",
    "disk-full": "A full disk stops writing only: reads go on, and nothing answered is lost",
    "restart": "A restart loses no request",
    "clock": "A jump of the clock harms nothing",
    "one-keeper": "One data directory has one PostgreSQL, and no process stays behind however the server ends",
    "limits": "Who asks too much, or while a location is locked, is told when to ask again; Webex clients get through",
    "document": "The API is what its OpenAPI document says",
    "upgrades": "Upgrades keep data: from every earlier schema, and killed at any instant",
    "test-mode": "Faults, journal and clock of the test mode exist in `demo` and `test-server` only, never in `serve`",
    "admin-pages": "Everybody can use the admin pages, narrow or wide, light or dark; they run no script but theirs",
    "seed": "The same seed makes the same ids for the same requests, whatever happens beside them",
    "backup": "A backup restores: every write that was answered before it began is in it",
}

FOUND: Final = Path(os.environ.get("CALLPARK_FIGURES", Path(__file__).parent.parent / ".figures"))
NIGHTLY: Final = bool(os.environ.get("CALLPARK_NIGHTLY"))

Figure = Callable[[str, str], None]


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Figure:
    """`figure("durable", "25 kills, 0 of 1,203 answered writes lost")`: what this test found of a promise."""

    def found(promise: str, text: str) -> None:
        assert promise in PROMISES, promise
        FOUND.mkdir(exist_ok=True)
        test = request.node.nodeid.partition("[")[0]
        name = f"{promise}--{test.rpartition('/')[2].replace('::', '-')}{'--nightly' if NIGHTLY else ''}.json"
        FOUND.joinpath(name).write_text(
            json.dumps({"promise": promise, "test": test, "figure": text, "nightly": NIGHTLY}, ensure_ascii=False)
        )

    return found


def tell(terminalreporter: pytest.TerminalReporter) -> None:
    found = [json.loads(path.read_text()) for path in sorted(FOUND.glob("*.json"))]
    if not found:
        return
    terminalreporter.section("promises")
    for promise in PROMISES:
        for one in found:
            if one["promise"] == promise and one["nightly"] == NIGHTLY:
                terminalreporter.line(f"{promise}: {one['figure']} ({one['test'].rpartition('/')[2]})")
