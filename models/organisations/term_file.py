"""Term dates as a council or school publishes them: a calendar file or a table in, terms out.

Every line that cannot be read is told with its number; the others are kept. No database.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from typing import NamedTuple

from models.base import RuleBroken
from models.dates.typed import NotADay, day_typed

LARGEST = 1024 * 1024  # bytes; a year of a council's terms has some 5,000
LONGEST_NAME = 100
COLUMNS = ("name", "from", "until", "closed")
# A calendar lists what pupils look forward to as well, known by such words.
_SHUT = re.compile(
    r"holiday|half[ -]?term|inset|closed|closure|bank|break|training day|non[ -]pupil",
    re.IGNORECASE,
)
_YES = frozenset({"yes", "y", "true", "1", "closed", "x"})
_FIELD = re.compile(r"([A-Z-]+)((?:;[^:]*)?):(.*)", re.DOTALL)
_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")


class Found(NamedTuple):
    """One line of the file: a term, or days on which the school is closed."""

    line: int
    name: str
    from_on: date
    until_on: date
    closed: bool


class Fault(NamedTuple):
    line: int
    words: str


def read_terms(content: bytes) -> tuple[list[Found], list[Fault]]:
    """Return what the file holds and what is wrong with it. Raise RuleBroken for no such file."""
    if len(content) > LARGEST:
        raise RuleBroken("This file has more than 1 MB: no council has so many terms.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    if "\0" in text or not text.strip():
        raise RuleBroken("This is no text. Save it as a calendar (.ics) or as CSV.")
    is_calendar = text.lstrip().upper().startswith("BEGIN:VCALENDAR")
    found: list[Found] = []
    faults: list[Fault] = []
    for one in _events(text) if is_calendar else _rows(text):
        if isinstance(one, Found):
            found.append(one)
        else:
            faults.append(one)
    if not found and not faults:
        raise RuleBroken("There are no dates in this file.")
    return found, faults


def _rows(text: str) -> Iterator[Found | Fault]:
    reader = csv.reader(StringIO(text))
    heads = [cell.strip().lower() for cell in next(reader, [])]
    if heads[:3] != list(COLUMNS[:3]):
        raise RuleBroken("The first line of the table must be: name, from, until, closed.")
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield _row(reader.line_num, [cell.strip() for cell in [*cells, "", "", "", ""]])


def _row(line: int, cells: list[str]) -> Found | Fault:
    name, first, last, closed, *_ = cells
    if not name:
        return Fault(line, "The name is missing.")
    days = []
    for label, typed in (("from", first), ("until", last)):
        try:
            days.append(day_typed(typed))
        except NotADay as wrong:
            return Fault(line, f"{label.capitalize()}, “{typed[:40]}”: {wrong}")
    return _ordered(line, name, days[0], days[1], closed.lower() in _YES)


def _ordered(line: int, name: str, first: date, last: date, closed: bool) -> Found | Fault:
    if last < first:
        return Fault(line, f"“{name[:40]}” ends before it begins.")
    return Found(line, name[:LONGEST_NAME], first, last, closed)


def _events(text: str) -> Iterator[Found | Fault]:
    """Read RFC 5545: lines that begin with a space go on from the one before."""
    here: dict[str, tuple[str, str]] | None = None
    began = 0
    for line, whole in _unfolded(text):
        match = _FIELD.fullmatch(whole)
        name, about, value = (match[1], match[2], match[3]) if match else ("", "", "")
        if (name, value.upper()) == ("BEGIN", "VEVENT"):
            here, began = {}, line
        elif (name, value.upper()) == ("END", "VEVENT") and here is not None:
            yield _event(began, here)
            here = None
        elif here is not None and name:
            here.setdefault(name, (about, value))


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    began, whole = 0, ""
    for number, line in enumerate(text.splitlines(), 1):
        if line[:1] in (" ", "\t"):
            whole += line[1:]
            continue
        if whole:
            yield began, whole
        began, whole = number, line
    if whole:
        yield began, whole


def _event(line: int, fields: dict[str, tuple[str, str]]) -> Found | Fault:
    name = _plain(fields.get("SUMMARY", ("", ""))[1]) or "Without a name"
    if "RRULE" in fields:
        return Fault(line, f"“{name[:40]}” is repeated by a rule. Give each term for itself.")
    first = _day_of(fields.get("DTSTART", ("", ""))[1])
    if first is None:
        return Fault(line, f"“{name[:40]}” has no day on which it begins.")
    _, value = fields.get("DTEND", ("", ""))
    last = _day_of(value) or first
    # Of whole days the end is the first day after; of hours it is the day itself.
    if "T" not in value and value and last > first:
        last -= timedelta(days=1)
    return _ordered(line, name, first, last, bool(_SHUT.search(name)))


def _day_of(value: str) -> date | None:
    match = _DAY.match(value.strip())
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def _plain(value: str) -> str:
    words = re.sub(r"\\([nN])", " ", value)
    return " ".join(re.sub(r"\\(.)", r"\1", words).split())
