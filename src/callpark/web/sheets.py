"""Call parks as a sheet: the download, and the import after a look at what it would do."""

from typing import Final

from callpark.errors import CallParkError
from callpark.provisioning import sheets
from callpark.web.app import HOME, Handler, Visit
from callpark.web.rendering import HEADERS, Page

EXPORT: Final = f"{HOME}.csv"
IMPORT: Final = f"{HOME}/import"


async def export(visit: Visit) -> Page:
    text = await sheets.sheet(visit.database, visit.caller, visit.tracking_id)
    headers = HEADERS | {"content-disposition": 'attachment; filename="call-parks.csv"'}
    return Page(body=text.encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers)


async def import_(visit: Visit) -> Page:
    text = visit.form.text("sheet")
    outcomes: list[sheets.Outcome] = []
    problem, done = "", False
    if "sheet" in visit.form:
        try:
            rows = sheets.rows_of(text)
            sure = visit.form.text("do") == "import"
            outcomes = await sheets.carry_out(visit.database, visit.caller, visit.tracking_id, rows, dry_run=not sure)
            done = sure and not any(one.problem for one in outcomes)
        except CallParkError as refusal:
            problem = refusal.message
    wrong = sum(bool(one.problem) for one in outcomes)
    return visit.page(
        "import.html",
        status=400 if problem or wrong else 200,
        sheet="" if done else text,
        names=[*sheets.NAMES, "Agent1 ID", "Agent2 ID", "…"],
        outcomes=outcomes,
        counts={what: sum(one.what == what for one in outcomes) for what in ("create", "update", "nothing", "problem")},
        problem=problem,
        done=done,
    )


HANDLERS: Final[dict[tuple[str, str], Handler]] = {
    ("GET", EXPORT): export,
    ("GET", IMPORT): import_,
    ("POST", IMPORT): import_,
}
