"""Opening a restricted record with a reason, and telling the other managers at once."""

from __future__ import annotations

from datetime import date, datetime

from correspondence.drafted import drafted
from correspondence.emails import Words
from models.base import OutOfScope, RuleBroken
from models.casework.case import Case
from models.casework.concern import Concern
from models.casework.referral import Referral
from models.casework.restriction import BrokenGlass, Restriction
from models.organisations.authority import AuthorityRecord
from models.organisations.officer import Officer
from models.organisations.role import Role
from models.people.address import Address
from models.people.child import Child
from models.scope import Scope
from models.transaction import transaction

# The words for one that is not there, not restricted, or closed to this very manager.
NOTHING = "There is no restricted record of this reference that you can open."

KINDS: dict[str, tuple[type[AuthorityRecord], str, str]] = {
    "CH": (Child, "child", "/children/details/?id="),
    # By the case it is on, or by its child.
    "CON": (Concern, "case", "/concerns/details/?id="),
    # By the child it may be about.
    "REF": (Referral, "case", "/referrals/triage/?id="),
    "ADR": (Address, "address", "/addresses/details/?id="),
}
CASES = (Case, "case", "/cases/details/?id=")


def open_restricted(scope: Scope, reference: str, reason: str, now: datetime, today: date) -> str:
    """Break the glass of every restriction on the record; return the record's address.

    Raise RuleBroken in the same words whatever it is that cannot be opened.
    """
    model, column, address = KINDS.get(reference.strip().upper().partition("-")[0], CASES)
    number = reference.strip().partition("-")[2]
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise RuleBroken(NOTHING)
    officer = Officer.get_by_id(scope.officer_id)
    restrictions = _on(scope, model, column, reference.strip().upper())
    if not restrictions or any(one.closed_to_id == officer.id for one in restrictions):
        raise RuleBroken(NOTHING)
    with transaction(scope, now):
        for one in restrictions:
            BrokenGlass.by(officer, one, reason, now)
            _tell_the_others(one, officer, today, now)
    return f"{address}{number}"


def _on(
    scope: Scope, model: type[AuthorityRecord], column: str, reference: str
) -> list[Restriction]:
    """Return the restrictions in force on the record or on the child it is about."""
    number = int(reference.partition("-")[2])
    row = model.get_or_none(model.id == number)
    # The whole reference must fit: EHE-4 is not CME-4.
    if row is None or getattr(row, "reference", "") != reference:
        return []
    if not scope.may("add", Restriction, row.authority_id):
        return []
    try:
        scope.get(model, number)
    except OutOfScope:
        return Restriction.in_force_on(column, _asked(row, number), _children(row))
    return []  # open to them as it is


def _asked(row: AuthorityRecord, number: int) -> int:
    """Return the id of what the restriction may stand on, besides a child."""
    if isinstance(row, Referral):
        return 0
    return (row.case_id or 0) if isinstance(row, Concern) else number


def _children(row: AuthorityRecord) -> list[int]:
    kept_with = row.kept_with_id if isinstance(row, Referral) else None
    return [*row.child_ids(), *([kept_with] if kept_with is not None else [])]


def _tell_the_others(one: Restriction, officer: Officer, today: date, now: datetime) -> None:
    for manager in Role.managers(one.authority_id, but=officer):
        words = Words(
            f"A restricted record was opened: {one.reference}",
            f"Dear {manager.name},\n\n"
            f"{officer.name} opened a restricted record, {one.reference}, and gave a reason. "
            "It stays open to them for 60 minutes.\n\n"
            "You are told because you are a manager of this authority. If you did not expect "
            "this, ask them today. The reason stands with the restriction, under Restricted.\n",
        )
        drafted(one.authority, manager.email, words, today).queue(now)
