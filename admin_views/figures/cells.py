"""What a table of figures is made of: its heads, the rows that it counts, and its cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from peewee import SQL, fn

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

    def counted(self) -> Iterator[tuple[Any, Any, int]]:
        """Yield (line, column, how many rows)."""
        # By place: with parameters in them PostgreSQL takes two spellings for two expressions.
        places = [SQL("1"), *(SQL("2") for _ in self._column())]
        for line, *column, count in self.select(fn.COUNT(SQL("*"))).group_by(*places).tuples():
            yield line, column[0] if column else self.column, count

    def is_all_of(self, column: Head) -> bool:
        return isinstance(self.column, str) and self.column == column.key

    def within(self, line: Head, column: Head) -> Any:
        """Return the rows of one cell."""
        rows = self.rows.clone()
        if not isinstance(self.column, str) and column.key != ALL:
            rows = rows.where(_is(self.column, column.value))
        return rows if line.key == ALL else rows.where(_is(self.line, line.value))


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
