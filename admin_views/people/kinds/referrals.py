"""Timeline: what came in from outside, one small class a table."""

from __future__ import annotations

from admin_views.people.timeline import Kind, Part, words_of
from admin_views.people.timeline_words import What
from models.casework.referral import Referral


class Referrals(Kind):
    """Who sent it stands on the referral's own page."""

    name, title, model, endpoint = "referrals", "Referrals", Referral, "referrals"
    by = Referral.child

    @staticmethod
    def received(row_id: int, route: str, organisation: str) -> What:
        return f"REF-{row_id} received", organisation or words_of(Referral.route, route)

    @staticmethod
    def decided(row_id: int, decision: str, why: str) -> What:
        return f"REF-{row_id}: {words_of(Referral.decision, decision).lower()}", why

    parts = (
        Part(Referral.received_at, (Referral.route, Referral.referrer_organisation), received),
        Part(Referral.decided_at, (Referral.decision, Referral.decision_why), decided),
    )
