"""The one screen on which a referral is judged: what was told, beside whom it may be about."""

from __future__ import annotations

from flask import current_app, flash, g, redirect, request, url_for
from flask_admin import expose
from werkzeug.wrappers import Response

from admin_views.asking import officer_asking, scope, today
from admin_views.casework.told_apart import ApartScreen
from admin_views.casework.triage_form import (
    TriageForm,
    choice_of,
    form_for,
    same_as,
    sent_again,
)
from admin_views.casework.triage_page import apart_in_time, page_of
from admin_views.doors.sessions import request_now
from admin_views.records.words import in_words
from correspondence.triage_emails import give_back
from models.base import RuleBroken, StaleRow
from models.casework.case import Case
from models.casework.doubts import Choice, doubts
from models.casework.referral import Referral
from models.casework.referral_file import ReferralFile
from models.casework.referral_matching import Matches, matches
from models.casework.triage import (
    Opening,
    judge_risk,
    new_child,
    set_apart,
    this_child,
    turn_away,
)
from models.organisations.officer import Officer
from models.outgoing.message import Message
from models.people.child import Child


class TriageScreen(ApartScreen):
    """The screens of referrals add the list and the page of one."""

    @expose("/triage/", methods=("GET", "POST"))
    def triage_view(self) -> Response | tuple[str, int]:
        referral = self._to_triage()
        form = form_for(referral)
        found = matches(scope(), referral)
        if request.method == "POST" and form.validate():
            answer = self._answered(referral, form, found)
            if answer is not None:
                return answer
        return self._screen(referral, form, found)

    def _answered(
        self, referral: Referral, form: TriageForm, found: Matches
    ) -> Response | tuple[str, int] | None:
        """Do what the button asks; None to show the screen again, with why."""
        asked = request.form.get("do", "")
        if asked == "back":
            g.not_saved = 200
            return None
        referral.row_version = form.row_version.data or 0
        try:
            if asked == "risk":
                return self._risk_judged(referral, form)
            choice = choice_of(form)
            unlikely = doubts(referral, choice, found, today()) if referral.is_open else []
            if unlikely and asked != "sure":
                return self._asked_back(referral, form, unlikely)
            return self._decided(referral, form, choice, found)
        except StaleRow as stale:
            self._say_who_was_first(form, stale)
        except RuleBroken as broken:
            self._explain(broken)
        return None

    def _risk_judged(self, referral: Referral, form: TriageForm) -> Response | None:
        if not self.written(lambda: _judge(referral, form)):
            return None
        flash(f"The risk of {referral.reference} is recorded.", "success")
        return redirect(url_for(".triage_view", id=referral.id))

    def _asked_back(
        self, referral: Referral, form: TriageForm, unlikely: list[str]
    ) -> tuple[str, int]:
        page = self.render(
            "triage_sure.html", row=referral, unlikely=unlikely, fields=sent_again(form)
        )
        return str(page), 200

    def _decided(
        self, referral: Referral, form: TriageForm, choice: Choice, found: Matches
    ) -> Response | None:
        done: list[Case | None] = []

        def write() -> None:
            _judge(referral, form)
            done.append(_decide(referral, form, choice, found))

        if not self.written(write):
            return None
        (case,) = done
        if case is None:
            return _turned_away(referral)
        flash(f"{referral.reference} is accepted: {case.reference} is open.", "success")
        if referral.worried:
            flash(
                "A worry about the child's safety was told. Raise a welfare concern now, if it "
                "is not raised yet.",
                "warning",
            )
        return redirect(url_for("cases.details_view", id=case.id))

    def _say_who_was_first(self, form: TriageForm, stale: StaleRow) -> None:
        """Somebody else judged or decided meanwhile: what was typed stays on the page."""
        g.not_saved = 409
        theirs = stale.theirs
        assert isinstance(theirs, Referral)
        who = theirs.decided_by or theirs.risk_by
        name = who.name if isinstance(who, Officer) else "Somebody"
        did = "decided on it" if theirs.decision else "judged its risk"
        flash(
            f"{name} has {did} since you opened it. Nothing of yours was saved; it still stands "
            "below. Look at theirs first.",
            "error",
        )
        form.row_version.data = theirs.row_version
        form.row_version.raw_data = None

    def apart_in_time(self, row: Referral, other: Referral) -> str:
        """Return how long before this one the other came, or after it, in words."""
        return apart_in_time(row.received_at, other.received_at)

    def page_of_file(self, file: ReferralFile) -> str:
        """Return the address of a file's page, or "" where it is not for this reader."""
        view = self._view_of(ReferralFile)
        if view is None or not view.is_accessible():
            return ""
        return url_for(f"{view.endpoint}.details_view", id=file.id)

    def _screen(self, referral: Referral, form: TriageForm, found: Matches) -> tuple[str, int]:
        row = scope().get(Referral, referral.id)  # as it stands now, whoever wrote on it
        return self.form_page(
            form, "triage.html", row=row, page=page_of(row, found), in_words=in_words
        )


def _judge(referral: Referral, form: TriageForm) -> None:
    if not form.risk.data and not referral.is_open:
        return  # decided already: that is said next
    risk, why = str(form.risk.data or ""), str(form.risk_why.data or "")
    judge_risk(referral, risk, why, officer_asking(), request_now())


def _decide(referral: Referral, form: TriageForm, choice: Choice, found: Matches) -> Case | None:
    """Record the decision; return the case that came of it, if one did."""
    by, now = officer_asking(), request_now()
    why = str(form.why.data or "").strip()
    if choice.rule:
        turn_away(referral, choice.rule, why, by, now, same_as(form))
        if choice.rule == "on_roll":
            give_back(referral, by, now)
        return None
    opening = Opening(str(form.reason.data or ""), form.since_on.data, why, by, now)
    if choice.child is not None:
        return this_child(scope(), referral, choice.child, opening)
    case = new_child(scope(), referral, opening)
    proposed = [one.kept.child_id for one in found.found if one.verdict.is_proposed]
    others = scope().of(Child).where(Child.id.in_(proposed))
    set_apart(referral, list(others), opening)
    return case


def _turned_away(referral: Referral) -> Response:
    flash(f"{referral.reference} is closed: not a child missing education.", "success")
    here = url_for(".details_view", id=referral.id)
    if referral.not_cme == "on_roll":
        sent = bool(scope().of(Message).where(Message.referral == referral.id).count())
        flash(
            "The email that gives it back to the school waits to be sent."
            if sent
            else "No email goes by itself: no school sent it, or none left an address. Ring the "
            "school, so that it knows.",
            "success" if sent else "warning",
        )
    if referral.not_cme == "out_of_area":
        if "handovers.create_view" in current_app.view_functions:
            flash("Now hand the child over to the other authority.", "success")
            return redirect(url_for("handovers.create_view", referral=referral.id))
        flash("Now tell the other authority.", "warning")
    return redirect(here)
