"""A child handed over to another authority; the case stays open here until they have taken it."""

from __future__ import annotations

from datetime import date
from typing import Any

from peewee import SQL, CharField, DateField, ForeignKeyField, ModelSelect, TextField, fn
from peewee import Case as When

from models.base import BaseModel, Changes, JsonField, RuleBroken
from models.casework.case import Case
from models.casework.enquiry import Enquiry
from models.casework.happening import Happening
from models.casework.referral import Referral
from models.casework.restriction import Restriction
from models.dates.deadlines import answer_due
from models.dates.words import long_date
from models.ledger.calendar import Calendar
from models.ledger.setting import Setting
from models.organisations.authority import Authority, AuthorityRecord
from models.organisations.officer import Officer
from models.scope import Scope

SHARED, MAIL, PHONE = "shared", "mail", "phone"
WAYS = (
    (SHARED, "Into their own records here"),
    (MAIL, "By email, with a link to answer"),
    (PHONE, "By phone"),
)

BECAME = (
    ("in_time", "Acknowledged in time"),
    ("late", "Acknowledged late"),
    ("sent_back", "Sent back"),
    ("waiting", "Not answered"),
)

QUESTION = "Will you take this child on? We hand the child over to you, and wait for your word."

# What is told and asked, as it was when it was sent.
FROZEN = frozenset(
    {"case", "referral", "to_authority", "why", "whereabouts", "way", "packet", "sent_on"}
)


