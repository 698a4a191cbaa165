"""A line of the worklist, and the columns that every group fills for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from peewee import SQL

from models.base import InstantField
from models.dates.words import short_date

THERE = object()  # stands in a query's values for the authority it will be asked about
_NUMBER, _WORDS = SQL("CAST(NULL AS INTEGER)"), SQL("CAST('' AS TEXT)")

# What a line is made of. A group fills in what it has; the rest is empty.
COLUMNS: Mapping[str, Any] = {
    "place": _NUMBER,
    "in_all": _NUMBER,
    "id": _NUMBER,
    "number": _NUMBER,  # in the reference, where it is not the id
    "authority_id": _NUMBER,
    "authority": _WORDS,
    "case_id": _NUMBER,
    "child_id": _NUMBER,
    "kind": _WORDS,
    "forenames": _WORDS,
    "surname": _WORDS,
    "who": _WORDS,
    "what": _WORDS,
    "day": SQL("CAST(NULL AS DATE)"),
    "moment": SQL("CAST(NULL AS TIMESTAMP)"),
}


class Touched(NamedTuple):
    """An enquiry that a mail asks about, and its case."""

    enquiry_id: int
    case_id: int


class Line(NamedTuple):
    """One row of a group, as COLUMNS has it; `touches` is what else it is about."""

    place: int
    in_all: int
    id: int
    number: int | None
    authority_id: int
    authority: str
    case_id: int | None
    child_id: int | None
    kind: str
    forenames: str
    surname: str
    who: str
    what: str
    day: date | None
    moment: datetime | None
    touches: tuple[Touched, ...] = ()

    @property
    def child(self) -> str:
        return f"{self.forenames} {self.surname}".strip()

    @property
    def on(self) -> str:
        return short_date(self.day) if self.day else "a day not kept"

    @property
    def asked(self) -> str:
        """Return who was asked: a person's name stands in two parts."""
        return " ".join((self.who, self.what)).strip()


def line_of(row: tuple[Any, ...]) -> Line:
    """Days and moments come from such a query as the database keeps them."""
    *others, day, moment = row
    on = None if day is None else date.fromisoformat(str(day)[:10])
    return Line._make((*others, on, InstantField().python_value(moment), ()))
