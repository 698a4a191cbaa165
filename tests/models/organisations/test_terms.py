"""Term dates read in: a calendar or a table, wrong lines told by number and good ones kept."""

from __future__ import annotations

from datetime import date

import pytest

from models.base import RuleBroken
from models.organisations.term import Term, keep_terms
from models.organisations.term_file import Found, read_terms
from tests.making import make_term, the_authority, writing

CALENDAR = """BEGIN:VCALENDAR\r
VERSION:2.0\r
BEGIN:VEVENT\r
SUMMARY:Autumn term\\, first\r
  half\r
DTSTART;VALUE=DATE:20260903\r
DTEND;VALUE=DATE:20261024\r
END:VEVENT\r
BEGIN:VEVENT\r
SUMMARY:INSET day\r
DTSTART;VALUE=DATE:20261016\r
END:VEVENT\r
BEGIN:VEVENT\r
SUMMARY:Assembly\r
DTSTART:20260910T090000Z\r
DTEND:20260910T093000Z\r
RRULE:FREQ=WEEKLY\r
END:VEVENT\r
BEGIN:VEVENT\r
SUMMARY:Spring term\r
DTSTART;VALUE=DATE:20270231\r
END:VEVENT\r
END:VCALENDAR\r
"""
TABLE = """Name,From,Until,Closed
Autumn 1,3 September 2026,23/10/2026,
Half-term,2026-10-26,30 Oct 2026,yes
,1/1/2027,2/1/2027,
Spring,next week,1/4/2027,
Summer,20/7/2027,12/4/2027,
"""


def test_a_calendar_gives_terms_and_days_closed() -> None:
    found, faults = read_terms(CALENDAR.encode())

    assert found == [
        Found(3, "Autumn term, first half", date(2026, 9, 3), date(2026, 10, 23), False),
        Found(9, "INSET day", date(2026, 10, 16), date(2026, 10, 16), True),
    ]
    assert [(one.line, one.words[:24]) for one in faults] == [
        (13, "“Assembly” is repeated b"),
        (19, "“Spring term” has no day"),
    ]


def test_a_table_gives_the_same_and_tells_each_bad_line() -> None:
    found, faults = read_terms(TABLE.encode("utf-8-sig"))

    assert [(one.line, one.name, str(one.until_on), one.closed) for one in found] == [
        (2, "Autumn 1", "2026-10-23", False),
        (3, "Half-term", "2026-10-30", True),
    ]
    assert [one.line for one in faults] == [4, 5, 6]
    assert "Enter" in faults[1].words


@pytest.mark.parametrize("content", [b"", b"\0\1\2", b"a,b,c\n1,2,3\n", b"x" * 2_000_000])
def test_what_is_no_such_file_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(RuleBroken):
        read_terms(content)


@pytest.mark.usefixtures("db")
def test_good_lines_are_kept_and_one_that_overlaps_is_told() -> None:
    make_term(from_on=date(2026, 10, 1), until_on=date(2026, 12, 18))
    found, faults = read_terms(TABLE.encode())
    with writing():
        kept = keep_terms(the_authority().id, None, found, faults)

    assert [term.name for term in kept.terms] == ["Half-term"]
    assert [one.line for one in kept.faults] == [2, 4, 5, 6]
    assert Term.select().count() == 2
    assert kept.headline == "1 kept; 4 left out, told below."
