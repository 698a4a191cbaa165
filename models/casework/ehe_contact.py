"""A contact with a home-educating family; it may be the answer to an enquiry."""

from __future__ import annotations

from peewee import CharField, DateField, ForeignKeyField, TextField

from models.base import RuleBroken
from models.casework.case import Case
from models.casework.enquiry import Enquiry
from models.casework.happening import Happening
from models.dates.words import short_date
from models.organisations.authority import AuthorityRecord
from models.organisations.officer import Officer
from models.people.person import Person

KINDS = (
    ("letter", "Letter"),
    ("call", "Call"),
    ("visit", "Visit"),
    ("report", "Report from the family"),
    ("meeting", "Meeting"),
)


class EheContact(Happening, AuthorityRecord):
    happens_on = ("happened_on",)

    case = ForeignKeyField(Case, on_delete="RESTRICT", backref="ehe_contacts")
    case_id: int
    kind = CharField(choices=KINDS)
    happened_on = DateField()
    person = ForeignKeyField(Person, on_delete="RESTRICT", null=True, backref="+")
    person_id: int | None
    enquiry = ForeignKeyField(Enquiry, on_delete="RESTRICT", null=True, backref="ehe_contacts")
    enquiry_id: int | None
    summary = TextField()
    officer = ForeignKeyField(Officer, on_delete="RESTRICT", null=True, backref="+")
    officer_id: int | None

    class Meta:
        indexes = (
            (("authority", "happened_on"), False),
            (("happened_on", "id", "authority"), False),  # a list of every council's, in order
        )

    def save(self, force_insert: bool = False, only: object = None) -> int:
        """A contact that answers an enquiry ends its chasing in the same breath."""
        if self.enquiry is not None and self.enquiry.case_id != self.case_id:
            raise RuleBroken("Choose an enquiry of this case as the one it answers.")
        newly_an_answer = self._newly_an_answer()
        saved = super().save(force_insert, only)
        if newly_an_answer and self.enquiry is not None and self.enquiry.answered_on is None:
            self.enquiry.record_answer(self.summary, self.happened_on, self.officer)
        return saved

    def _newly_an_answer(self) -> bool:
        """A contact corrected later does not answer again a question that was re-opened."""
        return self.id is None or EheContact.get_by_id(self.id).enquiry_id != self.enquiry_id

    def __str__(self) -> str:
        return f"{dict(KINDS).get(self.kind, self.kind)}, {short_date(self.happened_on)}"
