"""The page where the national register is read in: a file goes up, the same report comes back."""

from __future__ import annotations

from typing import IO, Any, cast

from flask import Flask, flash, redirect, request, url_for
from flask_admin import BaseView, expose
from flask_login import current_user
from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.wrappers import Response
from wtforms import BooleanField

from admin_views.asking import scope
from admin_views.doors.sessions import request_now
from admin_views.records.forms import ProtectedForm
from admin_views.signed_in import SignedInView
from models.base import RuleBroken
from models.organisations.register_changes import Comparison
from models.organisations.register_report import headline, sections
from models.organisations.school import School
from models.organisations.school_register import compare
from models.transaction import transaction

ENDPOINT = "school-register"
LARGEST_FILE = 160 * 1024 * 1024  # the register and its links have some 70 MB
SHOWN = 1_000  # lines of each part of the report; the command prints them all


class RegisterForm(ProtectedForm):
    register = FileField(
        "The register",
        [FileRequired("Choose the file.")],
        description="edubasealldata….csv, unpacked and otherwise as it was downloaded.",
    )
    links = FileField(
        "Its links",
        description="links_edubasealldata….csv, which says what school came after which. "
        "It may be left out.",
    )
    sure = BooleanField("Bring the schools of every authority to what this file says")


class RegisterView(SignedInView, BaseView):
    """Looking first changes nothing. A file is never kept, only its digest in the event."""

    def is_accessible(self) -> bool:
        return super().is_accessible() and scope().may("add", School)

    @expose("/", methods=("GET", "POST"))
    def index(self) -> tuple[str, int]:
        sent: CombinedMultiDict[str, Any] = CombinedMultiDict([request.files, request.form])
        form = RegisterForm(sent if request.method == "POST" else None)
        if request.method == "GET":
            return self._page(form), 200
        only_looking = request.form.get("do") == "look"
        form.validate()
        if not (only_looking or form.sure.data):
            form.sure.errors = ["Tick this to import, or only look what would change."]
        if form.errors:
            return self._page(form), 422
        try:
            found = _read_in(form, only_looking)
        except RuleBroken as refused:
            flash(str(refused), "error")
            return self._page(form), 422
        return self._page(form, found, only_looking), 200

    def _page(
        self, form: RegisterForm, found: Comparison | None = None, only_looking: bool = False
    ) -> str:
        told = {} if found is None else {"headline": headline(found), "sections": sections(found)}
        words: dict[str, Any] = {"looked": only_looking, "shown": SHOWN, **told}
        return str(self.render("school_register.html", form=form, **words))


def _read_in(form: RegisterForm, only_looking: bool) -> Comparison:
    links = cast(IO[bytes], form.links.data.stream) if form.links.data else None
    found = compare(cast(IO[bytes], form.register.data.stream), links)
    if not only_looking:
        with transaction(scope(), request_now()) as tx:
            found.write(tx)
    return found


def register(app: Flask) -> None:
    """Let a whole register in, from those who may import it, before anything reads the form."""

    @app.before_request
    def make_room() -> Response | None:
        if request.endpoint != f"{ENDPOINT}.index" or request.method != "POST":
            return None
        if not current_user.is_authenticated:
            return redirect(url_for("door.sign_in", next=url_for(f"{ENDPOINT}.index")))
        if scope().may("add", School):
            request.max_content_length = LARGEST_FILE
        return None
