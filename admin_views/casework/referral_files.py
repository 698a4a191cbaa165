"""Screens for the files that came with referrals: given as downloads, and never shown."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, abort, current_app
from flask_admin import expose

from admin_views.asking import scope
from admin_views.doors.sessions import request_now
from admin_views.outgoing.letters import download
from admin_views.records.base import Action, CaseView
from models.base import BaseModel
from models.casework.referral_file import ReferralFile
from models.transaction import transaction

UNSEEN = (
    "No virus scanner has looked at this file, because none is set up here. Whoever sent it may "
    "be anybody. Open it only if you need it, not on a computer that holds case data if you can "
    "help it, and never let it run anything. That you opened it is recorded."
)


class ReferralFileView(CaseView):
    """What the scanner has called clean opens; with no scanner, after a warning; nothing else."""

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
    actions = (
        Action("Download the file", "referral-files.file_view"),
        Action("Download it unseen", "referral-files.unseen_view", posts=True, confirm=UNSEEN),
    )

    def actions_for(self, row: BaseModel) -> Sequence[Action]:
        assert isinstance(row, ReferralFile)
        clean, unseen = self.actions
        if row.is_held(_scanner_is_set()):
            return ()
        return (clean,) if row.scan == "clean" else (unseen,)

    @expose("/file/")
    def file_view(self) -> Response:
        file = self._record_or_404()
        assert isinstance(file, ReferralFile)
        if file.scan != "clean":
            abort(409)
        return _given(file)

    @expose("/unseen/", methods=("POST",))
    def unseen_view(self) -> Response:
        """Give a file that nobody has looked at, to whoever was warned; the event says so."""
        file = self._record_or_404()
        assert isinstance(file, ReferralFile)
        if file.is_held(_scanner_is_set()):
            abort(409)
        with transaction(scope(), request_now()) as changes:
            changes.record("opened_unseen", file)
        return _given(file)


def _scanner_is_set() -> bool:
    return bool(current_app.config["SCANNER"])


def _given(file: ReferralFile) -> Response:
    return download(file.read(), file.kind.media_type, file.file_name)
