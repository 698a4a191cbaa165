"""From a late answer to a message in the outbox, and a second look before it goes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from peewee import IntegrityError

from correspondence.drafted import drafted
from correspondence.emails import chase_email
from correspondence.reply_links import is_too_late, links_for
from models.base import RuleBroken
from models.casework.enquiry import Enquiry
from models.casework.restriction import Restriction
from models.outgoing.chase import THE_QUESTION, Chase, Planned, by_recipient, chases_in
from models.outgoing.message import Message
from models.scope import Scope
from models.transaction import transaction


def queue_due(scope: Scope, now: datetime, today: date) -> int:
    """Queue a message for each recipient who owes an answer today; return how many.

    Safe to run twice, or twice at once: the unique index of Chase lets one
    run take a step, and the other queues nothing.
    """
    messages = by_recipient(Chase.plan(scope, today)).values()
    return sum(_queued(scope, planned, now, today) is not None for planned in messages)


def chase_now(scope: Scope, enquiry: Enquiry, now: datetime, today: date) -> str:
    """Queue what this enquiry's recipient is due; say what was done. RuleBroken says why not."""
    planned = Chase.plan(scope, today)
    mine = next((one for one in planned if one.enquiry.id == enquiry.id), None)
    if mine is None:
        raise RuleBroken("Nobody was chased: the answer is not overdue.")
    if mine.step is None:
        raise RuleBroken(f"Nobody was chased: {mine.why}.")
    together = by_recipient(planned)[enquiry.authority_id, mine.asked.email]
    message = _queued(scope, together, now, today)
    if message is None:
        raise RuleBroken("Nobody was chased: somebody else has just done so.")
    return f"{message.reference} to {mine.asked.name} is in the outbox."


def _queued(scope: Scope, planned: Sequence[Planned], now: datetime, today: date) -> Message | None:
    try:
        with transaction(scope, now):
            message = _drafted(planned, planned[0].asked.email, now, today)
            for one in planned:
                assert one.step is not None
                Chase.create(
                    authority=one.enquiry.authority_id,
                    enquiry=one.enquiry,
                    round=one.enquiry.round,
                    step=one.step.number,
                    recipient=one.asked.email,
                    message=message,
                    made_at=now,
                )
            message.queue(now)
    except IntegrityError:
        return None  # another run got there first
    return message


def _drafted(planned: Sequence[Planned], recipient: str, now: datetime, today: date) -> Message:
    links = links_for([one.enquiry for one in planned], recipient, now, today)
    words = chase_email(planned, links)
    return drafted(planned[0].enquiry.authority, recipient, words, today)


def still_to_go(scope: Scope, message: Message, now: datetime, today: date) -> bool:
    """Ask again, at the last moment, whether everything in the message is still owed.

    What has been answered, closed or promised away since is not chased, nor what
    the ladder no longer asks for: the message is cancelled, and what is left of it
    goes in a new one to the same recipient.
    """
    if is_too_late(message, now):
        with transaction(scope, now):
            message.cancel("The code in it is too old.")
        return False
    chases = chases_in(message)
    reasons = {chase.id: _withdrawn(chase, today) for chase in chases}
    if not any(reasons.values()):
        return True
    with transaction(scope, now):
        whys = sorted({f"{c.enquiry.reference} {reasons[c.id]}" for c in chases if reasons[c.id]})
        message.cancel("; ".join(whys))
        left = [chase for chase in chases if not reasons[chase.id]]
        if left:
            _replaced(left, message, now, today)
    return False


def _withdrawn(chase: Chase, today: date) -> str:
    """Say why this is no longer asked for, or ""."""
    if why := chase.enquiry.no_chasing(today, to=chase.recipient):
        return why
    if chase.step == THE_QUESTION and Restriction.is_kept(chase.enquiry.case):
        return "is to be asked by phone"
    try:
        chase.as_planned()
    except RuleBroken:  # the ladder was changed or switched off while the message waited
        return f"has no step {chase.step} on its ladder any more"
    return ""


def _replaced(chases: Sequence[Chase], old: Message, now: datetime, today: date) -> None:
    planned = [chase.as_planned() for chase in chases]
    # Not the address held now: a person approved this one.
    message = _drafted(planned, old.recipient, now, today)
    message.instead_of = old.instead_of or old.id
    for chase in chases:
        chase.message = message
        chase.save()
    message.queue(now)
