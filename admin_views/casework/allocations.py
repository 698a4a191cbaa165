"""Giving a case to an officer: by hand, with whom the rule would choose, or by the rule alone."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from admin_views.asking import officer_asking, scope, today
from admin_views.doors.sessions import request_now
from admin_views.records.base import Action, CaseView
from models.base import BaseModel, RuleBroken
from models.casework.allocation import BY_HAND, BY_RULE, Allocation
from models.casework.allocation_rule import Proposal, propose
from models.casework.case import Case
from models.organisations.officer import Officer

GIVE = Action("Give to an officer", "allocations.create_view", needs=("add", Allocation), by="case")


def give(case: Case, officer: Officer, how: str, why: str) -> None:
    """Give the case in whoever asks' name, inside the transaction that is open."""
    given = Allocation(case=case, officer=officer, how=how, why=why, authority=case.authority_id)
    given.given_by, given.given_at = officer_asking(), request_now()
    given.save()


def give_by_rule(case: Case, how: str = BY_RULE, because: str = "") -> None:
    """Give the case to whom the council's rule names. Raise RuleBroken where it names nobody."""
    if case.lives_here_on is None and how == BY_RULE:
        raise RuleBroken("Confirm first that the child lives here: Change, Confirmed to live here.")
    proposed = propose(scope(), case, today())
    if proposed is None:
        raise RuleBroken(f"Nobody here works on {case.kind.code} cases today. Give it by hand.")
    give(case, proposed.officer, how, " ".join((because, proposed.why)).strip())


class AllocationView(CaseView):
    shows = Allocation
    title = "Who has a case"
    address = "allocations"
    to_add = "Give a case to an officer"
    group = "Work"
    edits = False  # what was given is history
    column_list = ("case.child", "case", "officer", "before", "how", "given_by", "given_at")
    column_labels = {
        "case.child": "About",
        "officer": "Given to",
        "before": "Had by before",
        "given_at": "When",
        "why": "Why",
    }
    column_default_sort = ("given_at", True)
    column_sortable_list = (("given_at", "given_at"), ("officer", "officer.name"))
    search_child = Allocation.case
    narrow_by = ("officer", "before", "how", "given_at")
    form_columns = ("case", "officer", "why")
    prefills = ("case",)
    loads = ("case.child", "case.kind")

    def create_form(self, obj: Any = None) -> Any:
        form = super().create_form(obj)
        if form.case.data is not None:
            self._offer(form, scope().get(Case, form.case.data))
        return form

    def _offer(self, form: Any, case: Case) -> None:
        """Choose whom the rule would; say why, and who has the case now."""
        had = f"{case.officer.name} has it now, so a reason is needed. " if case.officer else ""
        proposed = propose(scope(), case, today())
        if proposed is None:
            form.officer.description = f"{had}By the rule there is nobody to take it today."
            return
        form.officer.description = f"{had}By the rule: {proposed.why}"
        if request.method == "GET" and proposed.officer.id != case.officer_id:
            form.officer.process_data(proposed.officer)

    def before_saving(self, row: BaseModel, created: bool) -> None:
        if not isinstance(row, Allocation):
            return
        proposed = propose(scope(), row.case, today()) if row.case.officer_id is None else None
        row.how = BY_RULE if _is_its_choice(proposed, row) else BY_HAND
        if row.how == BY_RULE and proposed is not None:
            row.why = row.why or proposed.why
        row.given_by, row.given_at = officer_asking(), request_now()

    def get_save_return_url(self, model: Any, is_created: bool = False) -> str:
        return url_for("cases.details_view", id=model.case_id)


def _is_its_choice(proposed: Proposal | None, given: Allocation) -> bool:
    return proposed is not None and proposed.officer.id == given.officer_id
