"""The school days on which a case is looked at together with the child's school, and why those."""

from __future__ import annotations

from datetime import date

from models.casework.case import Case
from models.dates.explanation import Explained, school_days_explained
from models.ledger.calendar import Calendar
from models.ledger.setting import Setting
from models.organisations.term import Whose, school_days_of

STANDARDS = ("school_10", "school_20")


def joint_days(case: Case) -> dict[str, tuple[date, date]]:
    """Return by standard the first school day missed and the day of the joint review.

    Nothing while it is not known from which day the child was missing, and from which
    school; nor for a day that no term on record reaches.
    """
    if case.since_on is None or case.school_id is None:
        return {}
    days = _days_of(case, case.since_on).days
    first = days.first_from(case.since_on)
    found: dict[str, tuple[date, date]] = {}
    for standard in STANDARDS:
        due_on = days.number(_count(case, standard, case.since_on), case.since_on)
        if first is not None and due_on is not None:
            found[standard] = (first, due_on)
    return found


def school_day_explained(case: Case, standard: str, first: date, due_on: date) -> Explained:
    whose = _days_of(case, first)
    count = _count(case, standard, case.since_on or first)
    left_out = whose.days.left_out(first, due_on)
    return school_days_explained(first, due_on, count, left_out, whose.words)


def _days_of(case: Case, around: date) -> Whose:
    closed = Calendar.holidays(case.authority_id, around)
    return school_days_of(case.authority_id, case.school, around, closed)


def _count(case: Case, standard: str, on: date) -> int:
    return Setting.of(case.authority_id, f"days_to_{standard}", on)
