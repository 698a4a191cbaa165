"""The page where a list of authorities and their contacts is read in: looked at, then kept."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_admin import BaseView, expose
from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.wrappers import Response

from admin_views.asking import scope
from admin_views.doors.sessions import request_now
from admin_views.records.forms import ProtectedForm
from admin_views.signed_in import SignedInView
from models.base import RuleBroken
from models.organisations.authority import Authority
from models.organisations.authority_directory import COLUMNS, Directory, compared, text_of
from models.transaction import transaction


class DirectoryForm(ProtectedForm):
    directory = FileField(
        "The list",
        [FileRequired("Choose the file.")],
        description=f"A CSV file. Its first line names the columns: {', '.join(COLUMNS)}.",
    )


class DirectoryView(SignedInView, BaseView):
    """What was looked at is sent along in the page, so that this very list is what is kept."""

    def is_accessible(self) -> bool:
        return super().is_accessible() and scope().may("add", Authority)

    @expose("/", methods=("GET", "POST"))
    def index(self) -> Response | tuple[str, int]:
        if "text" in request.form:
            return self._import(request.form["text"])
        sent: CombinedMultiDict[str, Any] = CombinedMultiDict([request.files, request.form])
        form = DirectoryForm(sent if request.method == "POST" else None)
        if request.method == "GET":
            return self._page(form), 200
        if not form.validate():
            return self._page(form), 422
        try:
            text = text_of(form.directory.data.read())
            return self._page(form, compared(text), text), 200
        except RuleBroken as refused:
            flash(str(refused), "error")
            return self._page(form), 422

    def _import(self, text: str) -> Response | tuple[str, int]:
        try:
            found = compared(text)
            with transaction(scope(), request_now()):
                found.write()
        except RuleBroken as refused:
            flash(str(refused), "error")
            return self._page(DirectoryForm(None)), 422
        left_out = f" {len(found.wrong)} left out." if found.wrong else ""
        flash(f"{len(found.new)} added, {len(found.changed)} changed.{left_out}", "success")
        return redirect(url_for("authorities.index_view"))

    def _page(self, form: DirectoryForm, found: Directory | None = None, text: str = "") -> str:
        page = self.render("authority_directory.html", form=form, found=found, text=text)
        return str(page)
