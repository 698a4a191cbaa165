"""How a value reads on a page or in an export: the same words everywhere."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from admin_views.asking import scope
from models.base import BaseModel
from models.dates.london import LONDON
from models.dates.words import short_date

KEPT = "Kept from view"


def in_words(row: BaseModel, path: str) -> str:
    """Return what stands at `path` ("officer", "case.child", "asked.name") of a row, as words."""
    holder: Any = row
    *steps, last = path.split(".")
    for step in steps:
        holder = getattr(holder, step)
        if holder is None:
            return ""
    if isinstance(holder, BaseModel) and not scope().sees_field(holder, last):
        return KEPT
    field = type(holder)._meta.fields.get(last) if isinstance(holder, BaseModel) else None
    return _told(getattr(holder, last), dict(field.choices) if field and field.choices else {})


def _told(value: Any, choices: dict[Any, str]) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return short_date(value)
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_told(one, {})}" for name, one in value.items() if one)
    return str(choices.get(value, value))


def moment(instant: datetime) -> str:
    here = instant.astimezone(LONDON)
    return f"{short_date(here.date())}, {here:%H:%M}"
