"""Tables that leave as files, with nothing in a cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from flask import Response

# What makes a spreadsheet take a cell for a formula, with any space or unseen mark before it.
# The second four are the full-width signs, which some take for the first.
_LIVE = re.compile(r"^[\s\x00-\x1f\x7f\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠|%\t\r]")


def harmless(value: Any) -> str:
    """Return the cell's text, with an apostrophe before it if it could be run as a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if _LIVE.match(text) else text


def csv_file(
    name: str, titles: Sequence[str], rows: Iterable[Sequence[Any]], now: datetime
) -> Response:
    """Return a CSV to download; its name says which list and when, never whom."""
    sheet = io.StringIO()
    # All quoted: a spreadsheet may take ";" for a comma, and what follows for a cell.
    writer = csv.writer(sheet, quoting=csv.QUOTE_ALL)
    writer.writerow([harmless(title) for title in titles])
    writer.writerows([harmless(value) for value in row] for row in rows)
    # Excel takes a file without the mark for the machine's own code page.
    content = "\ufeff" + sheet.getvalue()
    response = Response(content, mimetype="text/csv; charset=utf-8")
    stamp = now.strftime("%Y-%m-%d-%H%M")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{stamp}.csv"'
    return response
