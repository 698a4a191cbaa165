"""A case: one spell of one kind for one child, with its reason, clock and officer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from peewee import BooleanField, CharField, DateField, ForeignKeyField, ModelSelect, TextField

from models.base import BaseModel, Changes, EditableModel, RuleBroken
from models.casework.referral import Referral
from models.dates.words import long_date
from models.organisations.authority import AuthorityRecord
from models.organisations.officer import Officer
from models.organisations.role import Role
from models.organisations.school import School
from models.people.child import Child

if TYPE_CHECKING:
    from models.scope import Scope  # which imports this module

REASONS = (
    ("vanished", "Vanished from school after the school tried everything"),
    ("newly_found", "Newly found in the area"),
    ("moved_in", "Moved into the area"),
    ("moved_out", "Believed to have moved away"),
    ("no_start", "Did not start or transfer to a school"),
    ("ehe_chosen", "Parents chose home education"),
    ("ehe_no_information", "Home education: no information given"),
    ("ehe_unsatisfactory", "Home education: found unsatisfactory after support"),
)

CME, EHE = "CME", "EHE"  # the codes of the kinds


class CaseKind(EditableModel):
    """CME and EHE are in use; the other kinds are there, switched off."""

    code = CharField(unique=True, max_length=10)
    name = CharField()
    active = BooleanField(default=False)

    def __str__(self) -> str:
        return self.code


class Case(AuthorityRecord):
    """Closed by an outcome, never by time (domain: none by mere time passing)."""

    child = ForeignKeyField(Child, on_delete="RESTRICT", backref="cases")
    child_id: int
    kind = ForeignKeyField(CaseKind, on_delete="RESTRICT", backref="+")
    kind_id: int
    reason = CharField(choices=REASONS)
    officer = ForeignKeyField(Officer, on_delete="RESTRICT", null=True, backref="cases")
    officer_id: int | None
    opened_by = ForeignKeyField(Officer, on_delete="RESTRICT", null=True, backref="+")
    opened_by_id: int | None
    opened_on = DateField()
    since_on = DateField(null=True)  # the day the child became missing, or home educated
    lives_here_on = DateField(null=True)  # the day somebody confirmed that the child lives here
    closed_on = DateField(null=True, index=True)
    # The day of the last thing done on it: see happening.py, which alone keeps it up to date.
    quiet_since = DateField(null=True)
    outcome = TextField(default="")
    referrer = CharField(default="")  # who told us; not for every reader: see access.py
    referral = ForeignKeyField(Referral, on_delete="RESTRICT", null=True, backref="cases")
    referral_id: int | None
    # The school the child is or was last at, with which a joint review is held.
    school = ForeignKeyField(School, on_delete="RESTRICT", null=True, backref="+")
    school_id: int | None
    enquiries: ModelSelect[Any]

    class Meta:
        indexes = (
            (("authority", "closed_on", "opened_on"), False),
            (("authority", "closed_on", "quiet_since", "kind"), False),
            (("authority", "officer", "closed_on", "opened_on"), False),
            (("officer", "closed_on", "quiet_since", "kind"), False),
            (("authority", "opened_on"), False),
            (("opened_on", "id", "authority"), False),  # a list of every council's, in order
        )

    @property
    def reference(self) -> str:
        return f"{self.kind.code}-{self.id}"

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

    def give_to(self, officer: Officer) -> None:
        """Make the case this officer's. Raise RuleBroken if the case or the officer cannot be.

        What tells by whom and why is an Allocation, whose saving calls this.
        """
        if self.closed_on is not None:
            raise RuleBroken(f"This case was closed on {long_date(self.closed_on)}.")
        if not officer.active or self.authority_id not in Role.authorities_of(officer):
            raise RuleBroken(f"{officer.name} does not work for {self.authority.name}.")
        self.officer = officer
        self.save()

    def close(self, on: date, outcome: str) -> None:
        """Close the case with what became of the child. Raise RuleBroken without one."""
        if self.closed_on is not None:
            raise RuleBroken(f"This case was closed on {long_date(self.closed_on)}.")
        if on < self.opened_on:
            raise RuleBroken("A case cannot be closed before the day it was opened.")
        if not outcome.strip():
            raise RuleBroken("Say what became of the child. A case ends with an outcome.")
        self.closed_on = on
        self.outcome = outcome.strip()
        self.save()

    def save(self, force_insert: bool = False, only: object = None) -> int:
        if not self.kind.active and self._newly_of_this_kind():
            raise RuleBroken(f"{self.kind.name} is switched off. A manager can switch it on.")
        if self.quiet_since is None:
            self.quiet_since = self.opened_on
        is_new = force_insert or self.id is None
        if is_new and self.is_open:
            self._be_the_only_one()
        if is_new and self.school_id is None and self.referral is not None:
            self.school = self.referral.school
        saved = super().save(force_insert, only)
        if is_new and self.is_open and self.kind.code == CME:
            from models.casework.clock import Clock  # which imports this module

            Clock.start_for(self)
        return saved

    def _write(self, changes: Changes, stored: BaseModel) -> None:
        if "closed_on" in changes and self.closed_on is not None:
            from models.casework.concern import Concern  # which imports this module
            from models.casework.outcome import must_have_outcome

            Concern.keep_open(self)
            must_have_outcome(self)
        elif "closed_on" in changes:
            self._be_the_only_one()
        super()._write(changes, stored)
        self._keep_clocks(changes)
        if "opened_on" in changes:
            from models.casework.happening import count_quiet_days  # which imports this module

            count_quiet_days([self.id])

    def _be_the_only_one(self) -> None:
        """Raise RuleBroken if the child is open as CME or EHE already.

        A child is one or the other: home education found unsuitable is missing education
        from that day on, and no longer home education (DfE, elective home education 2022-23).
        """
        of_the_two = CaseKind.select(CaseKind.id).where(CaseKind.code.in_((CME, EHE)))
        if self.kind.code not in (CME, EHE):
            return
        theirs = (Case.child == self.child_id) & Case.closed_on.is_null()
        other = Case.select().where(theirs, Case.kind.in_(of_the_two), Case.id != self.id).first()
        if other is not None:
            raise RuleBroken(
                f"{other.reference} of this child is open, and a child is either missing "
                "education or home educated. Work on that case, or end it first."
            )

    def _keep_clocks(self, changes: Changes) -> None:
        from models.casework.clock import Clock  # which imports this module

        if "officer" in changes and self.officer_id is not None:
            Clock.meet(self, "allocate")
        if "closed_on" in changes and self.closed_on is not None:
            Clock.stop(self)
        elif "closed_on" in changes and self.kind.code == CME:
            Clock.start_for(self)
        elif changes.keys() & {"since_on", "school"}:
            Clock.count_school_days(self)

    @classmethod
    def unowned(cls, scope: Scope) -> ModelSelect[Case]:
        """Return the open cases that nobody works on, or only somebody who has left."""
        gone = Officer.select(Officer.id).where(~Officer.active)
        nobody = cls.officer.is_null() | cls.officer.in_(gone)
        query = scope.of(cls).where(nobody, cls.closed_on.is_null())
        return query.order_by(cls.opened_on, cls.id)

    def _newly_of_this_kind(self) -> bool:
        """Switching a kind off stops new cases; those that are open are worked to their end."""
        return self.id is None or Case.get_by_id(self.id).kind_id != self.kind_id

    def __str__(self) -> str:
        return self.reference
