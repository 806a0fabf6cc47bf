"""The example's own tests, alone and side by side, as its README runs them. A fresh environment: scripts/newcomer."""

import shutil
from pathlib import Path

import pytest

from plain_pytest import run_pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "integration-tests"


@pytest.mark.parametrize("options", [(), ("-n", "2")], ids=["alone", "side by side"])
def test_they_pass(tmp_path: Path, options: tuple[str, ...]) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "example")
    done = run_pytest(tmp_path, *options)
    assert done.returncode == 0, done.stdout
    assert "13 passed" in done.stdout
