"""The spreadsheets a school is given: the template of a list of leavers, and rows to be mended."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from models.casework.leavers import MOST, BadRow
from models.casework.leavers_columns import COLUMNS, Column

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEND = "What to mend"
LONGEST_CELL = 32_767  # Excel's own limit
SHEET = "Leavers"


def template() -> bytes:
    """Return a workbook with the headings, and a sheet that says what each is for."""
    content = BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        page = _page(book, [])
        for place, column in enumerate(COLUMNS):
            if column.choices:
                told = {"validate": "list", "source": list(column.choices)}
                page.data_validation(1, place, MOST, place, told)
        help_page = book.add_worksheet("How to fill it in")
        help_page.set_column(0, 0, 34)
        help_page.set_column(1, 1, 80)
        for number, line in enumerate(_help()):
            for place, words in enumerate(line):
                help_page.write_string(number, place, words)
    return content.getvalue()


def to_mend(rows: Sequence[BadRow]) -> bytes:
    """Return the rows as they were given, each with what is wrong in it."""
    content = BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        page = _page(book, [MEND])
        for number, row in enumerate(rows, start=1):
            for place, column in enumerate(COLUMNS):
                # As text, which no spreadsheet runs.
                page.write_string(number, place, row.cells.get(column.name, "")[:LONGEST_CELL])
            wrong = " ".join(f"{title}: {words}" for title, words in row.wrong)
            page.write_string(number, len(COLUMNS), wrong[:LONGEST_CELL])
    return content.getvalue()


def _page(book: Any, more: Sequence[str]) -> Any:
    page = book.add_worksheet(SHEET)
    bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    page.freeze_panes(1, 0)
    # As text, so that a number keeps its noughts and a date stays as it is typed.
    page.set_column(0, len(COLUMNS) - 1, 22, text)
    for place, title in enumerate([*(column.title for column in COLUMNS), *more]):
        page.write_string(0, place, title, bold)
    return page


def _help() -> list[tuple[str, str]]:
    return [
        ("Column", "What goes there"),
        *((column.title, _words(column)) for column in COLUMNS),
        ("", ""),
        ("Rows", f"One child a row, {MOST} at most. No merged cells. Dates as 20/05/2014."),
    ]


def _words(column: Column) -> str:
    needed = "Needed." if column.needed else "May be left blank."
    return f"{needed} {column.hint[:1].upper()}{column.hint[1:]}".strip()
