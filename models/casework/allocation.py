"""Who a case was given to, by whom and why: a row each time, so that its hands are known."""

from __future__ import annotations

from peewee import CharField, ForeignKeyField

from models.base import BaseModel, Changes, InstantField, RuleBroken
from models.casework.case import Case
from models.organisations.authority import AuthorityRecord
from models.organisations.officer import Officer

BY_HAND, BY_RULE, FROM_A_LEAVER = "hand", "rule", "leaver"
HOW = (
    (BY_HAND, "By hand"),
    (BY_RULE, "By the council's rule"),
    (FROM_A_LEAVER, "From an officer who left"),
)


class Allocation(AuthorityRecord):
    """Saving a new one gives the case; what is saved stays as it is."""

    case = ForeignKeyField(Case, on_delete="RESTRICT", backref="allocations")
    case_id: int
    officer = ForeignKeyField(Officer, on_delete="RESTRICT", backref="+")
    officer_id: int
    before = ForeignKeyField(Officer, on_delete="RESTRICT", null=True, backref="+")
    before_id: int | None
    how = CharField(default=BY_HAND, choices=HOW)
    why = CharField(default="")
    given_by = ForeignKeyField(Officer, on_delete="RESTRICT", null=True, backref="+")
    given_by_id: int | None
    given_at = InstantField()

    class Meta:
        indexes = ((("given_at", "id", "authority"), False),)

    def save(self, force_insert: bool = False, only: object = None) -> int:
        """Raise RuleBroken: the case is closed, it is theirs already, or no reason is given."""
        if self.id is not None and not force_insert:
            return super().save(force_insert, only)
        case = self.case
        if case.officer_id == self.officer_id:
            raise RuleBroken(f"{case.reference} is {self.officer.name}’s already.")
        self.before_id = case.officer_id
        self.why = (self.why or "").strip()
        if self.before_id is not None and not self.why:
            raise RuleBroken("Say why the case changes hands.")
        case.give_to(self.officer)
        return super().save(force_insert, only)

    def _write(self, changes: Changes, stored: BaseModel) -> None:
        raise RuleBroken("What was given is history. Give the case to somebody else instead.")

    def __str__(self) -> str:
        return f"{self.officer.name}: {self.why}" if self.why else str(self.officer.name)
