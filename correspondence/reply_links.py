"""The links and codes in a mail to somebody outside: written in only as the mail leaves."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from models.casework.enquiry import Enquiry
from models.outgoing.message import Message
from models.outgoing.reply_code import ReplyCode
from models.outgoing.reply_link import ReplyLink
from models.scope import Scope
from models.transaction import transaction

if TYPE_CHECKING:
    from correspondence.officer_emails import Door  # which imports the chases, and they this

LINK, CODE = "reply link", "reply code"
IN_MAIL = re.compile(rf"\[({LINK}|{CODE}) ([0-9]{{1,9}})\]")

NO_LINK = "(no link is open for this any more: please answer by reply or by phone)"
NO_CODE = "(this code is too old: please ask for another)"


def in_mail(kind: str, row: ReplyLink | ReplyCode) -> str:
    """Return what stands for the link or the code in the outbox, which colleagues may read."""
    return f"[{kind} {row.id}]"


def links_for(
    enquiries: Iterable[Enquiry], recipient: str, now: datetime, today: date
) -> dict[int, str]:
    """Return by enquiry what stands for its link; none for what may not be answered by one.

    Call inside a transaction.
    """
    found = {}
    for enquiry in enquiries:
        if (link := ReplyLink.carried(enquiry, recipient, now, today)) is not None:
            found[enquiry.id] = in_mail(LINK, link)
    return found


def with_replies(
    scope: Scope, message: Message, body: str, door: Door | None, now: datetime, today: date
) -> str:
    """Return the body as it leaves, with its links and codes put in.

    Only in a mail to the link's own address; in any other, and where the link is no
    longer good, words stand in its place.
    """
    if door is None or not IN_MAIL.search(body):
        return body
    with transaction(scope, now):
        return IN_MAIL.sub(lambda found: _made(scope, found, message, door, now, today), body)


def _made(
    scope: Scope, found: re.Match[str], message: Message, door: Door, now: datetime, today: date
) -> str:
    if found[1] == CODE:
        code = ReplyCode.get_or_none(ReplyCode.id == int(found[2]))
        if code is None or code.link.email != message.recipient or not code.is_good(now):
            return NO_CODE
        return code.digits(door.seal)
    link = scope.of(ReplyLink).where(ReplyLink.id == int(found[2])).get_or_none()
    if link is None or link.email != message.recipient or not link.is_good(today):
        return NO_LINK
    return f"{door.base_url}/reply/{link.token(door.seal)}"


def is_too_late(message: Message, now: datetime) -> bool:
    """Say whether a mail carries a code that is no good any more, and so helps nobody."""
    found = IN_MAIL.search(message.body)
    if found is None or found[1] != CODE:
        return False
    code = ReplyCode.get_or_none(ReplyCode.id == int(found[2]))
    return code is None or not code.is_good(now)
