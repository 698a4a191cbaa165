"""Who is told that a search is over: the school by email or letter, the family by letter.

None of them is told what was found: a letter may be opened by the wrong person, and a school
needs to know no more. Whoever referred the child is not told at all.
"""

from __future__ import annotations

from datetime import date, datetime

from correspondence.drafted import drafted
from correspondence.emails import Words
from correspondence.families import addressee, case_of
from correspondence.letters import Value
from correspondence.values import common_values, home_of_parent, schools_asked
from models.base import RuleBroken
from models.casework.case import CME, Case
from models.casework.enquiry import Enquiry
from models.casework.outcome import Outcome
from models.casework.restriction import Restriction
from models.dates.words import long_date
from models.organisations.agency import Agency
from models.organisations.school import School
from models.people.contact_rules import ContactRules

TO_FAMILY = "cme-closure-to-family"


def family_closure_values(row: Enquiry | Case, today: date) -> dict[str, Value]:
    """Return every value of the letter that tells a parent the search is over, or RuleBroken."""
    case, parent = case_of(row), addressee(row)
    _is_over(case)
    return {
        **common_values(case, row.reference, today),
        "recipient_name": parent.name,
        "recipient_address_lines": list(home_of_parent(parent, today).letter_lines),
        "salutation": f"Dear {parent.salutation}",
        "closed_on": case.closed_on,
    }


def to_be_told(case: Case) -> list[School | Agency]:
    """Return the schools and agencies that were asked about the child, each once."""
    asked = list(case.enquiries.where(Enquiry.agency.is_null(False)).order_by(Enquiry.id))
    agencies = {enquiry.agency_id: enquiry.agency for enquiry in asked}
    schools = [enquiry.school for enquiry in schools_asked(case)]
    return [one for one in [*schools, *agencies.values()] if one is not None]


def queue_closing_emails(outcome: Outcome, now: datetime, today: date) -> tuple[int, list[str]]:
    """Write and queue a mail to each that was asked; return how many, and who has none and why.

    Call in a transaction. Whoever has one of this closing gets no second.
    """
    case = outcome.case
    _is_over(case)
    if Restriction.in_force_on("case", case.id, [case.child_id]):
        raise RuleBroken("This record is restricted: tell the school by telephone, and note it.")
    asked = to_be_told(case)
    if not asked:
        raise RuleBroken(f"Nobody was asked in {case.reference}: there is no school to tell.")
    rules = ContactRules.about([], [case.authority_id], today)
    told = {mail.recipient for mail in outcome.mails}
    queued, untold = 0, []
    for one in asked:
        email = one.email.strip().lower()
        why = rules.forbid_address(case.authority_id, email) if email else "no address is held"
        if why:
            untold.append(f"{one.name}: {why}")
        elif email not in told:
            _queue(outcome, one.name, email, now, today)
            queued += 1
    return queued, untold


def _queue(outcome: Outcome, name: str, email: str, now: datetime, today: date) -> None:
    words = closing_email(outcome.case, name)
    drafted(outcome.case.authority, email, words, today, closing=outcome).queue(now)


def _subject(case: Case) -> str:
    return f"{case.reference}: our enquiries are closed"


def closing_email(case: Case, name: str) -> Words:
    """Return the words, by reference only: they name no child and say not what was found."""
    references = case.enquiries.where(Enquiry.person.is_null()).order_by(Enquiry.id)
    ours = ", ".join(enquiry.reference for enquiry in references if enquiry.asked.name == name)
    council = case.authority
    body = [
        f"Dear {name},",
        f"You were asked about a child under our reference {ours}. We closed that case, "
        f"{case.reference}, on {long_date(case.closed_on or case.opened_on)}.",
        "Nothing more is asked of you. We tell each school and agency only what it needs to know, "
        "so this mail does not say what was found. If you need to know more to carry out your "
        "duties, ring us with the reference.",
        "A closed case is no reason to wait. If you are worried about a child, follow your "
        f"safeguarding procedures. {council.hub_numbers()} If a child is in danger, ring 999.",
        "We name no child in an email. Please do not name one in an answer.",
        f"{council.team_name or council.name}\n{council.phone}",
    ]
    return Words(_subject(case), "\n\n".join(body) + "\n")


def _is_over(case: Case) -> None:
    if case.closed_on is None:
        raise RuleBroken(f"{case.reference} is open. Close it with its outcome first.")
    if case.kind.code != CME:
        raise RuleBroken(f"{case.reference} is not a CME case, so this is not its.")
