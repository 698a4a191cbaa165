"""Things done on a case. Each says on which day, so that a case left alone is noticed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import reduce
from operator import add
from typing import Any, ClassVar

from peewee import Expression, ModelSelect, fn

from models.base import Changes, open_transaction
from models.casework.case import Case


class Happening:
    """Mixed into a noun whose rows are done on a case, before AuthorityRecord.

    `happens_on` names its columns that hold a day or a moment; one that is empty
    has not happened. What is saved brings `Case.quiet_since` up to date. A row
    that names a child and no case was done on every case of that child.
    """

    happens_on: ClassVar[tuple[str, ...]]
    _meta: Any
    __data__: dict[str, Any]

    @classmethod
    def by_child(cls) -> bool:
        """Say whether rows of this noun may name a child and no case."""
        return "child" in cls._meta.fields and bool(cls._meta.fields["case"].null)

    @classmethod
    def of_case(cls, case: Case) -> Expression:
        """Return what picks the rows that were done on this case."""
        named: Expression = cls._meta.fields["case"] == case.id
        if not cls.by_child():
            return named
        child: Expression = cls._meta.fields["child"] == case.child_id
        either: Expression = named | (cls._meta.fields["case"].is_null() & child)
        return either

    def its_cases(self) -> list[int]:
        """Return the cases this row is done on, by id."""
        if (case := self.__data__.get("case")) is not None:
            return [case]
        if not self.by_child():
            return []
        return [case.id for case in Case.select().where(Case.child == self.__data__["child"])]

    def save(self, force_insert: bool = False, only: object = None) -> int:
        new = force_insert or self.__data__.get("id") is None
        saved: int = super().save(force_insert, only)  # type: ignore[misc]
        if new:
            self._end_the_quiet()
        return saved

    def _end_the_quiet(self) -> None:
        """A new row can only bring the last day forward: what was done before need not be read."""
        writing = open_transaction.get()
        assert writing is not None
        days = (_day_of(self.__data__.get(name)) for name in self.happens_on)
        done = [day for day in days if day is not None and day <= writing.now.date()]
        if done:
            of_this = Case.id.in_(self.its_cases())
            Case.update(quiet_since=max(done)).where(
                of_this, Case.quiet_since < max(done)
            ).execute()

    def _write(self, changes: Changes, stored: Any) -> None:
        """A row moved to another case, or a day put right, tells on both cases."""
        super()._write(changes, stored)  # type: ignore[misc]
        if changes.keys() & {"case", "child", *self.happens_on}:
            count_quiet_days({*stored.its_cases(), *self.its_cases()})


def nouns() -> list[type[Happening]]:
    return sorted(Happening.__subclasses__(), key=lambda noun: noun.__name__)


def count_quiet_days(case_ids: Iterable[int]) -> None:
    """Write down for each case the day of the last thing that happened on it.

    A day still to come has not happened: a slip of the pen must not keep a
    case out of sight until 2062.
    """
    writing = open_transaction.get()
    assert writing is not None
    for case in Case.select().where(Case.id.in_(list(case_ids))):
        last = max([case.opened_on, *_last_days(case, writing.now.date())])
        Case.update(quiet_since=last).where(Case.id == case.id).execute()


def _day_of(value: date | datetime | None) -> date | None:
    """Return the day of a day or of a moment, the latter in UTC."""
    return value.astimezone(UTC).date() if isinstance(value, datetime) else value


def _last_days(case: Case, today: date) -> list[date]:
    """Return the last day of each sort of thing done on the case, in one query."""
    parts = [_last_day(noun, name, case, today) for noun in nouns() for name in noun.happens_on]
    days: Any = reduce(add, parts).tuples() if parts else ()
    return [date.fromisoformat(str(day)) for (day,) in days if day is not None]


def _last_day(noun: Any, name: str, case: Case, today: date) -> ModelSelect[Any]:
    # As in `_day_of`: an hour is nothing to a matter of weeks.
    day = fn.DATE(noun._meta.fields[name])
    last = noun.select(fn.MAX(day))
    return last.where(noun.of_case(case), day <= today.isoformat())  # type: ignore[no-any-return]
