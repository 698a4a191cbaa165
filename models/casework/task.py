"""Something a person has to do by a day."""

from __future__ import annotations

from datetime import date

from peewee import CharField, DateField, ForeignKeyField, ModelSelect

from models.base import RuleBroken
from models.casework.case import Case
from models.casework.happening import Happening
from models.dates.words import long_date
from models.organisations.authority import AuthorityRecord
from models.organisations.officer import Officer
from models.scope import Scope


class Task(Happening, AuthorityRecord):
    """Without a case it is about the running of the team, such as a mail that failed."""

    happens_on = ("done_on",)

    case = ForeignKeyField(Case, on_delete="RESTRICT", null=True, backref="tasks")
    case_id: int | None
    what = CharField(max_length=500)
    officer = ForeignKeyField(Officer, on_delete="RESTRICT", null=True, backref="tasks")
    officer_id: int | None
    due_on = DateField()
    done_on = DateField(null=True, index=True)

    class Meta:
        indexes = (
            (("authority", "done_on", "due_on"), False),
            (("authority", "due_on"), False),
            (("due_on", "id", "authority"), False),  # a list of every council's, in order
        )

    @classmethod
    def due(cls, scope: Scope, today: date) -> ModelSelect[Task]:
        """Return what is still to be done and due by now, the longest due first."""
        query = scope.of(cls).where(cls.done_on.is_null(), cls.due_on <= today)
        return query.order_by(cls.due_on, cls.id)

    def finish(self, on: date) -> None:
        if self.done_on is not None:
            raise RuleBroken(f"This was already done on {long_date(self.done_on)}.")
        self.done_on = on
        self.save()

    def __str__(self) -> str:
        return self.what
