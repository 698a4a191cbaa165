"""The terms of a school, or of a council's schools at large, and days in them that are closed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from peewee import BooleanField, CharField, DateField, ForeignKeyField

from models.base import RuleBroken
from models.dates.school_days import SchoolDays, Span
from models.dates.words import long_date
from models.organisations.authority import AuthorityRecord
from models.organisations.school import School
from models.organisations.term_file import Fault, Found

LONGEST = timedelta(days=200)  # of one term


class Term(AuthorityRecord):
    """A term, or with `closed` days in one on which the school is shut; both days count."""

    school = ForeignKeyField(School, on_delete="RESTRICT", null=True, backref="terms")
    school_id: int | None  # empty: of the council's schools that have no terms of their own
    name = CharField(max_length=100)
    from_on = DateField()
    until_on = DateField(index=True)
    closed = BooleanField(default=False)

    class Meta:
        indexes = ((("authority", "school", "from_on"), False),)

    def save(self, force_insert: bool = False, only: object = None) -> int:
        if self.until_on < self.from_on:
            raise RuleBroken("It ends before it begins.")
        if self.until_on - self.from_on > LONGEST:
            raise RuleBroken("This is longer than any term. Give each term for itself.")
        if (other := self._overlapping()) is not None:
            raise RuleBroken(
                f"{other.name}, {long_date(other.from_on)} to {long_date(other.until_on)}, "
                "has days of it already."
            )
        return super().save(force_insert, only)

    def _overlapping(self) -> Term | None:
        cls = type(self)
        school = cls.school.is_null() if self.school_id is None else cls.school == self.school_id
        found: Term | None = (
            cls.select()
            .where(
                cls.authority == self.authority_id,
                school,
                cls.closed == self.closed,
                cls.from_on <= self.until_on,
                cls.until_on >= self.from_on,
                cls.id != (self.id or 0),
            )
            .first()
        )
        return found

    def __str__(self) -> str:
        return f"{self.name}, {long_date(self.from_on)} to {long_date(self.until_on)}"


class Whose(NamedTuple):
    """School days, and whose they are, as the end of a sentence."""

    days: SchoolDays
    words: str


def school_days_of(
    authority_id: int, school: School | None, around: date, holidays: Collection[date]
) -> Whose:
    """Return the school's own days, else the council's, else plain weekdays: and say which.

    A school has days of its own if it has a term on record that ends on `around` or later.
    """
    rows = list(Term.select().where(Term.authority == authority_id, Term.until_on >= around))
    for mine, words in (
        (school.id if school else None, f"the terms of {school.name}" if school else ""),
        (None, "the council's own terms, as the school has none on record here"),
    ):
        theirs = [row for row in rows if row.school_id == mine]
        terms = [Span(row.from_on, row.until_on) for row in theirs if not row.closed]
        closed = [Span(row.from_on, row.until_on) for row in theirs if row.closed]
        if terms and words:
            return Whose(SchoolDays(terms, closed, holidays), words)
    none = "every weekday but bank holidays, as no term dates are on record"
    return Whose(SchoolDays([], [], holidays), none)


class Kept(NamedTuple):
    """What of a file was kept, and what was not, by its line."""

    terms: list[Term]
    faults: list[Fault]

    @property
    def headline(self) -> str:
        left = f"; {len(self.faults)} left out, told below" if self.faults else ""
        return f"{len(self.terms)} kept{left}."


def keep_terms(
    authority_id: int, school: School | None, found: Sequence[Found], faults: Sequence[Fault]
) -> Kept:
    """Save each term found, or add to the faults why it cannot be. Call in a transaction."""
    kept, left_out = [], list(faults)
    for one in found:
        term = Term(
            authority=authority_id,
            school=school,
            name=one.name,
            from_on=one.from_on,
            until_on=one.until_on,
            closed=one.closed,
        )
        try:
            term.save()
        except RuleBroken as broken:
            left_out.append(Fault(one.line, f"“{one.name}”: {broken}"))
        else:
            kept.append(term)
    return Kept(kept, sorted(left_out))
