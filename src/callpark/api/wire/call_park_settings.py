"""A location's call park settings on the wire (Webex API, Features: Call Park)."""

from typing import Annotated

from msgspec import UNSET, UnsetType

from callpark import ids
from callpark.api.wire import Request, Response, shown
from callpark.api.wire.call_parks import RecallBody, RecallDetails
from callpark.errors import InvalidValue
from callpark.parking.model import (
    PARK_TIME_LEAST,
    PARK_TIME_MOST,
    CallParkSettings,
    CallParkSettingsChange,
    RingPattern,
)

Seconds = Annotated[int, shown(minimum=PARK_TIME_LEAST, maximum=PARK_TIME_MOST)]


class TimesAndRingPattern(Request):
    """`ringPattern` is required, but Webex answers one that is missing as it does a wrong value (25024)."""

    ring_pattern: RingPattern | UnsetType = UNSET
    recall_time: Seconds | UnsetType = UNSET
    hunt_wait_time: Seconds | UnsetType = UNSET


class CallParkSettingsBody(Request):
    call_park_recall: RecallBody | UnsetType = UNSET
    call_park_settings: Annotated[TimesAndRingPattern, shown(required=["ringPattern"])] | UnsetType = UNSET

    def change(self) -> CallParkSettingsChange:
        given = self.call_park_settings or TimesAndRingPattern()
        if self.call_park_settings and not given.ring_pattern:
            allowed = ", ".join(pattern.value for pattern in RingPattern)
            raise InvalidValue("callParkSettings.ringPattern", f"It is required: use one of {allowed}.")
        return CallParkSettingsChange(
            recall=self.call_park_recall.recall("callParkRecall") if self.call_park_recall else None,
            ring_pattern=given.ring_pattern or None,
            recall_time=None if given.recall_time is UNSET else given.recall_time,
            hunt_wait_time=None if given.hunt_wait_time is UNSET else given.hunt_wait_time,
        )


class TimesAndRingPatternDetails(Response):
    ring_pattern: RingPattern
    recall_time: int
    hunt_wait_time: int


class CallParkSettingsDetails(Response):
    call_park_recall: RecallDetails
    call_park_settings: TimesAndRingPatternDetails


def details(settings: CallParkSettings) -> CallParkSettingsDetails:
    group, mailbox = settings.hunt_group_id, settings.hunt_group_mailbox
    return CallParkSettingsDetails(
        call_park_recall=RecallDetails(
            option=settings.recall_option,
            hunt_group_id=ids.hunt_group_id(group, mailbox) if group else None,
            hunt_group_name=settings.hunt_group_name,
        ),
        call_park_settings=TimesAndRingPatternDetails(
            ring_pattern=settings.ring_pattern,
            recall_time=settings.recall_time,
            hunt_wait_time=settings.hunt_wait_time,
        ),
    )
