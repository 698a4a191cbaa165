"""Screens for how far a search has come, and for what is believed: proposed, signed, reviewed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, request, url_for
from flask_admin import expose
from werkzeug.wrappers import Response
from wtforms import TextAreaField
from wtforms.validators import DataRequired

from admin_views.asking import officer_asking, scope, today
from admin_views.casework.asked_case import AboutCase, OneOf
from admin_views.people.from_child import FromChild
from admin_views.records.base import Action
from admin_views.records.forms import ProtectedForm
from admin_views.records.inputs import LONGEST_TEXT, AtMost
from models.base import BaseModel
from models.casework.case import Case
from models.casework.check_row import checklist_of, still_to_do
from models.casework.stage import Stage
from models.casework.standing import Standing

# What comes to be said of a standing after it is proposed.
IN_TIME = (
    "signed_by",
    "signed_on",
    "signing_words",
    "review_due_on",
    "reviewed_on",
    "ended_on",
    "ending",
    "ending_words",
    "ended_by",
)


class SignForm(ProtectedForm):
    words = TextAreaField("Your own words, if any", [AtMost(LONGEST_TEXT)])


class EndForm(ProtectedForm):
    ending = OneOf(
        "How it ends",
        [
            ("located", "The child was located"),
            ("withdrawn", "It is not held any more, or it is turned down"),
        ],
        "Choose how it ends.",
    )
    words = TextAreaField(
        "How you know", [DataRequired("Say how that is known."), AtMost(LONGEST_TEXT)]
    )


class StageView(FromChild):
    shows = Stage
    title = "Steps of a search"
    address = "stages"
    to_add = "Say how far it has come"
    group = "Work"
    fitting = "CME"
    edits = False  # what is no longer so is followed by another step
    column_list = ("case.child", "stage", "from_on", "school", "starts_on")
    column_labels = {
        "case.child": "About",
        "stage": "How far it has come",
        "from_on": "Since",
        "words": "How you know",
        "school": "School, where a place is agreed",
        "starts_on": "First day there",
        "told_by": "Told by",
    }
    column_details_list = [
        "case",
        "case.child",
        "stage",
        "from_on",
        "words",
        "school",
        "starts_on",
        "told_by",
    ]
    column_default_sort = ("from_on", True)
    column_sortable_list = (("from_on", "from_on"), ("starts_on", "starts_on"))
    search_child = Stage.case
    narrow_by = ("stage", "from_on", "starts_on", "authority")
    form_columns = ("case", "stage", "from_on", "words", "school", "starts_on")
    prefills = ("case",)
    loads = ("case.kind", "case.child")
    opens_with = (Stage.case, Case.kind, Case.child, Stage.school, Stage.told_by)

    def before_saving(self, row: BaseModel, created: bool) -> None:
        if created and isinstance(row, Stage):
            row.told_by = officer_asking()

    def get_save_return_url(self, model: Any, is_created: bool = False) -> str:
        return url_for("cases.details_view", id=model.case_id)


class StandingView(FromChild, AboutCase):
    shows = Standing
    title = "Standings"
    address = "standings"
    to_add = "Propose a standing"
    group = "Work"
    fitting = "CME"
    edits = False
    column_list = ("reference", "case.child", "kind", "state", "proposed_on", "review_due_on")
    column_labels = {
        "case.child": "About",
        "kind": "What is believed",
        "proposed_on": "Proposed",
        "signed_on": "Signed",
        "signing_words": "Words of who signed",
        "review_due_on": "To be looked at again by",
        "reviewed_on": "Last looked at",
        "ended_on": "Ended",
        "ending_words": "How that is known",
    }
    column_details_list = [
        "case",
        "case.child",
        "kind",
        "state",
        "reasons",
        "proposed_by",
        "proposed_on",
        *IN_TIME,
    ]
    only_if_said = IN_TIME
    column_default_sort = ("proposed_on", True)
    column_sortable_list = (("proposed_on", "proposed_on"), ("review_due_on", "review_due_on"))
    search_child = Standing.case
    narrow_by = ("kind", "proposed_on", "signed_on", "ended_on", "authority")
    form_columns = ("case", "kind", "reasons")
    prefills = ("case",)
    loads = ("case.kind", "case.child")
    opens_with = (Standing.case, Case.kind, Case.child, Standing.proposed_by)
    actions = (
        Action("Sign it", "standings.sign_view", needs=("change", Standing)),
        Action(
            "It still holds: reviewed today",
            "standings.review_view",
            posts=True,
            needs=("change", Standing),
        ),
        Action("End it, or turn it down", "standings.end_view", needs=("change", Standing)),
    )

    def actions_for(self, row: BaseModel) -> Sequence[Action]:
        assert isinstance(row, Standing)
        sign, review, end = self.actions
        if row.ended_on is not None:
            return ()
        if row.signed_on is not None:
            return (review, end)
        return (sign, end) if may_sign(row) else (end,)

    def before_saving(self, row: BaseModel, created: bool) -> None:
        if created and isinstance(row, Standing):
            row.proposed_by, row.proposed_on = officer_asking(), today()

    def get_save_return_url(self, model: Any, is_created: bool = False) -> str:
        return url_for("cases.details_view", id=model.case_id)

    @expose("/sign/", methods=("GET", "POST"))
    def sign_view(self) -> Response | tuple[str, int]:
        standing = self._to_act_on(Standing, "change", Standing)
        form = SignForm(request.form if request.method == "POST" else None)
        asked = request.method == "POST" and form.validate()
        words = str(form.words.data or "")
        if asked and self.kept(lambda: standing.sign(officer_asking(), words, today())):
            flash(f"{standing.reference} is in force. Nobody is chased for the case.", "success")
            return redirect(url_for("cases.details_view", id=standing.case_id))
        proposer = standing.proposed_by.name if standing.proposed_by else "the team"
        left = len(still_to_do(checklist_of(standing.case)))
        told = [
            f"{standing.in_words}, proposed by {proposer}. Reasons: {standing.reasons}",
            "Every required row of the checklist is done."
            if not left
            else f"{left} of the required rows of the checklist are not done any more.",
            "Your signature takes the case off daily chasing. The child still counts as missing "
            "education, and the case stays open.",
        ]
        return self.step_page(form, standing.case, f"Sign {standing.reference}", told=told)

    @expose("/review/", methods=("POST",))
    def review_view(self) -> Response:
        standing = self._to_act_on(Standing, "change", Standing)
        if self.kept(lambda: standing.review(today())):
            flash(f"{standing.reference} still holds, and is looked at again in time.", "success")
        return redirect(url_for(".details_view", id=standing.id))

    @expose("/end/", methods=("GET", "POST"))
    def end_view(self) -> Response | tuple[str, int]:
        standing = self._to_act_on(Standing, "change", Standing)
        form = EndForm(request.form if request.method == "POST" else None)
        asked = request.method == "POST" and form.validate()
        ending, words = str(form.ending.data), str(form.words.data or "")
        if asked and self.kept(lambda: standing.end(ending, words, officer_asking(), today())):
            flash(f"{standing.reference} has ended. The case is chased again.", "success")
            return redirect(url_for("cases.details_view", id=standing.case_id))
        return self.step_page(form, standing.case, f"End {standing.reference}")


def may_sign(standing: Standing) -> bool:
    """Say whether whoever asks is a manager there and did not propose it."""
    roles = scope().roles.get(standing.authority_id, frozenset())
    return "manager" in roles and standing.proposed_by_id != scope().officer_id
