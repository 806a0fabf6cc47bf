"""Locations, and the call park settings of each."""

from typing import Any, Final

from callpark import ids
from callpark.api.references import reference
from callpark.errors import CallParkError, InvalidValue
from callpark.parking.model import (
    PARK_TIME_LEAST,
    PARK_TIME_MOST,
    CallParkSettingsChange,
    Recall,
    RecallOption,
    RingPattern,
)
from callpark.provisioning.access import Operation
from callpark.provisioning.call_park_settings import get_call_park_settings, update_call_park_settings
from callpark.provisioning.call_parks import available_recall_hunt_groups
from callpark.provisioning.directory.locations import require_calling_location
from callpark.web.app import Handler, Visit
from callpark.web.rendering import Page, leading_to
from callpark.web.tables import calling_locations

LISTED_MOST: Final = 1000
LIST: Final = "/admin/locations"
SETTINGS: Final = f"{LIST}/{{locationId}}/settings"
RINGS: Final = {
    RingPattern.NORMAL: "normal",
    RingPattern.LONG_LONG: "long, long",
    RingPattern.SHORT_SHORT_LONG: "short, short, long",
    RingPattern.SHORT_LONG_SHORT: "short, long, short",
}


async def table(visit: Visit) -> Page:
    return visit.page("locations.html", locations=await calling_locations(visit), done=visit.query.get("done", ""))


async def settings(visit: Visit) -> Page:
    here = visit.location_id
    grant = await visit.grant(Operation.GET_CALL_PARK_SETTINGS, here)
    location = await require_calling_location(visit.database, grant, here)
    problem = None
    if "recall" in visit.form:
        try:
            grant = await visit.grant(Operation.UPDATE_CALL_PARK_SETTINGS, here)
            await update_call_park_settings(visit.database, grant, here, _change(visit))
        except CallParkError as refusal:
            problem = refusal.message
        else:
            return leading_to(f"{LIST}?done={visit.names['locationId']}")
    found = await get_call_park_settings(visit.database, grant, here)
    groups = await available_recall_hunt_groups(visit.database, grant, here, name=None, start=0, most=LISTED_MOST)
    group = ids.hunt_group_id(found.hunt_group_id, found.hunt_group_mailbox) if found.hunt_group_id else ""
    values: dict[str, Any] = {
        "recall": found.recall_option.value,
        "hunt_group": group,
        "ring_pattern": found.ring_pattern.value,
        "recall_time": found.recall_time,
        "hunt_wait_time": found.hunt_wait_time,
    }
    values |= {name: visit.form.text(name) for name in values if name in visit.form}
    return visit.page(
        "location_settings.html",
        status=400 if problem else 200,
        location=location,
        values=values,
        groups={ids.hunt_group_id(one.id, one.mailbox): one.name for one in groups} | _present(group, found),
        rings={pattern.value: words for pattern, words in RINGS.items()},
        least=PARK_TIME_LEAST,
        most=PARK_TIME_MOST,
        problem=problem,
        why_not=await visit.may(Operation.UPDATE_CALL_PARK_SETTINGS, here),
    )


def _present(group: str, found: Any) -> dict[str, str]:
    """The hunt group that is set, which is not to be lost because it is not listed."""
    return {group: found.hunt_group_name} if group else {}


def _change(visit: Visit) -> CallParkSettingsChange:
    form = visit.form
    group = form.text("hunt_group")
    try:
        option, pattern = RecallOption(form.text("recall")), RingPattern(form.text("ring_pattern"))
    except ValueError:
        raise InvalidValue("recall", "Choose one of the options.") from None
    return CallParkSettingsChange(
        recall=Recall(option=option, hunt_group=reference("recall", group, ids.Kind.HUNT_GROUP) if group else None),
        ring_pattern=pattern,
        recall_time=_seconds("recall time", form.text("recall_time")),
        hunt_wait_time=_seconds("hunt wait time", form.text("hunt_wait_time")),
    )


def _seconds(name: str, text: str) -> int:
    if not text.strip().isdecimal() or len(text) > 6:
        raise InvalidValue(name, f"Give whole seconds from {PARK_TIME_LEAST} to {PARK_TIME_MOST}.")
    return int(text)


HANDLERS: Final[dict[tuple[str, str], Handler]] = {
    ("GET", LIST): table,
    ("GET", SETTINGS): settings,
    ("POST", SETTINGS): settings,
}
