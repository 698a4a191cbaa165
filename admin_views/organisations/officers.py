"""The screen for colleagues: inviting them, helping with a lost phone, and seeing them off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from email_validator import EmailNotValidError, validate_email
from flask import abort, flash, redirect, request, url_for
from flask_admin import expose
from werkzeug.wrappers import Response

from admin_views.asking import scope
from admin_views.doors.sessions import request_now
from admin_views.organisations.leaving import (
    RehomeForm,
    homes_for,
    may_rehome,
    open_work,
    rehome,
)
from admin_views.records.base import Action, CaseView, Related
from models.base import BaseModel, RuleBroken
from models.ledger.history import works_in
from models.organisations import account
from models.organisations.officer import Officer
from models.organisations.role import Role
from models.organisations.second_factor import SecondFactor
from models.transaction import transaction

RESET = Action(
    "Reset second factor",
    "officers.reset_view",
    posts=True,
    confirm="Their second factor and its recovery codes stop working. They are told by email, and "
    "set up another when they next sign in.",
)
DISABLE = Action(
    "Disable at once",
    "officers.disable_view",
    posts=True,
    confirm="They are signed out everywhere and cannot sign in until somebody lets them in again. "
    "The work they leave is shown next.",
)
ENABLE = Action("Let in again", "officers.enable_view", posts=True)
INVITE = Action("Invite again", "officers.invite_view", posts=True)
LEAVING = Action("Open work", "officers.leaving_view")
LOOKED_AT = Action("What was looked at", "history.officer_view", needs=("see", "History"))


class OfficerView(CaseView):
    shows = Officer
    title = "Officers"
    address = "officers"
    group = "Organisations"
    column_list = ("name", "job_title", "email", "phone", "active")
    column_default_sort = ("name", False)
    search_in = (Officer.name, Officer.email)
    narrow_by = ("active",)
    # Not `active`: disabling is a button, because all that is open ends with it.
    form_columns = ("name", "job_title", "email", "phone")
    column_details_list = ["name", "job_title", "email", "phone", "active"]
    related = (Related("Roles", Role, "officer"),)
    actions = (RESET, DISABLE, ENABLE, INVITE, LEAVING, LOOKED_AT)

    def actions_for(self, row: BaseModel) -> Sequence[Action]:
        assert isinstance(row, Officer)
        there = works_in(row.id, scope().authorities("see", "History"))
        links = [LEAVING, *([LOOKED_AT] if there else [])]
        if not self._may_look_after(row):
            return links
        if not row.active:
            return [ENABLE, *links]
        reset = [RESET] if SecondFactor.is_on(row) else []
        invite = [] if row.password_hash else [INVITE]
        disable = [] if row.id == scope().officer_id else [DISABLE]
        return [*reset, *invite, *disable, *links]

    def before_saving(self, row: BaseModel, created: bool) -> None:
        assert isinstance(row, Officer)
        if not created and not self._may_look_after(row):
            raise RuleBroken("This officer works for another authority only. Ask there.")
        stored = "" if created else Officer.get_by_id(row.id).email
        if row.email.strip().lower() == stored:
            return
        # Whoever gets an officer's mail can set the officer's password.
        if not scope().may("add", Officer):
            raise RuleBroken("Only a system administrator changes an email address.")
        row.email = _address(row.email)
        if created:
            account.invite(row, request_now())

    @expose("/reset/", methods=("POST",))
    def reset_view(self) -> Response:
        words = "The second factor is off. They are told by email, and set up another at sign-in."
        return self._done("second_factor_reset", account.reset_second_factor, words)

    @expose("/invite/", methods=("POST",))
    def invite_view(self) -> Response:
        return self._done("invited", account.invite, "A new invitation is on its way.")

    @expose("/enable/", methods=("POST",))
    def enable_view(self) -> Response:
        return self._done("enabled", account.enable, "They may sign in again.")

    @expose("/disable/", methods=("POST",))
    def disable_view(self) -> Response:
        words = "They are signed out and cannot sign in. Below is the work they leave."
        self._done("disabled", account.disable, words)
        return redirect(url_for(".leaving_view", id=self._record_or_404().id))

    @expose("/leaving/", methods=("GET", "POST"))
    def leaving_view(self) -> Response | tuple[str, int]:
        """What this officer has in hand, and in one step whose it becomes."""
        officer = self._record_or_404()
        assert isinstance(officer, Officer)
        form = RehomeForm(request.form if request.method == "POST" else None)
        form.to.choices = homes_for(officer)
        if request.method == "POST" and not may_rehome():
            abort(403)
        done: list[str] = []
        asked = request.method == "POST" and form.validate()
        if asked and self.written(lambda: done.append(rehome(officer, form))):
            flash(done[-1], "success")
            return redirect(url_for(".leaving_view", id=officer.id))
        work = open_work(officer)
        able = may_rehome() and any(group["lines"] for group in work[:2])
        return self.form_page(form, "leaving.html", officer=officer, work=work, able=able)

    def _done(self, verb: str, change: Callable[[Officer, datetime], None], words: str) -> Response:
        officer = self._record_or_404()
        assert isinstance(officer, Officer)
        if not self._may_look_after(officer) or (
            verb == "disabled" and officer.id == scope().officer_id
        ):
            abort(403)
        with transaction(scope(), request_now()) as changes:
            change(officer, request_now())
            changes.record(verb, officer)
        flash(words, "success")
        return redirect(url_for(".details_view", id=officer.id))

    def _may_look_after(self, officer: Officer) -> bool:
        """Say whether the officer works, or could be put to work, where whoever asks may act."""
        if not self._may("change"):
            return False
        theirs = Role.authorities_of(officer)
        return not theirs or bool(theirs & scope().authorities("change", Officer))


def _address(email: str) -> str:
    try:
        return validate_email(email.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError as wrong:
        raise RuleBroken("Enter an email address, like name@council.gov.uk.") from wrong
