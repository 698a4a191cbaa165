"""From a case, enquiry or notice to a frozen letter: template in force, values, bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple, TypeAlias

from correspondence.closings import TO_FAMILY, family_closure_values
from correspondence.families import (
    FIRST_CONTACT,
    REMINDER,
    addressee,
    case_of,
    family_letter,
    first_contact_values,
    reminder_values,
)
from correspondence.fields import PURPOSES
from correspondence.letters import LetterFault, Value, render_letter, unprintable_fields
from correspondence.values import (
    authority_values,
    closure_values,
    enquiry_values,
    home_of,
    home_of_parent,
    no_home,
    notice_values,
    schools_asked,
)
from models.base import OutOfScope, RuleBroken
from models.casework.case import Case
from models.casework.enquiry import Enquiry
from models.ledger.stored_file import DOCX, StoredFile
from models.organisations.sent_form import SentForm
from models.outgoing.letter import Letter
from models.outgoing.template import LetterTemplate
from models.people.address import Address
from models.people.person import Person
from models.scope import Scope
from models.statute.notice import Notice
from models.transaction import transaction

FOR_NOTICE = {"s437_1": "s437-notice"}
CLOSURE = "cme-closure-to-school"
Row: TypeAlias = "Enquiry | Notice | Case"

# What a reference begins with, and what it names.
BY_PREFIX: Mapping[str, type[Row]] = {"ENQ": Enquiry, "NOT": Notice, "CME": Case, "EHE": Case}

# Of each letter: what it is produced for, and where its values come from.
WRITERS: Mapping[str, tuple[tuple[type[Row], ...], Callable[[Any, date], dict[str, Value]]]] = {
    "s437-notice": ((Notice,), notice_values),
    "enquiry-to-school": ((Enquiry,), enquiry_values),
    "enquiry-to-authority": ((Enquiry,), authority_values),
    FIRST_CONTACT: ((Enquiry, Case), first_contact_values),
    REMINDER: ((Enquiry, Case), reminder_values),
    CLOSURE: ((Enquiry, Case), closure_values),
    TO_FAMILY: ((Enquiry, Case), family_closure_values),
}


def row_named(scope: Scope, reference: str) -> Row | None:
    """Return the case, enquiry or notice that `reference` names, if it is in sight."""
    prefix, _, number = reference.strip().upper().partition("-")
    model = BY_PREFIX.get(prefix)
    if model is None or not (number.isascii() and number.isdecimal() and len(number) < 10):
        return None
    row: Row | None = scope.of(model).where(model.id == int(number)).get_or_none()
    return None if isinstance(row, Case) and row.kind.code != prefix else row


class _Order(NamedTuple):
    """What is to be produced: for which row, from which template, with which values."""

    template: str
    case: Case
    values: Mapping[str, Value]
    about: dict[str, Any]


def produce(
    scope: Scope, template: str, row: Row, now: datetime, today: date, key: str = ""
) -> Letter:
    """Produce `template` for a case, an enquiry or a notice, or raise RuleBroken in words.

    A `key`, of the button that was pressed, makes one letter and then raises SentBefore.
    """
    return _produced(scope, _ordered(scope, template, row, today), now, key)


def values_for(scope: Scope, template: str, row: Row, today: date) -> Mapping[str, Value]:
    """Return what `produce` would fill in, for whoever may produce it; nothing is kept."""
    return _ordered(scope, template, row, today).values


def _ordered(scope: Scope, template: str, row: Row, today: date) -> _Order:
    if template not in WRITERS:
        raise RuleBroken(f"There is no letter {template}. There are: {', '.join(PURPOSES)}.")
    produced_for, values_of = WRITERS[template]
    if not isinstance(row, produced_for):
        raise RuleBroken(f"{template} cannot be produced for {row.reference}.")
    if not scope.may("add", Letter, row.authority_id):
        raise OutOfScope("There is no such record, or it is not open to you.")
    values = values_of(row, today)
    about: dict[str, Any] = {}
    if isinstance(row, Notice):
        home = _home_in_sight(scope, home_of(row), row.parent)
        about = {"notice": row, "to_restricted": home.restricted}
    elif template in (FIRST_CONTACT, REMINDER, TO_FAMILY):
        parent = addressee(row)
        home = _home_in_sight(scope, home_of_parent(parent, today), parent)
        about = {"to_restricted": home.restricted}
    if isinstance(row, Enquiry):
        about["enquiry"] = row
    case = row if isinstance(row, Case) else row.case
    return _Order(template, case, values, about)


def produce_for_notice(
    scope: Scope, notice: Notice, now: datetime, today: date, key: str = ""
) -> Letter:
    return produce(scope, FOR_NOTICE[notice.kind], notice, now, today, key)


def produce_fitting(
    scope: Scope, row: Enquiry | Case, now: datetime, today: date, key: str = ""
) -> Letter:
    """Produce the letter that this case or enquiry has next."""
    template = fitting_letter(row, today)
    if not template:
        raise RuleBroken(f"There is no letter to produce for {row.reference} now.")
    return produce(scope, template, row, now, today, key)


def fitting_letter(row: Enquiry | Case, today: date) -> str:
    """Return the letter that this case or enquiry has next, or "" if there is none."""
    case = case_of(row)
    closed_search = case.kind.code == "CME" and not case.is_open
    if isinstance(row, Enquiry) and row.school_id:
        return CLOSURE if closed_search else "enquiry-to-school"
    if isinstance(row, Enquiry) and row.other_authority_id:
        return "enquiry-to-authority"
    if isinstance(row, Case) and closed_search:
        return CLOSURE if schools_asked(case) else ""
    to_a_family = isinstance(row, Case) or row.person_id
    if to_a_family and case.kind.code == "EHE" and case.is_open:
        return family_letter(row, today)
    return ""


def left_out(letter: Letter) -> str:
    """Say which of a letter's values lost characters that no letter can hold, or ""."""
    fields = unprintable_fields(letter.field_values)
    if not fields:
        return ""
    return (
        f"{letter.reference}: characters that cannot be printed were left out of "
        f"{', '.join(fields)}. Correct the record if more than that is wrong with it."
    )


def _home_in_sight(scope: Scope, home: Address, parent: Person) -> Address:
    """Return where the letter goes, if whoever asks may know it.

    An address hidden from them is told of in the words for one that is missing.
    """
    if not scope.of(Address).where(Address.id == home.id).exists():
        raise no_home(parent)
    if not scope.sees_field(home, "lines"):
        raise RuleBroken("This parent's address is restricted. Ask a manager to produce it.")
    return home


def _produced(scope: Scope, order: _Order, now: datetime, key: str) -> Letter:
    authority_id = order.case.authority_id
    version = LetterTemplate.named(authority_id, order.template).published()
    # Before the transaction: a template may take ten seconds, and nobody else should wait.
    try:
        content = render_letter(version.file.read(), order.values)
    except LetterFault as fault:
        raise RuleBroken("The letter was not produced. " + " ".join(fault.faults)) from fault
    address = order.values["recipient_address_lines"]
    assert isinstance(address, list)
    with transaction(scope, now):
        if key:
            SentForm.take(key, "", now)
        letter = Letter.create(
            authority=authority_id,
            case=order.case,
            version=version,
            file=StoredFile.keep(content, DOCX),
            field_values=dict(order.values),
            recipient_name=order.values["recipient_name"],
            recipient_address="\n".join(str(line) for line in address),
            produced_by=scope.officer_id,
            produced_at=now,
            **order.about,
        )
        if key:
            SentForm.has_made(key, letter.id)
        return letter
