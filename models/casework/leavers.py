"""A school's list of leavers: rows of a spreadsheet in, children that can be referred out.

A row with anything wrong in it is left out whole, with each cell that is to be mended.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from models.casework.leavers_columns import COLUMNS, DAYS, KNOWN, TITLES, Column, Mend, folded
from models.casework.workbook import DATE, FAULT, FORMULA, MERGED, PLAIN, Cell, NoSheet, Row
from models.dates.words import long_date
from models.folding import fold

MOST = 500  # children in one list
HEADINGS_WITHIN = 20  # rows: a school may have written its name above them
NEEDED = "This is needed."
OURS = "whattomend"  # the heading of what we said last time
REGULATION = "reg 9 of 2024"


class Leaver(NamedTuple):
    """A child that can be referred: the row it stands in, and what its cells say."""

    row: int
    values: dict[str, str]

    def told(self, name: str) -> str:
        return _in_words(name, self.values[name])


class BadRow(NamedTuple):
    """A row that is left out: its cells as they were given, and by column what to mend."""

    row: int
    cells: dict[str, str]
    wrong: list[tuple[str, str]]


class Weighed(NamedTuple):
    good: list[Leaver]
    bad: list[BadRow]
    unread: list[str]  # headings of columns that are not read
    left: int  # rows beyond the most that are taken


def weighed(sheets: Sequence[Sequence[Row]], today: date) -> Weighed:
    """Weigh the first sheet that has the headings. Raise NoSheet when none has."""
    places, rows, unread = _with_headings(sheets)
    filled = [row for row in rows if not row.is_blank]
    good: list[Leaver] = []
    bad: list[BadRow] = []
    seen: dict[tuple[str, ...], int] = {}
    for row in filled[:MOST]:
        found = _weighed_row(row, places, today, seen)
        if isinstance(found, Leaver):
            good.append(found)
        else:
            bad.append(found)
    if not filled:
        raise NoSheet("There are headings, but no children below them.")
    return Weighed(good, bad, unread, max(len(filled) - MOST, 0))


Places = dict[int, Column]


def _with_headings(sheets: Sequence[Sequence[Row]]) -> tuple[Places, list[Row], list[str]]:
    best: tuple[int, Row | None, Sequence[Row]] = (0, None, ())
    for sheet in sheets:
        for row in sheet[:HEADINGS_WITHIN]:
            known = sum(folded(cell.text) in KNOWN for cell in row.cells)
            if known > best[0]:
                best = known, row, sheet
    _, heading, sheet = best
    places: Places = {}
    unread = []
    for place, cell in enumerate(heading.cells if heading else ()):
        column = KNOWN.get(folded(cell.text))
        if column is None:
            unread += [cell.text] if folded(cell.text) not in ("", OURS) else []
        elif column in places.values():
            raise NoSheet(f"Two columns are headed {column.title}. Leave one out.")
        else:
            places[place] = column
    lacking = [one.title for one in COLUMNS if one.needed and one not in places.values()]
    if heading is None or lacking:
        raise NoSheet(
            f"There is no column headed {', '.join(lacking)}. Use the template, or head the "
            "columns as it does."
        )
    return places, [row for row in sheet if row.number > heading.number], unread


def _weighed_row(
    row: Row, places: Places, today: date, seen: dict[tuple[str, ...], int]
) -> Leaver | BadRow:
    values: dict[str, str] = {}
    wrong: list[tuple[str, str]] = []
    given = {column: _at(row, place) for place, column in places.items()}
    for column, cell in given.items():
        try:
            values[column.name] = _value(column, cell, today)
        except Mend as mend:
            wrong.append((column.title, str(mend)))
    wrong += _together(row, values, seen)
    if wrong:
        return BadRow(row.number, {one.name: cell.text for one, cell in given.items()}, wrong)
    return Leaver(row.number, values)


def _at(row: Row, place: int) -> Cell:
    return row.cells[place] if place < len(row.cells) else Cell()


def _value(column: Column, cell: Cell, today: date) -> str:
    if cell.holds == MERGED:
        raise Mend("This cell is merged with another. Take them apart and fill in each.")
    if cell.holds == FORMULA:
        raise Mend("This is a formula. Type what it should say.")
    if cell.holds == FAULT:
        raise Mend(f"This shows {cell.text}. Type what it should say.")
    if cell.holds == DATE and column.read not in DAYS:
        cell = Cell(long_date(date.fromisoformat(cell.text)), PLAIN)
    value = column.read(cell, today)
    if column.needed and not value:
        raise Mend(NEEDED)
    return value


def _together(
    row: Row, values: Mapping[str, str], seen: dict[tuple[str, ...], int]
) -> list[tuple[str, str]]:
    """Return what is wrong between cells, or between rows."""
    born, last = values.get("born_on", ""), values.get("last_attended_on", "")
    if born and last and last < born:
        return [(TITLES["last_attended_on"], "This is before the date of birth.")]
    name = (fold(values.get("surname", "")), fold(values.get("forenames", "")), born)
    keys = [(values["upn"],)] if values.get("upn") else []
    for key in [*keys, name] if all(name) else keys:
        if (before := seen.setdefault(key, row.number)) != row.number:
            return [(TITLES["surname"], f"This is the child of row {before} again.")]
    return []


def said(leaver: Leaver, referrer: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `Referral.receive` is given for a child of the list."""
    values = leaver.values
    row = [[TITLES[name], _in_words(name, text)] for name, text in values.items() if text]
    return {
        **{name: values.get(name, "") for name in ("surname", "forenames", "known_as", "upn")},
        **{name: _as_day(values.get(name, "")) for name in ("born_on", "last_attended_on")},
        "address_lines": values.get("address_lines", ""),
        "postcode": values.get("postcode", ""),
        "sex": values.get("sex") or "U",
        "ground_letter": values.get("ground_letter", ""),
        "ground_regulation": REGULATION if values.get("ground_letter") else "",
        "worried": values.get("worried") == "yes",
        "told": [[f"Row {leaver.row} of a list of leavers", row]],
        **referrer,
    }


def _as_day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _in_words(name: str, text: str) -> str:
    return long_date(date.fromisoformat(text)) if name.endswith("_on") else text
