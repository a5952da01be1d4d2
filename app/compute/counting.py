"""Counts of requests in windows of time, once for all processes that serve."""

import time
from collections.abc import Callable

MOST_KEYS = 100_000


class Counters:
    """How often each key was counted since its window opened; windows close by themselves."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._counts: dict[str, tuple[int, float]] = {}

    def increase(self, key: str, seconds: float, *, amount: int = 1) -> tuple[int, float]:
        """Count `amount` more (0 only looks); returns the count and when its window closes."""
        now = self._clock()
        count, closes = self._counts.get(key, (0, 0.0))
        if closes <= now:
            count, closes = 0, now + seconds
        count += amount
        if amount:
            if len(self._counts) >= MOST_KEYS:
                self._forget(now)
            self._counts[key] = (count, closes)
        return count, closes

    def clear(self, key: str) -> None:
        """Forget a key."""
        self._counts.pop(key, None)

    def _forget(self, now: float) -> None:
        """Drop the windows that are closed; when all are open, the oldest half."""
        self._counts = {key: one for key, one in self._counts.items() if one[1] > now}
        if len(self._counts) >= MOST_KEYS:
            kept = sorted(self._counts.items(), key=lambda item: item[1][1])[MOST_KEYS // 2 :]
            self._counts = dict(kept)
