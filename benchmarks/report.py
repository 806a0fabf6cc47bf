"""What was found, as a table to read (results.md) and as every round's figures (results.json)."""

import json
from collections.abc import Iterator
from pathlib import Path

from load import Sample
from targets import TARGETS, medians_of

HERE = Path(__file__).parent

PINNING = """One run, {rounds} rounds; in each of them every case once, in this order, {seconds:g} s each; medians, and
in brackets the least and the most of the rounds. The server has one core; PostgreSQL, the load generator (wrk, 64
connections) and pgbench share another. 2 workers: {two}. Compare within this page only: on another machine the ratios
hold better than the figures. How it is measured, and what the cases mean: [README.md](README.md).
"""


def write(rounds: list[dict[str, Sample]], machine: dict[str, str], seconds: float, two: str) -> Path:
    """Returns the path of the table."""
    text = "\n".join(_lines(rounds, machine, seconds, two))
    (HERE / "results.md").write_text(text + "\n")
    raw = {"machine": machine, "seconds": seconds, "rounds": rounds}
    (HERE / "results.json").write_text(json.dumps(raw, indent=1) + "\n")
    return HERE / "results.md"


def _lines(rounds: list[dict[str, Sample]], machine: dict[str, str], seconds: float, two: str) -> Iterator[str]:
    yield "# Measured\n"
    yield "Written by `scripts/bench`.\n"
    most = max(sum(name in one for one in rounds) for name in rounds[0])
    yield PINNING.format(rounds=most, seconds=seconds, two=two)
    yield "| machine | |\n| --- | --- |"
    yield from (f"| {name} | {value} |" for name, value in machine.items())
    yield "\n## Targets\n\n| what | figure | wanted | |\n| --- | ---: | ---: | --- |"
    yield from target_rows(rounds)
    yield from tables(rounds)


def tables(rounds: list[dict[str, Sample]]) -> Iterator[str]:
    for title, figures in (
        ("Over HTTP, and pgbench with 8 clients", ("per_second",)),
        ("One statement, one client of pgbench; single requests", ("ms",)),
        ("The whole program", ("seconds", "MiB")),
    ):
        yield f"\n## {title}\n"
        yield from _table(rounds, figures)


def target_rows(rounds: list[dict[str, Sample]]) -> Iterator[str]:
    medians = medians_of(rounds)
    for target in TARGETS:
        figure = target.figure(medians)
        if figure is None:
            yield f"| {target.what} | – | {target.wanted} | not measured |"
            continue
        held = {True: "held", False: "**missed**", None: "told only"}[target.held(figure)]
        yield f"| {target.what} | {_short(figure)}{target.unit} | {target.wanted} | {held} |"


def _table(rounds: list[dict[str, Sample]], figures: tuple[str, ...]) -> Iterator[str]:
    medians = medians_of(rounds)
    rows = {case: figure for case, sample in medians.items() for figure in figures if figure in sample}
    if figures == ("per_second",):
        yield "| case | /s | | p50 ms | p99 ms |\n| --- | ---: | ---: | ---: | ---: |"
    else:
        yield "| case | | |\n| --- | ---: | ---: |"
    for case, figure in rows.items():
        all = [one[case][figure] for one in rounds if case in one]
        unit = "" if figure == "per_second" else f" {'s' if figure == 'seconds' else figure}"
        spread = f"({_short(min(all))} – {_short(max(all))})" if len(all) > 1 else ""
        row = f"| {case.replace('|', chr(92) + '|')} | {_short(medians[case][figure])}{unit} | {spread} |"
        if figure == "per_second":
            row += "".join(
                f" {_short(medians[case][name]) if name in medians[case] else '–'} |" for name in ("p50_ms", "p99_ms")
            )
        yield row


def _short(figure: float) -> str:
    """Three digits, since more are noise."""
    if abs(figure) >= 1000:
        return f"{round(figure, 3 - len(str(int(abs(figure))))):,.0f}"
    return f"{figure:.3g}"
