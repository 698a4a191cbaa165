"""Which cases have required rows of the checklist left, and when the first of any was done."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any

from peewee import SQL, Expression, ModelSelect, Value, fn

from models.base import any_of
from models.casework.case import CME, REASONS, Case, CaseKind
from models.casework.check_need import CheckNeed, need_on
from models.casework.check_row import CheckRow
from models.casework.checklist import REQUIRED, ROWS
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
        any_of(
            [
                (Case.authority == one) & _unfinished(one)
                for one in sorted(scope.authorities("see", Case))
            ]
        ),
        ~fn.EXISTS(in_time),
        ~Standing.holds(),
        ~fn.EXISTS(Stage.beyond_enquiries()),
    )
    return query.order_by(Case.opened_on, Case.id)


def _unfinished(authority_id: int) -> Any:
    """Return the condition that a case of this council has a required row not done.

    Where the council changed the list, a case goes by the list of the day it was opened.
    """
    needs = CheckNeed.of([authority_id])
    parts: list[Expression] = []
    for reason, _ in REASONS:
        changed = {on for key, told in needs.items() if key[1] == reason for on, _ in told}
        days = [date.min, *sorted(changed)]
        for since, until in zip(days, [*days[1:], date.max], strict=True):
            required = [
                row.number
                for row in ROWS
                if need_on(needs, authority_id, reason, row.number, since) == REQUIRED
            ]
            if required:
                theirs: Expression = (Case.reason == reason) & (Case.opened_on < until)
                parts.append(theirs & (Case.opened_on >= since) & _fewer_done(required))
    return any_of(parts)


def _fewer_done(required: list[int]) -> Expression:
    done = CheckRow.select(fn.COUNT(SQL("*"))).where(
        CheckRow.case == Case.id, CheckRow.number.in_(required), CheckRow.done_on.is_null(False)
    )
    fewer: Expression = Value(len(required)) > done
    return fewer


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
