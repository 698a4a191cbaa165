"""Tables that leave as files, with nothing in a cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from flask import Response
from xlsxwriter import Workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_767  # Excel's own limit; the library leaves out a longer text altogether

# What makes a spreadsheet take a cell for a formula, with any space or unseen mark before it.
# The second four are the full-width signs, which some take for the first.
_LIVE = re.compile(r"^[\s\x00-\x1f\x7f\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠|%\t\r]")


def harmless(value: Any) -> str:
    """Return the cell's text, with an apostrophe before it if it could be run as a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if _LIVE.match(text) else text


class Sheet(NamedTuple):
    """A table to go: `mark` says who took it, when and why, and stands before the first row."""

    name: str  # of the file: which list, never whom
    mark: str
    titles: Sequence[str]
    rows: Sequence[Sequence[Any]]

    def lines(self) -> Iterator[list[Any]]:
        yield [self.mark, *[""] * (len(self.titles) - 1)]
        yield list(self.titles)
        yield from map(list, self.rows)


def csv_file(sheet: Sheet, now: datetime) -> Response:
    text = io.StringIO()
    # All quoted: a spreadsheet may take ";" for a comma, and what follows for a cell.
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerows([harmless(value) for value in line] for line in sheet.lines())
    # Excel takes a file without the mark for the machine's own code page.
    content = ("\ufeff" + text.getvalue()).encode()
    return _download(content, "text/csv; charset=utf-8", f"{sheet.name}-{_stamp(now)}.csv")


def xlsx_file(sheet: Sheet, now: datetime) -> Response:
    """Every cell is written as a text, which no spreadsheet runs, so none needs an apostrophe."""
    content = io.BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        page = book.add_worksheet("Rows")
        page.freeze_panes(2, 0)
        for number, line in enumerate(sheet.lines()):
            for column, value in enumerate(line):
                text = "" if value is None else str(value)
                page.write_string(number, column, text[:LONGEST_CELL])
    return _download(content.getvalue(), XLSX, f"{sheet.name}-{_stamp(now)}.xlsx")


FILES = {"csv": csv_file, "xlsx": xlsx_file}


def _stamp(now: datetime) -> str:
    return now.strftime("%Y-%m-%d-%H%M")


def _download(content: bytes, media_type: str, name: str) -> Response:
    response = Response(content, mimetype=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