class Handover(Happening, AuthorityRecord):
    """Answered once: acknowledged, or sent back with the reason.

    Never through a link or into another's records for a child who is kept from most here:
    that one is handed over by phone, and what was said is recorded by hand.
    """

    happens_on = ("sent_on", "acknowledged_on", "refused_on")

    case = ForeignKeyField(Case, on_delete="RESTRICT", null=True, backref="handovers")
    case_id: int | None
    # A child who never was a case here, because the home is in another area.
    referral = ForeignKeyField(Referral, on_delete="RESTRICT", null=True, backref="handovers")
    referral_id: int | None
    to_authority = ForeignKeyField(Authority, on_delete="RESTRICT", backref="+")
    to_authority_id: int
    why = TextField()
    whereabouts = TextField(default="")  # where the child is believed to be
    way = CharField(default=MAIL, choices=WAYS)
    packet = JsonField(default=dict)  # what is told of the child, frozen
    sent_by = ForeignKeyField(Officer, on_delete="RESTRICT", null=True, backref="+")
    sent_by_id: int | None
    sent_on = DateField()
    due_on = DateField()  # set from the sending when left empty
    enquiry = ForeignKeyField(Enquiry, on_delete="RESTRICT", null=True, backref="handovers")
    enquiry_id: int | None
    their_receipt = CharField(default="")  # of the referral it became in the other's records
    acknowledged_on = DateField(null=True)
    acknowledged_by = CharField(default="")
    acknowledged_words = TextField(default="")
    refused_on = DateField(null=True)
    refused_by = CharField(default="")
    refused_why = TextField(default="")

    class Meta:
        indexes = (
            (("authority", "acknowledged_on", "refused_on", "due_on"), False),
            (("sent_on", "id", "authority"), False),  # a list of every council's, in order
        )

    @property
    def reference(self) -> str:
        return f"HO-{self.id}"

    @property
    def about(self) -> Case | Referral:
        """Return what is handed over."""
        about = self.case or self.referral
        if about is None:
            raise RuleBroken("Say what is handed over: one case or one referral.")
        return about

    @property
    def is_open(self) -> bool:
        return self.acknowledged_on is None and self.refused_on is None

    @property
    def state(self) -> str:
        if self.acknowledged_on is not None:
            return f"Acknowledged on {long_date(self.acknowledged_on)}"
        if self.refused_on is not None:
            return f"Sent back on {long_date(self.refused_on)}"
        return f"Waiting for their word, due by {long_date(self.due_on)}"

    def is_late(self, today: date) -> bool:
        return self.is_open and today > self.due_on

    @classmethod
    def way_to(cls, about: Case | Referral, to: Authority) -> str:
        """Return how this child would be handed to that authority."""
        if _is_kept(about):
            return PHONE
        if to.ours:
            return SHARED
        return MAIL if to.contact_email else PHONE

    def acknowledge(self, by: str, words: str, on: date) -> None:
        """Write down who there took the child on. Raise RuleBroken if they answered before."""
        self._answered_on(on, by, "Give the name of whoever acknowledged it.")
        self.acknowledged_on, self.acknowledged_by = on, by.strip()
        self.acknowledged_words = words.strip()
        self.save()
        self._end_chasing("They have taken the child on.", by, on)

    def refuse(self, by: str, why: str, on: date) -> None:
        """Write down that it was sent back. Raise RuleBroken without a reason, or a second time."""
        self._answered_on(on, by, "Give the name of whoever sent it back.")
        if not why.strip():
            raise RuleBroken("Write down why they sent it back.")
        self.refused_on, self.refused_by, self.refused_why = on, by.strip(), why.strip()
        self.save()
        self._end_chasing(f"They have not taken the child on. {why.strip()}", by, on)

    def _answered_on(self, on: date, by: str, who: str) -> None:
        if not self.is_open:
            raise RuleBroken(f"This was answered before. {self.state}.")
        if on < self.sent_on:
            raise RuleBroken("It cannot have been answered before it was sent.")
        if not by.strip():
            raise RuleBroken(who)

    def _end_chasing(self, answer: str, by: str, on: date) -> None:
        enquiry = self.enquiry
        if enquiry is not None and enquiry.answered_on is None:
            enquiry.answered_by = by.strip()
            enquiry.record_answer(answer, on, None)

    def save(self, force_insert: bool = False, only: object = None) -> int:
        if (self.case_id is None) == (self.referral_id is None):
            raise RuleBroken("Say what is handed over: one case or one referral.")
        if self.to_authority_id == self.authority_id:
            raise RuleBroken("Choose another authority than your own.")
        if not (self.why or "").strip():
            raise RuleBroken("Say why the child is handed over.")
        if self.due_on is None:
            self.due_on = self.usual_due_day()
        return super().save(force_insert, only)

    def usual_due_day(self) -> date:
        days = Setting.of(self.authority_id, "handover_days", self.sent_on)
        closed = Calendar.holidays(self.authority_id, self.sent_on)
        return answer_due(self.sent_on, days, closed)

    def _write(self, changes: Changes, stored: BaseModel) -> None:
        if FROZEN & changes.keys():
            raise RuleBroken("What was handed over stays as it was sent. Send another instead.")
        super()._write(changes, stored)

    @classmethod
    def became(cls) -> Any:
        """Return the key of BECAME as a column of a query."""
        taken = cls.acknowledged_on.is_null(False)
        return When(
            None,
            (
                (taken & (cls.acknowledged_on <= cls.due_on), "in_time"),
                (taken, "late"),
                (cls.refused_on.is_null(False), "sent_back"),
            ),
            "waiting",
        )

    @classmethod
    def waiting(cls, scope: Scope) -> ModelSelect[Handover]:
        """Return those that nobody there has answered, the longest due first."""
        query = scope.of(cls).where(cls.acknowledged_on.is_null(), cls.refused_on.is_null())
        return query.order_by(cls.due_on, cls.id)

    @classmethod
    def late(cls, scope: Scope, today: date) -> ModelSelect[Handover]:
        return cls.waiting(scope).where(cls.due_on < today)

    @classmethod
    def taken_and_open(cls, scope: Scope) -> ModelSelect[Handover]:
        """Return those that were taken on while the case is still open here, the oldest first."""
        query = scope.of(cls).join(Case, on=(cls.case == Case.id))
        taken = query.where(cls.acknowledged_on.is_null(False), Case.closed_on.is_null())
        return taken.order_by(cls.acknowledged_on, cls.id)

    @classmethod
    def of_enquiries(cls, enquiry: Any) -> Any:
        """Return whether a question, by the column that names it, waits for a hand-over."""
        return fn.EXISTS(cls.select(SQL("1")).where(cls.enquiry == enquiry))

    @classmethod
    def acknowledged_for(cls, case: Case) -> Handover | None:
        """Return the last hand-over of this case if the other authority has taken the child on.

        Until there is one, the case is this authority's and stays open here.
        """
        last: Handover | None = cls.select().where(cls.case == case).order_by(cls.id.desc()).first()
        return last if last is not None and last.acknowledged_on is not None else None

    @classmethod
    def must_be_acknowledged(cls, case: Case) -> None:
        """Raise RuleBroken if this case was handed over and nobody there has taken it on."""
        last = cls.select().where(cls.case == case).order_by(cls.id.desc()).first()
        if last is not None and last.acknowledged_on is None:
            state = "is not acknowledged yet" if last.is_open else "was sent back"
            raise RuleBroken(f"{last.reference} {state}: the child is still this council's.")

    @classmethod
    def of_enquiry(cls, enquiry: Enquiry) -> Handover | None:
        """Return the hand-over that a question waits for, if it is one."""
        found: Handover | None = cls.get_or_none(cls.enquiry == enquiry)
        return found

    def __str__(self) -> str:
        return f"{self.reference} to {self.to_authority.name}"


def _is_kept(about: Case | Referral) -> bool:
    if isinstance(about, Case):
        return Restriction.is_kept(about)
    return about.kept_with_id is not None or (
        about.child_id is not None and Restriction.is_kept_child(about.child_id)
    )
