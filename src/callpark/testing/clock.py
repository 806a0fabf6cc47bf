"""The server's clock, as a test sets it: tokens expire by it, keys are forgotten, and events are dated."""

from datetime import datetime, timedelta

from callpark.testing.wire import Wire


class Clock:
    """It runs until it is set; then it stands still until it is moved on, or let go."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    @property
    def now(self) -> datetime:
        return datetime.fromisoformat(self._wire("GET", "/testing/clock")["now"])

    def set(self, moment: datetime | str) -> None:
        """With a time zone, as in 2030-01-31T08:00:00Z."""
        text = moment.isoformat() if isinstance(moment, datetime) else moment
        self._wire("PUT", "/testing/clock", {"moment": text})

    def advance(self, by: timedelta | None = None, **units: float) -> None:
        """By a timedelta or its parts: `advance(hours=25)`. The clock stands still from then on."""
        seconds = ((by or timedelta()) + timedelta(**units)).total_seconds()
        self._wire("PUT", "/testing/clock", {"advanceSeconds": seconds})

    def run(self) -> None:
        """Like every clock again."""
        self._wire("DELETE", "/testing/clock")
