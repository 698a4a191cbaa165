"""Takes the cells out of a spreadsheet: an .xlsx or .csv file in, rows of text out.

It works nothing out, fetches nothing and guesses at nothing: what a cell holds
besides a plain value is told with the cell.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterator
from typing import NamedTuple

from models.base import RuleBroken
from models.casework.file_kind import BROKEN_PACKAGE
from models.casework.workbook_parts import Book

LARGEST = 5 * 2**20  # bytes, as it is sent
MOST_CELLS = 60  # in a row; what is further right is left out
MOST_ROWS = 2_000  # blank ones too

# What may stand in a cell besides a plain value.
PLAIN, DATE, FORMULA, FAULT, MERGED = "", "date", "formula", "fault", "merged"


class Cell(NamedTuple):
    """`text` is what is seen in it; a date is told as 2026-11-23."""

    text: str = ""
    holds: str = PLAIN


class Row(NamedTuple):
    """`number` is that at the edge of the sheet, or the line of a .csv file."""

    number: int
    cells: list[Cell]

    @property
    def is_blank(self) -> bool:
        return not any(cell.text.strip() or cell.holds for cell in self.cells)


class NoSheet(RuleBroken):
    """This is no spreadsheet that can be read. The message says what to give instead."""


EXCEL = "Save it as an Excel workbook (.xlsx) or as CSV, without a password, and give that."


def rows_of(content: bytes) -> list[list[Row]]:
    """Return the rows of each sheet that is not hidden; a .csv file has one. Raise NoSheet."""
    if not content.strip():
        raise NoSheet("The file is empty.")
    if len(content) > LARGEST:
        raise NoSheet("This file has more than 5 MB. Leave out pictures and other sheets.")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise NoSheet(f"This is an old Excel file, or one with a password. {EXCEL}")
    if content.startswith(b"PK"):
        return _of_workbook(content)
    return [list(_of_csv(content))]


def _of_workbook(content: bytes) -> list[list[Row]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if "xl/workbook.xml" not in package.namelist():
                raise NoSheet(f"This is a package of files, but no Excel workbook. {EXCEL}")
            book = Book(package)
            return [list(_of_sheet(book, name)) for name in book.sheets()]
    except (*BROKEN_PACKAGE, IndexError, OverflowError, SyntaxError) as broken:
        raise NoSheet(f"This workbook is damaged or cannot be read. {EXCEL}") from broken


def _of_sheet(book: Book, name: str) -> Iterator[Row]:
    sheet = book.sheet(name, MOST_ROWS)
    for number, found in sheet.rows:
        last = max([*found, *sheet.reaches(number)], default=-1)
        cells = [Cell() for _ in range(min(last + 1, MOST_CELLS))]
        for place, (text, holds) in found.items():
            if place < len(cells):
                cells[place] = Cell(text, holds)
        for place in range(len(cells)):
            if sheet.is_covered(number, place):
                cells[place] = Cell("", MERGED)
        yield Row(number, cells)


_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def _of_csv(content: bytes) -> Iterator[Row]:
    text = _decoded(content)
    if _UNREADABLE.search(text):
        raise NoSheet(f"This file is no spreadsheet, whatever its name says. {EXCEL}")
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_between(text))
    try:
        for cells in lines:
            # A cell that goes over several lines ends on the last of them.
            yield Row(lines.line_num, [_typed(cell) for cell in cells[:MOST_CELLS]])
            if lines.line_num > MOST_ROWS:
                return
    except csv.Error as broken:
        raise NoSheet(f"Line {lines.line_num} cannot be read. {EXCEL}") from broken


def _typed(text: str) -> Cell:
    return Cell(text.strip(), FORMULA if text.strip().startswith("=") else PLAIN)


def _decoded(content: bytes) -> str:
    """Excel writes UTF-8 with a mark, UTF-16 as "Unicode text", and else its own code page."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _between(text: str) -> str:
    """Return what stands between the cells: what the first full line has most of."""
    first = next((line for line in text.splitlines() if line.strip(" ,;\t")), "")
    return max(",;\t", key=first.count)
