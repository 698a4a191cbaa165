"""What a letter may ask for, purpose by purpose; nothing else can reach a template."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from correspondence.letters import Value


class Field(NamedTuple):
    name: str
    meaning: str
    example: Value
    may_be_missing: bool = False  # a letter asks with “if” before it prints one of these


COMMON = (
    Field("reference", "our reference; the only name a letter's file goes by", "CME-2026-0417"),
    Field("letter_date", "the day the letter is dated", date(2026, 11, 23)),
    Field("council_name", "the council", "Camford County Council"),
    Field(
        "council_address_lines",
        "the team's address, a line each",
        ["Shire House", "12 Castle Street", "Camford", "CF1 2AB"],
    ),
    Field("council_phone", "the team's telephone number", "01632 960 100"),
    Field("council_email", "the team's email address", "education.welfare@camford.example"),
    Field("team_name", "the team", "Children Missing Education and Home Education Team"),
    Field("officer_name", "the officer who writes", "Priya Nair"),
    Field("officer_role", "what that officer is", "Education Welfare Officer"),
    Field("officer_phone", "that officer's own telephone number", "01632 960 117"),
    Field("officer_email", "that officer's own email address", "priya.nair@camford.example"),
    Field("recipient_name", "who the letter is addressed to", "Ms Siobhán O’Neil"),
    Field(
        "recipient_address_lines",
        "where the letter is sent, a line each",
        ["Flat 3, Willow Court", "27 Mill Lane", "Camford", "CF4 7QT"],
    ),
    Field("salutation", "how the letter begins, with Dear", "Dear Ms O’Neil"),
    Field("child_name", "the child's full name", "Amira Grace O’Neil"),
    Field("child_born", "the child's date of birth", date(2016, 3, 9)),
)

ENQUIRY_TO_SCHOOL = (
    Field("school_name", "the school that is asked", "Hilltop Primary School"),
    Field(
        "question",
        "what is asked, a paragraph each",
        [
            "Is this child on your admission register, or has the child ever been? If so, from"
            " which day and until which day?",
            "If the child has left, which school, authority, address or country did the family"
            " tell you they were going to?",
            "On which day did anyone at your school last see the child or speak to the family?",
        ],
    ),
    Field("reply_by", "the day by which we ask for an answer", date(2026, 11, 30)),
)

S437_NOTICE = (
    Field("parent_name", "the parent on whom the notice is served", "Ms Siobhán O’Neil"),
    Field(
        "reason_appears",
        "why it appears that the education is not suitable, a paragraph each",
        [
            "Amira’s name was removed from the register of Hilltop Primary School on 10 July 2026,"
            " after you wrote that you would be educating her at home.",
            "We wrote to you on 14 September and 12 October 2026 to ask how Amira is being"
            " educated. We have not had an answer, and we have no other information that shows"
            " that she is receiving an education.",
        ],
    ),
    Field("served_how", "how the notice is served, after “by”", "first class post"),
    Field("reply_by", "the last day for an answer", date(2026, 12, 15)),
)

ENQUIRY_TO_AUTHORITY = (
    Field("authority_name", "the authority that is asked", "Borchester City Council"),
    Field(
        "since_on",
        "since when the child is not known to be in education, if that is recorded",
        date(2026, 9, 3),
        may_be_missing=True,
    ),
    Field(
        "question",
        "what is asked, a paragraph each",
        [
            "Is this child at a school in your area, or known to you as educated at home? If so,"
            " since when?",
            "If the child has left your area, where did the family say they were going?",
            "On which day did anyone last see the child or speak to the family?",
        ],
    ),
    Field("reply_by", "the day by which we ask for an answer", date(2026, 11, 30)),
)

ASKED_OF_A_FAMILY = (
    Field(
        "question",
        "anything asked besides, a paragraph each, if there is something",
        ["Amira had help with her reading at school. How is she getting on with it at home?"],
        may_be_missing=True,
    ),
    Field("reply_by", "the day by which we hope for an answer", date(2026, 12, 21)),
)

EHE_FIRST_CONTACT = (
    Field(
        "since_on",
        "since when the child is educated at home, if that is recorded",
        date(2026, 10, 5),
        may_be_missing=True,
    ),
    *ASKED_OF_A_FAMILY,
)

EHE_REMINDER = (
    Field("first_written_on", "the day of the letter that had no answer", date(2026, 10, 26)),
    *ASKED_OF_A_FAMILY,
)

CME_CLOSURE_TO_SCHOOL = (
    Field("school_name", "the school that was asked", "Hilltop Primary School"),
    Field("asked_on", "the day the school was asked", date(2026, 9, 14)),
    Field(
        "answered_on",
        "the day of the school’s answer, if it gave one",
        date(2026, 9, 18),
        may_be_missing=True,
    ),
    Field("closed_on", "the day the case was closed", date(2026, 11, 20)),
)

CME_CLOSURE_TO_FAMILY = (Field("closed_on", "the day the case was closed", date(2026, 11, 20)),)

PURPOSES = {
    "enquiry-to-school": COMMON + ENQUIRY_TO_SCHOOL,
    "s437-notice": COMMON + S437_NOTICE,
    "enquiry-to-authority": COMMON + ENQUIRY_TO_AUTHORITY,
    "ehe-first-contact": COMMON + EHE_FIRST_CONTACT,
    "ehe-reminder": COMMON + EHE_REMINDER,
    "cme-closure-to-school": COMMON + CME_CLOSURE_TO_SCHOOL,
    "cme-closure-to-family": COMMON + CME_CLOSURE_TO_FAMILY,
}

# Where the common example does not suit: a letter to a school is not addressed to a parent.
TO_A_SCHOOL: dict[str, Value] = {
    "recipient_name": "Hilltop Primary School",
    "recipient_address_lines": ["Beacon Road", "Camford", "CF2 9HH"],
    "salutation": "Dear Headteacher",
}
EXAMPLES: dict[str, dict[str, Value]] = {
    "enquiry-to-school": TO_A_SCHOOL,
    "cme-closure-to-school": TO_A_SCHOOL,
    "enquiry-to-authority": {
        "recipient_name": "Borchester City Council",
        "recipient_address_lines": [
            "Children Missing Education",
            "Civic Centre",
            "Borchester",
            "BC1 1AA",
        ],
        "salutation": "Dear colleague",
    },
}


def field_names(purpose: str) -> frozenset[str]:
    """Return what a template for this purpose may ask for. KeyError if there is no such purpose."""
    return frozenset(field.name for field in PURPOSES[purpose])


def example_values(purpose: str) -> dict[str, Value]:
    """Return a full set of made-up values, for previews and for trying out a new template."""
    examples = {field.name: field.example for field in PURPOSES[purpose]}
    return examples | EXAMPLES.get(purpose, {})


def may_be_missing(purpose: str) -> frozenset[str]:
    """Return the fields that a letter of this purpose can do without."""
    return frozenset(field.name for field in PURPOSES[purpose] if field.may_be_missing)
