"""A mail as it is first written: to one address, with an identity that it keeps."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from correspondence.emails import Words
from models.organisations.authority import Authority
from models.outgoing.message import Message


def drafted(authority: Authority, to: str, words: Words, today: date, **about: Any) -> Message:
    """Keep a mail that waits to be queued; `about` is what else the message says of itself.

    Call inside a transaction.
    """
    about.setdefault("message_id", new_message_id(authority))
    return Message.create(
        authority=authority,
        recipient=to,
        subject=words.subject,
        body=words.body,
        due_on=today,
        **about,
    )


def new_message_id(authority: Authority) -> str:
    """Return a Message-ID (RFC 5322, 3.6.4) that stays with the message whatever happens to it."""
    return message_id_of(authority, uuid.uuid4().hex)


def message_id_of(authority: Authority, identity: str) -> str:
    """Return the Message-ID of a mail with an identity of its own: a second of it is refused."""
    domain = authority.email.rpartition("@")[2] or "whereabouts.invalid"
    return f"<{identity}@{domain}>"
