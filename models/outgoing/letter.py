"""A letter as it was produced: frozen bytes, words, recipient, who and when."""

from __future__ import annotations

from peewee import BooleanField, CharField, ForeignKeyField, TextField

from models.base import BaseModel, Changes, InstantField, JsonField, RuleBroken
from models.casework.case import Case
from models.casework.enquiry import Enquiry
from models.casework.happening import Happening
from models.ledger.stored_file import StoredFile
from models.organisations.authority import AuthorityRecord
from models.organisations.officer import Officer
from models.outgoing.template import LetterTemplate, TemplateVersion
from models.statute.notice import Notice


class Letter(Happening, AuthorityRecord):
    """Never changed: a wrong letter is followed by a right one."""

    happens_on = ("produced_at",)

    case = ForeignKeyField(Case, on_delete="RESTRICT", backref="letters")
    case_id: int
    notice = ForeignKeyField(Notice, on_delete="RESTRICT", null=True, backref="letters")
    notice_id: int | None
    enquiry = ForeignKeyField(Enquiry, on_delete="RESTRICT", null=True, backref="letters")
    enquiry_id: int | None
    version = ForeignKeyField(TemplateVersion, on_delete="RESTRICT", backref="+")
    version_id: int
    file = ForeignKeyField(StoredFile, on_delete="RESTRICT", backref="+")
    file_id: int
    field_values = JsonField()
    recipient_name = CharField()
    recipient_address = TextField()
    to_restricted = BooleanField(default=False)  # the address is kept from most readers
    produced_by = ForeignKeyField(Officer, on_delete="RESTRICT", null=True, backref="+")
    produced_by_id: int | None
    produced_at = InstantField(index=True)

    @classmethod
    def newest_of(cls, case: Case, template: str, recipient_name: str) -> Letter | None:
        """Return the newest letter of this case from this template to this person."""
        letters = cls.select().join(TemplateVersion).join(LetterTemplate)
        newest: Letter | None = (
            letters.where(
                cls.case == case,
                cls.recipient_name == recipient_name,
                LetterTemplate.name == template,
            )
            .order_by(cls.id.desc())
            .first()
        )
        return newest

    @property
    def reference(self) -> str:
        return f"LET-{self.id}"

    def keeps(self, field: str) -> bool:
        return self.to_restricted

    @property
    def file_name(self) -> str:
        """A reference, never a name: file names travel."""
        return f"{self.reference}.docx"

    def _write(self, changes: Changes, stored: BaseModel) -> None:
        raise RuleBroken("A produced letter is never changed. Produce a new one.")

    def __str__(self) -> str:
        return self.reference
