"""Timeline: what leaves, one small class a table."""

from __future__ import annotations

from peewee import fn

from admin_views.people.timeline import Kind, Part, named, one_line, text, words_of
from admin_views.people.timeline_words import What, short
from models.outgoing.chase import Chase
from models.outgoing.letter import Letter
from models.outgoing.message import Message
from models.outgoing.template import LetterTemplate, TemplateVersion
from models.people.person import Person
from models.statute.notice import Notice


class Notices(Kind):
    name, title, model, endpoint, by = "notices", "Notices", Notice, "notices", Notice.child
    joins = (Notice.parent,)

    @staticmethod
    def decided(row_id: int, parent: str, reply_by: str) -> What:
        reply = f"Reply by {short(reply_by)}." if reply_by else ""
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
