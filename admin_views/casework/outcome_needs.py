"""Screen for what a council asks for before it closes a case with an outcome."""

from __future__ import annotations

from typing import Any

from admin_views.records.base import CaseView
from models.casework.outcome_kinds import KINDS
from models.casework.outcome_need import OutcomeNeed


class OutcomeNeedView(CaseView):
    shows = OutcomeNeed
    title = "What outcomes ask for"
    address = "outcome-needs"
    to_add = "Say what an outcome asks for"
    group = "Running it"
    column_list = ("kind", "used", "least", "effective_from", "authority")
    column_labels = {
        "kind": "Outcome",
        "used": "Cases may be closed with it here",
        "least": "Pieces needed at least",
        "evidence": "Which pieces show it",
        "effective_from": "Cases closed from",
    }
    column_details_list = ["kind", "used", "least", "evidence", "effective_from", "authority"]
    column_default_sort = ("effective_from", True)
    narrow_by = ("authority", "kind")
    form_columns = ("authority", "kind", "used", "evidence", "least", "effective_from")
    form_optional = ("least",)
    form_args = {
        "evidence": {
            "description": "One on each line, in your own words or in ours. Left empty, it is "
            "filled in with the usual ones: then take out or add lines."
        },
        "least": {"description": "Left empty, it is the usual number."},
    }

    def form_page(self, form: Any, template: str = "form.html", **about: Any) -> tuple[str, int]:
        return super().form_page(form, "outcome_need_form.html", usual=KINDS.values(), **about)
