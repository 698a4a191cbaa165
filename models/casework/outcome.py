"""What became of a child: the kind, the destination, what shows it, who confirmed it and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from peewee import SQL, CharField, DateField, ForeignKeyField, ModelSelect, TextField, fn

from models.base import BaseModel, Changes, RuleBroken
from models.casework.attachment import Attachment
from models.casework.case import CME, Case, CaseKind
from models.casework.handover import Handover
from models.casework.happening import Happening
from models.casework.outcome_kinds import (
    AUTHORITY,
    KINDS,
    PLACE,
    SCHOOL,
    START,
    Kind,
    enough_of,
    no_outcome,
)
from models.casework.outcome_need import OutcomeNeed
from models.casework.standing import Standing
from models.dates.school_age import compulsory_until, over_age_if_born_before
from models.dates.words import long_date
from models.organisations.authority import Authority, AuthorityRecord
from models.organisations.officer import Officer
from models.organisations.school import School
from models.people.child import Child

if TYPE_CHECKING:
    from models.scope import Scope  # which imports this package

MISSING = {
    SCHOOL: "Say at which school.",
    AUTHORITY: "Say which authority.",
    PLACE: "Say where: the school, the provision, or the place and country.",
    START: "Give the first day there.",
}

# What shows it: for each piece, words and perhaps a file of the child's.
Shown = Mapping[str, tuple[str, Attachment | None]]


class Outcome(Happening, AuthorityRecord):
    """Closes its case when it is made. One that was superseded stays, with why."""

    happens_on = ("closed_on", "superseded_on")

    case = ForeignKeyField(Case, on_delete="RESTRICT", backref="outcomes")
    case_id: int
    kind = CharField(choices=[(key, kind.words) for key, kind in KINDS.items()])
    school = ForeignKeyField(School, on_delete="RESTRICT", null=True, backref="+")
    school_id: int | None
    other_authority = ForeignKeyField(Authority, on_delete="RESTRICT", null=True, backref="+")
    other_authority_id: int | None
    destination = CharField(default="")
    starts_on = DateField(null=True)
    confirmed_by = CharField(default="")  # who told us, and what they are
    confirmed_on = DateField()
    closed_on = DateField(index=True)
    closed_by = ForeignKeyField(Officer, on_delete="RESTRICT", null=True, backref="+")
    closed_by_id: int | None
    untold = TextField(default="")  # whom nobody told of the closing, and why
    superseded_on = DateField(null=True)
    superseded_by = ForeignKeyField(Officer, on_delete="RESTRICT", null=True, backref="+")
    superseded_by_id: int | None
    why_superseded = TextField(default="")

    mails: ModelSelect[Any]  # that told of it; see message.py

    class Meta:
        indexes = (
            (("case", "superseded_on"), False),
            (("authority", "closed_on", "kind"), False),
        )

    @property
    def reference(self) -> str:
        return f"OUT-{self.id}"

    @property
    def known(self) -> Kind:
        return KINDS[self.kind]

    @property
    def in_words(self) -> str:
        """Return the outcome as the case and its timeline have it."""
        where = self.destination or (self.school.name if self.school else "")
        if self.other_authority is not None:
            where = ", ".join(filter(None, (where, self.other_authority.name)))
        start = f", from {long_date(self.starts_on)}" if self.starts_on else ""
        return f"{self.known.words}{f': {where}' if where else ''}{start}."

    def close_with(self, shown: Shown, by: Officer | None, on: date) -> None:
        """Close the case with this outcome and what shows it. Raise RuleBroken for what lacks.

        Call with a case whose `row_version` is the one the officer was looking at.
        """
        asked = self._asked(on)
        self.closed_by, self.closed_on = by, on
        self._destination_is_told()
        self._is_confirmed(on)
        pieces = enough_of(asked, shown)
        case = self.case
        if not case.is_open:
            raise RuleBroken(f"Somebody closed this case on {long_date(case.closed_on or on)}.")
        _take_hold_of(case)
        if (standing := Standing.open_of(case)) is not None:
            standing.end("outcome", self.in_words, by, on)
        self.save()
        for piece, (words, file) in pieces.items():
            OutcomeEvidence.create(
                authority=self.authority_id, closing=self, piece=piece, words=words, file=file
            )
        case.close(on, self.in_words)

    def _asked(self, on: date) -> Kind:
        """Return what the council asks of this outcome that day; RuleBroken if it has none such."""
        if instead := no_outcome(self.kind):
            raise RuleBroken(instead)
        if self.kind not in KINDS:
            raise RuleBroken("Choose what became of the child.")
        return OutcomeNeed.kind_on(self.authority_id, self.kind, on)

    def _destination_is_told(self) -> None:
        for name in self.known.asks:
            value = self.__data__.get(name)
            if value is None or (isinstance(value, str) and not value.strip()):
                raise RuleBroken(MISSING[name])

    def _is_confirmed(self, on: date) -> None:
        if self.kind == "over_age":
            self._is_over_age(on)
        if self.kind == "transferred":
            Handover.must_be_acknowledged(self.case)
        if not (self.confirmed_by or "").strip():
            raise RuleBroken("Say by whom it was confirmed.")
        if self.confirmed_on > on:
            raise RuleBroken("The day it was confirmed is still to come.")

    def _is_over_age(self, on: date) -> None:
        born = self.case.child.born_on
        if born is None:
            raise RuleBroken("Without a date of birth nobody can say that school age has ended.")
        if on <= (last := compulsory_until(born)):
            raise RuleBroken(f"Compulsory school age ends as {long_date(last)} ends.")

    def supersede(self, why: str, by: Officer | None, on: date) -> None:
        if not why.strip():
            raise RuleBroken("Say why the case is opened again.")
        self.superseded_on, self.superseded_by = on, by
        self.why_superseded = why.strip()
        self.save()

    def _write(self, changes: Changes, stored: BaseModel) -> None:
        if stored.__data__["superseded_on"] is not None:
            raise RuleBroken("This outcome was superseded and stays as it was.")
        super()._write(changes, stored)

    @classmethod
    def in_force(cls, case: Case) -> Outcome | None:
        """Return the outcome that closed the case; None while it is open."""
        found: Outcome | None = (
            cls.select().where(cls.case == case.id, cls.superseded_on.is_null()).first()
        )
        return found

    def __str__(self) -> str:
        return f"{self.reference}: {self.known.words}"


class OutcomeEvidence(AuthorityRecord):
    """One piece that shows an outcome: in words, in a file, or both."""

    closing = ForeignKeyField(Outcome, on_delete="RESTRICT", backref="evidence")
    closing_id: int
    piece = CharField()
    words = TextField(default="")
    file = ForeignKeyField(Attachment, on_delete="RESTRICT", null=True, backref="+")
    file_id: int | None

    @property
    def in_words(self) -> str:
        kind = KINDS[self.closing.kind]
        return next((one.words for one in kind.evidence if one.key == self.piece), self.piece)

    def __str__(self) -> str:
        return self.in_words


def reopen(case: Case, why: str, by: Officer | None, on: date) -> None:
    """Open a closed case again; the outcome stays as superseded. Raise RuleBroken if it is open."""
    if case.closed_on is None:
        raise RuleBroken("This case is open. Somebody else may just have opened it again.")
    if not why.strip():
        raise RuleBroken("Say why the case is opened again.")
    _take_hold_of(case)
    if (outcome := Outcome.in_force(case)) is not None:
        outcome.supersede(why, by, on)
    case.closed_on, case.outcome = None, ""
    case.save()


def _take_hold_of(case: Case) -> None:
    """Raise RuleBroken if somebody saved the case since it was read; else nobody can until we do.

    Two who close it alike on one day change nothing of each other's, so that saving it would
    not tell: on PostgreSQL both would go on, and it would have two outcomes.
    """
    seen = case.row_version
    held = Case.update(row_version=seen + 1).where(Case.id == case.id, Case.row_version == seen)
    if not held.execute():
        raise RuleBroken(
            "Somebody else has changed this case since you opened it. Nothing of yours was saved. "
            "Go back to the case and look again."
        )
    case.row_version = seen + 1


def must_have_outcome(case: Case) -> None:
    """Raise RuleBroken where a case of a child missing education would be closed without one."""
    if case.kind.code == CME and Outcome.in_force(case) is None:
        raise RuleBroken(
            "A case of a child missing education is closed with an outcome and what shows it. "
            "Press Close the case on its page."
        )


def over_age(scope: Scope, today: date) -> ModelSelect[Case]:
    """Return the open cases of children over compulsory school age, the longest open first."""
    child = Child.alias()
    born_before = over_age_if_born_before(today)
    over = child.select(SQL("1")).where(child.id == Case.child, child.born_on < born_before)
    search = CaseKind.select(CaseKind.id).where(CaseKind.code == CME)
    query = scope.of(Case).where(Case.closed_on.is_null(), Case.kind.in_(search), fn.EXISTS(over))
    return query.order_by(Case.opened_on, Case.id)
