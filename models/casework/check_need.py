"""What a council asks of a row of the checklist for a sort of case, where it is not our default."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from peewee import CharField, DateField, IntegerField

from models.base import RuleBroken
from models.casework.case import REASONS
from models.casework.checklist import BY_NUMBER, NEEDS, ROWS, usual_need
from models.dates.words import short_date
from models.organisations.authority import AuthorityRecord

# By council, reason and row: from which day on, and what is asked.
Needs = dict[tuple[int, str, int], list[tuple[date, str]]]


class CheckNeed(AuthorityRecord):
    """Holds for cases opened on that day or later: a case keeps the list it began under."""

    reason = CharField(choices=REASONS)
    number = IntegerField(choices=[(row.number, f"{row.number}. {row.words}") for row in ROWS])
    need = CharField(default="", choices=NEEDS)
    effective_from = DateField()

    class Meta:
        indexes = ((("authority", "reason", "number", "effective_from"), True),)

    def save(self, force_insert: bool = False, only: object = None) -> int:
        if self.number not in BY_NUMBER:
            raise RuleBroken(f"The rows of the checklist are 1 to {len(ROWS)}.")
        return super().save(force_insert, only)

    @classmethod
    def of(cls, authorities: Collection[int]) -> Needs:
        """Return what these councils have decided for themselves, the newest first."""
        found: Needs = {}
        rows = cls.select().where(cls.authority.in_(list(authorities)))
        for row in rows.order_by(cls.effective_from.desc()):
            told = found.setdefault((row.authority_id, row.reason, row.number), [])
            told.append((row.effective_from, row.need))
        return found

    def __str__(self) -> str:
        return f"Row {self.number} from {short_date(self.effective_from)}"


def need_on(needs: Needs, authority_id: int, reason: str, number: int, on: date) -> str:
    """Return what is asked of a row in a case opened on that day."""
    for since, need in needs.get((authority_id, reason, number), ()):
        if since <= on:
            return need
    return usual_need(reason, number)
