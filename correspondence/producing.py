"""From a notice or an enquiry to a frozen letter: the template in force, the values, the bytes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from correspondence.fields import PURPOSES
from correspondence.letters import LetterFault, Value, render_letter
from correspondence.values import enquiry_values, home_of, no_home, notice_values
from models.base import OutOfScope, RuleBroken
from models.casework.case import Case
from models.casework.enquiry import Enquiry
from models.ledger.stored_file import DOCX, StoredFile
from models.outgoing.letter import Letter
from models.outgoing.template import LetterTemplate
from models.people.address import Address
from models.scope import Scope
from models.statute.notice import Notice
from models.transaction import transaction

FOR_NOTICE = {"s437_1": "s437-notice"}
FOR_ENQUIRY = "enquiry-to-school"


class _Order(NamedTuple):
    """What is to be produced: for which row, from which template, with which values."""

    template: str
    case: Case
    values: Mapping[str, Value]
    about: dict[str, Any]


def produce(
    scope: Scope, template: str, row: Enquiry | Notice, now: datetime, today: date
) -> Letter:
    """Produce `template` for an enquiry or a notice, or raise RuleBroken saying what is missing."""
    return _produced(scope, _ordered(scope, template, row, today), now)


def values_for(
    scope: Scope, template: str, row: Enquiry | Notice, today: date
) -> Mapping[str, Value]:
    """Return what `produce` would fill in, for whoever may produce it; nothing is kept."""
    return _ordered(scope, template, row, today).values


def _ordered(scope: Scope, template: str, row: Enquiry | Notice, today: date) -> _Order:
    if template not in PURPOSES:
        raise RuleBroken(f"There is no letter {template}. There are: {', '.join(PURPOSES)}.")
    if (template in FOR_NOTICE.values()) != isinstance(row, Notice):
        raise RuleBroken(f"{template} cannot be produced for {row.reference}.")
    if not scope.may("add", Letter, row.authority_id):
        raise OutOfScope("There is no such record, or it is not open to you.")
    if isinstance(row, Notice):
        values = notice_values(row, today)
        home = _home_in_sight(scope, row)
        about = {"notice": row, "to_restricted": home.restricted}
        return _Order(template, row.case, values, about)
    return _Order(template, row.case, enquiry_values(row, today), {"enquiry": row})


def produce_for_notice(scope: Scope, notice: Notice, now: datetime, today: date) -> Letter:
    return produce(scope, FOR_NOTICE[notice.kind], notice, now, today)


def produce_for_enquiry(scope: Scope, enquiry: Enquiry, now: datetime, today: date) -> Letter:
    return produce(scope, FOR_ENQUIRY, enquiry, now, today)


def _home_in_sight(scope: Scope, notice: Notice) -> Address:
    """Return where the notice goes, if whoever asks may know it.

    An address hidden from them is told of in the words for one that is missing.
    """
    home = home_of(notice)
    if not scope.of(Address).where(Address.id == home.id).exists():
        raise no_home(notice.parent)
    if not scope.sees_field(home, "lines"):
        raise RuleBroken("This parent's address is restricted. Ask a manager to produce it.")
    return home


def _produced(scope: Scope, order: _Order, now: datetime) -> Letter:
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
        return Letter.create(
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
