"""When a mail that the server did not take is tried again."""

from __future__ import annotations

from datetime import timedelta

RETRY_AFTER = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
)
URGENT_AFTER = timedelta(seconds=30)  # so at the next tick, however often
GIVE_UP_AFTER = timedelta(hours=72)


def retry_after(tries: int, urgent: bool) -> timedelta:
    """Return how long to wait after so many tries: 1, 5, 15 and 60 minutes, then hourly."""
    return URGENT_AFTER if urgent else RETRY_AFTER[min(tries, len(RETRY_AFTER)) - 1]
