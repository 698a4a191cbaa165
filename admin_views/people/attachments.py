"""Files put with a child: taken in by their bytes, given back as downloads and never shown."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from flask import Flask, Response, request
from flask_admin import expose
from flask_wtf.file import FileField, FileRequired
from wtforms.validators import ValidationError

from admin_views.asking import officer_asking
from admin_views.doors.sessions import request_now
from admin_views.outgoing.letters import download
from admin_views.people.from_child import FromChild
from admin_views.records.base import Action
from models.base import BaseModel, RuleBroken
from models.casework.attachment import LARGEST, Attachment, checked
from models.casework.file_kind import WELCOME

# For the other fields of the form and what a browser puts between them.
FORM_AROUND = 64 * 1024


# What a request of these has in its body may be as large as so many files.
TAKES_FILES = {"attachments.create_view": 1, "checks.record_view": 1, "outcomes.close_view": 3}


class TakenFile(FileField):  # type: ignore[misc]  # Flask-WTF has no types
    """Taken in by the record itself, which looks at its bytes."""

    def populate_obj(self, obj: Any, name: str) -> None:
        """Nothing: a file is not a value of a column."""


def file_fits(_form: Any, field: Any) -> None:
    """Refuse the file beside its field, in the words of the rule it breaks; none is none."""
    if not field.data:
        return
    content = field.data.read()
    field.data.seek(0)
    try:
        checked(content)
    except RuleBroken as broken:
        raise ValidationError(str(broken)) from broken


class AttachmentView(FromChild):
    shows = Attachment
    title = "Files"
    address = "attachments"
    group = "Work"
    needs_case = False
    column_list = ("reference", "child", "what", "name", "added_by", "added_at")
    column_labels = {
        "what": "What it is",
        "name": "Name it came with",
        "added_by": "Attached by",
        "added_at": "Attached",
        "kind.words": "Kind",
        "size_in_words": "Size",
    }
    column_details_list = ["what", "child", "case", "kind.words", "size_in_words", "name"]
    column_details_list += ["added_by", "added_at"]
    column_default_sort = ("added_at", True)
    column_sortable_list = (("added_at", "added_at"), ("child", "child.surname"))
    search_child = Attachment.child
    search_in = (Attachment.what, Attachment.name)
    narrow_by = ("added_by",)
    form_columns = ("child", "case", "what")
    prefills = ("child", "case")
    loads = ("case.kind",)
    actions = (Action("Download the file", "attachments.file_view"),)

    def get_create_form(self) -> Any:
        form = super().get_create_form()
        told = f"{WELCOME}, up to 10 MB."
        field = TakenFile(
            "The file", [FileRequired("Choose the file."), file_fits], description=told
        )
        return type("NewAttachmentForm", (form,), {"file": field})

    def form_page(self, form: Any, template: str = "form.html", **about: Any) -> tuple[str, int]:
        chosen = "attachment_form.html" if "file" in form else template
        return super().form_page(form, chosen, **about)

    def create_model(self, form: Any) -> Any:
        """Another file sent with the key and the words of the one before is another record."""
        if form.form_key.data:
            form.form_key.data += sha256(form.file.data.read()).hexdigest()
            form.file.data.seek(0)
        return super().create_model(form)

    def before_saving(self, row: BaseModel, created: bool) -> None:
        if created and isinstance(row, Attachment):
            sent = request.files["file"]
            row.take(sent.read(), sent.filename or "", officer_asking(), request_now())

    @expose("/file/")
    def file_view(self) -> Response:
        attachment = self._record_or_404()
        assert isinstance(attachment, Attachment)
        kind = attachment.kind
        return download(attachment.read(), kind.media_type, attachment.file_name)


def register(app: Flask) -> None:
    """Let a file of the full size in, with its form, before anything reads the form."""

    @app.before_request
    def make_room() -> None:
        if files := TAKES_FILES.get(request.endpoint or ""):
            request.max_content_length = files * LARGEST + FORM_AROUND
