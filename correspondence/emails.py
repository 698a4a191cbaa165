"""The words of an email. It names no child, in the subject or anywhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from models.casework.enquiry import Enquiry
from models.dates.words import long_date
from models.organisations.authority import Authority
from models.outgoing.chase import Planned

WHY_WE_ASK = (
    "The council must find out, as far as it can, which children in its area are of school age "
    "and are not receiving an education (Education Act 1996, section 436A). Your answer may be "
    "what tells us that a child is safe."
)
WHY_WE_ASK_A_PARENT = (
    "You may answer in whatever way suits you. If you would rather talk, or need this in another "
    "language or format, please call us and we will help."
)
HOW_A_LINK_WORKS = (
    "The link under a reference opens a page of ours that shows whom we ask about and takes your "
    "answer. It first sends a code to this address, so that nobody else can look. Please do not "
    "pass the link on."
)


class Words(NamedTuple):
    subject: str
    body: str


def chase_email(planned: Sequence[Planned], links: Mapping[int, str] | None = None) -> Words:
    """Return one email that asks again about everything one recipient owes an answer to.

    `links` holds by enquiry the link by which it may be answered.
    """
    links = links or {}
    references = [one.enquiry.reference for one in planned]
    latest = max((one.step for one in planned if one.step), key=lambda step: step.number)
    first = planned[0]
    body = "\n\n".join(
        [
            f"Dear {_greeting(first)},",
            latest.opening,
            "\n".join(line_of(one.enquiry, links.get(one.enquiry.id, "")) for one in planned),
            "We name no child in an email. What we sent you under the reference says whom we ask "
            "about. Please give the reference when you answer, and no child's name in the subject.",
            *([HOW_A_LINK_WORKS] if links else []),
            how_to_answer(first.enquiry.authority, bool(links)),
            WHY_WE_ASK_A_PARENT if first.asked.kind == "person" else WHY_WE_ASK,
            signature(first.enquiry),
        ]
    )
    return Words(_subject(references), body + "\n")


def _subject(references: Sequence[str]) -> str:
    if len(references) == 1:
        return f"We are waiting for your answer: {references[0]}"
    return f"We are waiting for {len(references)} answers, from {references[0]}"


def _greeting(one: Planned) -> str:
    person = one.enquiry.person
    return person.salutation if person is not None else one.asked.name


def line_of(enquiry: Enquiry, link: str = "") -> str:
    """Return the line about one question, and below it the link that answers it."""
    line = (
        f"  {enquiry.reference}: asked on {long_date(enquiry.sent_on)}, "
        f"answer due by {long_date(enquiry.due_on)}"
    )
    return f"{line}\n    {link}" if link else line


def how_to_answer(authority: Authority, by_link: bool = False) -> str:
    call = f" or call {authority.phone}" if authority.phone else ""
    return f"{'You can also' if by_link else 'To answer,'} reply to this email{call}."


def signature(enquiry: Enquiry) -> str:
    officer = enquiry.case.officer
    lines = [officer.name, officer.job_title, officer.phone] if officer else []
    council = enquiry.authority
    return "\n".join(line for line in [*lines, council.team_name, council.name] if line)
