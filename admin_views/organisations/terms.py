"""Screens for term dates: by hand, or read in from a calendar file or a table."""

from __future__ import annotations

from typing import Any

from flask import flash, request
from flask_admin import BaseView, expose
from flask_admin.helpers import get_form_data
from flask_wtf.file import FileField, FileRequired
from wtforms.validators import InputRequired

from admin_views.asking import scope
from admin_views.doors.sessions import request_now
from admin_views.records.base import CaseView
from admin_views.records.forms import ChoiceOfRow, ProtectedForm, authorities_at_hand
from admin_views.records.naming import LookUpField
from admin_views.signed_in import SignedInView
from models.base import RuleBroken
from models.organisations.authority import Authority
from models.organisations.school import School
from models.organisations.term import Kept, Term, keep_terms
from models.organisations.term_file import read_terms
from models.transaction import transaction


class TermView(CaseView):
    shows = Term
    title = "Term dates"
    address = "terms"
    group = "Organisations"
    column_list = ("name", "school", "from_on", "until_on", "closed", "authority")
    column_labels = {
        "school": "School (empty for the council's own)",
        "from_on": "From",
        "until_on": "Until",
        "closed": "Days on which it is closed",
    }
    column_default_sort = ("from_on", True)
    column_sortable_list = (("from_on", "from_on"), ("until_on", "until_on"))
    narrow_by = ("authority", "closed", "from_on")
    loads = ("school",)
    form_columns = ("authority", "school", "name", "from_on", "until_on", "closed")


def _own() -> list[Authority]:
    mine = scope().authorities("add", Term)
    return [one for number, one in authorities_at_hand().items() if number in mine]


class ReadInForm(ProtectedForm):
    """Whose terms they are, and the file."""

    authority = ChoiceOfRow(
        _own, label="Authority", validators=[InputRequired("Choose the authority.")]
    )
    school = LookUpField(School, "/look-up/terms/school", label="School, if they are its own")
    file = FileField(
        "The file",
        [FileRequired("Choose the file.")],
        description="A calendar (.ics), or a table saved as CSV whose first line is: name, from, "
        "until, closed. Days called holiday, half-term, INSET or closed count as closed.",
    )


class TermFileView(SignedInView, BaseView):
    """Good lines are kept, and the others told by their number. The file itself is not kept."""

    def is_accessible(self) -> bool:
        return super().is_accessible() and scope().may("add", Term)

    @expose("/", methods=("GET", "POST"))
    def index(self) -> tuple[str, int]:
        form = ReadInForm(get_form_data() if request.method == "POST" else None)
        if request.method == "GET" or not form.validate():
            return self._page(form), 200 if request.method == "GET" else 422
        try:
            kept = _read_in(form)
        except RuleBroken as refused:
            flash(str(refused), "error")
            return self._page(form), 422
        flash(kept.headline, "success" if kept.terms else "warning")
        return self._page(form, kept), 200

    def _page(self, form: ReadInForm, kept: Kept | None = None) -> str:
        return str(self.render("term_file.html", form=form, kept=kept))


def _read_in(form: Any) -> Kept:
    found, faults = read_terms(form.file.data.read())
    school = scope().get(School, form.school.data) if form.school.data else None
    with transaction(scope(), request_now()):
        return keep_terms(int(form.authority.data), school, found, faults)
