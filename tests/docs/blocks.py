"""The blocks of code in the documentation, and what runs each of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).parents[2]
PAGES = [
    *TOP.glob("*.md"),
    *(TOP / "docs").glob("*.md"),
    *(TOP / "examples").rglob("*.md"),
    TOP / "benchmarks" / "README.md",
]

# What is run elsewhere, by its first line.
ELSEWHERE = {
    "scripts/demo ": "scripts/newcomer, from an empty home; tests/cli/test_demo.py",
    "scripts/bench ": "by hand: it takes 15 minutes",
    "; /etc/pgbouncer/pgbouncer.ini": "tests/pgbouncer.py, in many tests",
    "python3 -m venv .venv": "scripts/newcomer, from an empty home; scripts/nightly pythons",
    "Call Park Name,": "tests/web/test_imports_of_locations.py, into the demo organization",
    "location: Alaska": "the same",
    "WEBEX_BASE_URL=": "tests/with_webex_clients/test_clients.py, as an assistant starts it",
}


@dataclass(frozen=True)
class Block:
    page: str
    number: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}-{self.number}"

    @property
    def elsewhere(self) -> str | None:
        return next((place for first, place in ELSEWHERE.items() if self.text.startswith(first)), None)

    @property
    def is_test(self) -> bool:
        return self.language == "python" and "\ndef test_" in f"\n{self.text}"


def blocks() -> Iterator[Block]:
    for page in sorted(PAGES):
        found = re.findall(r"^```(\w*)\n(.*?)^```$", page.read_text(), re.MULTILINE | re.DOTALL)
        for number, (language, text) in enumerate(found, 1):
            if language != "text":
                yield Block(page.relative_to(TOP).as_posix(), number, language, text)
