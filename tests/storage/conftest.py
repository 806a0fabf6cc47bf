"""Directories for PostgreSQL to be kept in."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from keepers import processes_on


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
