"""What the documentation says is what the program does."""

import re
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from callpark.cli.main import app
from callpark.provisioning.access import ADMIN_PAGES_ONLY, Operation
from callpark.settings import SETTINGS
from promises import PROMISES

TOP = Path(__file__).parents[2]
PAGES = runpy.run_path(str(TOP / "docs" / "generate.py"))["PAGES"]
SEED_STATUSES = {200, 201, 202, 204, 400, 401, 403, 404, 405, 409, 410, 415, 423, 428, 429, 500, 502, 503, 504}


@pytest.mark.parametrize("page", PAGES)
def test_generated_pages_are_up_to_date(page: str) -> None:
    assert (TOP / "docs" / page).read_text() == PAGES[page](), "run python docs/generate.py"


def test_every_operation_has_its_tests() -> None:
    """And every file that is called like an operation is one's: test_create_… to test_set_…, not test_door."""
    listed = re.findall(r"\(\.\./tests/api/(\w+\.py)\) \|$", (TOP / "docs" / "coverage.md").read_text(), re.MULTILINE)
    assert sorted(listed) == sorted(
        f"test_{operation.name.lower()}.py" for operation in set(Operation) - ADMIN_PAGES_ONLY
    )
    found = {path.name for path in (TOP / "tests" / "api").glob("test_*.py")}
    verbs = {operation.name.lower().split("_")[0] for operation in Operation}
    assert not {name for name in found - set(listed) if name.split("_")[1] in verbs}


def test_every_status_of_the_reference_pages_is_accounted_for() -> None:
    """Each row of docs/statuses.md names a test that shows the status, or says why it never occurs."""
    rows = re.findall(r"^\| (\d{3}) \| (.+?) \| (.+?) \|$", (TOP / "docs" / "statuses.md").read_text(), re.MULTILINE)
    assert {int(status) for status, _, _ in rows} == SEED_STATUSES
    sources = {path.relative_to(TOP / "tests").as_posix(): path.read_text() for path in (TOP / "tests").rglob("*.py")}
    for status, _, shown in rows:
        test = re.fullmatch(r"`(.+)::(.+)`", shown)
        assert test or shown.startswith("never: ") or shown.startswith("not yet: "), (status, shown)
        if test:
            assert f"def {test[2]}(" in sources[test[1]], shown


def test_what_operations_md_names_is_there() -> None:
    page = (TOP / "docs" / "operations.md").read_text()
    named = {option for setting in SETTINGS for option in (setting.option, setting.variable)}
    named |= set(_options(typer.main.get_command(app)))
    assert set(re.findall(r"(?<=[`' ])--[a-z][a-z-]+|CALLPARK_\w+", page)) <= named
    for path in re.findall(r"`((?:tests|scripts)/[\w/.]+)", page):
        assert (TOP / path).exists(), path


def _options(command: Any) -> Iterator[str]:
    """Of a command and of all below it."""
    for parameter in command.params:
        yield from parameter.opts
    for name in getattr(command, "commands", {}):
        yield from _options(command.commands[name])


def test_readme_has_every_promise_with_tests_that_are_there() -> None:
    """Its figures are those of a run, and differ from run to run."""
    table = (TOP / "README.md").read_text().partition("<!-- promises -->")[2].partition("<!-- /promises -->")[0]
    rows = [row.split(" | ") for row in table.strip().splitlines()[2:]]
    assert [row[0].removeprefix("| ") for row in rows] == list(PROMISES.values())
    for _, tests, found in rows:
        assert found.strip(" |")
        for path in re.findall(r"\]\(([^)]+)\)", tests):
            assert (TOP / path).is_file(), path


def test_links_lead_somewhere() -> None:
    for page in [*TOP.glob("*.md"), *(TOP / "docs").glob("*.md")]:
        for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text()):
            assert (page.parent / link).exists(), f"{page.name}: {link}"
