"""Files put with a child: taken in by their bytes, and taken out again where they were misfiled."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from io import SEEK_END
from typing import Any

from flask import flash, redirect, request, url_for
from flask_admin import expose
from flask_wtf.file import FileField, FileRequired
from peewee import ModelSelect
from werkzeug.wrappers import Response
from wtforms import TextAreaField
from wtforms.validators import DataRequired, ValidationError

from admin_views.asking import officer_asking
from admin_views.doors.sessions import request_now
from admin_views.people.from_child import FromChild
from admin_views.records.base import Action
from admin_views.records.forms import ProtectedForm
from admin_views.records.inputs import LONGEST_TEXT, AtMost
from admin_views.records.kept_files import KeptFileView, opening, scanner_is_set
from models.base import BaseModel, RuleBroken
from models.casework.attachment import Attachment, checked, fits
from models.casework.file_kind import WELCOME


class TakenFile(FileField):  # type: ignore[misc]  # Flask-WTF has no types
    """Taken in by the record itself, which looks at its bytes."""

    def populate_obj(self, obj: Any, name: str) -> None:
        """Nothing: a file is not a value of a column."""


def file_fits(_form: Any, field: Any) -> None:
    """Refuse the file beside its field, in the words of the rule it breaks; none is none."""
    if not field.data:
        return
    size = field.data.seek(0, SEEK_END)
    field.data.seek(0)
    try:
        fits(size)  # before all of it is in memory
        checked(field.data.read())
    except RuleBroken as broken:
        raise ValidationError(str(broken)) from broken
    field.data.seek(0)


TAKEN_OUT = (
    "It is not deleted. It leaves the lists, nobody but a manager or an auditor can open it any "
    "more, and the timeline says that it was taken out and why. If it was only put with the wrong "
    "child, go back and change the child instead."
)


class TakeOutForm(ProtectedForm):
    why = TextAreaField(
        "Why it is taken out",
        [DataRequired("Say why."), AtMost(LONGEST_TEXT)],
        description="Name no other child: it stands on the timeline of the one it was put with.",
    )


class AttachmentView(FromChild, KeptFileView):
    shows = Attachment
    title = "Files"
    address = "attachments"
    group = "Work"
    needs_case = False
    column_list = ("reference", "child", "what", "name", "added_by", "added_at", "scan")
    column_labels = {
        "what": "What it is",
        "name": "Name it came with",
        "added_by": "Attached by",
        "added_at": "Attached",
        "kind.words": "Kind",
        "size_in_words": "Size",
        "scan": "Virus scanner",
        "scanned_at": "Scanned",
        "why_taken_out": "Why it was taken out",
        "taken_out_by": "Taken out by",
        "taken_out_at": "Taken out",
    }
    column_details_list = ["what", "child", "case", "kind.words", "size_in_words", "name"]
    column_details_list += ["added_by", "added_at", "scan", "scanned_at"]
    column_details_list += ["why_taken_out", "taken_out_by", "taken_out_at"]
    only_if_said = ("scanned_at", "why_taken_out", "taken_out_by", "taken_out_at")
    column_default_sort = ("added_at", True)
    column_sortable_list = (("added_at", "added_at"), ("child", "child.surname"))
    search_child = Attachment.child
    search_in = (Attachment.what, Attachment.name)
    narrow_by = ("added_by", "scan")
    form_columns = ("child", "case", "what")
    prefills = ("child", "case")
    loads = ("case.kind",)
    actions = (
        *opening("attachments"),
        Action("Take it out", "attachments.out_view", needs=("change", Attachment)),
    )

    def get_query(self) -> ModelSelect[Any]:
        """What was taken out stands in no list; the timeline leads to its page."""
        return super().get_query().where(Attachment.taken_out_at.is_null())

    def actions_for(self, row: BaseModel) -> Sequence[Action]:
        assert isinstance(row, Attachment)
        offered = super().actions_for(row)
        return offered[:-1] if row.is_taken_out else offered

    def _changeable(self, row: BaseModel) -> frozenset[str]:
        assert isinstance(row, Attachment)
        return frozenset() if row.is_taken_out else super()._changeable(row)

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
            by, now = officer_asking(), request_now()
            row.take(sent.read(), sent.filename or "", by, now, scanner_is_set())

    @expose("/out/", methods=("GET", "POST"))
    def out_view(self) -> Response | tuple[str, int]:
        file = self._to_act_on(Attachment, "change", Attachment)
        form = TakeOutForm(request.form if request.method == "POST" else None)
        if request.method == "POST" and form.validate():
            why, by, now = str(form.why.data), officer_asking(), request_now()
            if self.written(lambda: file.take_out(why, by, now)):
                flash(f"{file.reference} is taken out.", "success")
                return redirect(url_for("children.details_view", id=file.child_id))
        return self.form_page(
            form,
            "step.html",
            row=file,
            step="Take the file out",
            told=(str(file), TAKEN_OUT),
            button="Take it out",
            back=url_for(".details_view", id=file.id),
        )
