"""The charts of the search itself: how soon it began, which reviews are due, and how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from peewee import Case as When
from peewee import Select, fn

from admin_views.asking import scope
from admin_views.figures.cells import Head, Part
from admin_views.figures.charting import Chart, month_of_day
from admin_views.figures.days_to_first_action import NOTHING_YET, DaysToFirstAction
from models.base import BaseModel, database
from models.casework.case import Case
from models.casework.checks_to_do import first_check_on, first_checks_of, has_first_check
from models.casework.clock import Clock
from models.casework.outcome import Outcome
from models.casework.outcome_kinds import KINDS
from models.casework.referral import Referral
from models.casework.standards import REVIEWS, STANDARDS
from models.dates.london import london_day
from models.dates.waits import days_waited
from models.dates.words import long_date, short_date

SOON = timedelta(weeks=1)


class DaysToFirstCheck(DaysToFirstAction):
    name = "days-to-first-check"
    title = "Days from the referral to the first check"
    more = ("Referral", "First check", "Days")

    @property
    def counted(self) -> str:
        since, today = long_date(self.asked.since), long_date(self.asked.today)
        return (
            f"Cases that came of a referral, opened from {since} to {today}: the median of the "
            "calendar days from the day the referral came in to the first row of the checklist "
            f"that was done, as at {today}. The day it came in is day 0."
        )

    def parts(self) -> Sequence[Part]:
        cases, checked = self._opened(), has_first_check()
        month = month_of_day(Case.opened_on)
        return [
            Part(cases.where(checked), month, Case.kind),
            Part(cases.where(~checked), month, NOTHING_YET.key),
        ]

    def _opened(self) -> Any:
        return super()._opened().where(Case.referral.is_null(False))

    def _days(self) -> Any:
        came = Referral.received_at
        received = scope().of(Referral).select(fn.DATE(came)).where(Referral.id == Case.referral)
        each = Part(self._opened(), month_of_day(Case.opened_on), Case.kind).select(
            received.alias("opened_on"), first_check_on().alias("first_on")
        )
        of = each.alias("each")
        by = (of.c.line, of.c.col, of.c.opened_on, of.c.first_on)
        grouped = Select([of], [*by, fn.COUNT(of.c.line)]).group_by(*by)
        return grouped.tuples().execute(database)

    def more_of(self, rows: Sequence[BaseModel]) -> dict[int, list[str]]:
        cases = [row for row in rows if isinstance(row, Case) and row.referral is not None]
        first = first_checks_of([case.id for case in cases])
        told = {}
        for case in cases:
            if (on := first.get(case.id)) is not None and case.referral is not None:
                came = london_day(case.referral.received_at)
                told[case.id] = [short_date(came), short_date(on), str(days_waited(came, on))]
        return told


class ReviewsDue(Chart):
    name = "reviews-due"
    title = "Reviews due"
    heading = "Review"
    drawn = "across"
    unit = "Reviews"
    lists, opens = Clock, "clocks.details_view"
    order = (Clock.due_on.asc(), Clock.id.asc())
    shows = {"case": "Case", "started_on": "Counted from", "due_on": "Due by"}
    loads = ("case.kind", "referral")

    @property
    def counted(self) -> str:
        return (
            "Reviews of open cases that are not held yet, the joint ones with a school among "
            f"them, by when they are due, as at {long_date(self.asked.today)}."
        )

    def parts(self) -> Sequence[Part]:
        today = self.asked.today
        waiting = self.asked.of(Clock).where(
            Clock.standard.in_(REVIEWS), Clock.met_on.is_null(), Clock.stopped_on.is_null()
        )
        when = When(
            None, [(Clock.due_on < today, "late"), (Clock.due_on <= today + SOON, "soon")], "later"
        )
        return [Part(waiting, Clock.standard, when)]

    def lines(self) -> list[Head]:
        return [Head(key, STANDARDS[key].title, key) for key in REVIEWS]

    def columns(self) -> list[Head]:
        words = (("late", "Late"), ("soon", "Due within a week"), ("later", "Due later"))
        return [Head(key, told, key) for key, told in words]


class OutcomesByMonth(Chart):
    name = "outcomes"
    title = "Outcomes by month"
    heading = "What became of the child"
    drawn = "across"
    unit = "Outcomes"
    lists, opens = Outcome, "outcomes.details_view"
    order = (Outcome.closed_on.asc(), Outcome.id.asc())
    shows = {
        "case": "Case",
        "case.child": "About",
        "kind": "What became of the child",
        "closed_on": "Closed",
        "closed_by": "By",
    }
    loads = ("case.kind", "case.child", "closed_by")

    @property
    def counted(self) -> str:
        since, today = long_date(self.asked.since), long_date(self.asked.today)
        return (
            f"Cases of children missing education closed with an outcome from {since} to {today}. "
            "A case that was opened again is not counted; what is only believed is no outcome."
        )

    def parts(self) -> Sequence[Part]:
        closed = self.asked.of(Outcome).where(
            Outcome.closed_on.between(self.asked.since, self.asked.today),
            Outcome.superseded_on.is_null(),
        )
        return [Part(closed, Outcome.kind, month_of_day(Outcome.closed_on))]

    def lines(self) -> list[Head]:
        return [Head(key, kind.words, key) for key, kind in KINDS.items()]

    def columns(self) -> list[Head]:
        return [Head(str(month), month.words, str(month)) for month in self.asked.of_months]
