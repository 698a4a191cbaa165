"""Sends what waits in the outbox: claim, look again, send, mark. It writes no words itself."""

from __future__ import annotations

import logging
from collections import Counter

from correspondence.chases import still_to_go
from correspondence.mail import BadMail, Mail
from correspondence.officer_emails import with_link
from correspondence.unsent import NotSent, Uncertain
from jobs.world import Tally, World
from models.casework.task import Task
from models.outgoing.message import Message
from models.scope import Scope
from models.transaction import transaction

logger = logging.getLogger(__name__)

AT_ONCE = 50  # claimed together; a tick sends no more than this
SENDING = Scope.job("sending")


def send_queued(world: World) -> Tally:
    """Send each waiting message once. Safe to run twice, or twice at once.

    What a kill leaves behind is put back if nothing had left, and is set
    aside for a person if it may have.
    """
    tally: Counter[str] = Counter()
    tally["recovered"] = _recover(world)
    with transaction(SENDING, world.now):
        claimed = Message.claim(AT_ONCE, world.now)
    try:
        while claimed:
            outcome = _sent_or_set_aside(claimed.pop(0), world)
            tally[outcome] += 1
            if outcome == "stopped":
                _put_back(claimed, world)
                break
    finally:
        world.mailer.close()  # a server hangs up on a line left idle until the next tick
    logger.info("send_queued: %s", dict(tally))
    return {name: count for name, count in tally.items() if count}


def _recover(world: World) -> int:
    left_behind = list(Message.abandoned(SENDING, world.now))
    for message in left_behind:
        with transaction(SENDING, world.now):
            message.recover()
    return len(left_behind)


def _sent_or_set_aside(message: Message, world: World) -> str:
    try:
        return _sent(message, world)
    except Exception as broken:  # noqa: BLE001  the edge of the loop: the others must still go
        # Only the kind of error: its words may quote a record.
        logger.error("%s set aside: %s", message.reference, type(broken).__name__)
        with transaction(SENDING, world.now):
            SENDING.get(Message, message.id).set_aside("The program stopped at it. Tell support.")
        return "set_aside"


def _sent(message: Message, world: World) -> str:
    """Send one message; return what became of it in one word."""
    if not still_to_go(SENDING, message, world.now, world.today):
        return "withdrawn"
    try:
        world.mailer.send(_mail(message, world), lambda: _begin_data(message, world))
    except Uncertain as uncertain:
        with transaction(SENDING, world.now):
            message.mark_uncertain(str(uncertain))
        return "uncertain"
    except NotSent as not_sent:
        return _not_sent(message, not_sent, world)
    except BadMail as bad:
        return _failed(message, str(bad), world)
    with transaction(SENDING, world.now):
        message.mark_sent(world.now, world.today)
    return "sent"


def _mail(message: Message, world: World) -> Mail:
    return Mail(
        sender=world.sender,
        recipient=message.recipient,
        subject=message.subject,
        body=with_link(message, world.door),
        message_id=message.message_id,
        sent_at=world.now,
        reply_to=message.authority.email or None,
    )


def _begin_data(message: Message, world: World) -> None:
    """Committed before the first byte of the text: a later kill cannot be told from success."""
    with transaction(SENDING, world.now):
        message.begin_data()


def _not_sent(message: Message, not_sent: NotSent, world: World) -> str:
    if not_sent.stop_queue:
        # Not this message's fault: every other would fail in the same way.
        logger.error("the mail server does not let us in; nothing is sent until it does")
        _put_back([message], world)
        return "stopped"
    if not not_sent.temporary:
        return _failed(message, str(not_sent), world)
    with transaction(SENDING, world.now):
        message.defer(world.now, str(not_sent))
    return message.state


def _failed(message: Message, why: str, world: World) -> str:
    """Set it aside for good, with a task, so that somebody asks in another way."""
    with transaction(SENDING, world.now):
        message.fail(why)
        Task.create(
            authority=message.authority_id,
            what=f"{message.reference} could not be delivered. Check the address, or call.",
            due_on=world.today,
        )
    return "failed"


def _put_back(messages: list[Message], world: World) -> None:
    with transaction(SENDING, world.now):
        for message in messages:
            if message.state == "claimed":
                message.put_back("The mail server did not let us in.")
