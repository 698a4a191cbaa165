"""The outbox: every email that is to leave, its frozen words and how far it has come."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from peewee import (
    BooleanField,
    CharField,
    DateField,
    ForeignKeyField,
    IntegerField,
    ModelSelect,
    TextField,
)

from models.base import BaseModel, Changes, InstantField, RuleBroken, on_postgresql
from models.casework.outcome import Outcome
from models.casework.referral import Referral
from models.organisations.authority import AuthorityRecord
from models.outgoing.retrying import GIVE_UP_AFTER, retry_after
from models.scope import Scope

STATES = (
    ("drafted", "Drafted"),
    ("held", "Held"),
    ("queued", "Waiting to be sent"),
    ("claimed", "Being sent"),
    ("data_begun", "Being handed over"),
    ("sent", "Sent"),
    ("deferred", "To be tried again"),
    ("uncertain", "Uncertain: it may or may not have left"),
    ("failed", "Failed"),
    ("cancelled", "Cancelled"),
)

# Will leave by itself, today or as soon as the server takes it.
WAITING = ("queued", "claimed", "data_begun", "deferred")

# What a person approved: the same in every try.
FROZEN = frozenset({"recipient", "subject", "body", "message_id"})

# A claim this old belongs to a process that died.
ABANDONED = timedelta(minutes=5)


class Message(AuthorityRecord):
    """One message to one recipient. Words and Message-ID never change once it is queued."""

    tied_by = "Chase"

    recipient = CharField(index=True)
    subject = CharField()  # never a child's name
    body = TextField()
    message_id = CharField(unique=True)
    state = CharField(default="drafted", choices=STATES, index=True)
    due_on = DateField()
    queued_at = InstantField(null=True)
    claimed_at = InstantField(null=True)
    tries = IntegerField(default=0)
    data_begun_at = InstantField(null=True)
    # The first message that had these words. No key: following it would never end.
    instead_of = IntegerField(null=True, index=True)
    next_try_at = InstantField(null=True)
    sent_at = InstantField(null=True)
    sent_on = DateField(null=True, index=True)
    for_managers = BooleanField(default=False)  # its words are about officers, not for all of them
    # Of a welfare concern: before all others, at any hour, and not counted against the rate.
    urgent = BooleanField(default=False)
    closing = ForeignKeyField(Outcome, on_delete="RESTRICT", null=True, backref="mails")
    referral = ForeignKeyField(Referral, on_delete="RESTRICT", null=True, backref="+")
    why = TextField(default="")  # why it was deferred, failed or cancelled; how it was settled

    class Meta:
        indexes = (
            (("authority", "state", "due_on"), False),
            (("state", "due_on"), False),
            (("recipient", "sent_on"), False),
        )

    @property
    def reference(self) -> str:
        return f"MSG-{self.id}"

    def keeps(self, field: str) -> bool:
        return field == "body" and self.for_managers

    @classmethod
    def open_rows(cls, field: str) -> Any:
        return ~cls.for_managers

    def _write(self, changes: Changes, stored: BaseModel) -> None:
        assert isinstance(stored, Message)
        if stored.state not in ("drafted", "held") and FROZEN & changes.keys():
            raise RuleBroken("The words and the recipient of a queued message are never changed.")
        super()._write(changes, stored)

    def queue(self, now: datetime) -> None:
        self._must_be("drafted", "held")
        self.state, self.queued_at = "queued", now
        self.save()

    @classmethod
    def claim(cls, n: int, now: datetime, urgent: bool = False) -> list[Message]:
        """Take up to `n` messages to send, the longest due first. Call inside a transaction.

        The urgent ones come before all others; with `urgent` no others come.

        On PostgreSQL several senders skip each other's rows; on SQLite the
        immediate transaction lets one in at a time.
        """
        waiting = (cls.state == "queued") | ((cls.state == "deferred") & (cls.next_try_at <= now))
        wanted = waiting & cls.urgent if urgent else waiting
        query = cls.select().where(wanted).order_by(cls.urgent.desc(), cls.due_on, cls.id).limit(n)
        if on_postgresql():
            query = query.for_update(skip_locked=True)
        taken = list(query)
        for message in taken:
            message.state = "claimed"
            message.claimed_at = now
            message.tries += 1
            message.save()
        return taken

    def _must_be(self, *states: str) -> None:
        if self.state not in states:
            raise RuleBroken(f"This message is {dict(STATES)[self.state].lower()}.")

    def begin_data(self, now: datetime) -> None:
        """The server took the recipient: from here on nobody can tell whether it left."""
        self._must_be("claimed")
        self.state = "data_begun"
        self.data_begun_at = now
        self.save()

    def mark_sent(self, now: datetime, today: date) -> None:
        self._must_be("data_begun", "uncertain")
        self.state = "sent"
        self.sent_at = now
        self.sent_on = today
        self.why = ""
        self.save()

    def mark_uncertain(self, why: str) -> None:
        self._must_be("data_begun")
        self.state = "uncertain"
        self.why = why
        self.save()

    def put_back(self, why: str, tried: bool = True) -> None:
        """Return a claimed message to the queue: nothing of it has left."""
        self._must_be("claimed")
        self.state = "queued"
        self.tries -= not tried
        self.why = why
        self.save()

    def set_aside(self, why: str) -> None:
        """A fault of the program's stopped this one: a person looks at it, the others go on."""
        if self.state == "uncertain":
            return  # another process thought this one dead, and did so already
        if self.state == "data_begun":
            self.mark_uncertain(why)
            return
        self._must_be("claimed")
        self.state = "held"
        self.why = why
        self.save()

    def defer(self, now: datetime, why: str) -> None:
        """Try again after 1, 5, 15 and 60 minutes, then hourly; give up after 72 hours."""
        self._must_be("claimed", "data_begun")
        if self.queued_at is not None and now - self.queued_at > GIVE_UP_AFTER:
            self.fail(f"Given up after 72 hours. {why}")
            return
        self.state = "deferred"
        self.next_try_at = now + retry_after(self.tries, self.urgent)
        self.why = why
        self.save()

    def fail(self, why: str) -> None:
        self._must_be("claimed", "data_begun")
        self.state = "failed"
        self.why = why
        self.save()

    def settle_lost(self) -> None:
        """A person found out that an uncertain message did not arrive."""
        self._must_be("uncertain")
        self.state = "failed"
        self.why = "Did not arrive, as somebody found out."
        self.save()

    def again_to(self, recipient: str, reason: str, message_id: str, now: datetime) -> Message:
        """Queue the same words for another address and return that message; this one stays failed.

        `recipient` was checked by whoever calls.
        """
        self._must_be("failed")
        if (later := self.replaced_by()) is not None:
            raise RuleBroken(f"This was already sent again, as {later.reference}.")
        if recipient == self.recipient:
            raise RuleBroken("This is the address that failed. Give another one.")
        if not reason.strip():
            raise RuleBroken("Say how you know the new address.")
        message = self._copied_to(recipient, message_id)
        self.why = f"{self.why} Sent again as {message.reference}: {reason.strip()}".strip()
        self.save()
        message.queue(now)
        return message

    def _copied_to(self, recipient: str, message_id: str) -> Message:
        names = ("subject", "body", "due_on", "for_managers", "urgent", "referral_id", "closing_id")
        same = {name: getattr(self, name) for name in names}
        own = {"authority": self.authority_id, "instead_of": self.instead_of or self.id}
        return Message.create(**own, **same, recipient=recipient, message_id=message_id)

    def replaced_by(self) -> Message | None:
        """Return the message that took the place of this one, or None."""
        first = self.instead_of or self.id
        later = Message.select().where(Message.instead_of == first, Message.id > self.id)
        message: Message | None = later.order_by(Message.id).first()
        return message

    def cancel(self, why: str) -> None:
        self._must_be("drafted", "held", "queued", "claimed", "deferred")
        self.state, self.why = "cancelled", why
        self.save()

    @classmethod
    def abandoned(cls, scope: Scope, now: datetime) -> ModelSelect[Message]:
        """Return what a process that died left between claim and answer."""
        return scope.of(cls).where(
            cls.state.in_(("claimed", "data_begun")), cls.claimed_at < now - ABANDONED
        )

    def recover(self) -> None:
        """After a kill: back to the queue if nothing had left, else for a person to settle."""
        if self.state == "claimed":
            self.put_back("The sender stopped before handing it over; nothing had left.")
        else:
            self.mark_uncertain("The sender stopped while handing it over. It may have arrived.")

    @classmethod
    def since(cls, first: date) -> dict[str, list[Message]]:
        """Return what went or goes from `first` on, by recipient, but for codes asked for."""
        live = cls.state.not_in(("cancelled", "failed")) & ~cls.urgent
        on_the_way = cls.sent_on.is_null() & ((cls.due_on >= first) | cls.state.in_(WAITING))
        told = cls.select(cls.id, cls.recipient, cls.state, cls.due_on, cls.sent_on)
        found: dict[str, list[Message]] = {}
        for message in told.where(live, (cls.sent_on >= first) | on_the_way):
            found.setdefault(message.recipient, []).append(message)
        return found

    def __str__(self) -> str:
        return self.reference
