"""How often something was done in an hour, counted in memory: asked before the database is.

Each process counts for itself and forgets when it stops. What has to be exact,
or the same for several processes, is counted in rows.
"""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

HOUR = timedelta(hours=1)
MOST_KEPT = 50_000  # some 10 MB
NO_WAIT = timedelta(0)
NO_MORE = 2**62


class Hourly:
    """An hour begins for each key with the first time, so nobody waits longer than an hour."""

    def __init__(self, most_kept: int = MOST_KEPT) -> None:
        self._most_kept = most_kept
        self._lock = threading.Lock()
        self._hours: dict[bytes, tuple[datetime, int]] = {}  # until when, how often; oldest first

    def take(self, key: bytes, most: int, now: datetime) -> timedelta:
        """Count one more, or return how long to wait first. What has to wait is not counted."""
        with self._lock:
            until, taken = self._hours.get(key, (now, 0))
            if until > now:
                if taken >= most:
                    return until - now
                self._hours[key] = until, taken + 1
                return NO_WAIT
            self._begin(key, now + HOUR, 1, now)
            return NO_WAIT

    def wait(self, key: bytes, now: datetime) -> timedelta:
        """Return how long a key that was shut has to wait; nothing is counted."""
        until, taken = self._hours.get(key, (now, 0))
        return until - now if taken >= NO_MORE and until > now else NO_WAIT

    def shut(self, key: bytes, until: datetime, now: datetime) -> None:
        """Remember what the rows said: no more before then."""
        with self._lock:
            self._begin(key, until, NO_MORE, now)

    def forget(self) -> None:
        with self._lock:
            self._hours.clear()

    def _begin(self, key: bytes, until: datetime, taken: int, now: datetime) -> None:
        """Make room first: by what is over and, of more than can be kept, by whoever came first.

        Whoever has that many addresses is not held by a count an address anyway.
        """
        self._hours.pop(key, None)
        while self._hours:
            oldest = next(iter(self._hours))
            if self._hours[oldest][0] > now and len(self._hours) < self._most_kept:
                break
            del self._hours[oldest]
        self._hours[key] = until, taken
