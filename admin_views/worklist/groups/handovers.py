"""Hand-overs: those that are late, those taken on whose case is still open, and all waited for."""

from __future__ import annotations

from typing import Any

from flask import url_for
from peewee import JOIN, ModelSelect, fn

from admin_views.worklist.groups.cases import OnACase
from admin_views.worklist.line import Line
from models.casework.case import Case
from models.casework.handover import Handover
from models.organisations.authority import Authority, AuthorityRecord

TO = Authority.alias()


class OfHandovers(OnACase):
    """What the groups whose rows are hand-overs have in common."""

    model, opens = Handover, "handovers.details_view"

    def owner(self) -> Any:
        """Where there is no case yet, it is for whoever handed the child over."""
        return fn.COALESCE(Case.officer, Handover.sent_by)

    def joined(self, query: ModelSelect[Any]) -> ModelSelect[Any]:
        whole = super().joined(query)
        return whole.join_from(Handover, TO, JOIN.LEFT_OUTER, on=(Handover.to_authority == TO.id))

    def columns(self) -> dict[str, Any]:
        return super().columns() | {"who": TO.name, "day": Handover.due_on}

    def name(self, line: Line) -> str:
        return f"HO-{line.id}"

    def shows(self, line: Line) -> list[tuple[type[AuthorityRecord], int]]:
        return super().shows(line) or [(Handover, line.id)]

    def _with_case(self, query: ModelSelect[Any]) -> ModelSelect[Any]:
        return query.join(Case, JOIN.LEFT_OUTER, on=(Handover.case == Case.id))


class LateHandovers(OfHandovers):
    key, harm, title = "handovers-late", 47, "Hand-overs nobody has acknowledged"
    nothing = "No hand-over is late."
    to_do, does = "Record their acknowledgement", "handovers.taken_view"
    needs = ("change", Handover)

    def rows(self) -> ModelSelect[Any]:
        return self._with_case(Handover.late(self.asked.scope, self.asked.today))

    def why(self, line: Line) -> str:
        return f"{line.who} was to acknowledge it by {line.on}; the child is still ours"


class TakenHandovers(OfHandovers):
    key, harm, title = "handovers-taken", 66, "Hand-overs acknowledged, with the case still open"
    nothing = "Every case that was taken on elsewhere is ended here."
    to_do, needs = "Go to the case", ("change", Case)

    def rows(self) -> ModelSelect[Any]:
        return Handover.taken_and_open(self.asked.scope)

    def columns(self) -> dict[str, Any]:
        return super().columns() | {"day": Handover.acknowledged_on}

    def why(self, line: Line) -> str:
        return f"{line.who} took the child on, on {line.on}"

    def action_address(self, line: Line) -> str:
        return url_for("cases.details_view", id=line.case_id)


class WaitingHandovers(OfHandovers):
    """Every one that nobody has answered, late or not: from its own address only."""

    key, harm, title = "handovers-waiting", None, "Hand-overs waited for"
    nothing = "No hand-over waits to be acknowledged."

    def rows(self) -> ModelSelect[Any]:
        return self._with_case(Handover.waiting(self.asked.scope))

    def why(self, line: Line) -> str:
        return f"{line.who} is to acknowledge it by {line.on}"
