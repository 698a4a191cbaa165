"""A service standard as it runs for one referral or case: by when, and whether it was met."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from peewee import Case as When
from peewee import CharField, DateField, Expression, ForeignKeyField, ModelSelect

from models.base import open_transaction
from models.casework.case import CME, Case
from models.casework.joint_days import joint_days, school_day_explained
from models.casework.referral import Referral
from models.casework.standards import (
    CALENDAR,
    OF_A_NEW_CASE,
    OF_A_REFERRAL,
    SCHOOL,
    STANDARDS,
    WORKING,
)
from models.dates.explanation import Explained, standard_explained
from models.dates.london import london_day
from models.dates.working_days import add_working_days
from models.ledger.calendar import Calendar
from models.ledger.setting import Setting
from models.organisations.authority import AuthorityRecord

if TYPE_CHECKING:
    from models.scope import Scope  # which imports this package

MET, MET_LATE, LATE, RUNNING, STOPPED = "met", "met-late", "late", "running", "stopped"
STATES = (
    (MET, "Met in time"),
    (MET_LATE, "Met late"),
    (LATE, "Late"),
    (RUNNING, "Running"),
    (STOPPED, "No longer asked"),
)


class Clock(AuthorityRecord):
    """One standard for one referral or one case. It runs until met, or no longer asked."""

    referral = ForeignKeyField(Referral, on_delete="RESTRICT", null=True, backref="clocks")
    referral_id: int | None
    case = ForeignKeyField(Case, on_delete="RESTRICT", null=True, backref="clocks")
    case_id: int | None
    standard = CharField(choices=[(key, one.title) for key, one in STANDARDS.items()])
    started_on = DateField()
    due_on = DateField()
    met_on = DateField(null=True)
    stopped_on = DateField(null=True)  # no longer asked, as when the case is closed

    class Meta:
        indexes = (
            (("authority", "met_on", "stopped_on", "due_on"), False),
            (("due_on", "id", "authority"), False),  # a list of every council's, in order
        )

    @property
    def title(self) -> str:
        return STANDARDS[self.standard].title

    @property
    def reference(self) -> str:
        return f"STD-{self.id}"

    @property
    def runs(self) -> bool:
        return self.met_on is None and self.stopped_on is None

    @property
    def in_school_days(self) -> bool:
        return STANDARDS[self.standard].days == SCHOOL

    def is_late(self, today: date) -> bool:
        """Say whether its last day is over and it was not met by then."""
        return self.stopped_on is None and (self.met_on or today) > self.due_on

    def state(self, today: date) -> str:
        """Return a key of STATES: as `state_on` says it to the database."""
        if self.met_on is not None:
            return MET_LATE if self.is_late(today) else MET
        if self.stopped_on is not None:
            return STOPPED
        return LATE if self.is_late(today) else RUNNING

    def in_words(self, today: date) -> str:
        return dict(STATES)[self.state(today)]

    @classmethod
    def state_on(cls, today: date) -> Any:
        """Return the key of STATES as a column of a query."""
        return When(
            None,
            (
                (cls.met_on > cls.due_on, MET_LATE),
                (cls.met_on.is_null(False), MET),
                (cls.stopped_on.is_null(False), STOPPED),
                (cls.due_on < today, LATE),
            ),
            RUNNING,
        )

    def explained(self, closed: Collection[date] | None = None) -> Explained:
        """Return how the last day came about, in words.

        Whoever asks for several fetches the days `closed` around their beginnings once.
        """
        known = STANDARDS[self.standard]
        if self.in_school_days and self.case is not None:
            return school_day_explained(self.case, self.standard, self.started_on, self.due_on)
        if closed is None:
            closed = Calendar.holidays(self.authority_id, self.started_on)
        working = known.days == WORKING
        return standard_explained(known.begins, self.started_on, self.due_on, working, closed)

    @classmethod
    def start(cls, row: Referral | Case, standard: str) -> Clock:
        """Start a clock from today, which is day nought; one that runs goes on."""
        running = cls._running(row, standard)
        if running is not None:
            return running
        return cls.begin(row, standard, last_day(row.authority_id, standard, _today()))

    @classmethod
    def begin(cls, row: Referral | Case, standard: str, due_on: date) -> Clock:
        """Start a clock of a row on which it cannot be running yet."""
        on = _today()
        of = {"referral": row} if isinstance(row, Referral) else {"case": row}
        clock = cls(
            authority=row.authority_id, standard=standard, started_on=on, due_on=due_on, **of
        )
        clock.save()
        return clock

    @classmethod
    def meet(cls, row: Referral | Case, standard: str) -> None:
        """Stop the clock because what it asks is done; nothing if it does not run."""
        running = cls._running(row, standard)
        if running is not None:
            running.met_on = _today()
            running.save()

    @classmethod
    def stop(cls, case: Case) -> None:
        """Nothing more is asked on this case: it is closed."""
        today = _today()
        for clock in cls._that_run(case):
            clock.stopped_on = today
            clock.save()

    @classmethod
    def start_for(cls, case: Case) -> None:
        """Start every standard of a case that is just opened, or opened again."""
        runs = {clock.standard for clock in cls._that_run(case)}
        last = last_days(case.authority_id, OF_A_NEW_CASE, _today())
        for standard in OF_A_NEW_CASE:
            has_officer = standard == "allocate" and case.officer_id is not None
            if standard not in runs and not has_officer:
                cls.begin(case, standard, last[standard])
        cls.count_school_days(case)

    @classmethod
    def count_school_days(cls, case: Case) -> None:
        """Start the clocks of the joint reviews, or count them anew: a school or a day was told.

        A day that was over before the case was opened is not asked for.
        """
        if case.kind.code != CME or not case.is_open:
            return
        for standard, (first, due_on) in joint_days(case).items():
            clock = cls._running(case, standard)
            if due_on < case.opened_on or (clock is None and cls._was_met(case, standard)):
                continue
            clock = clock or cls(authority=case.authority_id, case=case, standard=standard)
            clock.started_on, clock.due_on = first, due_on
            clock.save()

    @classmethod
    def _was_met(cls, case: Case, standard: str) -> bool:
        its = cls.case == case.id, cls.standard == standard, cls.met_on.is_null(False)
        return bool(cls.select().where(*its).exists())

    @classmethod
    def that_run(cls) -> Expression:
        """Return what picks the clocks that are neither met nor stopped."""
        unmet: Expression = cls.met_on.is_null()
        return unmet & cls.stopped_on.is_null()

    @classmethod
    def due(cls, scope: Scope, today: date) -> ModelSelect[Clock]:
        """Return those that run and whose last day is today or over, the oldest first."""
        return scope.of(cls).where(cls.that_run(), cls.due_on <= today).order_by(cls.due_on, cls.id)

    @classmethod
    def _that_run(cls, row: Referral | Case) -> ModelSelect[Clock]:
        its = cls.referral == row.id if isinstance(row, Referral) else cls.case == row.id
        return cls.select().where(its, cls.that_run())

    @classmethod
    def _running(cls, row: Referral | Case, standard: str) -> Clock | None:
        clock: Clock | None = cls._that_run(row).where(cls.standard == standard).first()
        return clock

    def __str__(self) -> str:
        return self.title


def _today() -> date:
    writing = open_transaction.get()
    assert writing is not None
    return london_day(writing.now)


def last_days_of_a_referral(authority_id: int, now: datetime) -> dict[str, date]:
    """Return the last day of each standard for a referral that comes in now."""
    return last_days(authority_id, OF_A_REFERRAL, london_day(now))


def last_days(authority_id: int, standards: Collection[str], on: date) -> dict[str, date]:
    """Return the last day on which each is met, begun `on`; the day itself is day nought."""
    values = Setting.in_force(on)
    closed = Calendar.holidays(authority_id, on)
    return {
        standard: _last_day(standard, values.of(authority_id, known.setting(standard)), on, closed)
        for standard in standards
        for known in [STANDARDS[standard]]
    }


def last_day(authority_id: int, standard: str, on: date) -> date:
    return last_days(authority_id, [standard], on)[standard]


def _last_day(standard: str, days: int, on: date, closed: Collection[date]) -> date:
    if STANDARDS[standard].days == CALENDAR:
        return on + timedelta(days=days)
    return add_working_days(on, days, closed)
