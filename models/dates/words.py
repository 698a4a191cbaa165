"""How a day is written for people: the same everywhere, and no leading nought."""

from __future__ import annotations

from datetime import date


def long_date(day: date) -> str:
    """Return the day as a letter has it: 3 November 2026."""
    return f"{day.day} {day:%B %Y}"


def short_date(day: date) -> str:
    """Return the day as a table has it: 3 Nov 2026."""
    return f"{day.day} {day:%b %Y}"
