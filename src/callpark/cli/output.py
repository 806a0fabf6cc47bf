"""What a command prints: a table for people, JSON for programs; and how it tells what went wrong."""

import json
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any

import typer

from callpark.errors import CallParkError, OperatorError


class Output(StrEnum):
    JSON = "json"
    TABLE = "table"


OutputOption = Annotated[Output, typer.Option("--output", help="What to print: a table, or JSON on one line.")]


def show(output: Output, content: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> None:
    """One object or a list of them; nothing is cut off, whatever the width of the terminal."""
    if output is Output.JSON:
        print(json.dumps(content, default=str), flush=True)
        return
    rows = [content] if isinstance(content, Mapping) else content
    if isinstance(content, Mapping):
        width = max(len(name) for name in content)
        for name, value in content.items():
            print(f"{name:{width}}  {_text(value)}", flush=True)
        return
    if not rows:
        print("none")
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for name in rows[0]:
        table.add_column(name, no_wrap=True)
    for row in rows:
        table.add_row(*(_text(value) for value in row.values()))
    # A terminal wraps what does not fit; nothing may be cut off.
    Console(width=1000).print(table, markup=False, highlight=False)


def complain(refusal: CallParkError) -> None:
    """What went wrong, and the next step, on standard error."""
    print(f"callpark: {refusal.message}", file=sys.stderr)
    if isinstance(refusal, OperatorError):
        print(f"  → {refusal.remedy}", file=sys.stderr)


def _text(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, list):
        return ", ".join(_text(part) for part in value) or "–"
    # A name can hold anything, and a terminal obeys control characters.
    return "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(c)[0] == "C" else c for c in str(value))
