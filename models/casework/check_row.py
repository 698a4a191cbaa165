"""A row of the checklist of one case, from the first thing done about it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from peewee import (
    JOIN,
    SQL,
    CharField,
    DateField,
    ForeignKeyField,
    IntegerField,
    ModelSelect,
    TextField,
    fn,
)

from models.base import RuleBroken
from models.casework.attachment import Attachment
from models.casework.case import CME, Case
from models.casework.check_need import CheckNeed, need_on, needs_of
from models.casework.checklist import BY_NUMBER, FIRST_CHECKS, NEEDS, REQUIRED, ROWS, Row
from models.casework.clock import Clock
from models.casework.enquiry import Enquiry
from models.casework.happening import Happening
from models.organisations.authority import AuthorityRecord
from models.organisations.officer import Officer
from models.together import together

RESULTS = (
    ("found", "Something was found"),
    ("nothing", "Nothing is known there"),
    ("not_possible", "Not possible, or not needed: say why"),
)


class CheckRow(Happening, AuthorityRecord):
    """Made when somebody asks or records something. A row not made has nothing done about it."""

    happens_on = ("done_on",)

    case = ForeignKeyField(Case, on_delete="RESTRICT", backref="checks")
    case_id: int
    number = IntegerField(choices=[(row.number, f"{row.number}. {row.words}") for row in ROWS])
    done_on = DateField(null=True)
    done_by = ForeignKeyField(Officer, on_delete="RESTRICT", null=True, backref="+")
    done_by_id: int | None
    result = CharField(default="", choices=(("", "Not done yet"), *RESULTS))
    words = TextField(default="")
    evidence = ForeignKeyField(Attachment, on_delete="RESTRICT", null=True, backref="+")
    evidence_id: int | None
    enquiry = ForeignKeyField(Enquiry, on_delete="RESTRICT", null=True, backref="+")
    enquiry_id: int | None

    class Meta:
        indexes = ((("case", "number"), True),)

    @property
    def reference(self) -> str:
        return f"CHK-{self.id}"

    @property
    def row(self) -> Row:
        return BY_NUMBER[self.number]

    @classmethod
    def of(cls, case: Case, number: int) -> CheckRow:
        """Return the row of this case, new and not saved if nothing was done about it yet."""
        if number not in BY_NUMBER:
            raise RuleBroken(f"The rows of the checklist are 1 to {len(ROWS)}.")
        found: CheckRow | None = cls.get_or_none(cls.case == case.id, cls.number == number)
        return found or cls(authority=case.authority_id, case=case, number=number)

    def record(
        self, result: str, words: str, on: date, by: Officer | None, evidence: Attachment | None
    ) -> None:
        """Write down what came of it; what was written before is replaced, with its history."""
        if result not in dict(RESULTS):
            raise RuleBroken("Say what came of it: something, nothing, or not possible.")
        if not words.strip():
            why = "why it was not possible or not needed" if result == "not_possible" else "what"
            raise RuleBroken(f"Write down {why}. The next reader was not there.")
        self.result, self.words, self.done_on = result, words.strip(), on
        self.done_by, self.evidence = by, evidence
        self.save()
        if first_checks_done(self.case):
            Clock.meet(self.case, "first_checks")

    @classmethod
    def count_done(cls) -> ModelSelect[CheckRow]:
        """Return how many rows are done, as a column of a query of cases."""
        done = cls.case == Case.id, cls.done_on.is_null(False)
        return cls.select(fn.COUNT(SQL("*"))).where(*done)

    @property
    def proposal(self) -> str:
        """Return what the answer to its enquiry gives as the words of the result, or ""."""
        if self.enquiry is None or self.enquiry.answered_on is None:
            return ""
        return f"{self.enquiry.reference}, {self.enquiry.asked.name}: {self.enquiry.answer}"

    def save(self, force_insert: bool = False, only: object = None) -> int:
        for named in (self.evidence, self.enquiry):
            child = named.child_id if isinstance(named, Attachment) else None
            if isinstance(named, Enquiry):
                child = named.case.child_id
            if child is not None and child != self.case.child_id:
                raise RuleBroken("Choose what is of this child.")
        return super().save(force_insert, only)

    def __str__(self) -> str:
        return f"Row {self.number}: {self.row.words}"


class Line(NamedTuple):
    """A row as the page of a case has it, done or not."""

    row: Row
    need: str
    check: CheckRow | None

    @property
    def is_done(self) -> bool:
        return self.check is not None and self.check.done_on is not None

    @property
    def need_in_words(self) -> str:
        return dict(NEEDS)[self.need]

    @property
    def result_in_words(self) -> str:
        return dict(RESULTS).get(self.check.result, "") if self.check is not None else ""


def checklist_of(case: Case) -> list[Line]:
    """Return every row of the list for this case, in order. A case of another kind has none."""
    if case.kind.code != CME:
        return []
    asked = (Enquiry.school, Enquiry.other_authority, Enquiry.agency, Enquiry.person)
    keys = (CheckRow.enquiry, CheckRow.evidence, CheckRow.done_by, *asked)
    query = CheckRow.select(CheckRow, *(key.rel_model for key in keys))
    for key in keys:
        there = key.rel_model
        query = query.join_from(key.model, there, JOIN.LEFT_OUTER, on=key)
    decided, checks = together(
        CheckNeed.decided_by(case.authority_id), query.where(CheckRow.case == case.id)
    )
    needs, made = needs_of(decided), {check.number: check for check in checks}
    return [
        Line(
            row,
            need_on(needs, case.reason, row.number, case.opened_on),
            made.get(row.number),
        )
        for row in ROWS
    ]


def still_to_do(lines: list[Line]) -> list[Line]:
    """Return the rows that are required and not done."""
    return [line for line in lines if line.need == REQUIRED and not line.is_done]


def first_checks_done(case: Case) -> date | None:
    """Return the day the last of the first checks was done; None while one is left."""
    query = CheckRow.select(CheckRow.number, CheckRow.done_on).where(
        CheckRow.case == case.id, CheckRow.number.in_(FIRST_CHECKS), CheckRow.done_on.is_null(False)
    )
    days = {check.number: check.done_on for check in query if check.done_on is not None}
    return max(days.values()) if len(days) == len(FIRST_CHECKS) else None
