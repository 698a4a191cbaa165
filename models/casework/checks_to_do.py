"""Which cases have required rows of the checklist left, and when the first of any was done."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any

from peewee import SQL, Expression, ModelSelect, Value, fn

from models.base import any_of
from models.casework.case import CME, REASONS, Case, CaseKind
from models.casework.check_need import CheckNeed
from models.casework.check_row import CheckRow
from models.casework.checklist import REQUIRED, ROWS, usual_need
from models.casework.clock import Clock
from models.casework.stage import Stage
from models.casework.standing import Standing

if TYPE_CHECKING:
    from models.scope import Scope  # which imports this package


def with_checks_to_do(scope: Scope, today: date) -> ModelSelect[Case]:
    """Return the open cases with required rows not done, the longest open first.

    Not while the first checks may still be made in time, nor with a standing in force, nor
    once the child is located.
    """
    in_time = Clock.select(SQL("1")).where(
        Clock.case == Case.id, Clock.standard == "first_checks", Clock.due_on >= today
    )
    search = CaseKind.select(CaseKind.id).where(CaseKind.code == CME)
    query = scope.of(Case).where(
        Case.closed_on.is_null(),
        Case.kind.in_(search),
        _unfinished(),
        ~fn.EXISTS(in_time),
        ~Standing.holds(),
        ~fn.EXISTS(Stage.beyond_enquiries()),
    )
    return query.order_by(Case.opened_on, Case.id)


def _unfinished() -> Any:
    """Return the condition that a case has a required row not done.

    Where its council changed the list, a case goes by the list of the day it was opened.
    All of it is in the question itself: the front page asks no other for it.
    """
    parts: list[Expression] = []
    for reason, _ in REASONS:
        usual = [row.number for row in ROWS if usual_need(reason, row.number) == REQUIRED]
        done = CheckRow.select(fn.COUNT(SQL("*"))).where(_done(), CheckRow.number.in_(usual))
        waived = _decided(reason, CheckNeed.need != REQUIRED, CheckNeed.number.in_(usual))
        added = _decided(reason, CheckNeed.need == REQUIRED, CheckNeed.number.not_in(usual))
        fewer: Expression = Value(len(usual)) - done > waived.select(fn.COUNT(SQL("*")))
        left = fewer | fn.EXISTS(added.select(SQL("1")))
        parts.append((Case.reason == reason) & left)
    return any_of(parts)


def _done() -> Expression:
    its: Expression = CheckRow.case == Case.id
    return its & CheckRow.done_on.is_null(False)


def _decided(reason: str, *which: Any) -> ModelSelect[CheckNeed]:
    """Return what a case's council has decided of rows that are not done, as of its opening."""
    later = CheckNeed.alias()
    newer = later.select(SQL("1")).where(
        later.authority == CheckNeed.authority,
        later.reason == reason,
        later.number == CheckNeed.number,
        later.effective_from <= Case.opened_on,
        later.effective_from > CheckNeed.effective_from,
    )
    done = CheckRow.select(SQL("1")).where(_done(), CheckRow.number == CheckNeed.number)
    return CheckNeed.select().where(
        CheckNeed.authority == Case.authority,
        CheckNeed.reason == reason,
        CheckNeed.effective_from <= Case.opened_on,
        *which,
        ~fn.EXISTS(newer),
        ~fn.EXISTS(done),
    )


def first_check_on() -> Any:
    """Return the day of the first row done, as a column of a query of cases; null before it."""
    return CheckRow.select(fn.MIN(CheckRow.done_on)).where(CheckRow.case == Case.id)


def has_first_check() -> Any:
    """Return the condition that some row is done, for a query of cases."""
    done = CheckRow.case == Case.id, CheckRow.done_on.is_null(False)
    return fn.EXISTS(CheckRow.select(SQL("1")).where(*done))


def first_checks_of(case_ids: Collection[int]) -> dict[int, date]:
    """Return the day of the first row done of each of these cases that has one."""
    rows = CheckRow.select(CheckRow.case, CheckRow.done_on).where(
        CheckRow.case.in_(list(case_ids)), CheckRow.done_on.is_null(False)
    )
    found: dict[int, date] = {}
    for row in rows:
        on = row.done_on or date.max
        found[row.case_id] = min(on, found.get(row.case_id, on))
    return found
