"""Screens for produced letters, which never change."""

from __future__ import annotations

from flask import Response, abort
from flask_admin import expose

from admin_views.asking import scope
from admin_views.records.base import Action, CaseView
from models.ledger.stored_file import StoredFile
from models.outgoing.letter import Letter


def as_download(file: StoredFile, name: str) -> Response:
    return download(file.read(), file.media_type, name)


def download(content: bytes, media_type: str, name: str) -> Response:
    response = Response(content, mimetype=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class LetterView(CaseView):
    shows = Letter
    title = "Letters"
    address = "letters"
    creates = False
    edits = False
    column_list = ("reference", "case", "version", "recipient_name", "produced_by", "produced_at")
    column_labels = {"version": "Made from", "recipient_name": "To"}
    column_details_list = [
        "reference",
        "case",
        "enquiry",
        "notice",
        "version",
        "recipient_name",
        "recipient_address",
        "produced_by",
        "produced_at",
    ]
    column_default_sort = ("produced_at", True)
    column_sortable_list = (("reference", "id"), ("produced_at", "produced_at"))
    loads = ("case.kind", "version.template")
    search_child = Letter.case
    narrow_by = ("produced_by",)
    actions = (Action("Download the Word file", "letters.file_view"),)

    @expose("/file/")
    def file_view(self) -> Response:
        letter = self._record_or_404()
        assert isinstance(letter, Letter)
        if not scope().sees_field(letter, "file"):
            abort(403)
        return as_download(letter.file, letter.file_name)
