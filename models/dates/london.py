"""The day in London at a moment: the day by which everything here is counted."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def london_day(moment: datetime) -> date:
    """Return the day on which `moment`, an aware instant, falls in London."""
    return moment.astimezone(LONDON).date()
