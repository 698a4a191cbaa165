"""Screens for produced letters, which never change, and for the templates they come from."""

from __future__ import annotations

from flask import Response, abort
from flask_admin import expose

from admin_views.asking import scope
from admin_views.base import Action, CaseView, Related
from models.ledger.stored_file import StoredFile
from models.outgoing.letter import Letter
from models.outgoing.template import LetterTemplate, TemplateVersion


def as_download(file: StoredFile, name: str) -> Response:
    response = Response(file.read(), mimetype=file.media_type)
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


class TemplateView(CaseView):
    shows = LetterTemplate
    title = "Letter templates"
    address = "templates"
    group = "Templates"
    creates = False
    edits = False
    column_list = ("title", "name", "authority")
    narrow_by = ("authority",)
    related = (Related("Versions", TemplateVersion, "template"),)


class TemplateVersionView(CaseView):
    shows = TemplateVersion
    title = "Template versions"
    address = "template-versions"
    group = "Templates"
    creates = False
    edits = False
    column_list = ("template", "number", "state", "uploaded_by", "published_by", "published_at")
    column_sortable_list = (("number", "number"), ("template", "template.title"))
    narrow_by = ("state",)
    actions = (Action("Download the Word file", "template-versions.file_view"),)

    @expose("/file/")
    def file_view(self) -> Response:
        version = self._record_or_404()
        if not isinstance(version, TemplateVersion):
            abort(404)
        name = f"{version.template.name}-version-{version.number}.docx"
        return as_download(version.file, name)
