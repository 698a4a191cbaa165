"""Screens for restricted records: who is named on one, and the glass a manager may break."""

from __future__ import annotations

from flask import flash, redirect, request
from flask_admin import BaseView, expose
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired

from admin_views.asking import officer_asking, scope, today
from admin_views.doors.sessions import request_now
from admin_views.records.base import CaseView, Related
from admin_views.records.forms import ProtectedForm
from admin_views.signed_in import SignedInView
from correspondence.restricted import open_restricted
from models.base import BaseModel, RuleBroken
from models.casework.restriction import BrokenGlass, Restriction, RestrictionReader


class RestrictionView(CaseView):
    shows = Restriction
    title = "Restrictions"
    address = "restrictions"
    group = "Restricted"
    column_list = ("reference", "child", "address", "case", "closed_to", "made_on", "ended_on")
    column_labels = {"closed_to": "Closed to one officer", "made_on": "Made", "ended_on": "Ended"}
    column_default_sort = ("id", True)
    column_sortable_list = (("made_on", "made_on"),)
    loads = ("case.kind",)
    narrow_by = ("authority", "made_on", "ended_on")
    form_columns = ("child", "address", "case", "closed_to", "reason", "ended_on")
    prefills = ("child", "address", "case")
    related = (
        Related("Officers named on it", RestrictionReader, "restriction"),
        Related("Opened by managers not named", BrokenGlass, "restriction"),
    )

    def before_saving(self, row: BaseModel, created: bool) -> None:
        if created and isinstance(row, Restriction):
            row.made_by = officer_asking()
            row.made_on = today()

    def after_saving(self, row: BaseModel, created: bool) -> None:
        """Whoever restricts a record is named on it, or could not lift it again."""
        officer = officer_asking()
        if created and isinstance(row, Restriction) and officer and row.closed_to_id is None:
            RestrictionReader.create(authority=row.authority_id, restriction=row, officer=officer)


class ReaderView(CaseView):
    shows = RestrictionReader
    title = "Officers named"
    address = "restriction-readers"
    group = "Restricted"
    edits = False
    column_list = ("restriction", "officer")
    column_sortable_list = (("officer", "officer.name"),)
    form_columns = ("restriction", "officer")
    prefills = ("restriction",)


class BrokenGlassView(CaseView):
    shows = BrokenGlass
    title = "Opened by managers"
    address = "broken-glass"
    group = "Restricted"
    creates = False
    edits = False
    column_list = ("restriction", "officer", "reason", "opened_at", "until")
    column_default_sort = ("id", True)
    column_sortable_list = (("opened_at", "opened_at"),)


class GlassForm(ProtectedForm):
    reference = StringField("Reference of the record", [InputRequired("Enter the reference.")])
    reason = TextAreaField("Why you need to open it", [InputRequired("Say why.")])


class BreakGlassView(SignedInView, BaseView):
    """A manager not named on a record opens it for an hour; the other managers are told."""

    def is_accessible(self) -> bool:
        return super().is_accessible() and scope().may("add", Restriction)

    @expose("/", methods=("GET", "POST"))
    def index(self) -> Response | tuple[str, int]:
        form = GlassForm(request.form if request.method == "POST" else None)
        if request.method == "POST" and form.validate():
            try:
                address = open_restricted(
                    scope(), str(form.reference.data), str(form.reason.data), request_now(), today()
                )
            except RuleBroken as refused:
                flash(str(refused), "error")
            else:
                flash("It is open to you for 60 minutes. The other managers are told.", "warning")
                return redirect(address)
        status = 200 if request.method == "GET" else 422
        return str(self.render("break_glass.html", form=form)), status
