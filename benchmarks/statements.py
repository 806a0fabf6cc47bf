"""callpark's own SQL, run by pgbench: what PostgreSQL can do without a service around it.

The statements are those that callpark.storage sends: they are recorded there, not copied. pgbench has a parameter for
each place where ours have one for each value, and is told the types; apart from that they are the same.
"""

import asyncio
import re
import subprocess
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from callpark.parking.model import AvailableAgentsQuestion
from callpark.provisioning.access import Caller, Grant, Operation, Role
from callpark.provisioning.call_parks import created
from callpark.storage.agents import available_agents
from callpark.storage.call_parks import NewCallPark, insert_call_park
from filled import Location
from load import MeasuredNothing, Sample

CLIENTS = 8
PAGE = 50
DRAFTS = "benchmark_drafts"


@dataclass(frozen=True, kw_only=True)
class Statement:
    """`anew`: callpark has it planned at each execution."""

    text: str
    values: tuple[Any, ...]
    anew: bool = False


class Recorder:
    """Stands where storage expects a connection, and keeps what it is told to run."""

    def __init__(self) -> None:
        self.recorded: list[Statement] = []
        self._prepared = ""

    async def execute(self, text: str, *values: Any) -> None:
        self.recorded.append(Statement(text=text, values=values))

    async def prepare(self, text: str) -> "Recorder":
        self._prepared = text
        return self

    async def fetchrow(self, *given: Any) -> None:
        if self._prepared:
            self.recorded.append(Statement(text=self._prepared, values=given, anew=True))
        else:
            await self.execute(*given)


def _recorded(work: Callable[[Any], Coroutine[Any, Any, object]]) -> Statement:
    recorder = Recorder()
    asyncio.run(work(recorder))
    return recorder.recorded[-1]


def page_of(here: Location, question: AvailableAgentsQuestion, start: int = 0) -> Statement:
    """The statement of a page; one row more than the page has tells whether there is a next one."""
    return _recorded(
        lambda connection: available_agents(connection, here.organization.id, here.id, question, start, PAGE + 1)
    )


def create_of(here: Location, draft: NewCallPark) -> Statement:
    """With the row of the audit trail, as every create over the API has it."""
    caller = Caller(
        organization_id=here.organization.id,
        token_id=uuid4(),
        person_id=uuid4(),
        name="benchmark",
        role=Role.FULL,
        scopes=frozenset(),
        locations=frozenset(),
    )
    grant = Grant(
        organization_id=here.organization.id,
        caller=caller,
        operation=Operation.CREATE_CALL_PARK,
        locations=None,
        tracking_id=f"CALLPARK_{uuid4()}",
    )
    change = created(grant, here.id, draft)
    return _recorded(lambda connection: insert_call_park(connection, here.organization.id, here.id, draft, change))


class Pgbench:
    """Runs statements on one PostgreSQL. Its scripts are written into `directory`."""

    def __init__(self, program: Path, database_url: str, directory: Path) -> None:
        self._program = program
        self._url = database_url
        self._directory = directory

    def latency(self, statement: Statement, times: int) -> Sample:
        """Mean time of one execution, by one client."""
        ran = self._run(self._script(statement), statement, "--client", "1", "--transactions", str(times))
        return {"ms": ran["latency average"]}

    def throughput(self, statement: Statement, seconds: float) -> Sample:
        return self._throughput(self._script(statement), statement, seconds)

    def create_throughput(self, drafts: list[Statement], seconds: float) -> Sample:
        """Each execution is another draft. Asking for it costs pgbench a look-up by key each time."""
        asyncio.run(self._store(drafts))
        fetched = f"\\set turn :turn + 1\nSELECT * FROM {DRAFTS} WHERE n = :client_id + {CLIENTS} * :turn\n\\gset\n"
        return self._throughput(fetched + self._script(drafts[0]), None, seconds, "-D", "turn=-1")

    def _throughput(self, script: str, given: Statement | None, seconds: float, *more: str) -> Sample:
        options = ("--client", str(CLIENTS), "--time", str(max(1, round(seconds))))
        return {"per_second": self._run(script, given, *options, *more)["tps"]}

    def _run(self, script: str, given: Statement | None, *options: str) -> dict[str, float]:
        file = self._directory / "pgbench.sql"
        file.write_text(script)
        mode = "extended" if given and given.anew else "prepared"
        values = _values(given.values) if given else {}
        command = [str(self._program), "--no-vacuum", "-M", mode, "--file", str(file), *options]
        command += [part for name, value in values.items() for part in ("-D", f"{name}={value}")]
        done = subprocess.run([*command, self._url], capture_output=True, text=True, check=False)
        found = dict(re.findall(r"^(tps|latency average) = ([\d.]+)", done.stdout, re.MULTILINE))
        if done.returncode != 0 or len(found) < 2:
            raise MeasuredNothing(f"pgbench: {done.stdout}{done.stderr}")
        return {name: float(value) for name, value in found.items()}

    def _script(self, statement: Statement) -> str:
        types = asyncio.run(self._types(statement.text))
        return re.sub(r"\$(\d+)", lambda found: f":v{found[1]}::{types[int(found[1]) - 1]}", statement.text) + ";\n"

    async def _types(self, text: str) -> list[str]:
        connection = await asyncpg.connect(self._url)
        try:
            return [type.name for type in (await connection.prepare(text)).get_parameters()]
        finally:
            await connection.close()

    async def _store(self, drafts: list[Statement]) -> None:
        columns = list(_values(drafts[0].values))
        rows = [(n, *_values(draft.values).values()) for n, draft in enumerate(drafts)]
        connection = await asyncpg.connect(self._url)
        try:
            texts = ", ".join(f"{column} text" for column in columns)
            await connection.execute(f"DROP TABLE IF EXISTS {DRAFTS}")
            await connection.execute(f"CREATE UNLOGGED TABLE {DRAFTS} (n integer PRIMARY KEY, {texts})")
            await connection.copy_records_to_table(DRAFTS, columns=["n", *columns], records=rows)
            await connection.execute(f"VACUUM ANALYZE {DRAFTS}")
        finally:
            await connection.close()


def _values(values: Iterable[Any]) -> dict[str, str]:
    """As pgbench's variables, by name."""
    return {f"v{place}": _written(value) for place, value in enumerate(values, 1)}


def _written(value: Any) -> str:
    match value:
        case list():
            return "{" + ",".join(_written(one) for one in value) + "}"
        case str() | int() | UUID():
            return str(value)
    raise TypeError(f"{value!r} has not been a parameter so far")
