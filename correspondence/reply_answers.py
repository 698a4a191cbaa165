"""What is answered by a link, put into the record: the first answer, and every later one."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from models.base import RuleBroken
from models.casework.enquiry import Enquiry
from models.casework.handover import Handover
from models.casework.note import Note
from models.casework.task import Task
from models.dates.words import long_date
from models.outgoing.reply_link import ReplyLink
from models.scope import Scope
from models.transaction import transaction

WITH_US, WAS_WITH_US, NOT_KNOWN, ELSE = "with_us", "was_with_us", "not_known", "something_else"
ANSWERS = (
    (WITH_US, "The child is with us"),
    (WAS_WITH_US, "The child was with us, and has left"),
    (NOT_KNOWN, "The child is not known to us"),
    (ELSE, "Something else"),
)
TAKEN_ON, SENT_BACK = "taken_on", "sent_back"
ACKNOWLEDGEMENTS = (
    (TAKEN_ON, "We have taken this child on"),
    (SENT_BACK, "We send this child back to you"),
)


class Said(NamedTuple):
    """What somebody outside filled in."""

    answer: str  # a key of ANSWERS, or of ACKNOWLEDGEMENTS for a hand-over
    name: str
    role: str
    words: str = ""
    place: str = ""  # the school, or where the child went
    day: date | None = None  # of the start, or of leaving

    @property
    def by(self) -> str:
        return f"{self.name}, {self.role}"

    def in_words(self) -> str:
        """Return the answer as the record keeps it."""
        meaning = dict((*ANSWERS, *ACKNOWLEDGEMENTS))[self.answer]
        told = [f"{meaning}."]
        if self.answer == WITH_US:
            told += [f"School or setting: {self.place}."] if self.place else []
            told += [f"Since {long_date(self.day)}."] if self.day else []
        if self.answer == WAS_WITH_US:
            told += [f"Left on {long_date(self.day)}."] if self.day else []
            told += [f"Went to: {self.place}."] if self.place else []
        return " ".join([*told, self.words]).strip()


def take_answer(scope: Scope, link: ReplyLink, said: Said, now: datetime, today: date) -> bool:
    """Write the answer down; say whether it was the first. It never closes a case.

    A second one becomes a note beside the first. Either way the officer has a task to read it.
    """
    with transaction(scope, now) as changes:
        enquiry = scope.get(Enquiry, link.enquiry_id)
        first = enquiry.answered_on is None
        if first:
            _answered(scope, enquiry, said, today)
        else:
            _noted(enquiry, said, today)
        what = "answer" if first else "second answer"
        Task.create(
            authority=enquiry.authority_id,
            case=enquiry.case_id,
            what=f"Read the {what} to {enquiry.reference}, which came by link.",
            due_on=today,
        )
        changes.record("answered_by_link", link)
    return first


def _answered(scope: Scope, enquiry: Enquiry, said: Said, today: date) -> None:
    handover = Handover.of_enquiry(enquiry)
    if handover is None:
        enquiry.answered_by = f"{said.by} (by link)"
        enquiry.record_answer(said.in_words(), today, None)
        return
    if said.answer == TAKEN_ON:
        handover.acknowledge(said.by, said.words, today)
    elif said.answer == SENT_BACK:
        handover.refuse(said.by, said.words, today)
    else:
        raise RuleBroken("Choose one of the answers.")


def _noted(enquiry: Enquiry, said: Said, today: date) -> None:
    Note.create(
        authority=enquiry.authority_id,
        child=enquiry.case.child_id,
        case=enquiry.case_id,
        written_on=today,
        text=f"A second answer to {enquiry.reference} came by link from {said.by}: "
        f"{said.in_words()}",
    )
