"""The parts of an .xlsx file (ECMA-376) as far as they say what is seen in its cells."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cached_property
from io import BytesIO
from posixpath import join, normpath
from typing import Any, NamedTuple

from lxml import etree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
LARGEST_PART = 12 * 2**20  # bytes, unpacked
MOST_PARTS = 1_000

# Numbers 14 to 22 and 45 to 47 of the built-in formats, and their like for other countries.
_DATES = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_NO_DATE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')  # in a format: quoted text, colours, conditions
_DAY_OR_YEAR = re.compile(r"[dy]", re.IGNORECASE)
_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")

Found = dict[int, tuple[str, str]]  # column, from 0 -> text, what it holds


Place = tuple[int, int]  # row as it is numbered, column from 0


class Sheet(NamedTuple):
    rows: list[tuple[int, Found]]
    merged: list[tuple[Place, Place]]  # the first and the last cell of each

    def reaches(self, row: int) -> list[int]:
        """Return how far to the right each merge goes that this row is part of."""
        return [right for (top, _), (bottom, right) in self.merged if top <= row <= bottom]

    def is_covered(self, row: int, column: int) -> bool:
        """Say whether the cell shows what stands in another."""
        return any(
            top <= row <= bottom and left <= column <= right and (row, column) != (top, left)
            for (top, left), (bottom, right) in self.merged
        )


class Book:
    """An open package. Raise ValueError or what zipfile raises for one that is not sound."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        if len(package.namelist()) > MOST_PARTS:
            raise ValueError("too many parts")
        self._package = package
        self._names = frozenset(package.namelist())
        self._book = self._tree("xl/workbook.xml")

    def sheets(self) -> list[str]:
        """Return the names of the parts of the sheets that are not hidden, in their order."""
        links = self._tree("xl/_rels/workbook.xml.rels")
        targets = {link.get("Id"): str(link.get("Target")) for link in links}
        found = []
        for sheet in _all(self._book, "sheet"):
            key = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), None)
            part = normpath(join("/xl", targets.get(key, ""))).lstrip("/")
            if sheet.get("state", "visible") == "visible" and part in self._names:
                found.append(part)
        return found

    def sheet(self, part: str, most: int) -> Sheet:
        """Return each row that is written down, up to the row `most`, and what is merged."""
        number, rows, merged = 0, [], []
        for element in self._each(part, "row", "mergeCell"):
            if etree.QName(element).localname == "mergeCell":
                first, _, last = str(element.get("ref")).partition(":")
                merged.append((_place(first), _place(last or first)))
                continue
            number = int(element.get("r") or number + 1)
            if number <= most:
                rows.append((number, self._cells(element)))
        return Sheet(rows, merged)

    def _cells(self, row: Any) -> Found:
        found: Found = {}
        place = -1
        for cell in _all(row, "c"):
            given = cell.get("r")
            place = _place(given)[1] if given else place + 1
            text, holds = self._cell(cell)
            if text or holds:
                found[place] = text, holds
        return found

    def _cell(self, cell: Any) -> tuple[str, str]:
        kind = cell.get("t", "n")
        told = next((_text(one) for one in _all(cell, "v")), "")
        if kind == "s":
            return self._shared[int(told)] if told else "", ""
        if kind == "inlineStr":
            return next((_words(one) for one in _all(cell, "is")), ""), ""
        if kind == "e":
            return told, "fault"
        has_formula = next(iter(_all(cell, "f")), None) is not None
        if has_formula and not told:
            return "", "formula"  # nothing has ever worked it out
        if kind == "b":
            return ("yes" if told == "1" else "no"), ""
        if kind != "n" or not told:
            return told.strip(), ""
        return self._number(told, int(cell.get("s") or 0))

    def _number(self, told: str, style: int) -> tuple[str, str]:
        value = float(told)
        if style in self._date_styles and 0 < value < 2_958_466:
            return self._day(value).isoformat(), "date"
        return (str(int(value)) if value == int(value) else told), ""

    def _day(self, value: float) -> date:
        """Excel counts from 1900 and has a 29 February that year never had; or from 1904."""
        if self._from_1904:
            return date(1904, 1, 1) + timedelta(days=int(value))
        return date(1899, 12, 31 if value < 60 else 30) + timedelta(days=int(value))

    @cached_property
    def _from_1904(self) -> bool:
        told = next((one.get("date1904") for one in _all(self._book, "workbookPr")), None)
        return told in ("1", "true")

    @cached_property
    def _shared(self) -> list[str]:
        if "xl/sharedStrings.xml" not in self._names:
            return []
        return [_words(one) for one in self._tree("xl/sharedStrings.xml")]

    @cached_property
    def _date_styles(self) -> frozenset[int]:
        if "xl/styles.xml" not in self._names:
            return frozenset()
        styles = self._tree("xl/styles.xml")
        own = {
            str(one.get("numFmtId")): str(one.get("formatCode")) for one in _all(styles, "numFmt")
        }
        used = [one for group in _all(styles, "cellXfs") for one in group]
        return frozenset(n for n, one in enumerate(used) if _is_date(one.get("numFmtId"), own))

    def _tree(self, part: str) -> Any:
        return etree.fromstring(self._content(part), _parser())

    def _each(self, part: str, *names: str) -> Iterator[Any]:
        """Yield the elements of a sheet one after the other, each forgotten after its turn."""
        tags = [space + name for name in names for space in (MAIN, STRICT)]
        stream = BytesIO(self._content(part))
        read = etree.iterparse(stream, tag=tags, resolve_entities=False, no_network=True)
        for _, element in read:
            yield element
            element.clear(keep_tail=False)

    def _content(self, part: str) -> bytes:
        with self._package.open(part) as packed:
            content = packed.read(LARGEST_PART + 1)
        if len(content) > LARGEST_PART or b"<!DOCTYPE" in content[:4096]:
            raise ValueError("too large, or of another kind")
        return content


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True)


def _all(element: Any, name: str) -> Iterator[Any]:
    yield from element.iter(MAIN + name, STRICT + name)


def _text(element: Any) -> str:
    return element.text or ""


def _words(element: Any) -> str:
    """Return the text of a string that may be in several styles; how to say it is left out."""
    said = [
        _text(one) for one in _all(element, "t") if etree.QName(one.getparent()).localname != "rPh"
    ]
    return "".join(said).strip()


def _is_date(number: str | None, own: Mapping[str, str]) -> bool:
    if number is None:
        return False
    if number in own:
        return bool(_DAY_OR_YEAR.search(_NO_DATE.sub("", own[number])))
    return number.isdecimal() and int(number) in _DATES


def _place(ref: str) -> Place:
    """Return the row, and the column from 0, of a place such as B7."""
    found = _PLACE.fullmatch(ref.replace("$", ""))
    if found is None:
        raise ValueError("no place in a sheet")
    return int(found[2]), _column(found[1])


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
