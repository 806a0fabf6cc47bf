"""Call parks as a sheet (CSV), one row each.

Columns: Call Park Name, Location Name, Recall To, Hunt Group Name, Member Action, Agent1 ID, Agent2 ID, … An agent is
an id or an extension of the location.
"""

import csv
import io
from typing import Final
from uuid import UUID

from callpark.errors import Invalid
from callpark.ids import public_id
from callpark.parking.model import RecallOption
from callpark.provisioning.access import Caller, Operation
from callpark.provisioning.call_parks import get_call_park
from callpark.provisioning.imports.wanted import Action, WantedCallPark
from callpark.provisioning.imports.work import Work
from callpark.provisioning.overview import list_overview
from callpark.storage.database import Database

NAMES: Final = ("Call Park Name", "Location Name", "Recall To", "Hunt Group Name", "Member Action")
ROWS_MOST: Final = 2000
DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""How a cell begins that a spreadsheet would carry out as a formula; it is written behind an apostrophe.

The last four are the first four in full width (OWASP, CSV Injection).
"""


def guarded(cell: str) -> str:
    return f"'{cell}" if _is_dangerous(cell) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _is_dangerous(cell) else cell


def _is_dangerous(cell: str) -> bool:
    """One that is guarded already as well, so that it is read in again as it was."""
    return cell.lstrip("'").startswith(DANGEROUS)


def read(text: str) -> list[WantedCallPark]:
    """Invalid if it is no such sheet at all; what is wrong in a row is found when it is carried out."""
    try:
        lines = list(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), strict=True))
    except csv.Error as error:
        raise Invalid(f"This is no CSV: {error}.") from None
    if not lines or [cell.strip() for cell in lines[0][: len(NAMES)]] != list(NAMES):
        raise Invalid(f"The first line has to be: {', '.join(NAMES)}, Agent1 ID, Agent2 ID, …")
    if len(lines) > ROWS_MOST + 1:
        raise Invalid(f"The sheet has more than {ROWS_MOST} rows: import it in parts.")
    rows = []
    for number, line in enumerate(lines[1:], 2):
        cells = [_unguarded(cell.strip()) for cell in line]
        if any(cells):
            cells += [""] * (len(NAMES) - len(cells))
            name, location, recall, group, action, *agents = cells
            rows.append(
                WantedCallPark(
                    line=number,
                    name=name,
                    location=location,
                    recall=recall or RecallOption.ALERT_PARKING_USER_ONLY.value,
                    hunt_group=group,
                    action=action.upper(),
                    agents=[agent for agent in agents if agent],
                )
            )
    return rows


async def write(database: Database, caller: Caller, tracking_id: str, location_id: UUID | None) -> str:
    """All call parks that the caller can read, or those of the location, as they would be read in again."""
    work = Work(database, caller, tracking_id)
    lines: list[list[str]] = []
    while parks := await list_overview(
        database,
        caller,
        tracking_id,
        location_id=location_id,
        search="",
        sort="location",
        start=len(lines),
        most=ROWS_MOST,
    ):
        for listed in parks:
            grant = await work.grant(Operation.GET_CALL_PARK, listed.location_id)
            park = await get_call_park(database, grant, listed.location_id, listed.name)
            agents = [public_id(one.kind, one.uuid) for one in park.agent_references if one.kind and one.uuid]
            recall = park.recall_option.value, park.hunt_group_name or ""
            lines.append([guarded(cell) for cell in (park.name, listed.location, *recall, Action.REPLACE, *agents)])
    widest = max((len(line) - len(NAMES) for line in lines), default=2)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*NAMES, *(f"Agent{number} ID" for number in range(1, max(widest, 2) + 1))])
    writer.writerows(lines)
    return text.getvalue()
