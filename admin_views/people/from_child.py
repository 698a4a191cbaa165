"""Forms opened from a child's page: the child's open case is filled in, or offered as a choice."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import flash, request, url_for

from admin_views.asking import scope
from admin_views.records.base import CaseView
from admin_views.records.lookups import Fitting
from admin_views.records.naming import LookUpField
from admin_views.records.reading import note_listed, note_read
from admin_views.records.rows import is_id
from models.casework.case import Case, CaseKind
from models.people.child import Child


def child_named() -> Child | None:
    """Return the child the link to this page names, as far as it is in scope."""
    number = request.args.get("child", "")
    return scope().get(Child, int(number)) if is_id(number) else None


def open_cases(child: Child) -> list[Case]:
    """Return the child's open cases in sight, with their kinds."""
    query = scope().of(Case).select(Case, CaseKind).join_from(Case, CaseKind)
    theirs = query.where(Case.child == child.id, Case.closed_on.is_null())
    return list(theirs.order_by(Case.opened_on, Case.id))


class FromChild(CaseView):
    """Leads back to the child's page when it is done."""

    needs_case: ClassVar[bool] = True
    fitting: ClassVar[str] = ""  # the kind of case it is usually about

    def create_form(self, obj: Any = None) -> Any:
        form = super().create_form(obj)
        if request.method == "GET" and (child := child_named()) is not None:
            if "child" not in self.prefills:
                note_read(child)
            if not form.case.data:
                self._offer(form.case, child)
        return form

    def _offer(self, field: LookUpField, child: Child) -> None:
        cases = open_cases(child)
        cases = [case for case in cases if case.kind.code == self.fitting] or cases
        note_listed(Case, cases, len(cases), "look-up")
        if len(cases) == 1:
            field.process_data(cases[0])
        elif cases:
            field.found = Fitting(list(cases), 0, len(cases))
        elif self.needs_case:
            flash(f"{child.reference} has no open case, and this belongs to one.", "warning")

    def get_save_return_url(self, model: Any, is_created: bool = False) -> str:
        if is_created and is_id(number := request.args.get("child", "")):
            return url_for("children.details_view", id=number)
        return super().get_save_return_url(model, is_created)
