"""Reads a list of authorities with whom to ask about missing children; compares it with ours."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from models.base import RuleBroken
from models.organisations.authority import NATIONS, Authority
from models.organisations.register_changes import WALES

LARGEST = 1024 * 1024  # bytes; the whole of the four nations has some thirty thousand
NEEDED = ("code", "name")
COLUMNS = (*NEEDED, "nation", "cme_email", "cme_phone", "email", "phone")
LONGEST = 255

_CODE = re.compile(r"[0-9]{3}|[ENSW][0-9]{8}")
_EMAIL = re.compile(r"[A-Za-z0-9._+'-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{5,28}( ?(x|ext\.?) ?[0-9]{1,6})?")


class Wrong(NamedTuple):
    """A row that is left out: its line, the heading being line 1, and what to put right."""

    line: int
    why: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.why}"


class Difference(NamedTuple):
    """An authority that is new or changes: what the list says that is not here yet."""

    code: str
    name: str
    was: Mapping[str, str]
    will_be: Mapping[str, str]

    @property
    def told(self) -> list[str]:
        """Return each change in words: "cme email: a@b.example, was empty"."""
        return [
            f"{name.replace('_', ' ').replace('cme', 'CME')}: {value}"
            + (f", was {self.was[name] or 'empty'}" if self.was else "")
            for name, value in self.will_be.items()
        ]


@dataclass
class Directory:
    """What a list would change here; `write` does it. Nothing is taken away."""

    new: list[Difference] = field(default_factory=list)
    changed: list[Difference] = field(default_factory=list)
    unchanged: int = 0
    wrong: list[Wrong] = field(default_factory=list)

    def write(self) -> None:
        """Save every new and changed authority. Call inside a transaction."""
        for one in self.new:
            Authority.create(code=one.code, ours=False, **one.will_be)
        for one in self.changed:
            row = Authority.get(Authority.code == one.code)
            for name, value in one.will_be.items():
                setattr(row, name, value)
            row.save()


def text_of(content: bytes) -> str:
    """Return the text of a CSV file. Raise RuleBroken, in a sentence, for what is none."""
    if len(content) > LARGEST:
        raise RuleBroken("The file is larger than 1 MB: a list of authorities is far smaller.")
    if content.startswith((b"PK", b"\xd0\xcf")):
        raise RuleBroken("This is an Excel file. Save it as CSV, and give that.")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RuleBroken("The file cannot be read as text. Save it as CSV (UTF-8), and give that.")


def compared(text: str) -> Directory:
    """Compare the list with the authorities here; write nothing.

    An empty cell leaves what is here. Raise RuleBroken for a list without its headings.
    """
    found, here = Directory(), {one.code: one for one in Authority.select()}
    seen: dict[str, int] = {}
    for line, cells in _rows(text):
        said = {name: value for name, value in cells.items() if value}
        why = _wrong(said) or _twice(said["code"], line, seen)
        if why:
            found.wrong.append(Wrong(line, why))
            continue
        _sort_in(found, said, here.get(said["code"]))
    if not (found.new or found.changed or found.unchanged or found.wrong):
        raise RuleBroken("The list holds no authority below its headings.")
    return found


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        headings = [_folded(cell) for cell in next(reader, [])]
        if missing := [name for name in NEEDED if name not in headings]:
            raise RuleBroken(
                f"The first line must name the columns, and {' and '.join(missing)} is not "
                f"among them. Columns read are: {', '.join(COLUMNS)}."
            )
        for cells in reader:
            if any(cell.strip() for cell in cells):
                told = dict(zip(headings, cells, strict=False))
                yield reader.line_num, {n: _plain(told.get(n, "")) for n in COLUMNS}
    except csv.Error as broken:
        raise RuleBroken(f"Line {reader.line_num} cannot be read as CSV.") from broken


def _folded(heading: str) -> str:
    return re.sub(r"[^a-z]+", "_", heading.lower()).strip("_")


def _plain(cell: str) -> str:
    return " ".join(cell.split())


def _wrong(said: Mapping[str, str]) -> str:
    code = said.get("code", "").upper()
    if not _CODE.fullmatch(code):
        return "the code is three digits, or nine characters such as S12000036."
    if not said.get("name"):
        return f"{code} has no name."
    if "nation" in said and _nation(said["nation"]) is None:
        return f"{code}: the nation is one of {', '.join(words for _, words in NATIONS)}."
    for name, value in said.items():
        if len(value) > LONGEST:
            return f"{code}: the {name.replace('_', ' ')} is longer than {LONGEST} characters."
        if name.endswith("email") and not _EMAIL.fullmatch(value):
            return f"{code}: {value} is not one email address."
        if name.endswith("phone") and not _PHONE.fullmatch(value):
            return f"{code}: {value} is not a phone number."
    return ""


def _twice(code: str, line: int, seen: dict[str, int]) -> str:
    first = seen.setdefault(code.upper(), line)
    return "" if first == line else f"{code.upper()} stands on line {first} already."


def _nation(words: str) -> str | None:
    folded = words.lower().replace("_", " ")
    return next((key for key, one in NATIONS if one.lower() == folded), None)


def _nation_of(code: str) -> str:
    by_letter = {"W": "wales", "S": "scotland", "N": "northern_ireland"}
    if code[0] in by_letter:
        return by_letter[code[0]]
    return "wales" if code.isdecimal() and int(code) in WALES else "england"


def _sort_in(found: Directory, said: Mapping[str, str], here: Authority | None) -> None:
    code = said["code"].upper()
    values = {name: value for name, value in said.items() if name != "code"}
    for name in ("email", "cme_email"):
        if name in values:
            values[name] = values[name].lower()
    if "nation" in values:
        values["nation"] = _nation(values["nation"]) or ""
    if here is None:
        values.setdefault("nation", _nation_of(code))
        found.new.append(Difference(code, values["name"], {}, values))
        return
    if here.ours:  # a council that works here says itself what it is called and where it is reached
        values = {name: value for name, value in values.items() if name.startswith("cme_")}
    was = {name: getattr(here, name) for name in values}
    will_be = {name: value for name, value in values.items() if was[name] != value}
    if will_be:
        found.changed.append(Difference(code, here.name, was, will_be))
    else:
        found.unchanged += 1
