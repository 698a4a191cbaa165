"""Timeline: hand-overs as they were sent, and what the other authority said."""

from __future__ import annotations

from admin_views.people.timeline import Kind, Part, one_line, text
from admin_views.people.timeline_words import What, short
from models.casework.handover import Handover
from models.organisations.authority import Authority


class Handovers(Kind):
    name, title, model = "handovers", "Hand-overs", Handover
    endpoint, by, joins = "handovers", Handover.case, (Handover.to_authority,)

    @staticmethod
    def sent(row_id: int, to: str, why: str, due: str) -> What:
        return f"HO-{row_id} handed over to {to}", f"{why} (answer due {short(due)})"

    @staticmethod
    def taken(row_id: int, to: str, by: str, words: str) -> What:
        return f"HO-{row_id} acknowledged by {to}", one_line(f"{by}. {words}")

    @staticmethod
    def refused(row_id: int, to: str, by: str, why: str) -> What:
        return f"HO-{row_id} sent back by {to}", one_line(f"{by}. {why}")

    parts = (
        Part(Handover.sent_on, (Authority.name, Handover.why, text(Handover.due_on)), sent),
        Part(
            Handover.acknowledged_on,
            (Authority.name, Handover.acknowledged_by, Handover.acknowledged_words),
            taken,
        ),
        Part(
            Handover.refused_on,
            (Authority.name, Handover.refused_by, Handover.refused_why),
            refused,
        ),
    )
