"""The embedded PostgreSQL: real processes, killed in every way that an operator or a machine can think of."""

import asyncio
import fcntl
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from keepers import (
    AS_ROOT,
    DEBIANS,
    KEEPER,
    KeeperProcess,
    answers,
    ask,
    only_with_debians,
    postmaster_of,
    processes_on,
    socket_directory_of,
    wait_until,
)

from callpark.errors import DataDirectoryBusy
from callpark.storage import embedded
from callpark.storage.embedded import EmbeddedPostgres, running_url
from callpark.storage.postgres_binaries import Postmaster

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
