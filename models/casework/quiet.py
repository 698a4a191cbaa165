"""Cases on which nothing has happened for too long, and nothing is planned."""

from __future__ import annotations

from datetime import date, timedelta

from peewee import SQL, Expression, ModelSelect, fn

from models.base import any_of
from models.casework.case import EHE, Case, CaseKind
from models.casework.standing import Standing
from models.casework.task import Task
from models.ledger.setting import InForce
from models.scope import Scope


def quiet_cases(scope: Scope, today: date, values: InForce) -> ModelSelect[Case]:
    """Return the open cases nobody has done anything about for too long, the quietest first.

    A case with a task whose day is still to come is not forgotten, nor one with a standing
    in force, which has a review of its own.
    """
    authorities = sorted(scope.authorities("see", Case))
    planned = Task.select(SQL("1")).where(
        Task.case == Case.id, Task.done_on.is_null(), Task.due_on >= today
    )
    names = ("quiet_days", "quiet_days_ehe")
    least = min((values.of(one, name) for one in authorities for name in names), default=0)
    query = scope.of(Case).where(
        Case.closed_on.is_null(),
        Case.quiet_since <= today - timedelta(days=least),  # says no more, and an index can use it
        any_of([_too_long(one, today, values) for one in authorities]),
        ~fn.EXISTS(planned),
        ~Standing.holds(),
    )
    return query.order_by(Case.quiet_since, Case.id)


def _too_long(authority_id: int, today: date, values: InForce) -> Expression:
    """A year may pass between two contacts with a family that educates at home; not so here."""

    def before(name: str) -> Expression:
        last = today - timedelta(days=values.of(authority_id, name))
        return Case.quiet_since <= last

    home = CaseKind.select(CaseKind.id).where(CaseKind.code == EHE)
    usual = Case.kind.not_in(home) & before("quiet_days")
    too_long: Expression = usual | (Case.kind.in_(home) & before("quiet_days_ehe"))
    return (Case.authority == authority_id) & too_long
