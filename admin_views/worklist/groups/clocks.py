"""Service standards whose last day is today or over, of referrals and of cases."""

from __future__ import annotations

from typing import Any

from peewee import JOIN, ModelSelect

from admin_views.worklist.groups.cases import OnACase
from admin_views.worklist.line import Line
from models.casework.case import Case
from models.casework.clock import Clock
from models.casework.referral import Referral
from models.casework.standards import REVIEWS, STANDARDS


class ClocksDue(OnACase):
    key, harm, title = "clocks", 55, "Service standards due"
    nothing = "No standard of service is due."
    model, opens = Clock, "clocks.details_view"

    def rows(self) -> ModelSelect[Any]:
        due = Clock.due(self.asked.scope, self.asked.today)
        # A referral and a review have groups of their own.
        due = due.where(Clock.standard.not_in(("triage", *REVIEWS)))
        with_case = due.join(Case, JOIN.LEFT_OUTER, on=(Clock.case == Case.id))
        return with_case.join_from(
            Clock, Referral, JOIN.LEFT_OUTER, on=(Clock.referral == Referral.id)
        )

    def columns(self) -> dict[str, Any]:
        told = {"number": Referral.id, "what": Clock.standard, "day": Clock.due_on}
        return super().columns() | told

    def name(self, line: Line) -> str:
        return STANDARDS[line.what].title

    def apart(self, line: Line) -> str:
        return f" ({self._of(line)})"

    def why(self, line: Line) -> str:
        last = "today" if line.day == self.asked.today else f"by {line.on}"
        return f"to be done {last}"

    @staticmethod
    def _of(line: Line) -> str:
        return f"{line.kind}-{line.case_id}" if line.case_id is not None else f"REF-{line.number}"
