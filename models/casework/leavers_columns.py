"""The columns of a school's list of leavers: what they are called, and what may stand in them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from models.casework.workbook import DATE, Cell
from models.dates.school_age import birthday
from models.dates.typed import NotADay, day_typed
from models.dates.words import long_date
from models.folding import fold
from models.people.identifiers import BadUpn, check_upn, tidy_postcode

LONGEST_LINE, LONGEST_TEXT = 200, 2_000  # characters
GROWN_UP = 19  # years

YES = frozenset({"yes", "y", "true", "1"})
NO = frozenset({"no", "n", "false", "0"})
SEXES = {"f": "F", "female": "F", "girl": "F", "m": "M", "male": "M", "boy": "M"}
SEXES |= {"u": "U", "unknown": "U", "notknown": "U", "": "U"}

_COUNTED_DAY = re.compile(r"[2-6][0-9]{4}")  # as Excel counts, from 1954 to 2091


class Mend(ValueError):
    """What is wrong with a cell. The message says what to put there instead."""


class Column(NamedTuple):
    """A column of the list. `also` is what else it may be called."""

    name: str
    title: str
    read: Callable[[Cell, date], str]
    needed: bool = False
    also: tuple[str, ...] = ()
    hint: str = ""
    choices: tuple[str, ...] = ()  # what a spreadsheet may offer


def _line(cell: Cell, _today: date, most: int = LONGEST_LINE) -> str:
    text = " ".join(cell.text.split()) if most == LONGEST_LINE else cell.text.strip()
    if len(text) > most:
        raise Mend(f"Write at most {most:,} characters. This has {len(text):,}.")
    return text


def _text(cell: Cell, today: date) -> str:
    return _line(cell, today, LONGEST_TEXT)


def _day(cell: Cell, _today: date) -> str:
    if cell.holds == DATE or not cell.text:
        return cell.text
    if _COUNTED_DAY.fullmatch(cell.text):
        meant = date(1899, 12, 30) + timedelta(days=int(cell.text))
        raise Mend(f"This is a number. If it means {long_date(meant)}, type {meant:%d/%m/%Y}.")
    try:
        return day_typed(cell.text).isoformat()
    except NotADay as wrong:
        raise Mend(str(wrong)) from None


def _past(cell: Cell, today: date) -> str:
    day = _day(cell, today)
    if day > today.isoformat():
        raise Mend(f"{long_date(date.fromisoformat(day))} is still to come.")
    return day


def _born(cell: Cell, today: date) -> str:
    day = _past(cell, today)
    if day and birthday(date.fromisoformat(day), GROWN_UP) <= today:
        raise Mend(
            f"Somebody born on {long_date(date.fromisoformat(day))} is grown up. Correct the date, "
            "or leave the row out."
        )
    return day


def _sex(cell: Cell, _today: date) -> str:
    try:
        return SEXES[fold(cell.text).replace(" ", "")]
    except KeyError:
        raise Mend("Write F or M, or leave it blank.") from None


def _upn(cell: Cell, _today: date) -> str:
    try:
        return check_upn(cell.text).upn if cell.text else ""
    except BadUpn as wrong:
        raise Mend(str(wrong)) from None


def _postcode(cell: Cell, today: date) -> str:
    tidy = tidy_postcode(_line(cell, today))
    if len(tidy) > 10:
        raise Mend("This is too long for a postcode.")
    return tidy


def _yes_or_no(cell: Cell, _today: date) -> str:
    said = fold(cell.text).strip()
    if said and said not in YES | NO:
        raise Mend("Write yes or no.")
    return "" if not said else "yes" if said in YES else "no"


def _ground(cell: Cell, today: date) -> str:
    letter = _line(cell, today).strip("().").lower()
    if not re.fullmatch("[a-o]?", letter):
        raise Mend("Write the letter of the ground in regulation 9(1), from a to o.")
    return letter


COLUMNS = (
    Column("surname", "Surname", _line, True, ("lastname", "familyname", "legalsurname")),
    Column(
        "forenames",
        "Forenames",
        _line,
        True,
        ("forename", "firstname", "firstnames", "givenname", "legalforename"),
    ),
    Column("known_as", "Also known as", _line, also=("knownas", "preferredname")),
    Column("born_on", "Date of birth", _born, True, ("dob", "dateofbirth", "birthdate", "born")),
    Column("sex", "Sex", _sex, also=("gender",), hint="F, M or blank", choices=("F", "M")),
    Column("upn", "UPN", _upn, also=("uniquepupilnumber",), hint="13 characters, or blank"),
    Column("year_group", "Year group", _line, also=("year", "ncyear", "yeargroup")),
    Column("address_lines", "Address", _text, also=("homeaddress", "lastknownaddress")),
    Column("postcode", "Postcode", _postcode),
    Column("parent", "Parent or carer", _line, also=("parent", "carer", "parentcarer", "contact")),
    Column("parent_phone", "Parent’s phone", _line, also=("phone", "telephone", "mobile")),
    Column("parent_email", "Parent’s email", _line, also=("email", "emailaddress")),
    Column(
        "last_attended_on",
        "Last day at school",
        _past,
        True,
        ("lastattended", "lastdateattended", "dateofleaving", "leavingdate", "lastday"),
    ),
    Column(
        "ground_letter",
        "Ground for deletion",
        _ground,
        also=("ground",),
        hint="the letter of regulation 9(1) of 2024, if the name was deleted",
    ),
    Column("destination", "Where the child may be now", _text, also=("destination", "newschool")),
    Column(
        "worried",
        "Worried about the child’s safety",
        _yes_or_no,
        True,
        ("worried", "safeguardingconcern", "safeguarding", "worriedaboutsafety"),
        "yes or no. In danger now? Ring 999, do not use this list",
        ("yes", "no"),
    ),
    Column("more", "Anything else", _text, also=("notes", "comments")),
)
TITLES = {column.name: column.title for column in COLUMNS}


DAYS = (_day, _past, _born)  # what reads a date


def folded(heading: str) -> str:
    """Return a heading as it is compared: "D.O.B." is "dob"."""
    return re.sub(r"[^a-z0-9]", "", fold(heading))


KNOWN = {folded(column.title): column for column in COLUMNS}
KNOWN |= {other: column for column in COLUMNS for other in column.also}
