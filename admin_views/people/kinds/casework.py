"""Timeline: what is done on a case, one small class a table."""

from __future__ import annotations

from typing import Any

from peewee import Case as Choice
from peewee import fn

from admin_views.people.timeline import Kind, Part, named, one_line, text, words_of
from admin_views.people.timeline_words import What, by_whom, short
from models.casework.allocation import Allocation
from models.casework.attachment import Attachment
from models.casework.case import Case, CaseKind
from models.casework.concern import Concern
from models.casework.ehe_contact import EheContact
from models.casework.enquiry import Enquiry
from models.casework.file_kind import BY_MEDIA_TYPE, size_in_words
from models.casework.note import Note
from models.casework.task import Task
from models.organisations.agency import Agency
from models.organisations.authority import Authority
from models.organisations.officer import Officer
from models.organisations.school import School
from models.people.person import Person


class Cases(Kind):
    name, title, model, endpoint, by = "cases", "Cases", Case, "cases", Case.child
    joins = (Case.kind,)

    @staticmethod
    def opened(row_id: int, code: str, reason: str) -> What:
        return f"{code}-{row_id} opened", words_of(Case.reason, reason)

    @staticmethod
    def closed(row_id: int, code: str, outcome: str) -> What:
        return f"{code}-{row_id} closed", outcome

    parts = (
        Part(Case.opened_on, (CaseKind.code, Case.reason), opened),
        Part(Case.closed_on, (CaseKind.code, Case.outcome), closed),
    )


class Allocations(Kind):
    name, title, model, endpoint = "given", "Who has the case", Allocation, "allocations"
    by, joins = Allocation.case, (Allocation.officer,)

    @staticmethod
    def given(_row_id: int, case: str, officer: str, why: str) -> What:
        return f"Case {case} given to {officer}", why

    parts = (
        Part(Allocation.given_at, (text(Allocation.case), Officer.name, Allocation.why), given),
    )


class Enquiries(Kind):
    name, title, model, endpoint, by = "enquiries", "Enquiries", Enquiry, "enquiries", Enquiry.case
    joins = (Enquiry.school, Enquiry.other_authority, Enquiry.agency, Enquiry.person)
    who = fn.COALESCE(School.name, Authority.name, Agency.name, named(Person))

    @staticmethod
    def asked(row_id: int, who: str, question: str, due: str) -> What:
        return f"ENQ-{row_id} asked of {one_line(who)}", f"{question} (answer due {short(due)})"

    @staticmethod
    def answered(row_id: int, who: str, answer: str) -> What:
        return f"ENQ-{row_id} answered by {one_line(who)}", answer

    parts = (
        Part(Enquiry.sent_on, (who, Enquiry.question, text(Enquiry.due_on)), asked),
        Part(Enquiry.answered_on, (who, Enquiry.answer), answered),
    )


class Contacts(Kind):
    name, title, model = "contacts", "Contacts with the family", EheContact
    endpoint, by, joins = "ehe-contacts", EheContact.case, (EheContact.person,)

    @staticmethod
    def made(_row_id: int, kind: str, person: str, summary: str) -> What:
        what, who = words_of(EheContact.kind, kind), one_line(person)
        return f"{what}: {who}" if who else what, summary

    parts = (
        Part(EheContact.happened_on, (EheContact.kind, named(Person), EheContact.summary), made),
    )


class Concerns(Kind):
    """What was seen or said is not for every reader, so it stands on the concern's page only."""

    name, title, model, endpoint = "concerns", "Welfare concerns", Concern, "concerns"
    by, joins = Concern.child, (Concern.raised_by,)

    @staticmethod
    def raised(row_id: int, officer: str, acknowledged: str) -> What:
        told = "" if acknowledged else "Nobody has acknowledged it yet."
        return f"CON-{row_id}: welfare concern raised{by_whom(officer)}", told

    @staticmethod
    def referred(row_id: int, to: str, how: str) -> What:
        return f"CON-{row_id} referred to {to}", words_of(Concern.referred_how, how)

    @staticmethod
    def acknowledged(row_id: int, by_name: str) -> What:
        return f"CON-{row_id} acknowledged", f"By {by_name}."

    parts = (
        Part(
            Concern.raised_at,
            (fn.COALESCE(Officer.name, ""), text(Concern.acknowledged_at)),
            raised,
        ),
        Part(Concern.referred_at, (Concern.referred_to, Concern.referred_how), referred),
        Part(Concern.acknowledged_at, (Concern.acknowledged_by_name,), acknowledged),
    )


class Notes(Kind):
    name, title, model, endpoint, by = "notes", "Notes and calls", Note, "notes", Note.child
    joins = (Note.written_by,)

    @staticmethod
    def written(_row_id: int, officer: str, call_with: str, words: str) -> What:
        return f"{f'Call with {call_with}' if call_with else 'Note'}{by_whom(officer)}", words

    parts = (
        Part(
            Note.written_on,
            (fn.COALESCE(Officer.name, ""), fn.COALESCE(Note.call_with, ""), Note.text),
            written,
        ),
    )


class Tasks(Kind):
    name, title, model, endpoint, by = "tasks", "Tasks", Task, "tasks", Task.case

    @staticmethod
    def to_do(_row_id: int, what: str, done: str) -> What:
        return "Task done" if done else "Task to be done by this day", what

    parts = (Part(fn.COALESCE(Task.done_on, Task.due_on), (Task.what, text(Task.done_on)), to_do),)


def _where(condition: Any, moment: Any) -> Any:
    """Return the moment where the condition holds, else none."""
    return Choice(None, [(condition, moment)])


class Files(Kind):
    name, title, model, endpoint, by = (
        "files",
        "Files",
        Attachment,
        "attachments",
        Attachment.child,
    )
    joins = (Attachment.added_by,)
    still_in = Attachment.taken_out_at.is_null()

    @staticmethod
    def added(_row_id: int, what: str, name: str, media_type: str, size: str, officer: str) -> What:
        kind = BY_MEDIA_TYPE[media_type].words
        told = f"{kind} of {size_in_words(int(size))}, given as {name}"
        return f"File: {what}", f"{told}, attached{by_whom(officer)}"

    @staticmethod
    def infected(row_id: int, what: str) -> What:
        return f"Virus found in a file: {what}", f"ATT-{row_id} stays shut."

    @staticmethod
    def taken_out(row_id: int, why: str) -> What:
        return f"File taken out: ATT-{row_id}", why

    parts = (
        Part(
            _where(still_in, Attachment.added_at),
            (
                Attachment.what,
                Attachment.name,
                Attachment.media_type,
                text(Attachment.size),
                fn.COALESCE(Officer.name, ""),
            ),
            added,
        ),
        Part(
            _where(still_in & (Attachment.scan == "infected"), Attachment.scanned_at),
            (Attachment.what,),
            infected,
        ),
        Part(Attachment.taken_out_at, (Attachment.why_taken_out,), taken_out),
    )
