"""Screen for service standards: by when, and how that day came about."""

from __future__ import annotations

from admin_views.records.base import CaseView
from models.casework.clock import Clock
from models.dates.explanation import Explained


class ClockView(CaseView):
    """Started and stopped by what is done, never by hand."""

    shows = Clock
    title = "Service standards"
    address = "clocks"
    group = "Work"
    creates = False
    edits = False
    column_list = ("standard", "referral", "case", "started_on", "due_on", "met_on", "stopped_on")
    column_labels = {"due_on": "To be done by", "met_on": "Done", "stopped_on": "No longer asked"}
    column_default_sort = ("due_on", False)
    narrow_by = ("standard", "due_on", "met_on", "authority")
    loads = ("case.kind",)
    more = "explained_dates.html"

    def dates_of(self, clock: Clock) -> list[tuple[str, Explained]]:
        return [("To be done by", clock.explained())]
