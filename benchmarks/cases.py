"""What is measured, case by case. A name is what stands in the table, and what a target refers to."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import permutations
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from callpark.ids import call_park_id
from callpark.parking.model import ORDER_FIELDS_MOST, AgentOrder, AvailableAgentsQuestion
from filled import COMMON_NAME, EXTENSIONS_OF_CREATE, LARGEST, NUMBER, RARE_NAME, RECEPTION, Location, reset
from floor import BEFORE_THE_DOOR
from load import Load, Sample
from statements import PAGE, Pgbench, create_of, page_of

AGENTS = "available agents"
REFERENCE = f"{AGENTS}, page of 50"
RARE = f"{AGENTS}, rare name"
CREATE_2 = "create, 2 agents and a hunt group"
CREATE_20 = "create, 20 agents and 5 extensions"
STATIC = "static answer of the page's size"
STATIC_AUTHENTICATED = f"{STATIC}, authenticated"
ORDERS = [
    order for fields in range(1, ORDER_FIELDS_MOST + 1) for order in permutations(AgentOrder, fields)
]  # 40: 4 of one field, 12 of two, 24 of three
REFERENCE_ORDER = (AgentOrder.LNAME, AgentOrder.FNAME, AgentOrder.EXTENSION)
STARTS = (0, 1_000, 10_000, 25_000, 50_000, 90_000)
TIMES = 100
"""Executions of a statement by one client, of which the mean is taken."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """`measured` is told for how many seconds; `after` puts back what it has changed."""

    name: str
    measured: Callable[[float], Sample]
    after: Callable[[], None] = lambda: None


def at(what: str, lines: int) -> str:
    return f"{what}, {lines:,} lines"


def two_workers(what: str) -> str:
    return f"{what}, 2 workers"


def of_peer(peer: str, what: str) -> str:
    return f"{peer}: {what}"


def by_pgbench(what: str) -> str:
    return f"pgbench, 8 clients: {what}"


def in_postgres(what: str) -> str:
    return f"in PostgreSQL: {what}"


def ordered(order: tuple[AgentOrder, ...]) -> str:
    return "|".join(field.value for field in order)


# --- callpark over HTTP --------------------------------------------------------------------------------------


def reads(url: str, here: Location) -> Iterator[Case]:
    agents: dict[str, dict[str, Any]] = {
        REFERENCE: {"order": ordered(REFERENCE_ORDER)},
        f"{AGENTS}, default order": {},
        f"{AGENTS}, from the middle": {"start": here.lines // 2},
        f"{AGENTS}, common name": {"name": COMMON_NAME},
        RARE: {"name": RARE_NAME},
        f"{AGENTS}, one letter": {"name": "z"},
        f"{AGENTS}, two letters": {"name": "qu"},
        f"{AGENTS}, phoneNumber": {"phoneNumber": NUMBER},
        f"{AGENTS}, callParkName": {"callParkName": RECEPTION},
    }
    parks = f"{here.path}/callParks"
    paths = {name: f"{parks}/availableUsers?{urlencode({'max': PAGE} | query)}" for name, query in agents.items()}
    paths["list, page of 50"] = f"{parks}?max={PAGE}"
    paths["details, 10 agents and 5 extensions"] = f"{parks}/{call_park_id(RECEPTION)}"
    for name, path in paths.items():
        load = Load(url=f"{url}/v1{path}", headers=here.headers)
        yield Case(name=at(name, here.lines), measured=load.measured)


def reference(here: Location) -> str:
    """The path of the page that callpark, its floors and its peers are compared by."""
    query = urlencode({"max": PAGE, "order": ordered(REFERENCE_ORDER)})
    return f"/v1{here.path}/callParks/availableUsers?{query}"


def creates(url: str, database_url: str, here: Location, directory: Path) -> Iterator[Case]:
    for name, agents, extensions in ((CREATE_2, 2, 0), (CREATE_20, 20, EXTENSIONS_OF_CREATE)):
        bodies = here.write_bodies(directory / f"bodies-{agents}", agents, extensions)
        load = Load(url=f"{url}/v1{here.path}/callParks", headers=here.headers, bodies=bodies)
        yield Case(name=at(name, here.lines), measured=load.measured, after=lambda: reset(database_url))


def with_two_workers(url: str, database_url: str, here: Location, directory: Path) -> Iterator[Case]:
    """The reference page and the smaller create again."""
    wanted = {at(REFERENCE, here.lines), at(CREATE_2, here.lines)}
    for case in (*reads(url, here), *creates(url, database_url, here, directory)):
        if case.name in wanted:
            yield replace(case, name=two_workers(case.name))


def floors(url: str, here: Location) -> Iterator[Case]:
    yield Case(name=STATIC, measured=Load(url=url + BEFORE_THE_DOOR).measured)
    behind = Load(url=f"{url}/v1{here.path}/static", headers=here.headers)
    yield Case(name=STATIC_AUTHENTICATED, measured=behind.measured)


# --- the same SQL without a service --------------------------------------------------------------------------


def statements(pgbench: Pgbench, database_url: str, here: Location) -> Iterator[Case]:
    page = page_of(here, AvailableAgentsQuestion(order=REFERENCE_ORDER))
    yield Case(name=by_pgbench(REFERENCE), measured=lambda seconds: pgbench.throughput(page, seconds))
    drafts = [create_of(here, draft) for draft in here.drafts(20, EXTENSIONS_OF_CREATE)]
    yield Case(
        name=by_pgbench(CREATE_20),
        measured=lambda seconds: pgbench.create_throughput(drafts, seconds),
        after=lambda: reset(database_url),
    )


def in_database(pgbench: Pgbench, locations: dict[int, Location]) -> Iterator[Case]:
    """Time of one statement, which does not depend on the service before it."""
    largest = locations[LARGEST]

    def case(what: str, here: Location, start: int = 0, /, **question: Any) -> Case:
        statement = page_of(here, AvailableAgentsQuestion(**question), start)
        return Case(name=in_postgres(what), measured=lambda _: pgbench.latency(statement, TIMES))

    for lines, here in locations.items():
        yield case(at("page of 50", lines), here, order=REFERENCE_ORDER)
    for start in STARTS:
        yield case(f"start {start:,}", largest, start, order=REFERENCE_ORDER)
    for name, filtered in {
        "common name": {"name": COMMON_NAME.lower()},
        "rare name": {"name": RARE_NAME.lower()},
        "one letter": {"name": "z"},
        "two letters": {"name": "qu"},
        "phoneNumber": {"phone_number": NUMBER},
        "callParkName": {"call_park_name": RECEPTION},
    }.items():
        yield case(name, largest, **filtered)
    for order in ORDERS:
        yield case(f"order {ordered(order)}", largest, order=order)
