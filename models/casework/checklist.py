"""The list of reasonable enquiries: its rows, and which of them each sort of case asks for.

Source of the rows: Children missing education, statutory guidance for local authorities
(Department for Education, 2016, revised August 2024), as councils have written it out. Which row
a sort of case asks for is our default; a council may say otherwise: see check_need.py.
"""

from __future__ import annotations

from typing import NamedTuple

REQUIRED, IF_KNOWN, NOT_USUAL = "R", "K", "-"
NEEDS = (
    (REQUIRED, "Required"),
    (IF_KNOWN, "If known of"),
    (NOT_USUAL, "Not usual"),
)

FIRST_CHECKS = (1, 2, 3)  # when these are done the first checks are made
HOME_VISIT = 4


class Row(NamedTuple):
    """One line of the list. `asks` is whom a question goes to in one click, "" for nobody."""

    number: int
    words: str
    asks: str = ""  # as in enquiry.ASKED
    question: str = ""


ROWS = (
    Row(
        1,
        "Parents, relatives, neighbours and all known emergency contacts, at different times of "
        "day",
        "person",
        "Where is the child living now, and where is the child being educated?",
    ),
    Row(2, "Our own records: admissions, education, social care, SEN, home education"),
    Row(
        3,
        "School staff, friends, siblings and the siblings' schools",
        "school",
        "What do staff, friends, brothers or sisters know of where the child is now? When was the "
        "child last seen, and who has been in touch with the family since?",
    ),
    Row(4, "Home visit: day, morning or afternoon, who was spoken to"),
    Row(5, "School to school message, lost pupil search, UPN look-up"),
    Row(
        6,
        "Health: GP, school nurse, health visitor, child health records",
        "agency",
        "Is the child registered with you, at which address, and when was the child last seen?",
    ),
    Row(
        7,
        "Housing, council tax, housing benefit",
        "agency",
        "Does the family still hold a tenancy or an account, and is a new address known?",
    ),
    Row(
        8,
        "Child benefit (HMRC) and other benefits (DWP)",
        "agency",
        "Is child benefit paid for this child, and to which address?",
    ),
    Row(
        9,
        "Home Office and Border Force, where the family may have left the country",
        "agency",
        "Is there a record that the child left or entered the country, and when?",
    ),
    Row(
        10,
        "The authority the child came from, lives in, or is thought to have gone to",
        "authority",
        "Is the child known to you: living in your area, on roll, or waiting for a place?",
    ),
    Row(
        11,
        "Police, youth justice, probation, refuges",
        "agency",
        "Have you had contact with the family since the date above?",
    ),
    Row(
        12,
        "Service families: the Ministry of Defence's education advisory service",
        "agency",
        "Is the family of a serving member known to you, and where are they posted?",
    ),
    Row(13, "Open social media"),
    Row(
        14,
        "Other agencies known to be involved: social care, Traveller education, early help",
        "agency",
        "Are you working with the family now, and when did you last see the child?",
    ),
)
BY_NUMBER = {row.number: row for row in ROWS}

# A key of NEEDS a row, in their order.
_BY_REASON = {
    "vanished": "RRRRRKRKKKKKKK",
    "newly_found": "RRKRRKK-KRKK-R",
    "ehe_no_information": "RRKK-KK--K---K",
    "ehe_unsatisfactory": "RRKK-K-------K",
    "moved_in": "RRKKRKK-KRKK-K",
    "moved_out": "RRRRRRRKKRKKKK",
    "no_start": "RRRRRKK--KKK-K",
}


def usual_need(reason: str, number: int) -> str:
    """Return what our table says of a row in a case with this reason; not usual in any other."""
    return _BY_REASON.get(reason, NOT_USUAL * len(ROWS))[number - 1]
