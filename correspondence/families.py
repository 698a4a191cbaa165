"""The values for letters to families who educate at home: an informal enquiry and its reminder."""

from __future__ import annotations

from datetime import date, timedelta

from correspondence.letters import Value
from correspondence.values import common_values, home_of_parent, paragraphs
from models.base import RuleBroken
from models.casework.case import Case
from models.casework.enquiry import Enquiry
from models.dates.words import long_date
from models.outgoing.letter import Letter
from models.people.person import Person
from models.people.relationship import Relationship

FIRST_CONTACT = "ehe-first-contact"
REMINDER = "ehe-reminder"
# Calendar days until the day we hope for an answer by, from the day of the letter.
FIRST_DAYS = 28
REMINDER_DAYS = 14
REMINDED_WITHIN = 90  # calendar days; later than that a family is written to afresh


def first_contact_values(row: Enquiry | Case, today: date) -> dict[str, Value]:
    """Return every value of a first letter to a family. RuleBroken says what is missing."""
    family = _to_the_family(row, today)
    reply_by = row.due_on if isinstance(row, Enquiry) else today + timedelta(days=FIRST_DAYS)
    if reply_by <= today:
        raise RuleBroken(
            f"The day an answer was hoped for by, {long_date(reply_by)}, has passed. Produce the "
            "reminder, or ask again with a new day."
        )
    since = case_of(row).since_on
    return {**family, "since_on": since, "reply_by": reply_by}


def reminder_values(row: Enquiry | Case, today: date) -> dict[str, Value]:
    """Return every value of a reminder to a family, of which a fortnight is left to answer."""
    if isinstance(row, Enquiry) and row.answered_on is not None:
        raise RuleBroken(f"{row.reference} was answered on {long_date(row.answered_on)}.")
    soonest = today + timedelta(days=REMINDER_DAYS)
    return {
        **_to_the_family(row, today),
        "first_written_on": _first_written_on(row, today),
        "reply_by": max(row.due_on, soonest) if isinstance(row, Enquiry) else soonest,
    }


def family_letter(row: Enquiry | Case, today: date) -> str:
    """Return which letter the family has next: the first one, and after that the reminder."""
    if isinstance(row, Enquiry):
        parents = [row.person] if row.person else []
    else:
        parents = _parents_to_write_to(row)
    if len(parents) != 1:
        return FIRST_CONTACT  # refused in words when it is produced
    return REMINDER if _first_letter(row, parents[0], today) else FIRST_CONTACT


def case_of(row: Enquiry | Case) -> Case:
    return row.case if isinstance(row, Enquiry) else row


def addressee(row: Enquiry | Case) -> Person:
    """Return the parent the letter goes to, or raise RuleBroken saying why there is none."""
    if isinstance(row, Case):
        return _only_parent(row)
    if row.person is None:
        raise RuleBroken(f"{row.reference} was not put to a parent, so this letter is not its.")
    ties = Relationship.between(row.case.child, row.person)
    if not any(tie.is_parent for tie in ties):
        raise RuleBroken(f"{row.person.name} is not recorded as a parent or carer of this child.")
    if not all(tie.may_be_contacted for tie in ties):
        raise RuleBroken(f"{row.person.name} is not to be contacted about this child.")
    return row.person


def _only_parent(case: Case) -> Person:
    parents = _parents_to_write_to(case)
    if not parents:
        raise RuleBroken("No parent who may be contacted is recorded for this child.")
    if len(parents) > 1:
        names = " and ".join(parent.name for parent in parents)
        raise RuleBroken(
            f"This child has more than one parent to write to: {names}. Record an enquiry to "
            "each, and produce the letter from there."
        )
    return parents[0]


def _parents_to_write_to(case: Case) -> list[Person]:
    ties = list(case.child.relationships)
    parents = {tie.person_id: tie.person for tie in ties if tie.is_parent}
    for tie in ties:
        if not tie.may_be_contacted:
            parents.pop(tie.person_id, None)
    return list(parents.values())


def _to_the_family(row: Enquiry | Case, today: date) -> dict[str, Value]:
    case, parent = case_of(row), addressee(row)
    if case.kind.code != "EHE":
        raise RuleBroken(f"{case.reference} is not about home education: this letter is not its.")
    if case.closed_on is not None:
        raise RuleBroken(f"{case.reference} was closed on {long_date(case.closed_on)}.")
    return {
        **common_values(case, row.reference, today),
        "recipient_name": parent.name,
        "recipient_address_lines": list(home_of_parent(parent, today).letter_lines),
        "salutation": f"Dear {parent.salutation}",
        "question": paragraphs(row.question) if isinstance(row, Enquiry) else [],
    }


def _first_written_on(row: Enquiry | Case, today: date) -> date:
    if isinstance(row, Enquiry):
        return row.sent_on
    parent = addressee(row)
    first = _first_letter(row, parent, today)
    if first is None:
        raise RuleBroken(f"No first letter to {parent.name} is kept. Produce {FIRST_CONTACT}.")
    return date.fromisoformat(first.field_values["letter_date"])


def _first_letter(row: Enquiry | Case, parent: Person, today: date) -> Letter | None:
    """Return the first letter this row's reminder would be of; last year's is no longer one."""
    first = Letter.newest_of(case_of(row), FIRST_CONTACT, parent.name)
    if first is None or isinstance(row, Enquiry):
        return first if first and first.enquiry_id == row.id else None
    written = date.fromisoformat(first.field_values["letter_date"])
    return first if today - written <= timedelta(days=REMINDED_WITHIN) else None
