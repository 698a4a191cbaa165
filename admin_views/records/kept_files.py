"""How a kept file leaves: as a download, never shown, and not before a virus scanner has looked."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, abort, current_app
from flask_admin import expose

from admin_views.asking import scope
from admin_views.doors.sessions import request_now
from admin_views.outgoing.letters import download
from admin_views.records.base import Action, CaseView
from models.base import BaseModel
from models.casework.kept_file import KeptFile
from models.transaction import transaction

UNSEEN = (
    "No virus scanner has looked at this file, because none is set up here. Whoever made it may "
    "be anybody. Open it only if you need it, not on a computer that holds case data if you can "
    "help it, and never let it run anything. That you opened it is recorded."
)


def opening(address: str) -> tuple[Action, Action]:
    """Return the two ways to open a file of these screens, of which `actions_for` leaves one."""
    return (
        Action("Download the file", f"{address}.file_view"),
        Action("Download it unseen", f"{address}.unseen_view", posts=True, confirm=UNSEEN),
    )


class KeptFileView(CaseView):
    """What the scanner has called clean opens; with no scanner, after a warning; nothing else.

    `actions` begins with `opening`.
    """

    def actions_for(self, row: BaseModel) -> Sequence[Action]:
        assert isinstance(row, KeptFile)
        clean, unseen, *others = self.actions
        if row.is_held(scanner_is_set()) or not scope().sees_field(row, "file"):
            return others
        return clean if row.scan == "clean" else unseen, *others

    @expose("/file/")
    def file_view(self) -> Response:
        file = self._file_asked()
        if file.scan != "clean":
            abort(409)
        return _given(file)

    @expose("/unseen/", methods=("POST",))
    def unseen_view(self) -> Response:
        """Give a file that nobody has looked at, to whoever was warned; the event says so."""
        file = self._file_asked()
        if file.is_held(scanner_is_set()):
            abort(409)
        with transaction(scope(), request_now()) as changes:
            changes.record("opened_unseen", file)
        return _given(file)

    def _file_asked(self) -> KeptFile:
        file = self._record_or_404()
        assert isinstance(file, KeptFile)
        if not scope().sees_field(file, "file"):
            abort(403)
        return file


def scanner_is_set() -> bool:
    return bool(current_app.config["SCANNER"])


def _given(file: KeptFile) -> Response:
    return download(file.read(), file.kind.media_type, file.file_name)
