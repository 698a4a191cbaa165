"""What somebody wrote down about a child."""

from __future__ import annotations

from peewee import CharField, DateField, ForeignKeyField, TextField

from models.casework.case import Case
from models.casework.happening import Happening
from models.dates.words import short_date
from models.organisations.authority import AuthorityRecord
from models.organisations.officer import Officer
from models.people.child import Child


class Note(Happening, AuthorityRecord):
    happens_on = ("written_on",)

    child = ForeignKeyField(Child, on_delete="RESTRICT", backref="notes")
    child_id: int
    case = ForeignKeyField(Case, on_delete="RESTRICT", null=True, backref="notes")
    case_id: int | None
    written_on = DateField()
    written_by = ForeignKeyField(Officer, on_delete="RESTRICT", null=True, backref="+")
    written_by_id: int | None
    text = TextField()
    call_with = CharField(null=True)  # with whom, if it is what was said in a call

    class Meta:
        indexes = (
            (("authority", "written_on"), False),
            (("written_on", "id", "authority"), False),  # a list of every council's, in order
        )

    def __str__(self) -> str:
        return f"{'Call' if self.call_with else 'Note'} of {short_date(self.written_on)}"
