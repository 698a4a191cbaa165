"""Screens for referrals: what came in, and what became of it."""

from __future__ import annotations

from admin_views.records.base import CaseView, Related
from models.casework.referral import Referral
from models.casework.referral_file import ReferralFile


class ReferralView(CaseView):
    shows = Referral
    title = "Referrals"
    address = "referrals"
    creates = False
    edits = False  # it stays as it was sent
    column_list = ("reference", "surname", "forenames", "route", "received_at", "decision")
    column_labels = {"received_at": "Received", "route": "From", "told": "All that was sent"}
    column_default_sort = ("received_at", True)
    column_sortable_list = (("received_at", "received_at"), ("surname", "surname"))
    narrow_by = ("route", "decision", "risk", "received_at", "authority")
    related = (Related("Files", ReferralFile, "referral"),)
