"""The values for one letter out of the record; what is missing is refused in words."""

from __future__ import annotations

from datetime import date

from correspondence.letters import Value
from models.base import RuleBroken
from models.casework.case import Case
from models.casework.enquiry import Enquiry
from models.people.address import Address
from models.people.contact_promise import ContactPromise
from models.people.person import Person
from models.statute.notice import Notice

SERVED_HOW = {
    "by_hand": "hand",
    "first_class": "first class post",
    "second_class": "second class post",
}


def enquiry_values(enquiry: Enquiry, today: date) -> dict[str, Value]:
    """Return every value a letter to a school may ask for. RuleBroken says what is missing."""
    return {
        **common_values(enquiry.case, enquiry.reference, today),
        **to_school(enquiry),
        "question": paragraphs(enquiry.question),
        "reply_by": enquiry.due_on,
    }


def authority_values(enquiry: Enquiry, today: date) -> dict[str, Value]:
    """Return every value a letter to another authority may ask for, or raise RuleBroken."""
    council = enquiry.other_authority
    if council is None:
        raise RuleBroken(f"{enquiry.reference} was not put to an authority.")
    lines = [line for line in council.address_lines.splitlines() if line.strip()]
    return {
        **common_values(enquiry.case, enquiry.reference, today),
        "recipient_name": council.name,
        "recipient_address_lines": [
            council.team_name or "Children Missing Education",
            *needed(lines, f"the address of {council.name}"),
        ],
        "salutation": "Dear colleague",
        "authority_name": council.name,
        "since_on": enquiry.case.since_on,
        "question": paragraphs(enquiry.question),
        "reply_by": enquiry.due_on,
    }


def closure_values(row: Enquiry | Case, today: date) -> dict[str, Value]:
    """Return every value of the letter that ends an enquiry to a school; never what was found."""
    enquiry = row if isinstance(row, Enquiry) else _only_school_asked(row)
    case = enquiry.case
    if case.closed_on is None:
        raise RuleBroken(f"{case.reference} is open. Close it with its outcome first.")
    if case.kind.code != "CME":
        raise RuleBroken(f"{case.reference} is not a CME case, so this letter is not its.")
    return {
        **common_values(case, row.reference, today),
        **to_school(enquiry),
        "asked_on": enquiry.sent_on,
        "answered_on": enquiry.answered_on,
        "closed_on": case.closed_on,
    }


def schools_asked(case: Case) -> list[Enquiry]:
    """Return the newest enquiry to each school that was asked about this child."""
    enquiries = case.enquiries.where(Enquiry.school.is_null(False)).order_by(Enquiry.id)
    return list({enquiry.school_id: enquiry for enquiry in enquiries}.values())


def _only_school_asked(case: Case) -> Enquiry:
    asked = schools_asked(case)
    if not asked:
        raise RuleBroken(f"No school was asked in {case.reference}, so there is none to tell.")
    if len(asked) > 1:
        each = ", ".join(enquiry.reference for enquiry in asked)
        raise RuleBroken(f"More than one school was asked. Produce the letter for each of {each}.")
    return asked[0]


def notice_values(notice: Notice, today: date) -> dict[str, Value]:
    """Return every value a statutory notice may ask for. RuleBroken says what is missing."""
    notice.check_may_be_produced(today)
    parent = notice.parent
    reply_by = notice.reply_by
    if reply_by is None:
        raise RuleBroken("Say how and when the notice will be sent, so that its dates are set.")
    return {
        **common_values(notice.case, notice.reference, today),
        "letter_date": notice.intended_on,
        "recipient_name": parent.name,
        "recipient_address_lines": list(home_of(notice).letter_lines),
        "salutation": f"Dear {parent.salutation}",
        "parent_name": parent.name,
        "reason_appears": paragraphs(notice.appears),
        "served_how": SERVED_HOW[notice.method],
        "reply_by": reply_by,
    }


def to_school(enquiry: Enquiry) -> dict[str, Value]:
    """Return whom a letter to the school that was asked is addressed to."""
    school = enquiry.school
    if school is None:
        raise RuleBroken(f"{enquiry.reference} was not put to a school, so this letter is not its.")
    address = [line for line in [*school.address_lines.splitlines(), school.postcode] if line]
    return {
        "recipient_name": school.name,
        "recipient_address_lines": needed(address, f"the address of {school.name}"),
        "salutation": "Dear Headteacher",
        "school_name": school.name,
    }


def common_values(case: Case, reference: str, today: date) -> dict[str, Value]:
    officer = case.officer
    if officer is None:
        raise RuleBroken("This case has no officer yet. Choose one: the letter names them.")
    council, child = case.authority, case.child
    if child.born_on is None:
        raise RuleBroken("The child's date of birth is not recorded. The letter needs it.")
    return {
        "reference": reference,
        "letter_date": today,
        "council_name": council.name,
        "council_address_lines": council.address_lines.splitlines(),
        "council_phone": council.phone,
        "council_email": council.email,
        "team_name": council.team_name,
        "officer_name": officer.name,
        "officer_role": officer.job_title,
        "officer_phone": officer.phone or council.phone,
        "officer_email": officer.email,
        "child_name": child.name,
        "child_born": child.born_on,
    }


def home_of(notice: Notice) -> Address:
    """Return where this notice goes: the parent's own address."""
    return home_of_parent(notice.parent, notice.intended_on, notice.method)


def home_of_parent(parent: Person, on: date, method: str = "first_class") -> Address:
    """Return the parent's own address, never the other parent's: the promised one comes first."""
    promise = ContactPromise.to(parent.id, on)
    channel = "hand" if method == "by_hand" else "post"
    if promise is not None and (why := promise.forbids(channel, on)):
        raise RuleBroken(f"No letter can go to {parent.name} by {channel}: {why}.")
    address = promise.safe_address if promise is not None else None
    if address is not None and address.restricted and address.person_id != parent.id:
        raise RuleBroken(
            f"The safe address promised to {parent.name} is kept from them: it is somebody "
            "else's. Correct the promise before anything is posted."
        )
    address = address or Address.of_person(parent, on)
    if address is None or not address.letter_lines:
        raise no_home(parent)
    return address


def no_home(parent: Person) -> RuleBroken:
    return RuleBroken(
        f"Record an address for {parent.name} first: without one the letter cannot be addressed."
    )


def needed(lines: list[str], what: str) -> list[Value]:
    if not lines:
        raise RuleBroken(f"Record {what} first: without one the letter cannot be addressed.")
    return list(lines)


def paragraphs(text: str) -> list[Value]:
    return [line.strip() for line in text.splitlines() if line.strip()]
