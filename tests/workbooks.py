"""Spreadsheets to be read: made by the library, or by hand where no library would make them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from xlsxwriter import Workbook

SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def workbook(
    rows: Sequence[Sequence[Any]], then: Callable[[Any, Any], None] | None = None
) -> bytes:
    """A workbook of one sheet; a date is a date in it. `then` is given it, and the sheet."""
    content = io.BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        page = book.add_worksheet()
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    page.write_datetime(number, column, value, day)
                elif isinstance(value, int):
                    page.write_number(number, column, value)
                elif str(value).startswith("="):
                    page.write_formula(number, column, value, value="worked out")
                else:
                    page.write_string(number, column, str(value))
        if then is not None:
            then(book, page)
    return content.getvalue()


def by_hand(sheet: str, **parts: str) -> bytes:
    """A package with this inside its one sheet; `parts` replaces or adds others by name."""
    inside = {
        "xl/workbook.xml": f'<workbook {SPACE} xmlns:r="{LINKS}"><sheets>'
        '<sheet name="One" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="rId1" '
        'Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"<worksheet {SPACE}>{sheet}</worksheet>",
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in (inside | parts).items():
            package.writestr(name, text)
    return content.getvalue()
