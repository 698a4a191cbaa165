"""Holds each referral that came in against the restricted children, before most officers see it."""

from __future__ import annotations

import logging

from correspondence.triage_emails import tell_who_may_see
from jobs.world import Tally, World
from models.base import StaleRow
from models.casework.referral import Referral
from models.casework.referral_matching import hold_against_restricted, unmatched
from models.scope import Scope
from models.transaction import transaction

ARRIVALS = Scope.job("arrivals")

logger = logging.getLogger(__name__)


def match_arrivals(world: World) -> Tally:
    """Keep a referral of a restricted child with that child, and tell those who may see it.

    Safe to run twice, or twice at once: the referral says that it was done.
    """
    kept = matched = 0
    for referral in unmatched():
        try:
            kept += _match(referral, world)
        except StaleRow:
            continue  # somebody wrote on it this very moment: the next tick looks again
        except Exception:
            # One that cannot be matched must not keep the others out of sight.
            logger.exception("referral %s was not matched", referral.id)
            continue
        matched += 1
    return {"matched": matched, "kept": kept}


def _match(referral: Referral, world: World) -> bool:
    before = referral.kept_with_id
    with transaction(ARRIVALS, world.now):
        now_with = hold_against_restricted(referral, world.now)
        newly = now_with is not None and now_with != before
        if newly:
            tell_who_may_see(referral, world.now)
    return newly
