"""What a table of figures is made of: its heads, the rows that it counts, and its cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from peewee import SQL, ForeignKeyField, IntegerField, fn

from models.together import at_once

NUMBERS = (IntegerField, ForeignKeyField)
ALL = "all"  # the key of a line or column of totals


class Head(NamedTuple):
    """The head of a line or column: `key` stands in addresses, `value` in the database."""

    key: str
    words: str
    value: Any


TOTAL = Head(ALL, "All", None)


class Part(NamedTuple):
    """Rows to count. `column` is an expression like `line`, or one value for them all."""

    rows: Any
    line: Any
    column: Any

    def select(self, *more: Any) -> Any:
        """Return (line, column, ...) of the rows."""
        return self.rows.clone().select(self.line.alias("line"), *self._column(), *more)

    def _column(self) -> list[Any]:
        return [] if isinstance(self.column, str) else [self.column.alias("col")]

    def counting(self, number: int) -> tuple[str, Sequence[Any]]:
        """Return the query for (number, line, column, how many rows): as text, to fit others."""
        column = self.line if isinstance(self.column, str) else self.column
        told = (self.line.cast("TEXT"), column.cast("TEXT"), fn.COUNT(SQL("*")))
        # By place: with parameters in them PostgreSQL takes two spellings for two expressions.
        query = self.rows.clone().select(SQL(str(number)), *told).group_by(SQL("2"), SQL("3"))
        sql, values = query.sql()
        return sql, values

    def values(self, line: str | None, column: str | None) -> tuple[Any, Any]:
        """Return as the database keeps them what `counting` gave as text."""
        at = self.column if isinstance(self.column, str) else _kept(self.column, column)
        return _kept(self.line, line), at

    def is_all_of(self, column: Head) -> bool:
        return isinstance(self.column, str) and self.column == column.key

    def within(self, line: Head, column: Head) -> Any:
        """Return the rows of one cell."""
        rows = self.rows.clone()
        if not isinstance(self.column, str) and column.key != ALL:
            rows = rows.where(_is(self.column, column.value))
        return rows if line.key == ALL else rows.where(_is(self.line, line.value))


def counted(parts: Sequence[Part]) -> Iterator[tuple[int, Any, Any, int]]:
    """Yield (place among the parts, line, column, how many rows), in one question for all."""
    for place, line, column, count in at_once([one.counting(n) for n, one in enumerate(parts)]):
        yield place, *parts[place].values(line, column), count


def _kept(expression: Any, text: str | None) -> Any:
    return int(text) if text is not None and isinstance(expression, NUMBERS) else text


def _is(expression: Any, value: Any) -> Any:
    return expression.is_null() if value is None else expression == value


@dataclass(frozen=True)
class Cell:
    """A number, and how many rows are behind it; None where there is nothing to tell."""

    line: Head
    column: Head
    value: float | None
    count: int

    @property
    def words(self) -> str:
        if self.value is None:
            return ""
        return f"{self.value:,.0f}" if self.value == int(self.value) else f"{self.value:,.1f}"
