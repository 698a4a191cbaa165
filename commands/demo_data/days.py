"""The working days of one authority up to today. It counts exactly as the models do."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta
from functools import cache

from models.dates.deadlines import answer_due
from models.dates.working_days import is_working_day
from models.ledger.calendar import Calendar
from models.ledger.setting import Setting

BACK = 760  # calendar days: two years and a little


class OfficeDays:
    """`past[0]` is today or the last working day before it; `past[n]` is n working days sooner."""

    def __init__(self, authority_id: int, today: date) -> None:
        self.authority_id = authority_id
        self.today = today
        self._holidays = cache(self._holidays_around)
        self.due = cache(self._due)
        days = (today - timedelta(days=n) for n in range(BACK))
        self.past = [day for day in days if is_working_day(day, self.holidays(day))]
        self._ascending = [-day.toordinal() for day in self.past]

    def holidays(self, day: date) -> frozenset[date]:
        return self._holidays(day.replace(day=1))  # reaches 400 days either way

    def _holidays_around(self, day: date) -> frozenset[date]:
        return Calendar.holidays(self.authority_id, day)

    def since(self, day: date) -> int:
        """Return how many working days there are from `day` to today, both counted."""
        return bisect_right(self._ascending, -day.toordinal())

    def _due(self, sent_on: date) -> date:
        """Return the day an enquiry sent on `sent_on` is to be answered by."""
        days = Setting.of(self.authority_id, "enquiry_days", sent_on)
        return answer_due(sent_on, days, self.holidays(sent_on))
