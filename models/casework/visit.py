"""A visit to where a child may be: planned, then made, with what to know before the next one."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from peewee import JOIN, CharField, DateField, ForeignKeyField, ModelSelect, TextField

from models.base import RuleBroken
from models.casework.case import CME, Case
from models.casework.check_row import CheckRow
from models.casework.checklist import HOME_VISIT
from models.casework.clock import Clock
from models.casework.happening import Happening
from models.dates.words import long_date
from models.organisations.authority import AuthorityRecord
from models.organisations.officer import Officer
from models.people.address import Address
from models.people.relationship import Relationship

if TYPE_CHECKING:
    from models.scope import Scope  # which imports this package

HALVES = (("am", "Morning"), ("pm", "Afternoon"), ("evening", "Evening"))
_TIME = re.compile(r"([01]?\d|2[0-3])[:.]?([0-5]\d)", re.ASCII)


class Visit(Happening, AuthorityRecord):
    """At an address on record, or at a place in words. Planned until `made_on` is set."""

    happens_on = ("made_on",)

    case = ForeignKeyField(Case, on_delete="RESTRICT", backref="visits")
    case_id: int
    planned_on = DateField(index=True)
    half = CharField(default="am", choices=HALVES)
    at_time = CharField(default="")  # 14:30, where a time was agreed
    address = ForeignKeyField(Address, on_delete="RESTRICT", null=True, backref="+")
    address_id: int | None
    place = CharField(default="")
    officer = ForeignKeyField(Officer, on_delete="RESTRICT", null=True, backref="+")
    officer_id: int | None
    second_officer = ForeignKeyField(Officer, on_delete="RESTRICT", null=True, backref="+")
    second_officer_id: int | None
    made_on = DateField(null=True, index=True)
    spoke_to = CharField(default="")
    relation = CharField(default="")  # to the child
    child_seen = CharField(default="", choices=(("", "Not said"), ("yes", "Yes"), ("no", "No")))
    result = TextField(default="")
    safety_note = TextField(default="")
    called_off = CharField(default="")  # why it is not made after all

    class Meta:
        indexes = ((("authority", "made_on", "planned_on"), False),)

    @property
    def reference(self) -> str:
        return f"VIS-{self.id}"

    @property
    def is_to_make(self) -> bool:
        return self.made_on is None and not self.called_off

    @property
    def state(self) -> str:
        if self.called_off:
            return "Called off"
        return "Made" if self.made_on is not None else "Planned"

    @property
    def when(self) -> str:
        day = self.made_on or self.planned_on
        return f"{long_date(day)}, {self.at_time or dict(HALVES)[self.half].lower()}"

    def record(
        self,
        on: date,
        half: str,
        spoke_to: str,
        relation: str,
        child_seen: str,
        result: str,
        safety_note: str,
        today: date,
    ) -> None:
        """Write down what came of it. Raise RuleBroken if it was made, or is still to come."""
        if self.made_on is not None:
            raise RuleBroken(f"What came of it was written down for {long_date(self.made_on)}.")
        if on > today:
            raise RuleBroken("That day is still to come. Record the visit when it is made.")
        if not result.strip():
            raise RuleBroken("Write down what came of it, also if nobody was in.")
        if spoke_to.strip() and not relation.strip():
            raise RuleBroken("Say what that person is to the child.")
        self.made_on, self.half, self.spoke_to, self.relation = on, half, spoke_to, relation
        self.child_seen, self.result, self.safety_note = child_seen, result.strip(), safety_note
        self.save()
        Clock.meet(self.case, "visit")
        self._tick_off(on)

    def _tick_off(self, on: date) -> None:
        """The row of the checklist for a home visit is done by the first that is made."""
        check = CheckRow.of(self.case, HOME_VISIT)
        if self.case.kind.code == CME and check.done_on is None:
            met = bool(self.spoke_to) or self.child_seen == "yes"
            words = f"{self.reference}: {self.result}"
            check.record("found" if met else "nothing", words, on, self.officer, None)

    def call_off(self, why: str) -> None:
        """Say why it is not made. Raise RuleBroken if it was, or without a reason."""
        if self.made_on is not None:
            raise RuleBroken("This visit was made.")
        if not why.strip():
            raise RuleBroken("Say why it is called off.")
        self.called_off = why.strip()
        self.save()

    def save(self, force_insert: bool = False, only: object = None) -> int:
        if self.address_id is None and not self.place.strip():
            raise RuleBroken("Say where: choose an address on record, or describe the place.")
        if self.second_officer_id is not None and self.second_officer_id == self.officer_id:
            raise RuleBroken("The second officer is another than the first.")
        self.at_time = _tidy_time(self.at_time)
        return super().save(force_insert, only)

    @classmethod
    def to_make(cls, scope: Scope) -> ModelSelect[Visit]:
        """Return the planned visits of open cases, the earliest first."""
        query = scope.of(cls).join(Case, on=(cls.case == Case.id))
        planned = query.where(cls.made_on.is_null(), cls.called_off == "", Case.closed_on.is_null())
        return planned.order_by(cls.planned_on, cls.id)

    @classmethod
    def warnings(cls, scope: Scope, case: Case, address_id: int | None = None) -> list[Visit]:
        """Return the visits whose safety notes whoever goes there now must know, newest first.

        They are of this child, of a child who shares a parent with this one, or of this address.
        """
        about: Any = (Case.child == case.child_id) | Case.child.in_(_family_of(case.child_id))
        if address_id is not None:
            here = Address.get_by_id(address_id)
            same = Address.select(Address.id).where(
                Address.authority == here.authority_id,
                Address.postcode == here.postcode,
                Address.lines == here.lines,
            )
            about = about | cls.address.in_(same)
        query = scope.of(cls).join(Case, JOIN.INNER, on=(cls.case == Case.id))
        found = query.where(about, cls.safety_note != "")
        return list(found.order_by(cls.planned_on.desc(), cls.id.desc()))

    def __str__(self) -> str:
        return f"{self.reference}, {self.state.lower()}: {self.when}"


def _family_of(child_id: int) -> ModelSelect[Relationship]:
    """Return the ids of the children who share a parent or carer with this one."""
    parents = Relationship.select(Relationship.person).where(Relationship.child == child_id)
    return Relationship.select(Relationship.child).where(Relationship.person.in_(parents))


def _tidy_time(typed: str) -> str:
    text = (typed or "").strip()
    if not text:
        return ""
    match = _TIME.fullmatch(text)
    if match is None:
        raise RuleBroken("Write the time as hours and minutes, like 14:30, or leave it empty.")
    return f"{int(match[1]):02}:{match[2]}"
