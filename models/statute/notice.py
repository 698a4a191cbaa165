"""A statutory notice: one paper for one parent, with the dates that the law turns on."""

from __future__ import annotations

from datetime import date

from peewee import CharField, DateField, ForeignKeyField, IntegerField, TextField

from models.base import RuleBroken
from models.casework.case import Case
from models.casework.happening import Happening
from models.dates.service import allows_too_little, deemed_served, last_day
from models.dates.words import long_date
from models.ledger.calendar import Calendar
from models.ledger.setting import Setting
from models.organisations.authority import AuthorityRecord
from models.organisations.officer import Officer
from models.people.child import Child
from models.people.person import Person
from models.people.relationship import Relationship

KINDS = (("s437_1", "Notice under section 437(1)"),)
METHODS = (
    ("by_hand", "By hand"),
    ("first_class", "First class post"),
    ("second_class", "Second class post"),
)


class Notice(Happening, AuthorityRecord):
    """Belongs to the child and names the case open on the day it was decided.

    `intended_on` is the day of posting or handing over; `served_by` and
    `reply_by` are computed from it (Education Act 1996 s.437(2): the period
    begins with the day of service).
    """

    happens_on = ("decided_on", "served_on")

    child = ForeignKeyField(Child, on_delete="RESTRICT", backref="notices")
    child_id: int
    case = ForeignKeyField(Case, on_delete="RESTRICT", backref="notices")
    case_id: int
    parent = ForeignKeyField(Person, on_delete="RESTRICT", backref="notices")
    parent_id: int
    kind = CharField(default="s437_1", choices=KINDS)
    appears = TextField()  # why it appears that there is no suitable education
    method = CharField(choices=METHODS)
    intended_on = DateField()
    served_by = DateField(null=True)  # deemed service, if sent as intended
    period_days = IntegerField(null=True)
    reply_by = DateField(null=True)  # the one date the paper prints
    decided_by = ForeignKeyField(Officer, on_delete="RESTRICT", null=True, backref="+")
    decided_by_id: int | None
    decided_on = DateField()
    served_on = DateField(null=True)

    @property
    def reference(self) -> str:
        return f"NOT-{self.id}"

    def save(self, force_insert: bool = False, only: object = None) -> int:
        if self.case.child_id != self.child_id:
            raise RuleBroken("Choose a case of this child.")
        if not self._parent_in_law():
            raise RuleBroken(
                f"{self.parent.name} is not recorded as having parental responsibility or care "
                "of this child. Record that first, or choose another parent."
            )
        if self.intended_on < self.decided_on:
            raise RuleBroken("A notice cannot be sent before the day it was decided.")
        if self.served_on is not None and self.served_on < self.decided_on:
            raise RuleBroken("A notice cannot be served before the day it was decided.")
        if self.served_on is None and self._is_sent_otherwise():
            self._set_dates()
        if self.served_on and self.reply_by and allows_too_little(self.reply_by, self.served_on):
            raise RuleBroken(
                f"Served on that day, the parent would have fewer than 15 days until "
                f"{long_date(self.reply_by)}, the date this notice prints. Produce it again."
            )
        return super().save(force_insert, only)

    def _parent_in_law(self) -> bool:
        return any(tie.is_parent for tie in Relationship.between(self.child, self.parent))

    def _is_sent_otherwise(self) -> bool:
        """Only another way or day of sending moves the dates: a printed one must not drift."""
        if self.id is None or self.reply_by is None:
            return True
        stored = Notice.get_by_id(self.id)
        return (stored.method, stored.intended_on) != (self.method, self.intended_on)

    def _set_dates(self) -> None:
        def setting(name: str) -> int:
            return Setting.of(self.authority_id, name, self.intended_on)

        periods = {
            "by_hand": 0,
            "first_class": setting("first_class_days"),
            "second_class": setting("second_class_days"),
        }
        closed = Calendar.holidays(self.authority_id, self.intended_on)
        self.period_days = setting("notice_period_days")
        self.served_by = deemed_served(self.intended_on, self.method, periods, closed)
        self.reply_by = last_day(self.served_by, self.period_days)

    def check_may_be_produced(self, today: date) -> None:
        """Raise RuleBroken if the paper's dates could no longer be right when it is served."""
        if self.served_on is not None:
            raise RuleBroken(
                f"This notice was served on {long_date(self.served_on)}. What was served is kept "
                "under Letters; a new decision needs a new notice."
            )
        if self.intended_on < today:
            raise RuleBroken(
                f"The day this notice was to be sent, {long_date(self.intended_on)}, has passed. "
                "Change it to the day it will be sent, so that its dates come out right."
            )

    def record_service(self, on: date) -> None:
        """Record the day of service; refused if the printed date then comes too soon."""
        self.served_on = on
        self.save()

    def __str__(self) -> str:
        return f"{self.reference} to {self.parent.name}"
