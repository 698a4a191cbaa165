"""What the files of the national register say: cells in, schools and successors out. No database.

The register is GIAS's `edubasealldata*.csv`; who came after whom is in a file of links.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from models.organisations.register_sheet import BadRow, Cells, Sheet, WrongFile, folded

STATUSES = {
    "1": "open",
    "open": "open",
    "2": "closed",
    "closed": "closed",
    "3": "closing",
    "openbutproposedtoclose": "closing",
    "4": "proposed",
    "proposedtoopen": "proposed",
}
NOTHING = frozenset({"notapplicable", "doesnotapply", ""})
LONGEST = 255
ADDRESS = ("street", "locality", "address3", "town", "countyname")


class BadCell(ValueError):
    """What is wrong with a cell, in words that go after the line's number."""


class SchoolRow(NamedTuple):
    """A school as the file has it; `values` are in the order of the reader's `fields`."""

    line: int
    urn: str
    authority_name: str
    values: tuple[Any, ...]


class Link(NamedTuple):
    line: int
    urn: str
    successor: str  # its URN
    since: date


def _tidy(cell: str) -> str:
    return " ".join(cell.split())


def _urn(text: str) -> str:
    if not re.fullmatch(r"[0-9]{6}", text, re.ASCII):
        raise BadCell("its URN is not six digits.")
    return text


def _name(text: str) -> str:
    if not text:
        raise BadCell("the school has no name.")
    return _text(text)


def _text(text: str) -> str:
    if len(text) > LONGEST:
        raise BadCell(f"a cell has more than {LONGEST} characters.")
    return text


def _words(text: str) -> str:
    return "" if folded(text) in NOTHING else _text(text)


def _authority(text: str) -> str:
    if not re.fullmatch(r"[0-9]{3}", text, re.ASCII):
        raise BadCell("its LA code is not three digits.")
    return text


def _number(text: str) -> str:
    if not re.fullmatch(r"[0-9]{0,4}", text, re.ASCII):
        raise BadCell("its establishment number is not four digits.")
    return text


def _status(text: str) -> str:
    try:
        return STATUSES[folded(text)]
    except KeyError:
        raise BadCell("its status is none that the register has.") from None


def _postcode(text: str) -> str:
    # Schools abroad have postcodes too. A county in this place is a row gone out of step.
    if len(text) > 10 or (text and not any(mark.isdigit() for mark in text)):
        raise BadCell("what stands for its postcode is none.")
    return text.upper()


@lru_cache(maxsize=4096)
def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return datetime.strptime(text.replace("/", "-"), "%d-%m-%Y").date()  # noqa: DTZ007
    except ValueError:
        raise BadCell("a date in it is not of the calendar (dd-mm-yyyy).") from None


# Our column, the folded headings it may stand under, how it is read, whether it must be there.
COLUMNS: tuple[tuple[str, tuple[str, ...], Callable[[str], Any], str], ...] = (
    ("name", ("establishmentname",), _name, "EstablishmentName"),
    ("local_authority", ("lacode",), _authority, "LA (code)"),
    ("establishment_number", ("establishmentnumber",), _number, "EstablishmentNumber"),
    (
        "status",
        ("establishmentstatuscode", "establishmentstatusname", "establishmentstatus"),
        _status,
        "EstablishmentStatus",
    ),
    ("postcode", ("postcode",), _postcode, "Postcode"),
    ("kind", ("typeofestablishmentname",), _words, ""),
    ("phase", ("phaseofeducationname",), _words, ""),
    ("opened_on", ("opendate",), _day, ""),
    ("closed_on", ("closedate",), _day, ""),
    ("website", ("schoolwebsite",), _text, ""),
    ("register_phone", ("telephonenum",), _text, ""),
)


class RegisterFile:
    """The schools of a sheet. Raise WrongFile, naming the columns, if it is not the register."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        _refuse_lacking(
            sheet,
            {"URN": ("urn",)} | {name: headings for _, headings, _, name in COLUMNS if name},
            "This is not the register of schools (edubasealldata…csv)",
        )
        self._places = [
            (field, place, read)
            for field, headings, read, _ in COLUMNS
            if (place := _place(sheet.columns, headings)) is not None
        ]
        self._address = [sheet.columns[part] for part in ADDRESS if part in sheet.columns]
        self.fields = tuple(field for field, _, _ in self._places)
        if self._address:
            self.fields += ("address_lines",)

    def schools(self) -> Iterator[SchoolRow | BadRow]:
        """Yield every school in the order of the file, and every row that is none."""
        first_seen: dict[str, int] = {}
        for row in self.sheet.rows():
            school = row if isinstance(row, BadRow) else self._school(row)
            if isinstance(school, SchoolRow):
                before = first_seen.setdefault(school.urn, school.line)
                if before != school.line:
                    why = f"its URN {school.urn} stands on line {before} already."
                    school = BadRow(school.line, why)
            yield school

    def _school(self, row: Cells) -> SchoolRow | BadRow:
        cells = row.cells
        try:
            urn = _urn(_tidy(cells[self.sheet.columns["urn"]]))
            values = [read(_tidy(cells[place])) for _, place, read in self._places]
        except BadCell as bad:
            return BadRow(row.line, str(bad))
        if self._address:
            parts = [_tidy(cells[place]) for place in self._address]
            values.append("\n".join(part for part in parts if part))
        name = self.sheet.columns.get("laname")
        authority_name = "" if name is None else _tidy(cells[name])[:LONGEST]
        return SchoolRow(row.line, urn, authority_name, tuple(values))


LINK_HEADINGS = {
    "URN": ("urn",),
    "LinkURN": ("linkurn",),
    "LinkType": ("linktype",),
    "LinkEstablishedDate": ("linkestablisheddate",),
}


class LinksFile:
    """Which school came after which. Raise WrongFile if the sheet is no file of links."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        _refuse_lacking(sheet, LINK_HEADINGS, "This is not the register's file of links")

    def successors(self) -> Iterator[Link | BadRow]:
        """Yield the links to a successor; those to a predecessor say the same again."""
        places = [self.sheet.columns[heading] for (heading,) in LINK_HEADINGS.values()]
        for row in self.sheet.rows():
            if isinstance(row, BadRow):
                yield row._replace(file="links")
                continue
            urn, linked, kind, since = (row.cells[place].strip() for place in places)
            if not kind.lower().startswith("successor"):
                continue
            try:
                yield Link(row.line, _urn(urn), _urn(linked), _day(since) or date.min)
            except BadCell as bad:
                yield BadRow(row.line, str(bad), "links")


def _place(columns: Mapping[str, int], headings: tuple[str, ...]) -> int | None:
    return next((columns[heading] for heading in headings if heading in columns), None)


def _refuse_lacking(sheet: Sheet, needed: Mapping[str, tuple[str, ...]], words: str) -> None:
    lacking = [name for name, headings in needed.items() if _place(sheet.columns, headings) is None]
    if lacking:
        raise WrongFile(f"{words}: it has no column {', '.join(lacking)}.")
    if sheet.lines == 0 or not any(True for _ in sheet.rows()):
        raise WrongFile(f"{words}: it has a heading and no rows.")
