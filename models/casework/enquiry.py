"""A question put to anyone who may know: asked, awaited, chased, answered."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from peewee import Case as When
from peewee import CharField, DateField, ForeignKeyField, IntegerField, ModelSelect, TextField

from models.base import RuleBroken, any_of
from models.casework.case import EHE, Case, CaseKind
from models.casework.happening import Happening
from models.dates.deadlines import answer_due
from models.dates.words import long_date
from models.ledger.calendar import Calendar
from models.ledger.setting import InForce, Setting
from models.organisations.agency import Agency
from models.organisations.authority import Authority, AuthorityRecord
from models.organisations.officer import Officer
from models.organisations.school import School
from models.people.bad_address import BadAddress
from models.people.contact_rules import ContactRules
from models.people.person import Person
from models.scope import Scope

ASKED = (
    ("school", "A school"),
    ("authority", "Another authority"),
    ("agency", "An agency"),
    ("person", "A parent or other person"),
)


class Asked(NamedTuple):
    """Who was asked and where the question went."""

    kind: str
    name: str
    email: str


class Enquiry(Happening, AuthorityRecord):
    """Put to exactly one of a school, another authority, an agency or a person."""

    happens_on = ("sent_on", "answered_on")

    case = ForeignKeyField(Case, on_delete="RESTRICT", backref="enquiries")
    case_id: int
    school = ForeignKeyField(School, on_delete="RESTRICT", null=True, backref="+")
    school_id: int | None
    other_authority = ForeignKeyField(Authority, on_delete="RESTRICT", null=True, backref="+")
    other_authority_id: int | None
    agency = ForeignKeyField(Agency, on_delete="RESTRICT", null=True, backref="+")
    agency_id: int | None
    person = ForeignKeyField(Person, on_delete="RESTRICT", null=True, backref="+")
    person_id: int | None
    email = CharField(default="")  # empty: the address held for whoever is asked
    question = TextField()
    sent_on = DateField(index=True)
    due_on = DateField()  # set from the sending when left empty
    round = IntegerField(
        default=1
    )  # a re-opened question is chased anew, by a person, with a reason
    answered_on = DateField(null=True, index=True)
    answer = TextField(default="")
    answered_by = CharField(default="")
    recorded_by = ForeignKeyField(Officer, on_delete="RESTRICT", null=True, backref="+")
    recorded_by_id: int | None

    class Meta:
        indexes = (
            (("authority", "answered_on", "due_on", "case"), False),
            (("authority", "due_on"), False),
            (("due_on", "id", "authority"), False),  # a list of every council's, in order
        )

    @property
    def reference(self) -> str:
        return f"ENQ-{self.id}"

    @property
    def asked(self) -> Asked:
        for kind, held in self._holders().items():
            if held is not None:
                theirs = held.contact_email if isinstance(held, Authority) else held.email
                return Asked(kind, held.name, (self.email or theirs).strip().lower())
        raise RuleBroken("Say who was asked: a school, an authority, an agency or a person.")

    def _holders(self) -> dict[str, School | Authority | Agency | Person | None]:
        return {
            "school": self.school,
            "authority": self.other_authority,
            "agency": self.agency,
            "person": self.person,
        }

    @classmethod
    def kind_asked(cls) -> Any:
        """Return which of ASKED was asked, as a column of a query."""
        held = ((cls.school, "school"), (cls.other_authority, "authority"), (cls.agency, "agency"))
        return When(None, [(key.is_null(False), kind) for key, kind in held], "person")

    def save(self, force_insert: bool = False, only: object = None) -> int:
        ids = (self.school_id, self.other_authority_id, self.agency_id, self.person_id)
        if sum(asked is not None for asked in ids) != 1:
            raise RuleBroken("Say who was asked: one school, authority, agency or person.")
        if self.due_on is None:
            self.due_on = self._usual_due_day()
        if self.due_on < self.sent_on:
            raise RuleBroken("An answer cannot be due before the question is sent.")
        return super().save(force_insert, only)

    def _usual_due_day(self) -> date:
        days = Setting.of(self.authority_id, "enquiry_days", self.sent_on)
        return answer_due(self.sent_on, days, Calendar.holidays(self.authority_id, self.sent_on))

    @classmethod
    def awaiting_answer(cls, scope: Scope) -> ModelSelect[Enquiry]:
        """Return the enquiries of open cases that nobody has answered, the longest due first."""
        return (
            scope.of(cls)
            .join(Case, on=(cls.case == Case.id))
            .where(cls.answered_on.is_null(), Case.closed_on.is_null())
            .order_by(cls.due_on, cls.id)
        )

    @classmethod
    def overdue(cls, scope: Scope, today: date) -> ModelSelect[Enquiry]:
        """Return those whose last day for an answer is over, the longest due first."""
        return cls.awaiting_answer(scope).where(cls.due_on < today)

    @classmethod
    def ehe_answers_due(cls, scope: Scope, today: date, values: InForce) -> ModelSelect[Enquiry]:
        """Return what home-educating families were asked and are to answer within days.

        One that is late is an overdue enquiry, and in this list no more.
        """
        soon = [
            (cls.authority == one)
            & (cls.due_on <= today + timedelta(days=values.of(one, "answer_soon_days")))
            for one in sorted(scope.authorities("see", cls))
        ]
        query = cls.awaiting_answer(scope).join(CaseKind, on=(Case.kind == CaseKind.id))
        return query.where(
            CaseKind.code == EHE, cls.person.is_null(False), cls.due_on >= today, any_of(soon)
        )

    def is_overdue(self, today: date) -> bool:
        return self.answered_on is None and today > self.due_on

    def no_chasing(
        self,
        today: date,
        rules: ContactRules | None = None,
        to: str = "",
        standing: Mapping[int, date] | None = None,
    ) -> str:
        """Say why nobody may be chased for this by email today, or "".

        Whoever asks for many enquiries fetches the `rules` once for all of them, and by id
        since when their cases have a `standing` in force. `to` is the address a message
        already has, where that is not the one held now.
        """
        if self.answered_on is not None:
            return f"answered on {long_date(self.answered_on)}"
        if (closed_on := self.case.closed_on) is not None:
            return f"the case was closed on {long_date(closed_on)}"
        standing = _cases_standing([self.case_id]) if standing is None else standing
        if self.sent_on < standing.get(self.case_id, self.sent_on):
            return "the case has had a standing since, and is off daily chasing"
        rules = rules or self._contact_rules(today)
        if self.person_id is not None and (
            why := rules.forbid_person(self.case.child_id, self.person_id)
        ):
            return why
        return rules.forbid_address(self.authority_id, to or self.asked.email)

    def _contact_rules(self, today: date) -> ContactRules:
        people = [] if self.person_id is None else [self.person_id]
        return ContactRules.about(people, [self.authority_id], today)

    @property
    def refused(self) -> BadAddress | None:
        """What stands against the address this was sent to; None while it is thought good."""
        email = self.asked.email
        return BadAddress.standing([self.authority_id], email).get((self.authority_id, email))

    def address_is_good(self, on: date, by: Officer | None) -> None:
        """Somebody asked, and mail arrives there: the chasing goes on."""
        if (bad := self.refused) is None:
            raise RuleBroken("Nothing stands against this address.")
        bad.clear(on, by)

    def record_answer(self, answer: str, on: date, by: Officer | None) -> None:
        """Write down the answer and so end the chasing. Raise RuleBroken if there is one."""
        if self.answered_on is not None:
            raise RuleBroken(f"An answer was already recorded on {long_date(self.answered_on)}.")
        if on < self.sent_on:
            raise RuleBroken("The answer cannot be dated before the enquiry was sent.")
        if not answer.strip():
            raise RuleBroken("Write down what the answer was.")
        self.answer = answer.strip()
        self.answered_on = on
        self.recorded_by = by
        self.save()

    def ask_again(self, due_on: date) -> None:
        """Start a new round of chasing with a new due day. The reason is a note on the case."""
        if not self.case.is_open:
            raise RuleBroken("The case is closed. Re-open it before you ask again.")
        self.round += 1
        self.due_on = due_on
        self.answered_on = None
        self.save()

    def __str__(self) -> str:
        return f"{self.reference} to {self.asked.name}"


def _cases_standing(cases: Collection[int]) -> dict[int, date]:
    from models.casework.standing import Standing  # which imports this module

    return Standing.cases_off_chasing(cases)
