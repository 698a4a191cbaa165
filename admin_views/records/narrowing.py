"""Filters: which a column has, by its type; what each asks of the database; how it reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from flask import g
from peewee import (
    SQL,
    BooleanField,
    DateField,
    DateTimeField,
    Expression,
    Field,
    ForeignKeyField,
    IntegerField,
)

from admin_views.asking import scope
from admin_views.records.lookups import WORDS, Fitting, look_up
from admin_views.records.rows import is_id
from models.base import BaseModel
from models.dates.london import LONDON
from models.dates.typed import NotADay, day_typed
from models.dates.words import short_date
from models.together import together

Asked = Mapping[str, str]  # "is", "from" or "to" -> what was typed or chosen
PARTS = ("is", "from", "to")
NONE_FIT: Any = SQL("1 = 0")


class Narrowing(NamedTuple):
    """One way to narrow a list: a column and how it is asked for."""

    field: Field
    label: str
    kind: str  # "choice", "row", "yes_no", "days", "named", "number", "text"
    options: dict[str, str] = {}  # what may be chosen, in words

    @property
    def name(self) -> str:
        return str(self.field.name)

    @property
    def holds_words(self) -> bool:
        """Say whether somebody types words into it, which may be a name."""
        return self.kind in ("named", "text")

    def tidied(self, part: str, typed: str) -> str:
        """Return what is kept of one part: a day in one spelling, anything else as typed."""
        if self.kind == "days" and part != "is" and (day := day_in(typed)):
            return day.isoformat()
        return typed.strip()[:200]

    def fault(self, asked: Asked) -> str:
        """Say what is wrong with what was asked and what to do, or ""."""
        value = asked.get("is", "")
        if self.kind == "days":
            return _fault_of_days(asked)
        if self.options and value and value not in self.options:
            return "Choose one of the list."
        if self.kind == "number" and value and not (is_id(value) or value == "none"):
            return "Enter a whole number, like 5."
        if self.kind == "named" and value and self._means_too_many(value):
            return "Too many fit. Type more of the name, or the reference."
        return ""

    def _meant_by(self, words: str) -> Fitting:
        """Return the records of a long list that the words may mean."""
        assert isinstance(self.field, ForeignKeyField)
        asked: dict[tuple[str, str], Fitting] = g.setdefault("meant_by_filters", {})
        key = (str(self.field), words)
        if key not in asked:
            asked[key] = look_up(self.field.rel_model, words, scope())
        return asked[key]

    def _means_too_many(self, words: str) -> bool:
        found = self._meant_by(words)
        return found.total > len(found.rows)

    def condition(self, asked: Asked) -> Any:
        """Return what the rows have that were asked for; None if nothing was.

        A choice there is none of fits no row; a day there is none of is left out, as
        the page says.
        """
        value = asked.get("is", "")
        if self.kind == "days":
            return _in_days(self.field, asked)
        if not value:
            return None
        if value == "none" and self.field.null:
            return self.field.is_null()
        if self.fault(asked):
            return NONE_FIT
        return self._equals(value)

    def _equals(self, value: str) -> Any:
        if self.kind == "yes_no":
            return self.field == (value == "yes")
        if self.kind in ("row", "number"):
            return self.field == int(value)
        if self.kind == "named":
            return self.field.in_([row.id for row in self._meant_by(value).rows])
        return self.field.contains(value) if self.kind == "text" else self.field == value

    def typed(self, kept: str) -> str:
        """Return a day as it goes back into its box; what is no day as it was typed."""
        day = day_in(kept)
        return f"{day.day}/{day.month}/{day.year}" if day else kept

    def told(self, part: str, value: str) -> str:
        """Return one part as the words of its tag: "from 1 Mar 2015", "Female"."""
        if value == "none" and self.kind == "days":
            return "no date yet"
        day = day_in(value) if self.kind == "days" else None
        words = short_date(day) if day else self.options.get(value, value)
        return words if part == "is" else f"{part} {words}"


def narrowing(model: type[BaseModel], name: str, label: str) -> Narrowing:
    """Describe the filter for a column, by its type."""
    field = model._meta.fields[name]
    if isinstance(field, ForeignKeyField):
        return _by_row(field, label)
    if isinstance(field, BooleanField):
        return Narrowing(field, label, "yes_no", {"yes": "Yes", "no": "No"})
    if isinstance(field, DateField | DateTimeField):
        return Narrowing(field, label, "days")
    if field.choices:
        return Narrowing(field, label, "choice", {str(v): str(told) for v, told in field.choices})
    return Narrowing(field, label, "number" if isinstance(field, IntegerField) else "text")


def _by_row(field: ForeignKeyField, label: str) -> Narrowing:
    """Few rows are a choice; of many, such as children, one is named."""
    if not _is_small(field.rel_model):
        return Narrowing(field, label, "named")
    nothing = {"none": "Nobody or nothing"} if field.null else {}
    rows = sorted(all_of(field.rel_model), key=str)
    return Narrowing(field, label, "row", nothing | {str(row.id): str(row) for row in rows})


def _is_small(model: type[BaseModel]) -> bool:
    return model not in WORDS or model.__name__ == "Authority"


def fetch_choices(model: type[BaseModel], names: Sequence[str]) -> None:
    """Fetch all rows that filters for these columns are chosen from, in one question."""
    keys = [model._meta.fields[name] for name in names]
    named = {key.rel_model: None for key in keys if isinstance(key, ForeignKeyField)}
    _fetch([one for one in named if _is_small(one)])


def all_of(model: type[BaseModel]) -> list[BaseModel]:
    """Return every row of a small table in scope, fetched once a request."""
    return _fetch([model])[model]


def _fetch(models: Sequence[type[BaseModel]]) -> dict[type[BaseModel], list[BaseModel]]:
    fetched: dict[type[BaseModel], list[BaseModel]] = g.setdefault("small_tables", {})
    asked = [model for model in models if model not in fetched]
    fetched.update(zip(asked, together(*map(scope().of, asked)), strict=True))
    return fetched


def day_in(text: str) -> date | None:
    """Return the day that `text` writes in a usual way, or None."""
    try:
        return day_typed(text)
    except NotADay:
        return None


def _fault_of_days(asked: Asked) -> str:
    days = {part: day_in(asked[part]) for part in ("from", "to") if asked.get(part)}
    if None in days.values():
        return "Enter a day of the calendar, like 23/11/2026. Until then this filter is left out."
    first, last = days.get("from"), days.get("to")
    if first and last and first > last:
        return "The first day is after the last, so nothing fits. Change one of them."
    if asked.get("is") not in (None, "", "none"):
        return "Tick this box or leave it."
    return ""


def _in_days(field: Field, asked: Asked) -> Expression | None:
    if asked.get("is") == "none":
        nothing: Expression = field.is_null()
        return nothing
    whole: Expression | None = None
    first, last = day_in(asked.get("from", "")), day_in(asked.get("to", ""))
    moments = isinstance(field, DateTimeField)
    if first:
        whole = field >= (_midnight(first) if moments else first)
    if last:
        until = (field < _midnight(last + timedelta(days=1))) if moments else (field <= last)
        whole = until if whole is None else whole & until
    return whole


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, LONDON)
