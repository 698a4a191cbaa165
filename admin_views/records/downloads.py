"""What is asked before rows leave as a file: why, how many, and above 500 whose hands these are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from flask import abort, flash, request
from werkzeug.wrappers import Response
from wtforms import PasswordField, TextAreaField
from wtforms.validators import DataRequired, Length

from admin_views.asking import officer_asking, scope
from admin_views.doors.guessing import TooSoon, at_own_password, weighing
from admin_views.doors.sessions import request_now
from admin_views.records import exports
from admin_views.records.forms import ProtectedForm
from models.dates.london import LONDON
from models.dates.words import short_date

ASK_PASSWORD_ABOVE = 500
KINDS = {"csv": "Download as CSV", "xlsx": "Download for Excel"}

Answer = Response | tuple[str, int]
Rows = tuple[Sequence[str], Sequence[Sequence[Any]]]  # titles, cells


class Taking(NamedTuple):
    """Rows that somebody asks for as a file."""

    noun: str  # as the table of roles calls it
    title: str  # which list
    name: str  # of the file
    criteria: str
    counts: Mapping[int, int]  # rows by authority
    back: str
    files: Mapping[str, str]  # by kind, the address that gives the file
    shown: Callable[[], None]  # notes that somebody was told how many there are

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def asks_password(self) -> bool:
        return self.total > ASK_PASSWORD_ABOVE

    @property
    def refusal(self) -> str:
        """Say that there are too many, with the numbers and what to do; or ""."""
        allowed = {where: scope().may_take(self.noun, where) for where in self.counts}
        over = [where for where, rows in self.counts.items() if rows > allowed[where]]
        if not over:
            return ""
        most = min(allowed[where] for where in over)
        return (
            f"These are {self.total:,} rows, and your role may take {most:,} at a time. "
            "Go back and narrow the list by a search or filter, or ask your manager to take it."
        )


class ReasonForm(ProtectedForm):
    reason = TextAreaField(
        "Why you need these rows as a file",
        [
            DataRequired("Say why. The reason is kept with the record of the download."),
            Length(max=500),
        ],
        filters=[lambda text: (text or "").strip()],
    )


class ReasonAndPasswordForm(ReasonForm):
    password = PasswordField(
        "Your password",
        [DataRequired("Enter your password.")],
        description=f"Asked again for more than {ASK_PASSWORD_ABOVE} rows.",
        render_kw={"autocomplete": "current-password"},
    )


def ask(view: Any, taking: Taking) -> Answer:
    """Show how many rows there are and ask for the reason. Nothing leaves by this."""
    return _page(view, taking, _form(taking, None), 200)


def take(view: Any, taking: Taking, kind: str, rows: Callable[[str], Rows]) -> Answer:
    """Return the file, or the page again with what is missing; `rows` is given the reason."""
    if kind not in KINDS:
        abort(404)
    form = _form(taking, request.form)
    if status := _refused(taking, form):
        return _page(view, taking, form, status)
    reason = str(form.reason.data)
    titles, cells = rows(reason)
    sheet = exports.Sheet(taking.name, _mark(taking, reason, len(cells)), titles, cells)
    return exports.FILES[kind](sheet, request_now())


def _form(taking: Taking, sent: Any) -> ReasonForm:
    return (ReasonAndPasswordForm if taking.asks_password else ReasonForm)(sent)


def _page(view: Any, taking: Taking, form: ReasonForm, status: int) -> Answer:
    taking.shown()
    page = view.render("download.html", taking=taking, form=form, kinds=KINDS)
    return str(page), status


def _refused(taking: Taking, form: ReasonForm) -> int:
    """Return 0 if the file may go, else the status of the refusal."""
    if taking.refusal:
        return 403
    if not form.validate():
        return 422
    return _wrong_password(form) if isinstance(form, ReasonAndPasswordForm) else 0


def _wrong_password(form: ReasonAndPasswordForm) -> int:
    """Whoever found a screen left open does not take the register with them."""
    officer = officer_asking()
    assert officer is not None
    try:
        with weighing(at_own_password(officer)) as weighed:
            weighed.right = officer.has_password(str(form.password.data))
    except TooSoon:
        return 429
    if weighed.right:
        return 0
    flash("That is not your password. Nothing was downloaded.", "error")
    return 422


def _mark(taking: Taking, reason: str, count: int) -> str:
    officer, here = officer_asking(), request_now().astimezone(LONDON)
    assert officer is not None
    return (
        f"Taken by {officer.name} ({officer.email}) on {short_date(here.date())}, {here:%H:%M}. "
        f"List: {taking.title}. Criteria: {taking.criteria}. Rows: {count}. Reason: {reason}"
    )
