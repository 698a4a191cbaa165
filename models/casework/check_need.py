"""What a council asks of a row of the checklist for a sort of case, where it is not our default."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from peewee import CharField, DateField, IntegerField, ModelSelect

from models.base import RuleBroken
from models.casework.case import REASONS
from models.casework.checklist import BY_NUMBER, NEEDS, ROWS, usual_need
from models.dates.words import short_date
from models.organisations.authority import AuthorityRecord

# By reason and row: from which day on, and what is asked.
Needs = dict[tuple[str, int], list[tuple[date, str]]]


class CheckNeed(AuthorityRecord):
    """Holds for cases opened on that day or later: a case keeps the list it began under."""

    reason = CharField(choices=REASONS)
    number = IntegerField(choices=[(row.number, f"{row.number}. {row.words}") for row in ROWS])
    need = CharField(choices=NEEDS)
    effective_from = DateField()

    class Meta:
        indexes = ((("authority", "reason", "number", "effective_from"), True),)

    def save(self, force_insert: bool = False, only: object = None) -> int:
        if self.number not in BY_NUMBER:
            raise RuleBroken(f"The rows of the checklist are 1 to {len(ROWS)}.")
        return super().save(force_insert, only)

    @classmethod
    def decided_by(cls, authority_id: int) -> ModelSelect[CheckNeed]:
        """Return what this council has decided for itself, the newest first."""
        theirs = cls.select().where(cls.authority == authority_id)
        return theirs.order_by(cls.effective_from.desc())

    def __str__(self) -> str:
        return f"Row {self.number} from {short_date(self.effective_from)}"


def needs_of(decided: Iterable[CheckNeed]) -> Needs:
    """Return what was decided, the newest first as it came."""
    found: Needs = {}
    for one in decided:
        told = found.setdefault((one.reason, one.number), [])
        told.append((one.effective_from, one.need))
    return found


def need_on(needs: Needs, reason: str, number: int, on: date) -> str:
    """Return what is asked of a row in a case opened on that day."""
    for since, need in needs.get((reason, number), ()):
        if since <= on:
            return need
    return usual_need(reason, number)
