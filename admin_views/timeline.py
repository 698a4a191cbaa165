"""A child's timeline: everything that happened, newest first. One small class a kind of entry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, ClassVar, NamedTuple

from flask import url_for
from peewee import Field

from admin_views.asking import LONDON, scope
from admin_views.rows import load_named
from admin_views.words import in_words
from models.base import BaseModel
from models.casework.case import Case
from models.casework.ehe_contact import EheContact
from models.casework.enquiry import Enquiry
from models.casework.note import Note
from models.casework.task import Task
from models.dates.words import short_date
from models.outgoing.chase import Chase
from models.outgoing.letter import Letter
from models.people.child import Child
from models.statute.notice import Notice


class Entry(NamedTuple):
    """Something that happened on a day: `what` in a few words, `words` in full."""

    day: date
    kind: str
    row_id: int
    what: str
    words: str
    address: str


class Kind:
    """Rows of one table on the timeline. Whoever adds a table about children adds its kind."""

    name: ClassVar[str]  # in the address of the page
    title: ClassVar[str]
    model: ClassVar[type[BaseModel]]
    endpoint: ClassVar[str]  # the page an entry opens
    by: ClassVar[Field]  # the column that names the child, the case or the enquiry
    loads: ClassVar[Sequence[str]] = ()

    def entries(self, ids: dict[str, list[int]]) -> list[Entry]:
        """Return the entries of the rows in sight; `ids` holds the child's, by table."""
        if not scope().may("see", self.model):
            return []
        wanted = ids[self.by.rel_model.__name__]
        rows = list(scope().of(self.model).where(self.by.in_(wanted))) if wanted else []
        load_named(rows, self.loads, scope())
        return [self._entry(row, *told) for row in rows for told in self.told(row)]

    def told(self, row: Any) -> Iterator[tuple[date, str, str]]:
        """Yield (day, what, words) of each thing the row tells of."""
        raise NotImplementedError

    def _entry(self, row: BaseModel, day: date, what: str, words: str) -> Entry:
        address = url_for(f"{self.endpoint}.details_view", id=row.id)
        return Entry(day, self.name, row.id, what, words, address)


class Cases(Kind):
    name, title, model, endpoint, by = "cases", "Cases", Case, "cases", Case.child
    loads = ("kind",)

    def told(self, row: Case) -> Iterator[tuple[date, str, str]]:
        yield row.opened_on, f"{row.reference} opened", in_words(row, "reason")
        if row.closed_on is not None:
            yield row.closed_on, f"{row.reference} closed", row.outcome


class Enquiries(Kind):
    name, title, model, endpoint, by = "enquiries", "Enquiries", Enquiry, "enquiries", Enquiry.case
    loads = ("school", "other_authority", "agency", "person")

    def told(self, row: Enquiry) -> Iterator[tuple[date, str, str]]:
        due = f"answer due {short_date(row.due_on)}"
        yield row.sent_on, f"{row.reference} asked of {row.asked.name}", f"{row.question} ({due})"
        if row.answered_on is not None:
            yield row.answered_on, f"{row.reference} answered by {row.asked.name}", row.answer


class Contacts(Kind):
    name, title, model = "contacts", "Contacts with the family", EheContact
    endpoint, by, loads = "ehe-contacts", EheContact.case, ("person",)

    def told(self, row: EheContact) -> Iterator[tuple[date, str, str]]:
        what = in_words(row, "kind")
        yield row.happened_on, f"{what}: {row.person.name}" if row.person else what, row.summary


class Notes(Kind):
    name, title, model, endpoint, by = "notes", "Notes", Note, "notes", Note.child
    loads = ("written_by",)

    def told(self, row: Note) -> Iterator[tuple[date, str, str]]:
        who = f" by {row.written_by.name}" if row.written_by else ""
        yield row.written_on, f"Note{who}", row.text


class Tasks(Kind):
    name, title, model, endpoint, by = "tasks", "Tasks", Task, "tasks", Task.case

    def told(self, row: Task) -> Iterator[tuple[date, str, str]]:
        if row.done_on is not None:
            yield row.done_on, "Task done", row.what
        else:
            yield row.due_on, "Task to be done by this day", row.what


class Notices(Kind):
    name, title, model, endpoint, by = "notices", "Notices", Notice, "notices", Notice.child
    loads = ("parent",)

    def told(self, row: Notice) -> Iterator[tuple[date, str, str]]:
        reply = f"Reply by {short_date(row.reply_by)}." if row.reply_by else ""
        yield row.decided_on, f"{row.reference} decided, to {row.parent.name}", reply
        if row.served_on is not None:
            yield row.served_on, f"{row.reference} served on {row.parent.name}", ""


class Letters(Kind):
    name, title, model, endpoint, by = "letters", "Letters", Letter, "letters", Letter.case
    loads = ("version.template",)

    def told(self, row: Letter) -> Iterator[tuple[date, str, str]]:
        day = row.produced_at.astimezone(LONDON).date()
        yield day, f"{row.reference} produced", f"{row.version.template.title}, to {_to(row)}"


class Chases(Kind):
    name, title, model, endpoint, by = (
        "chases",
        "Reminders by email",
        Chase,
        "chases",
        Chase.enquiry,
    )
    loads = ("enquiry", "message")

    def told(self, row: Chase) -> Iterator[tuple[date, str, str]]:
        day = row.made_at.astimezone(LONDON).date()
        state = in_words(row.message, "state") if "message" in row.__rel__ else ""
        yield day, f"Reminder {row.step} for {row.enquiry.reference}", f"{row.recipient}. {state}"


KINDS: tuple[Kind, ...] = tuple(kind() for kind in Kind.__subclasses__())


def timeline(child: Child, only: str = "") -> list[Entry]:
    """Return what is in sight of whoever asks, newest first; of one kind if `only` names it."""
    cases = list(scope().of(Case).where(Case.child == child.id))
    ids = {"Child": [child.id], "Case": [case.id for case in cases]}
    asked = list(scope().of(Enquiry).where(Enquiry.case.in_(ids["Case"]))) if cases else []
    ids["Enquiry"] = [enquiry.id for enquiry in asked]
    found = [entry for kind in KINDS if only in ("", kind.name) for entry in kind.entries(ids)]
    return sorted(found, key=lambda e: (e.day, e.kind, e.row_id), reverse=True)


def _to(letter: Letter) -> str:
    return in_words(letter, "recipient_name")
