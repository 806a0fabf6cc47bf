"""Guessing of tokens is slowed: an address has so many failed attempts, and gets them back one by one.

Whoever has none left is not looked up any more; a token that was valid the last time is not held up by its neighbours.
"""

from math import ceil
from time import monotonic

from callpark import settings
from callpark.errors import TooManyGuesses

MINUTE = 60.0
ADDRESSES_MOST = 10_000


class Guesses:
    """Counts failures by address, each for MINUTE / `most` seconds; `most` of 0 means any number."""

    def __init__(self, most: int = settings.MOST_GUESSES.default) -> None:
        self._each = MINUTE / most if most else 0.0
        self._settled: dict[str, float] = {}  # when each address has all of its attempts back

    def check(self, address: str) -> None:
        """TooManyGuesses if the address has no attempt left."""
        over = self._settled.get(address, 0.0) - monotonic() - MINUTE + self._each
        if self._each and over > 0:
            raise TooManyGuesses(ceil(over))

    def failed(self, address: str) -> None:
        if not self._each:
            return
        now = monotonic()
        if len(self._settled) >= ADDRESSES_MOST:
            self._settled = {one: until for one, until in self._settled.items() if until > now}
        if len(self._settled) >= ADDRESSES_MOST:
            self._settled.clear()
        self._settled[address] = max(now, self._settled.get(address, 0.0)) + self._each
