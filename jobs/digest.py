"""Tells each manager once a week who looked at how much. It queues the email and sends none."""

from __future__ import annotations

from peewee import IntegrityError

from correspondence.digest_emails import digest_email
from jobs.world import Tally, World
from models.ledger.week import Week, exported, looked_at, week_before
from models.organisations.authority import Authority
from models.organisations.officer import Officer
from models.organisations.role import Role
from models.outgoing.message import Message
from models.scope import Scope
from models.transaction import transaction

DIGEST = Scope.job("digest")


def queue_digests(world: World) -> Tally:
    """Queue the digest of the week before for each manager. Safe to run twice, or twice at once."""
    week = week_before(world.today)
    queued = 0
    for authority in Authority.select().where(Authority.ours).order_by(Authority.code):
        for manager in Role.managers(authority.id):
            queued += _queue(authority, manager, week, world)
    return {"queued": queued}


def _queue(authority: Authority, manager: Officer, week: Week, world: World) -> int:
    """Return 1, or 0 if it is there already: its Message-ID says which week of whom it is."""
    message_id = _message_id(authority, manager, week)
    if DIGEST.of(Message).where(Message.message_id == message_id).exists():
        return 0
    looked, rows = looked_at(authority.id, week), exported(authority.id, week)
    words = digest_email(manager, authority, week, looked, rows)
    try:
        with transaction(DIGEST, world.now):
            message = Message.create(
                authority=authority.id,
                recipient=manager.email,
                subject=words.subject,
                body=words.body,
                message_id=message_id,
                due_on=world.today,
                for_managers=True,
            )
            message.queue(world.now)
    except IntegrityError:
        return 0  # another run got there first
    return 1


def _message_id(authority: Authority, manager: Officer, week: Week) -> str:
    domain = authority.email.rpartition("@")[2] or "whereabouts.invalid"
    return f"<looked-at.{week.name}.{authority.code}.{manager.id}@{domain}>"
