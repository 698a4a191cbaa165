"""What a chart is: the lines and columns of its table, and the records behind each number.

A number and the list behind it come from the same parts, so they always agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import product
from typing import Any, ClassVar

from peewee import Ordering, fn

from admin_views.asking import scope
from admin_views.figures.cells import ALL, TOTAL, Cell, Head, Part, counted
from models.base import BaseModel
from models.casework.case import Case, CaseKind
from models.dates.months import Month, last_months
from models.dates.words import long_date


@dataclass(frozen=True)
class Asked:
    """Whose records are counted, as at which day and how many months back."""

    authorities: frozenset[int]
    today: date
    months: int

    @cached_property
    def of_months(self) -> list[Month]:
        """The months in question, the oldest first; the last is that of today."""
        return last_months(self.today, self.months)[::-1]

    @property
    def since(self) -> date:
        return self.of_months[0].first

    @cached_property
    def kinds(self) -> list[CaseKind]:
        return list(scope().of(CaseKind).order_by(CaseKind.id))

    def of(self, model: Any) -> Any:
        """Return the rows of `model` that count: what the reader may see of these authorities."""
        return scope().of(model).where(model.authority.in_(self.authorities))

    def open_cases(self) -> Any:
        return self.of(Case).where(Case.closed_on.is_null())


class Chart:
    """One picture with its table. A subclass declares; the page finds it in `charts.CHARTS`."""

    name: ClassVar[str]  # in the address
    title: ClassVar[str]
    heading: ClassVar[str]  # of the lines
    drawn: ClassVar[str] = "stacked"  # or "across" for long names, "bars", "line"
    unit: ClassVar[str] = "Open cases"  # what the numbers are
    undrawn: ClassVar[str] = ""  # the key of a column of other numbers than the rest
    totals: ClassVar[tuple[str, ...]] = ("lines", "columns")  # a line, a column of them
    lists: ClassVar[type[BaseModel]] = Case
    opens: ClassVar[str] = "cases.details_view"  # the page of each
    order: ClassVar[tuple[Ordering, ...]] = (Case.opened_on.asc(), Case.id.asc())
    shows: ClassVar[Mapping[str, str]] = {
        "child": "Child",
        "reason": "Reason",
        "officer": "Officer",
        "opened_on": "Opened",
        "closed_on": "Closed",
    }
    loads: ClassVar[tuple[str, ...]] = ("kind", "child", "officer")
    more: ClassVar[tuple[str, ...]] = ()  # titles of what `more_of` tells

    def __init__(self, asked: Asked) -> None:
        self.asked = asked

    @property
    def counted(self) -> str:
        """Say what is counted, and as at which day."""
        return f"Cases open on {long_date(self.asked.today)}."

    def parts(self) -> Sequence[Part]:
        raise NotImplementedError

    def lines(self) -> list[Head]:
        raise NotImplementedError

    def columns(self) -> list[Head]:
        """A column for each kind of case in use, or with anything in it."""
        found = {column for _, column in self.counts}
        kinds = [kind for kind in self.asked.kinds if kind.active or kind.id in found]
        return [Head(kind.code.lower(), kind.code, kind.id) for kind in kinds]

    def more_of(self, rows: Sequence[BaseModel]) -> dict[int, list[str]]:
        """Return what else the list behind a number says of each row, by id."""
        return {}

    @cached_property
    def counts(self) -> Counter[tuple[Any, Any]]:
        """How many rows there are by the values of line and column, as the database has them."""
        (sums,) = _sums([self])
        return sums

    @cached_property
    def tally(self) -> Counter[tuple[str, str]]:
        """How many rows there are by the keys of line and column, the totals with them."""
        lines = {head.value: head.key for head in self.lines()}
        columns = {head.value: head.key for head in self.columns()}
        sums: Counter[tuple[str, str]] = Counter()
        for (line, column), count in self.counts.items():
            for key in product((lines[line], ALL), (columns[column], ALL)):
                sums[key] += count
        return sums

    @cached_property
    def all_lines(self) -> list[Head]:
        return [*self.lines(), *([TOTAL] if "lines" in self.totals else [])]

    @cached_property
    def all_columns(self) -> list[Head]:
        return [*self.columns(), *([TOTAL] if "columns" in self.totals else [])]

    def table(self) -> list[tuple[Head, list[Cell]]]:
        """Return every line with its cells, in the order of the heads."""
        return [(one, [self.cell(one, col) for col in self.all_columns]) for one in self.all_lines]

    def cell(self, line: Head, column: Head) -> Cell:
        count = self.tally[line.key, column.key]
        return Cell(line, column, count, count)

    def cell_at(self, line_key: str, column_key: str) -> Cell | None:
        """Return the cell that an address names; None if there is none."""
        line = next((head for head in self.all_lines if head.key == line_key), None)
        column = next((head for head in self.all_columns if head.key == column_key), None)
        return self.cell(line, column) if line and column else None

    def behind(self, cell: Cell) -> Any:
        """Return the query of the rows behind a number."""
        parts = self.parts()
        part = next((one for one in parts if one.is_all_of(cell.column)), parts[0])
        return part.within(cell.line, cell.column).order_by(*self.order)


def count_together(charts: Sequence[Chart]) -> None:
    """Count what these charts show, in one question for all that show how many rows there are."""
    plain = [one for one in charts if type(one).counts is Chart.counts]
    for chart, sums in zip(plain, _sums(plain), strict=True):
        chart.counts = sums


def _sums(charts: Sequence[Chart]) -> list[Counter[tuple[Any, Any]]]:
    sums: list[Counter[tuple[Any, Any]]] = [Counter() for _ in charts]
    each = [(own, part) for own, chart in zip(sums, charts, strict=True) for part in chart.parts()]
    for place, line, column, count in counted([part for _, part in each]):
        each[place][0][line, column] += count
    return sums


def month_of_day(column: Any) -> Any:
    """The month a day is in, written as in `Month`: the same text on both databases."""
    return fn.SUBSTR(column.cast("TEXT"), 1, 7).coerce(False)


class ByMonth(Chart):
    """A line a month, the oldest first."""

    heading = "Month"
    totals: ClassVar[tuple[str, ...]] = ("lines",)

    def lines(self) -> list[Head]:
        months = [str(month) for month in self.asked.of_months]
        words = [month.words for month in self.asked.of_months]
        words[-1] += " so far"
        return [Head(key, told, key) for key, told in zip(months, words, strict=True)]

    def in_period(self, column: Any) -> Any:
        return column.between(self.asked.since, self.asked.today)
