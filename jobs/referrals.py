"""What referrals leave to be done: the sender is told of the arrival, drafts are erased."""

from __future__ import annotations

from correspondence import referral_emails
from jobs.world import Tally, World
from models.casework.referral_draft import ReferralDraft
from models.scope import Scope
from models.transaction import transaction

REFERRALS = Scope.job("referrals")


def acknowledge_referrals(world: World) -> Tally:
    """Queue the mails that say that a referral has arrived. Safe to run twice, or at once."""
    return {"queued": referral_emails.acknowledge(REFERRALS, world.now, world.today)}


def erase_drafts(world: World) -> Tally:
    """Erase what nobody sent in its time, with its files."""
    with transaction(REFERRALS, world.now):
        return {"drafts": ReferralDraft.sweep(world.now)}
