"""Sends what waits in the outbox: claim, look again, send, mark. It writes no words itself."""

from __future__ import annotations

import logging
from collections import Counter

from correspondence.chases import still_to_go
from correspondence.mail import BadMail, Mail
from correspondence.officer_emails import with_link
from correspondence.refusals import give_tasks, mark_address
from correspondence.reply_links import with_replies
from correspondence.unsent import NotSent, Uncertain
from jobs.world import Tally, World
from models.ledger.setting import Setting
from models.outgoing.mail_stop import MailStop
from models.outgoing.message import WAITING, Message
from models.scope import Scope
from models.transaction import transaction

logger = logging.getLogger(__name__)

SENDING = Scope.job("sending")

# The server took us in and answered about a message: whatever stopped the queue is over.
LET_IN = ("sent", "uncertain", "deferred")


def send_queued(world: World) -> Tally:
    """Send each waiting message once, as many as the setting allows in a minute.

    Safe to run twice, or twice at once. What a kill leaves behind is put back if
    nothing had left, and is set aside for a person if it may have.
    """
    tally: Counter[str] = Counter()
    tally["recovered"] = _recover(world)
    stop = MailStop.now()
    if stop is None or stop.may_try(world.now):
        left = Setting.of(None, "messages_a_minute", world.today)
        _send_some(world, stop, tally, left)
    logger.info("send_queued: %s", dict(tally))
    return {name: count for name, count in tally.items() if count}


def send_urgent(world: World) -> Tally:
    """Send what welfare concerns ask for: at any hour, as many as there are, and first.

    A stop of the queue does not hold them: the server is asked again at every tick.
    """
    tally: Counter[str] = Counter()
    waiting = SENDING.of(Message).where(Message.urgent, Message.state.in_(WAITING))
    if number := waiting.count():
        tally["recovered"] = _recover(world)
        _send_some(world, MailStop.now(), tally, number, urgent=True)
        logger.info("send_urgent: %s", dict(tally))
    return {name: count for name, count in tally.items() if count}


def _send_some(
    world: World, stop: MailStop | None, tally: Counter[str], left: int, urgent: bool = False
) -> None:
    try:
        # One at a time: a kill leaves one message to look after, and an outage none.
        while left and (message := _next(world, urgent)) is not None:
            outcome = _sent_or_set_aside(message, world)
            tally[outcome] += 1
            left -= outcome != "withdrawn"
            if stop is not None and outcome in LET_IN:
                _go_on(stop, world)
                stop = None
            if outcome in ("stopped", "unreachable"):
                break
    finally:
        world.mailer.close()  # a server hangs up on a line left idle until the next tick


def _next(world: World, urgent: bool) -> Message | None:
    with transaction(SENDING, world.now):
        return next(iter(Message.claim(1, world.now, urgent)), None)


def _go_on(stop: MailStop, world: World) -> None:
    with transaction(SENDING, world.now):
        stop.end(world.now)
    logger.info("the mail server lets us in again")


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
    body = with_link(message, world.door)
    return Mail(
        sender=world.sender,
        recipient=message.recipient,
        subject=message.subject,
        body=with_replies(SENDING, message, body, world.door, world.now, world.today),
        message_id=message.message_id,
        sent_at=world.now,
        reply_to=message.authority.email or None,
    )


def _begin_data(message: Message, world: World) -> None:
    """Committed before the first byte of the text: a later kill cannot be told from success."""
    with transaction(SENDING, world.now):
        message.begin_data(world.now)


def _not_sent(message: Message, not_sent: NotSent, world: World) -> str:
    if not_sent.stop_queue:
        return _stopped(message, str(not_sent), world)
    if not not_sent.temporary:
        return _failed(message, str(not_sent), world, not_sent.recipient_refused)
    with transaction(SENDING, world.now):
        message.defer(world.now, str(not_sent))
        if message.state == "failed":
            give_tasks(message, world.today)
    return "unreachable" if not_sent.unreachable else message.state


def _stopped(message: Message, why: str, world: World) -> str:
    """Not this message's fault: every other would fail in the same way. One alarm for all."""
    with transaction(SENDING, world.now):
        message.put_back("The mail server did not let us in.", tried=False)
        first = MailStop.begin(why, world.now)
    if first:
        logger.error("the mail server does not let us in; nothing is sent until it does")
    return "stopped"


def _failed(message: Message, why: str, world: World, bad_address: bool = False) -> str:
    """Set it aside for good, with a task, so that somebody asks in another way."""
    with transaction(SENDING, world.now):
        message.fail(why)
        give_tasks(message, world.today)
        if bad_address:
            mark_address(message, why, world.today)
    return "failed"
