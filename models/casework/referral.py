"""A child somebody tells us of: kept as it was sent, apart from children until a person decides."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from peewee import BooleanField, CharField, DateField, ForeignKeyField, ModelSelect, TextField

from models.base import BaseModel, Changes, InstantField, JsonField, RuleBroken
from models.organisations.authority import Authority, AuthorityRecord
from models.organisations.officer import Officer
from models.organisations.school import School
from models.people.child import SEXES, Child

if TYPE_CHECKING:
    from models.scope import Scope  # which imports this package

ROUTES = (
    ("school", "A school"),
    ("agency", "An agency"),
    ("public", "A member of the public"),
    ("sheet", "A school's list of leavers"),
    ("authority", "Another authority"),
    ("officer", "Taken down by the team"),
)

RISKS = (("low", "Low"), ("medium", "Medium"), ("high", "High"))

DECISIONS = (
    ("this_child", "A child we know"),
    ("new_child", "A new child"),
    ("not_cme", "Not missing education"),
)

NOT_CME = (
    ("on_roll", "On a school's roll and absent"),
    ("out_of_area", "Lives in another authority"),
    ("duplicate", "Told of before"),
    ("not_school_age", "Not of compulsory school age"),
    ("in_error", "Sent in error"),
)

# Set by whoever triages, and by nobody else.
DECIDING = frozenset(
    [
        "risk",
        "risk_why",
        "risk_by",
        "risk_at",
        "decision",
        "not_cme",
        "decision_why",
        "decided_by",
        "decided_at",
        "child",
        "kept_with",
    ]
)
# Set after a referral has come in; all else stays as it was sent.
OURS = DECIDING | {"acknowledged_at", "matched_at", "row_version"}

# No letter or digit that is taken for another when it is read out on the phone.
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_DIGITS = "23456789"

Told = Sequence[Sequence[Any]]  # [heading, [[question, answer], ...]] after each other


class Referral(AuthorityRecord):
    """Open until a person decides: this child, a new child, or not missing education."""

    receipt = CharField(unique=True, max_length=14)  # what the sender was given
    received_at = InstantField()
    route = CharField(choices=ROUTES)
    forenames = CharField(default="")
    surname = CharField(default="")
    known_as = CharField(default="")
    born_on = DateField(null=True)
    sex = CharField(default="U", choices=SEXES)
    upn = CharField(default="", max_length=13)
    address_lines = TextField(default="")
    postcode = CharField(default="", max_length=10)
    school = ForeignKeyField(School, on_delete="RESTRICT", null=True, backref="+")  # the last one
    school_id: int | None
    school_name = CharField(default="")  # as it was written
    last_attended_on = DateField(null=True)
    reason = CharField(default="")  # a key of the reasons for a case, or empty
    ground_regulation = CharField(default="")
    ground_letter = CharField(default="")
    referrer_name = CharField(default="")
    referrer_role = CharField(default="")
    referrer_organisation = CharField(default="")
    referrer_email = CharField(default="")
    referrer_phone = CharField(default="")
    anonymous = BooleanField(default=False)
    worried = BooleanField(default=False)  # a worry about the child's safety was told
    told = JsonField(default=list)  # everything that was sent: see Told

    acknowledged_at = InstantField(null=True)
    risk = CharField(default="", choices=(("", "Not judged yet"), *RISKS))
    risk_why = TextField(default="")
    risk_by = ForeignKeyField(Officer, on_delete="RESTRICT", null=True, backref="+")
    risk_by_id: int | None
    risk_at = InstantField(null=True)
    decision = CharField(default="", choices=(("", "Not decided yet"), *DECISIONS))
    not_cme = CharField(default="", choices=(("", ""), *NOT_CME))
    decision_why = TextField(default="")
    decided_by = ForeignKeyField(Officer, on_delete="RESTRICT", null=True, backref="+")
    decided_by_id: int | None
    decided_at = InstantField(null=True)
    child = ForeignKeyField(Child, on_delete="RESTRICT", null=True, backref="referrals")
    child_id: int | None
    # A restricted child it may be about: hidden with that child from whoever may not see it.
    kept_with = ForeignKeyField(Child, on_delete="RESTRICT", null=True, backref="+")
    kept_with_id: int | None
    # When it was held against the restricted children. Before that it is out of sight of
    # everybody from whom one is hidden.
    matched_at = InstantField(null=True)

    class Meta:
        indexes = (
            (("authority", "decision", "received_at"), False),
            (("authority", "acknowledged_at"), False),
            (("decision", "matched_at"), False),  # those that wait to be matched: see hiding.py
            (("received_at", "id", "authority"), False),  # a list of every council's, in order
        )

    @property
    def reference(self) -> str:
        return f"REF-{self.id}"

    @property
    def is_open(self) -> bool:
        return not self.decision

    @property
    def name(self) -> str:
        return f"{self.forenames} {self.surname}".strip()

    def children_at_hand(self) -> set[int]:
        return {self.child_id} if self.child_id is not None else set()

    @classmethod
    def receive(
        cls,
        authority: Authority | int,
        route: str,
        said: Mapping[str, Any],
        now: datetime,
        due: Mapping[str, date] | None = None,
    ) -> Referral:
        """Keep a referral as it was sent, give it a receipt and start its clocks.

        `said` holds values for the columns above `acknowledged_at`, and `due` the last
        day of each clock where it is known already. Raise RuleBroken when it says nothing
        by which a child could be found.
        """
        from models.casework.clock import (
            Clock,
            last_days_of_a_referral,
        )  # which imports this module

        if not any(said.get(name) for name in ("surname", "forenames", "address_lines", "upn")):
            raise RuleBroken("Give the child's name, or at least the address.")
        referral = cls(authority=authority, route=route, received_at=now, **said)
        referral.receipt = new_receipt()
        referral.save()
        for standard, day in (due or last_days_of_a_referral(referral.authority_id, now)).items():
            Clock.begin(referral, standard, day)
        return referral

    @classmethod
    def waiting(cls, scope: Scope) -> ModelSelect[Referral]:
        """Return those nobody has decided on, the longest waiting first."""
        query = scope.of(cls).where(cls.decision == "")
        return query.order_by(cls.received_at, cls.id)

    @classmethod
    def match_again(cls, authority_id: int) -> None:
        """Have those that wait held against the restricted children again, of whom one is new."""
        waiting = (cls.authority == authority_id) & (cls.decision == "")
        cls.update(matched_at=None).where(waiting).execute()

    def acknowledge(self, now: datetime) -> None:
        """Write down that the sender has been told it arrived. A second time changes nothing."""
        from models.casework.clock import Clock  # which imports this module

        if self.acknowledged_at is None:
            self.acknowledged_at = now
            self.save()
            Clock.meet(self, "acknowledge")

    def _write(self, changes: Changes, stored: BaseModel) -> None:
        if sent := sorted(changes.keys() - OURS):
            raise RuleBroken(
                f"A referral stays as it was sent ({', '.join(sent)}). Write a note instead."
            )
        super()._write(changes, stored)

    def __str__(self) -> str:
        return self.reference


def new_receipt() -> str:
    """Return a number to be read out on the phone, such as "WKT-4927-PRX", told to nobody before.

    One of 7 times 10^11: of a million referrals, two are given the same number
    once in a few councils' lifetimes, and then the second is refused and sent again.
    """
    letters = "".join(secrets.choice(_LETTERS) for _ in range(6))
    digits = "".join(secrets.choice(_DIGITS) for _ in range(4))
    return f"{letters[:3]}-{digits}-{letters[3:]}"
