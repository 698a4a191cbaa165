"""How far a search has come: enquiries, then located, then a place agreed, then watched over."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from peewee import SQL, CharField, DateField, ForeignKeyField, ModelSelect, TextField, fn

from models.base import RuleBroken, any_of
from models.casework.case import CME, Case
from models.casework.happening import Happening
from models.casework.standing import Standing
from models.ledger.setting import InForce
from models.organisations.authority import AuthorityRecord
from models.organisations.officer import Officer
from models.organisations.school import School

if TYPE_CHECKING:
    from models.scope import Scope  # which imports this package

ENQUIRIES, LOCATED, PLACE_AGREED, MONITORING = "enquiries", "located", "place_agreed", "monitoring"
STAGES = (
    (ENQUIRIES, "Enquiries are made"),
    (LOCATED, "Located, awaiting education"),
    (PLACE_AGREED, "Place agreed, awaiting the start"),
    (MONITORING, "Started, and watched over for now"),
)


class Stage(Happening, AuthorityRecord):
    """A step forward, or back. The newest is where the case stands; before any, enquiries are."""

    happens_on = ("from_on",)

    case = ForeignKeyField(Case, on_delete="RESTRICT", backref="stages")
    case_id: int
    stage = CharField(choices=STAGES)
    from_on = DateField()
    words = TextField(default="")  # how it is known
    school = ForeignKeyField(School, on_delete="RESTRICT", null=True, backref="+")
    school_id: int | None
    starts_on = DateField(null=True, index=True)
    told_by = ForeignKeyField(Officer, on_delete="RESTRICT", null=True, backref="+")
    told_by_id: int | None

    class Meta:
        indexes = ((("case", "from_on"), False),)

    @property
    def in_words(self) -> str:
        return dict(STAGES)[self.stage]

    def save(self, force_insert: bool = False, only: object = None) -> int:
        is_new = self.id is None
        if is_new:
            self._may_be_set()
        saved = super().save(force_insert, only)
        if is_new and self.stage != ENQUIRIES:
            self._end_standing()
        return saved

    def _end_standing(self) -> None:
        """A child who is located is not believed to be somewhere, nor not found."""
        if (standing := Standing.open_of(self.case)) is not None:
            standing.end("located", self.words, self.told_by, self.from_on)

    def _may_be_set(self) -> None:
        if self.case.kind.code != CME or not self.case.is_open:
            raise RuleBroken("Only an open case of a child missing education goes by these steps.")
        if self.stage == PLACE_AGREED and (self.school_id is None or self.starts_on is None):
            raise RuleBroken("Say at which school the place is, and the day it starts.")
        if not (self.words or "").strip():
            raise RuleBroken("Say how you know.")
        if self.from_on < self.case.opened_on:
            raise RuleBroken("That day is before the case was opened.")

    @classmethod
    def now_of(cls, case: Case) -> Stage | None:
        """Return the newest step of the case; None while enquiries are all there is."""
        newest = cls.select().where(cls.case == case.id)
        found: Stage | None = newest.order_by(cls.from_on.desc(), cls.id.desc()).first()
        return found

    @classmethod
    def newest(cls) -> ModelSelect[Stage]:
        """Return the id of the newest step of each case, for a query of steps."""
        other = cls.alias()
        # Steps are added in their order, so the highest id is the newest.
        return other.select(fn.MAX(other.id)).where(other.case == cls.case)

    @classmethod
    def beyond_enquiries(cls) -> ModelSelect[Stage]:
        """Return the newest step of a case if it is beyond enquiries, for a query of cases."""
        beyond = cls.case == Case.id, cls.stage != ENQUIRIES, cls.id == cls.newest()
        return cls.select(SQL("1")).where(*beyond)

    @classmethod
    def starting(cls, scope: Scope, today: date, values: InForce) -> ModelSelect[Stage]:
        """Return the places of open cases that start within days, or should have started."""
        soon = [
            (cls.authority == one)
            & (cls.starts_on <= today + timedelta(days=values.of(one, "place_soon_days")))
            for one in sorted(scope.authorities("see", cls))
        ]
        query = scope.of(cls).join(Case, on=(cls.case == Case.id))
        due = query.where(
            cls.stage == PLACE_AGREED,
            any_of(soon),
            cls.id == cls.newest(),
            Case.closed_on.is_null(),
        )
        return due.order_by(cls.starts_on, cls.id)

    def __str__(self) -> str:
        return self.in_words
