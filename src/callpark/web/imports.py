"""Call parks as files: the downloads, and the import, with a look at what it would do and how far it is.

An import answers while it works: the page up to its results is sent at once, then how far it is, then the rest. So
that needs no script, and no server that remembers anything.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Final

import structlog

from callpark.api.refusals import InternalError
from callpark.errors import CallParkError, Invalid
from callpark.provisioning.imports import location_files, sheets
from callpark.provisioning.imports.carrying_out import carry_out
from callpark.provisioning.imports.wanted import Outcome, Progress, Wanted
from callpark.web.app import HOME, Handler, Visit
from callpark.web.rendering import HEADERS, Page
from callpark.web.tables import Asked

log = structlog.get_logger("callpark.web")

EXPORT: Final = f"{HOME}.csv"
EXPORT_LOCATION: Final = "/admin/locations/{locationId}/call-parks.yaml"
IMPORT: Final = f"{HOME}/import"
LOOK_SECONDS: Final = 0.3
"""How often it says how far it is."""
RESULTS: Final = b"<!-- results -->"


async def export(visit: Visit) -> Page:
    asked = Asked.of(visit)
    text = await sheets.write(visit.database, visit.caller, visit.tracking_id, asked.location_id)
    return _file("call-parks.csv", text.encode("utf-8-sig"), "text/csv")


async def export_location(visit: Visit) -> Page:
    text = await location_files.write(visit.database, visit.caller, visit.tracking_id, visit.location_id)
    return _file("call-parks.yaml", text.encode(), "application/yaml")


def _file(name: str, body: bytes, media_type: str) -> Page:
    headers = HEADERS | {"content-disposition": f'attachment; filename="{name}"'}
    return Page(body=body, media_type=f"{media_type}; charset=utf-8", headers=headers)


async def show(visit: Visit) -> Page:
    return _page(visit, [], "")


async def import_(visit: Visit) -> Page:
    """Looks, or imports; the answer is 200 either way, since it begins before anything is known."""
    try:
        wanted = _wanted(visit)
    except CallParkError as refusal:
        page = _page(visit, [], refusal.message)
        page.status = 400
        return page
    return Page(parts=_parts(visit, wanted))


def _wanted(visit: Visit) -> list[Wanted]:
    """A sheet, or else YAML, which has a colon or a comment where it begins."""
    text = visit.form.text("sheet").lstrip("\ufeff")
    begin = next((line for line in text.splitlines() if line.strip()), "")
    nothing_else = "nothing_else" in visit.form
    if ":" in begin or begin.startswith(("#", "---")):
        return location_files.read(text, nothing_else=nothing_else)
    if nothing_else:
        raise Invalid("Deleting what is not in the file is for YAML of a whole location only: a sheet is not whole.")
    return list(sheets.read(text))


async def _parts(visit: Visit, wanted: list[Wanted]) -> AsyncIterator[bytes]:
    progress = Progress(of=len(wanted))
    work = asyncio.create_task(
        carry_out(
            visit.database,
            visit.caller,
            visit.tracking_id,
            wanted,
            dry_run=visit.form.text("do") != "import",
            whole="partial" not in visit.form,
            progress=progress,
        )
    )
    head, _, _ = _page(visit, [], "").body.partition(RESULTS)
    yield head + b'<div class="progress">'
    while not (await asyncio.wait({work}, timeout=LOOK_SECONDS))[0]:
        yield (
            f'<p role="status">{progress.done} of {progress.of} '
            f'<progress value="{progress.done}" max="{progress.of}"></progress></p>\n'
        ).encode()
    yield b"</div>"
    outcomes, problem = _ended(work, visit)
    yield _page(visit, outcomes, problem).body.partition(RESULTS)[2]


def _ended(work: "asyncio.Task[list[Outcome]]", visit: Visit) -> tuple[list[Outcome], str]:
    try:
        return work.result(), ""
    except CallParkError as refusal:
        return [], refusal.message
    except Exception:
        log.exception("a bug", tracking_id=visit.tracking_id, path=visit.path)
        return [], f"{InternalError().message} Tracking id {visit.tracking_id}"


def _page(visit: Visit, outcomes: list[Outcome], problem: str) -> Page:
    form = visit.form
    wrong = sum(bool(one.problem) for one in outcomes)
    sure = form.text("do") == "import"
    done = sure and bool(outcomes) and ("partial" in form or not wrong)
    return visit.page(
        "import.html",
        sheet="" if done and not wrong else form.text("sheet"),
        names=[*sheets.NAMES, "Agent1 ID", "Agent2 ID", "…"],
        outcomes=outcomes,
        counts=_counts(outcomes),
        problem=problem,
        done=done,
        partial="partial" in form,
        nothing_else="nothing_else" in form,
    )


def _counts(outcomes: list[Outcome]) -> dict[str, Any]:
    whats = ("create", "update", "delete", "nothing", "problem")
    return {what: sum(one.what == what for one in outcomes) for what in whats}


HANDLERS: Final[dict[tuple[str, str], Handler]] = {
    ("GET", EXPORT): export,
    ("GET", EXPORT_LOCATION): export_location,
    ("GET", IMPORT): show,
    ("POST", IMPORT): import_,
}
