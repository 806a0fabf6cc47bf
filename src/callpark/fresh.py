"""What differs at every run: new ids, and what time it is. Asked for here, so that the test mode can set both."""

from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid4

id_source: Final[ContextVar[Callable[[], UUID]]] = ContextVar("id_source", default=uuid4)
clock: Final[ContextVar[Callable[[], datetime]]] = ContextVar("clock", default=lambda: datetime.now(UTC))
"""Both hold for the request that is being handled. PostgreSQL's clock is set in storage/testing."""


def uuid() -> UUID:
    return id_source.get()()


def now() -> datetime:
    """With its time zone."""
    return clock.get()()
