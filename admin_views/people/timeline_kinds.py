"""What stands on a child's timeline: one small class a table."""

from __future__ import annotations

from datetime import date

from peewee import fn

from admin_views.people.timeline import Kind, Part, named, one_line, text, words_of
from admin_views.people.timeline_handovers import Handovers
from models.casework.attachment import Attachment
from models.casework.case import Case, CaseKind
from models.casework.concern import Concern
from models.casework.ehe_contact import EheContact
from models.casework.enquiry import Enquiry
from models.casework.file_kind import BY_MEDIA_TYPE, size_in_words
from models.casework.note import Note
from models.casework.referral import Referral
from models.casework.task import Task
from models.dates.words import short_date
from models.organisations.agency import Agency
from models.organisations.authority import Authority
from models.organisations.officer import Officer
from models.organisations.school import School
from models.outgoing.chase import Chase
from models.outgoing.letter import Letter
from models.outgoing.message import Message
from models.outgoing.template import LetterTemplate, TemplateVersion
from models.people.person import Person
from models.statute.notice import Notice

__all__ = ["KINDS", "Handovers"]

What = tuple[str, str]  # in a few words, and in full


def _short(day: str) -> str:
    return short_date(date.fromisoformat(day))


def _by(officer: str) -> str:
    return f" by {officer}" if officer else ""


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


class Referrals(Kind):
    """Who sent it stands on the referral's own page."""

    name, title, model, endpoint = "referrals", "Referrals", Referral, "referrals"
    by = Referral.child

    @staticmethod
    def received(row_id: int, route: str, organisation: str) -> What:
        return f"REF-{row_id} received", organisation or words_of(Referral.route, route)

    @staticmethod
    def decided(row_id: int, decision: str, why: str) -> What:
        return f"REF-{row_id}: {words_of(Referral.decision, decision).lower()}", why

    parts = (
        Part(Referral.received_at, (Referral.route, Referral.referrer_organisation), received),
        Part(Referral.decided_at, (Referral.decision, Referral.decision_why), decided),
    )


class Enquiries(Kind):
    name, title, model, endpoint, by = "enquiries", "Enquiries", Enquiry, "enquiries", Enquiry.case
    joins = (Enquiry.school, Enquiry.other_authority, Enquiry.agency, Enquiry.person)
    who = fn.COALESCE(School.name, Authority.name, Agency.name, named(Person))

    @staticmethod
    def asked(row_id: int, who: str, question: str, due: str) -> What:
        return f"ENQ-{row_id} asked of {one_line(who)}", f"{question} (answer due {_short(due)})"

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
        return f"CON-{row_id}: welfare concern raised{_by(officer)}", told

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
        return f"{f'Call with {call_with}' if call_with else 'Note'}{_by(officer)}", words

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


class Notices(Kind):
    name, title, model, endpoint, by = "notices", "Notices", Notice, "notices", Notice.child
    joins = (Notice.parent,)

    @staticmethod
    def decided(row_id: int, parent: str, reply_by: str) -> What:
        reply = f"Reply by {_short(reply_by)}." if reply_by else ""
        return f"NOT-{row_id} decided, to {one_line(parent)}", reply

    @staticmethod
    def served(row_id: int, parent: str) -> What:
        return f"NOT-{row_id} served on {one_line(parent)}", ""

    parts = (
        Part(Notice.decided_on, (named(Person), text(Notice.reply_by)), decided),
        Part(Notice.served_on, (named(Person),), served),
    )


class Letters(Kind):
    name, title, model, endpoint, by = "letters", "Letters", Letter, "letters", Letter.case
    joins = (Letter.version, TemplateVersion.template)

    @staticmethod
    def produced(row_id: int, letter: str, recipient: str) -> What:
        return f"LET-{row_id} produced", f"{letter}, to {recipient}"

    parts = (Part(Letter.produced_at, (LetterTemplate.title, Letter.recipient_name), produced),)


class Chases(Kind):
    name, title, model = "chases", "Reminders by email", Chase
    endpoint, by, joins = "chases", Chase.enquiry, (Chase.message,)

    @staticmethod
    def reminded(_row_id: int, step: str, enquiry: str, to: str, state: str) -> What:
        in_words = words_of(Message.state, state) if state else ""
        what = f"Reminder {step} for" if int(step) else "Mail that asks"
        return f"{what} ENQ-{enquiry}", f"{to}. {in_words}".strip()

    parts = (
        Part(
            Chase.made_at,
            (
                text(Chase.step),
                text(Chase.enquiry),
                Chase.recipient,
                fn.COALESCE(Message.state, ""),
            ),
            reminded,
        ),
    )


class Files(Kind):
    name, title, model, endpoint, by = (
        "files",
        "Files",
        Attachment,
        "attachments",
        Attachment.child,
    )
    joins = (Attachment.added_by,)

    @staticmethod
    def added(_row_id: int, what: str, name: str, media_type: str, size: str, officer: str) -> What:
        kind = BY_MEDIA_TYPE[media_type].words
        told = f"{kind} of {size_in_words(int(size))}, given as {name}"
        return f"File: {what}", f"{told}, attached{_by(officer)}"

    parts = (
        Part(
            Attachment.added_at,
            (
                Attachment.what,
                Attachment.name,
                Attachment.media_type,
                text(Attachment.size),
                fn.COALESCE(Officer.name, ""),
            ),
            added,
        ),
    )


KINDS: tuple[Kind, ...] = tuple(kind() for kind in Kind.__subclasses__())
