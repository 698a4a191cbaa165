"""Words that several kinds of entry on a timeline share."""

from __future__ import annotations

from datetime import date

from models.dates.words import short_date

What = tuple[str, str]  # in a few words, and in full


def short(day: str) -> str:
    return short_date(date.fromisoformat(day))


def by_whom(officer: str) -> str:
    return f" by {officer}" if officer else ""
