"""What the figures are to be. Everything is a ratio within one run, or a time or size that a user would notice."""

from dataclasses import dataclass
from statistics import median

import cases
from cases import CREATE_2, CREATE_20, REFERENCE, at, by_pgbench, in_postgres, of_peer, two_workers
from filled import LARGEST
from load import Sample
from whole import GROWTH, MEMORY_LOADED, READY_EXISTING, READY_FRESH

Medians = dict[str, Sample]
"""The median of every figure of every case."""

CONVENTIONAL, PRISM = "conventional", "prism"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure of a case; of several cases the largest."""

    cases: tuple[str, ...]
    name: str = "per_second"

    def of(self, medians: Medians) -> float | None:
        found = [medians[case][self.name] for case in self.cases if case in medians]
        return max(found) if len(found) == len(self.cases) else None


@dataclass(frozen=True, kw_only=True)
class Target:
    """`of` divided by `by`, or `of` as it is. Without a wish the figure is only told."""

    what: str
    of: Figure
    by: Figure | None = None
    least: float | None = None
    most: float | None = None
    unit: str = ""

    def figure(self, medians: Medians) -> float | None:
        """None if not everything that it needs was measured."""
        of, by = self.of.of(medians), self.by.of(medians) if self.by else 1.0
        return None if of is None or not by else of / by

    def held(self, figure: float) -> bool | None:
        if self.least is not None:
            return figure >= self.least
        return figure <= self.most if self.most is not None else None

    @property
    def wanted(self) -> str:
        if self.least is not None:
            return f"≥ {self.least:g}{self.unit}"
        return f"≤ {self.most:g}{self.unit}" if self.most is not None else "–"


def medians_of(rounds: list[dict[str, Sample]]) -> Medians:
    """Over the rounds, figure by figure."""
    samples: dict[str, list[Sample]] = {}
    for one in rounds:
        for case, sample in one.items():
            samples.setdefault(case, []).append(sample)
    return {case: {name: median(one[name] for one in of) for name in of[0]} for case, of in samples.items()}


def _rate(case: str) -> Figure:
    return Figure(cases=(case,))


def _in_postgres(*names: str) -> Figure:
    return Figure(cases=tuple(in_postgres(name) for name in names), name="ms")


PAGE = at(REFERENCE, LARGEST)
CREATING_2, CREATING_20 = at(CREATE_2, LARGEST), at(CREATE_20, LARGEST)

TARGETS = (
    Target(what="page, of the same server's static authenticated answer of its size",
           of=_rate(PAGE), by=_rate(cases.STATIC_AUTHENTICATED), least=0.35),
    Target(what="page, of pgbench on the same SQL, 8 clients",
           of=_rate(PAGE), by=_rate(by_pgbench(REFERENCE)), least=0.65),
    Target(what="page, of the conventional service",
           of=_rate(PAGE), by=_rate(of_peer(CONVENTIONAL, REFERENCE)), least=12),
    Target(what="page, of Prism's answer of its size",
           of=_rate(PAGE), by=_rate(of_peer(PRISM, REFERENCE)), least=1.5),
    Target(what="page, slowest of a hundred of the median (p99 / p50)",
           of=Figure(cases=(PAGE,), name="p99_ms"), by=Figure(cases=(PAGE,), name="p50_ms"), most=5),
    Target(what="time per page at 100,000 lines, of that at 100",
           of=_rate(at(REFERENCE, 100)), by=_rate(PAGE), most=1.15),
    Target(what="the slowest of the 40 orders, in PostgreSQL",
           of=_in_postgres(*(f"order {cases.ordered(order)}" for order in cases.ORDERS)), most=2, unit=" ms"),
    Target(what="time per page of a rare name, of an unfiltered one",
           of=_rate(PAGE), by=_rate(at(cases.RARE, LARGEST)), most=5),
    Target(what="page from start 50,000, in PostgreSQL", of=_in_postgres("start 50,000"), most=12, unit=" ms"),
    Target(what="durable create, 2 agents and a hunt group, of Prism, which keeps nothing",
           of=_rate(CREATING_2), by=_rate(of_peer(PRISM, CREATE_2)), least=1.2),
    Target(what="durable create, 2 agents and a hunt group, of the conventional service",
           of=_rate(CREATING_2), by=_rate(of_peer(CONVENTIONAL, CREATE_2)), least=8),
    Target(what="durable create, 20 agents and 5 extensions, of pgbench on the same statement, 8 clients",
           of=_rate(CREATING_20), by=_rate(by_pgbench(CREATE_20)), least=0.7),
    Target(what="start to ready, existing data directory",
           of=Figure(cases=(READY_EXISTING,), name="seconds"), most=1, unit=" s"),
    Target(what="start to ready, fresh data directory",
           of=Figure(cases=(READY_FRESH,), name="seconds"), most=3, unit=" s"),
    Target(what="memory of one worker after 100,000 requests",
           of=Figure(cases=(MEMORY_LOADED,), name="MiB"), most=60, unit=" MiB"),
    Target(what="memory gained in the second 100,000",
           of=Figure(cases=(GROWTH,), name="MiB"), most=1, unit=" MiB"),
    Target(what="page with 2 workers, of 1 worker",
           of=_rate(two_workers(PAGE)), by=_rate(PAGE)),
    Target(what="create with 2 workers, of 1 worker",
           of=_rate(two_workers(CREATING_2)), by=_rate(CREATING_2)),
)  # fmt: skip
