"""The computed days of an enquiry or a notice, each with how it was worked out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from models.casework.enquiry import Enquiry
from models.dates.explanation import (
    Explained,
    act_from_explained,
    due_day_explained,
    reply_by_explained,
    service_explained,
    step_explained,
)
from models.ledger.calendar import AHEAD, Calendar
from models.outgoing.ladder import Ladder
from models.statute.notice import METHODS, Notice


class Holidays:
    """The closed days around any day, fetched once for all days near each other."""

    def __init__(self, authority_id: int) -> None:
        self.authority_id = authority_id
        self._around: dict[date, frozenset[date]] = {}

    def near(self, day: date) -> frozenset[date]:
        for middle, days in self._around.items():
            if abs(day - middle) < AHEAD / 2:
                return days
        self._around[day] = Calendar.holidays(self.authority_id, day)
        return self._around[day]


def enquiry_dates(enquiry: Enquiry) -> list[tuple[str, Explained]]:
    """Return when the answer is due, and from when each reminder goes while there is none."""
    near = Holidays(enquiry.authority_id).near(enquiry.sent_on)
    dates = [("Answer due", due_day_explained(enquiry.sent_on, enquiry.due_on, near))]
    if enquiry.answered_on is None:
        for step in Ladder.steps_for(enquiry.authority_id, enquiry.asked.kind):
            told = step_explained(step, enquiry.due_on, near)
            dates.append((f"Reminder {step.number} from", told))
    return dates


def notice_dates(notice: Notice, holidays: Holidays) -> Iterator[tuple[str, Explained]]:
    """Yield what each day of a notice is called, and how it was worked out."""
    if notice.served_by is not None and notice.served_on is None:
        way = dict(METHODS)[notice.method]
        near = holidays.near(notice.intended_on)
        told = service_explained(notice.intended_on, way, notice.served_by, near)
        yield "Served by then", told
    if notice.reply_by is not None and notice.served_by is not None and notice.period_days:
        told = reply_by_explained(notice.served_by, notice.period_days, notice.reply_by)
        yield "Reply by", told
    if notice.reply_by is not None and notice.served_on is not None:
        yield "Next step from", act_from_explained(notice.reply_by, notice.served_on)
