"""How many requests a token may send: counted by each worker for itself, which has its share of the limit.

The library is loaded only where a limit is set: it takes about 16 MB.
"""

from datetime import UTC, datetime
from math import ceil
from uuid import UUID

from callpark import settings
from callpark.errors import OperatorError, TooManyRequests


class RateLimit:
    """A limit such as `300/minute`, over a sliding window; a jump of the clock shortens or lengthens one window."""

    def __init__(self, limit: str, workers: int) -> None:
        from limits import parse
        from limits.storage import MemoryStorage
        from limits.strategies import SlidingWindowCounterRateLimiter

        try:
            whole = parse(limit)
            if whole.amount < 1:
                raise ValueError(limit)
        except ValueError:
            raise OperatorError(
                f"{settings.RATE_LIMIT.option}: {limit!r} is no limit.", "Write 300/minute, or 10 per second."
            ) from None
        self._item = type(whole)(max(1, whole.amount // workers), whole.multiples)
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def count(self, token_id: UUID) -> None:
        """One more request with this token; TooManyRequests if that is one too many."""
        if not self._limiter.hit(self._item, token_id.hex):
            until = self._limiter.get_window_stats(self._item, token_id.hex).reset_time
            left = ceil(until - datetime.now(UTC).timestamp())
            raise TooManyRequests(min(max(left, 1), self._item.get_expiry()))
