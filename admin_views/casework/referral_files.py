"""Screens for the files that came with referrals."""

from __future__ import annotations

from admin_views.records.kept_files import KeptFileView, opening
from models.casework.referral_file import ReferralFile


class ReferralFileView(KeptFileView):
    shows = ReferralFile
    title = "Files of referrals"
    address = "referral-files"
    group = "Work"
    creates = False
    edits = False
    column_list = ("reference", "referral", "name", "size_in_words", "scan", "scanned_at")
    column_labels = {
        "name": "Name it came with",
        "kind.words": "Kind",
        "size_in_words": "Size",
        "scan": "Virus scanner",
        "scanned_at": "Scanned",
    }
    column_details_list = ["referral", "kind.words", "size_in_words", "name", "scan", "scanned_at"]
    column_default_sort = ("id", True)
    column_sortable_list = (("reference", "id"), ("scanned_at", "scanned_at"))
    narrow_by = ("scan", "authority")
    opens_with = (ReferralFile.referral,)
    actions = opening("referral-files")
