"""The charts of the figures page, one class each, in the order of the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from functools import cached_property

from admin_views.asking import scope
from admin_views.figures.cells import Head, Part
from admin_views.figures.charting import ByMonth, Chart, month_of_day
from admin_views.figures.days_to_first_action import DaysToFirstAction
from admin_views.figures.handovers import HandoversByMonth
from admin_views.figures.search import DaysToFirstCheck, OutcomesByMonth, ReviewsDue
from models.casework.case import Case
from models.casework.clock import STATES, Clock
from models.casework.enquiry import ASKED, Enquiry
from models.casework.open_for import OPEN_FOR, open_for
from models.casework.referral import DECISIONS, Referral
from models.casework.standards import STANDARDS
from models.dates.ages import AGE_BANDS
from models.dates.words import long_date
from models.organisations.officer import Officer
from models.outgoing.chase_outcome import OUTCOMES, chase_outcome
from models.people.age_band import NOT_KNOWN, age_band
from models.people.child import Child


class OpenByAge(Chart):
    name = "open-by-age"
    title = "Open cases by age"
    heading = "Age"

    @property
    def counted(self) -> str:
        today = long_date(self.asked.today)
        return f"Cases open on {today}, by the child’s age in whole years on that day."

    def parts(self) -> Sequence[Part]:
        cases = self.asked.open_cases().join(Child, on=(Case.child == Child.id))
        return [Part(cases, age_band(self.asked.today), Case.kind)]

    def lines(self) -> list[Head]:
        bands = [(band.name, band.words) for band in AGE_BANDS]
        return [Head(name, words, name) for name, words in (*bands, NOT_KNOWN)]


class OpenByKind(Chart):
    name = "open-by-kind"
    title = "Open cases by kind and how long they have been open"
    heading = "Open for"

    def parts(self) -> Sequence[Part]:
        return [Part(self.asked.open_cases(), open_for(self.asked.today), Case.kind)]

    def lines(self) -> list[Head]:
        return [Head(spell.name, spell.words, spell.name) for spell in OPEN_FOR]


class OpenByOfficer(Chart):
    name = "open-by-officer"
    title = "Open cases by officer"
    heading = "Officer"
    drawn = "across"

    def parts(self) -> Sequence[Part]:
        return [Part(self.asked.open_cases(), Case.officer, Case.kind)]

    def lines(self) -> list[Head]:
        """Whoever has an open case, the most first, and how many nobody has."""
        return self._officers

    @cached_property
    def _officers(self) -> list[Head]:
        held: Counter[int | None] = Counter()
        for (officer_id, _), count in self.counts.items():
            held[officer_id] += count
        officers = scope().of(Officer).where(Officer.id.in_(list(held)))
        named = sorted(officers, key=lambda one: (-held[one.id], one.name))
        return [
            *(Head(str(one.id), one.name, one.id) for one in named),
            Head("nobody", "Nobody yet", None),
        ]


class OpenedAndClosed(ByMonth):
    name = "opened-and-closed"
    title = "Cases opened and closed by month"
    drawn = "bars"
    unit = "Cases"

    @property
    def counted(self) -> str:
        since, today = long_date(self.asked.since), long_date(self.asked.today)
        return (
            f"Cases opened, and cases closed, from {since} to {today}. A case that was opened "
            "and closed in these months counts once in each column."
        )

    def parts(self) -> Sequence[Part]:
        cases = self.asked.of(Case)
        opened = cases.where(self.in_period(Case.opened_on))
        closed = cases.where(self.in_period(Case.closed_on))
        return [
            Part(opened, month_of_day(Case.opened_on), "opened"),
            Part(closed, month_of_day(Case.closed_on), "closed"),
        ]

    def columns(self) -> list[Head]:
        return [Head("opened", "Opened", "opened"), Head("closed", "Closed", "closed")]


class ChaseOutcomes(Chart):
    name = "chase-outcomes"
    title = "What became of enquiries"
    heading = "Asked"
    unit = "Enquiries"
    lists, opens = Enquiry, "enquiries.details_view"
    order = (Enquiry.sent_on.asc(), Enquiry.id.asc())
    shows = {
        "case": "Case",
        "case.child": "About",
        "asked.name": "Asked",
        "sent_on": "Sent",
        "due_on": "Answer due",
        "answered_on": "Answered",
    }
    loads = ("case.kind", "case.child", "school", "other_authority", "agency", "person")

    @property
    def counted(self) -> str:
        since, today = long_date(self.asked.since), long_date(self.asked.today)
        return (
            f"Enquiries sent from {since} to {today}, by what had become of them on {today}. "
            "A step counts once its mail was sent, and not if the answer came on a day before."
        )

    def parts(self) -> Sequence[Part]:
        period = (self.asked.since, self.asked.today)
        enquiries = self.asked.of(Enquiry).where(Enquiry.sent_on.between(*period))
        return [Part(enquiries, Enquiry.kind_asked(), chase_outcome(scope()))]

    def lines(self) -> list[Head]:
        return [Head(kind, words, kind) for kind, words in ASKED]

    def columns(self) -> list[Head]:
        return [Head(name, words, name) for name, words in OUTCOMES]


class StandardsMet(Chart):
    name = "standards"
    title = "Service standards"
    heading = "Standard"
    drawn = "across"
    unit = "Standards"
    lists, opens = Clock, "clocks.details_view"
    order = (Clock.due_on.asc(), Clock.id.asc())
    shows = {
        "referral": "Referral",
        "case": "Case",
        "started_on": "Begun",
        "due_on": "To be done by",
        "met_on": "Done",
    }
    loads = ("case.kind", "referral")

    @property
    def counted(self) -> str:
        since, today = long_date(self.asked.since), long_date(self.asked.today)
        return (
            f"Standards that began from {since} to {today}, of referrals and cases, by whether "
            "they were met. Each one’s page says how its last day was worked out."
        )

    def parts(self) -> Sequence[Part]:
        period = (self.asked.since, self.asked.today)
        clocks = self.asked.of(Clock).where(Clock.started_on.between(*period))
        return [Part(clocks, Clock.standard, Clock.state_on(self.asked.today))]

    def lines(self) -> list[Head]:
        return [Head(key, one.title, key) for key, one in STANDARDS.items()]

    def columns(self) -> list[Head]:
        return [Head(key, words, key) for key, words in STATES]


class ReferralsByMonth(ByMonth):
    name = "referrals"
    title = "Referrals by month"
    drawn = "stacked"
    unit = "Referrals"
    totals = ("lines", "columns")
    lists, opens = Referral, "referrals.details_view"
    order = (Referral.received_at.asc(), Referral.id.asc())
    shows = {
        "reference": "Referral",
        "route": "From",
        "received_at": "Received",
        "risk": "Risk",
        "decision": "Decision",
        "not_cme": "Why not missing education",
    }
    loads = ()

    @property
    def counted(self) -> str:
        since, today = long_date(self.asked.since), long_date(self.asked.today)
        return (
            f"Referrals received from {since} to {today}, by what became of each. Those kept with "
            "a restricted record are counted for who may see that record."
        )

    def parts(self) -> Sequence[Part]:
        # A moment counts in its month in UTC: an hour is nothing to a month.
        first = datetime.combine(self.asked.since, time.min, UTC)
        end = datetime.combine(self.asked.today + timedelta(days=1), time.min, UTC)
        received = Referral.received_at
        rows = self.asked.of(Referral).where(received >= first, received < end)
        return [Part(rows, month_of_day(received), Referral.decision)]

    def columns(self) -> list[Head]:
        decided = [Head(key, words, key) for key, words in DECISIONS]
        return [*decided, Head("waiting", "Not decided yet", "")]


CHARTS: tuple[type[Chart], ...] = (
    OpenByAge,
    OpenByKind,
    OpenByOfficer,
    OpenedAndClosed,
    ReferralsByMonth,
    DaysToFirstAction,
    DaysToFirstCheck,
    ChaseOutcomes,
    StandardsMet,
    ReviewsDue,
    OutcomesByMonth,
    HandoversByMonth,
)
