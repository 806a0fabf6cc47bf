"""What a recall does, in words and as steps on a line of time, with the times of the location's settings."""

from collections.abc import Iterator
from dataclasses import dataclass

from callpark.parking.model import CallParkSettings, RecallOption

GROUP = "the hunt group"
"""Where no hunt group is chosen yet."""


@dataclass(frozen=True)
class Step:
    """What happens `seconds` after the call was parked."""

    seconds: int
    what: str


@dataclass(frozen=True)
class Told:
    """A recall option: one sentence, and its steps.

    `{group}` stands for the hunt group's name, `{parker}` for one of the agents who might park a call.
    """

    option: str
    sentence: str
    steps: list[Step]


def recalls(settings: CallParkSettings) -> Iterator[Told]:
    """Each option with the times of the location."""
    first, then = settings.recall_time, settings.recall_time + settings.hunt_wait_time
    parked = Step(0, "parked")
    yield Told(
        RecallOption.ALERT_PARKING_USER_ONLY.value,
        f"After {first} s the phone of whoever parked it{{parker}} rings. "
        f"If nobody answers, the call stays parked and it rings again every {first} s.",
        [parked, Step(first, "whoever parked it rings"), Step(2 * first, "… again")],
    )
    yield Told(
        RecallOption.ALERT_PARKING_USER_FIRST_THEN_HUNT_GROUP.value,
        f"After {first} s the phone of whoever parked it{{parker}} rings; if nobody answers within "
        f"{settings.hunt_wait_time} s, {{group}} rings.",
        [parked, Step(first, "whoever parked it rings"), Step(then, "{group} rings")],
    )
    yield Told(
        RecallOption.ALERT_HUNT_GROUP_ONLY.value,
        f"After {first} s {{group}} rings.",
        [parked, Step(first, "{group} rings")],
    )
