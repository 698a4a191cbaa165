"""What became of hand-overs, month by month."""

from __future__ import annotations

from collections.abc import Sequence

from admin_views.figures.cells import Head, Part
from admin_views.figures.charting import ByMonth, month_of_day
from models.casework.handover import BECAME, Handover
from models.dates.words import long_date


class HandoversByMonth(ByMonth):
    name = "handovers"
    title = "Hand-overs to other authorities by month"
    drawn = "stacked"
    unit = "Hand-overs"
    totals = ("lines", "columns")
    lists, opens = Handover, "handovers.details_view"
    order = (Handover.sent_on.asc(), Handover.id.asc())
    shows = {
        "case": "Case",
        "to_authority": "To",
        "sent_on": "Sent",
        "due_on": "Answer due",
        "acknowledged_on": "Acknowledged",
        "refused_on": "Sent back",
    }
    loads = ("case.kind", "to_authority")

    @property
    def counted(self) -> str:
        since, today = long_date(self.asked.since), long_date(self.asked.today)
        return f"Hand-overs sent from {since} to {today}, by what had become of them on {today}."

    def parts(self) -> Sequence[Part]:
        sent = self.asked.of(Handover).where(self.in_period(Handover.sent_on))
        return [Part(sent, month_of_day(Handover.sent_on), Handover.became())]

    def columns(self) -> list[Head]:
        return [Head(key, words, key) for key, words in BECAME]
