"""Reads the dates written in tests, and refuses one whose weekday is wrong."""

from __future__ import annotations

from datetime import date, datetime


def day(text: str) -> date:
    """Read "Mon 7 Sep 2026". The weekday is checked, since a label nobody verifies will drift."""
    parsed = datetime.strptime(text, "%a %d %b %Y").date()  # noqa: DTZ007 - a day has no zone
    assert parsed.strftime("%a") == text[:3], f"{parsed} is not a {text[:3]}"
    return parsed


def days(*texts: str) -> frozenset[date]:
    """Read several, as a set of holidays."""
    return frozenset(map(day, texts))
