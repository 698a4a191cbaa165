"""What referrals leave to be done: the sender is told of the arrival, drafts are erased."""

from __future__ import annotations

import logging

from correspondence import referral_emails
from jobs.world import Tally, World
from models.casework.referral_draft import ReferralDraft
from models.scope import Scope
from models.transaction import transaction

logger = logging.getLogger(__name__)

REFERRALS = Scope.job("referrals")


def acknowledge_referrals(world: World) -> Tally:
    """Queue the mails that say that a referral has arrived. Safe to run twice, or at once."""
    queued = 0
    for referral_id in referral_emails.to_acknowledge(REFERRALS):
        try:
            queued += referral_emails.acknowledge(REFERRALS, referral_id, world.now, world.today)
        except Exception:
            # One that cannot be told keeps no other waiting. Its clock runs on, so that it
            # stands on Today as a standard that is due.
            logger.exception("referral %s was not acknowledged", referral_id)
    return {"queued": queued}


def erase_drafts(world: World) -> Tally:
    """Erase what nobody sent in its time, with its files."""
    with transaction(REFERRALS, world.now):
        return {"drafts": ReferralDraft.sweep(world.now)}
