"""Mails that do not go on by themselves: a person has to settle each."""

from __future__ import annotations

from peewee import SQL, ModelSelect, fn

from models.outgoing.message import Message
from models.scope import Scope


def stuck_mails(scope: Scope) -> ModelSelect[Message]:
    """Return what is held, uncertain, or failed for good, the longest due first.

    One that failed is done with once its words went to another address.
    """
    later = Message.alias()
    again = later.select(SQL("1")).where(
        later.instead_of == fn.COALESCE(Message.instead_of, Message.id), later.id > Message.id
    )
    query = scope.of(Message).where(
        Message.state.in_(("uncertain", "held", "failed")),
        (Message.state != "failed") | ~fn.EXISTS(again),
    )
    return query.order_by(Message.due_on, Message.id)
