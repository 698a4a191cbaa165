"""What the page of a case has for the search itself: its steps, its checklist and its end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from admin_views.asking import today
from admin_views.casework.case_page import CasePage
from admin_views.records.base import Action, CaseView, Related
from models.base import BaseModel
from models.casework.case import CME, Case
from models.casework.outcome import Outcome
from models.casework.stage import Stage
from models.casework.standing import Standing
from models.casework.visit import Visit

SEARCHING = (
    Action("Plan a visit", "visits.create_view", needs=("add", Visit), by="case"),
    Action("Say how far it has come", "stages.create_view", needs=("add", Stage), by="case"),
    Action("Propose a standing", "standings.create_view", needs=("add", Standing), by="case"),
    Action("Close the case", "outcomes.close_view", needs=("add", Outcome), by="case"),
)
REOPENING = Action("Open it again", "outcomes.reopen_view", needs=("change", Case), by="case")

# The rest stands on the page above them.
OF_THE_SEARCH = (Related("Visits", Visit, "case"),)


# What an outcome alone sets, where one is needed.
BY_OUTCOME = ("closed_on", "outcome")


class SearchedCase(CaseView):
    """The screen of cases is this and what every case has."""

    first = "case_first.html"

    def for_the_search(self, case: Case) -> Sequence[Action]:
        if not case.is_open:
            return (REOPENING,)
        return SEARCHING if case.kind.code == CME else ()

    def page_for(self, case: Case) -> CasePage | None:
        """Return what stands first on the page of a case of a child missing education."""
        return CasePage.of(case, today())

    def _changeable(self, row: BaseModel) -> frozenset[str]:
        names = super()._changeable(row)
        ends = isinstance(row, Case) and row.kind.code == CME
        return names - set(BY_OUTCOME) if ends else names

    def edit_form(self, obj: Any = None) -> Any:
        """A case of a child missing education ends with an outcome, on a form of its own."""
        form = super().edit_form(obj)
        if isinstance(obj, Case) and obj.kind.code == CME:
            for name in BY_OUTCOME:
                if name in form:
                    del form[name]
        return form
