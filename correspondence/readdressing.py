"""A failed mail goes to another address, by hand: the same words, a number of its own."""

from __future__ import annotations

from datetime import datetime

from correspondence.drafted import new_message_id
from correspondence.mail import BadMail, check_address
from models.base import RuleBroken
from models.outgoing.chase import Chase, chases_in
from models.outgoing.message import Message
from models.outgoing.reply_link import ReplyLink


def readdress(failed: Message, to: str, reason: str, now: datetime) -> Message:
    """Queue a new message in place of a failed one and return it. RuleBroken says why not.

    Call inside a transaction.
    """
    recipient = to.strip().lower()
    try:
        check_address(recipient, "recipient's")
    except BadMail as bad:
        raise RuleBroken(str(bad)) from bad
    message = failed.again_to(recipient, reason, new_message_id(failed.authority), now)
    for chase in chases_in(failed):
        chase.message = message
        chase.recipient = recipient
        chase.save()
        _move_link(chase, failed.recipient, recipient)
    return message


def _move_link(chase: Chase, old: str, new: str) -> None:
    """The link in the frozen words is for the new address from now on, and so is its code."""
    link = ReplyLink.of(chase.enquiry, old)
    if link is not None and link.revoked_at is None:
        link.email = new
        link.save()
