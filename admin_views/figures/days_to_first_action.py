"""How many days a case waits for the first thing to be done about it, by the month it opened in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, ClassVar

from peewee import Select, fn

from admin_views.asking import scope
from admin_views.figures.cells import ALL, Cell, Head, Part
from admin_views.figures.charting import ByMonth, month_of_day
from models.base import BaseModel, database
from models.casework.case import Case
from models.dates.waits import days_waited, median_days
from models.dates.words import long_date, short_date
from models.outgoing.first_action import as_day, first_action_on, first_actions, has_action

NOTHING_YET = Head("nothing-yet", "Nothing done yet", "nothing-yet")


class DaysToFirstAction(ByMonth):
    name = "days-to-first-action"
    title = "Days to the first action"
    drawn = "line"
    unit = "Median days"
    undrawn = NOTHING_YET.key
    more: ClassVar[tuple[str, ...]] = ("First action", "Days")

    @property
    def counted(self) -> str:
        since, today = long_date(self.asked.since), long_date(self.asked.today)
        return (
            f"Cases opened from {since} to {today}, by the month they were opened in: the median "
            "of the calendar days from opening to the first enquiry, contact, notice, letter, "
            f"visit, check or hand-over, as at {today}. Half the cases took no longer. The day of "
            "opening is day 0, and so is anything done before it. Notes and tasks are not actions."
        )

    def parts(self) -> Sequence[Part]:
        cases, acted = self._opened(), has_action(scope())
        month = month_of_day(Case.opened_on)
        return [
            Part(cases.where(acted), month, Case.kind),
            Part(cases.where(~acted), month, NOTHING_YET.key),
        ]

    def _opened(self) -> Any:
        return self.asked.of(Case).where(self.in_period(Case.opened_on))

    def columns(self) -> list[Head]:
        return [*super().columns(), NOTHING_YET]

    @cached_property
    def counts(self) -> Counter[tuple[Any, Any]]:
        return Counter({key: waits.total() for key, waits in self._waits.items()})

    @cached_property
    def _waits(self) -> dict[tuple[Any, Any], Counter[int]]:
        """How many cases waited how many days, by month and kind, in one query for all."""
        found: dict[tuple[Any, Any], Counter[int]] = {}
        for month, kind, opened_on, first_on, count in self._days():
            acted = first_on is not None
            waited = days_waited(as_day(opened_on), as_day(first_on)) if acted else 0
            key = (month, kind if acted else NOTHING_YET.value)
            found.setdefault(key, Counter())[waited] += count
        return found

    def _days(self) -> Any:
        each = Part(self._opened(), month_of_day(Case.opened_on), Case.kind).select(
            Case.opened_on.alias("opened_on"), first_action_on(scope()).alias("first_on")
        )
        of = each.alias("each")
        by = (of.c.line, of.c.col, of.c.opened_on, of.c.first_on)
        grouped = Select([of], [*by, fn.COUNT(of.c.line)]).group_by(*by)
        return grouped.tuples().execute(database)

    def cell(self, line: Head, column: Head) -> Cell:
        plain = super().cell(line, column)
        if column == NOTHING_YET:
            return plain
        waits: Counter[int] = Counter()
        for (month, kind), found in self._waits.items():
            if kind == column.value and line.key in (ALL, month):
                waits += found
        return replace(plain, value=median_days(waits))

    def more_of(self, rows: Sequence[BaseModel]) -> dict[int, list[str]]:
        first = first_actions(scope(), [row.id for row in rows])
        return {
            row.id: [short_date(first[row.id]), str(days_waited(row.opened_on, first[row.id]))]
            for row in rows
            if isinstance(row, Case) and row.id in first
        }
