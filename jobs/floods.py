"""What a flood of referrals leaves to be done: links to confirm are mailed, counts are swept."""

from __future__ import annotations

from correspondence.flood_emails import ask_to_confirm
from jobs.world import Tally, World
from models.casework.pending_referral import PendingReferral
from models.organisations.sent_from import SentFrom
from models.scope import Scope
from models.transaction import transaction

FLOODS = Scope.job("floods")


def queue_confirmations(world: World) -> Tally:
    """Ask the senders of referrals that are held to confirm them. Safe to run twice."""
    if world.door is None:
        return {}
    return {"queued": ask_to_confirm(FLOODS, world.door.seal, world.now, world.today)}


def sweep_floods(world: World) -> Tally:
    """Take away counts of more than an hour ago, and what can be confirmed no more."""
    with transaction(FLOODS, world.now):
        pending = PendingReferral.sweep(world.now)
        return {"counts": SentFrom.sweep(world.now), "unconfirmed": pending}
