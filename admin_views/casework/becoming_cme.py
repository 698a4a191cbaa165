"""The manager's page on which home education becomes missing education."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_admin import expose
from werkzeug.wrappers import Response
from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired

from admin_views.asking import officer_asking, scope
from admin_views.records.base import Action, CaseView
from admin_views.records.forms import ProtectedForm
from admin_views.records.inputs import LONGEST_TEXT, AtMost
from models.casework.becoming_cme import BECAUSE, become_cme
from models.casework.case import EHE, Case

BECOME = Action("It is missing education", "cases.become_view", needs=("change", "BecomingCme"))


class BecauseField(SelectField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.choices = [("", "Choose"), *BECAUSE]


class BecomingForm(ProtectedForm):
    """Why it appears that there is no suitable education: a manager's decision, in words."""

    because = BecauseField(
        label="What was found", validators=[InputRequired("Say what was found.")]
    )
    why = TextAreaField(
        "Why it appears that there is no suitable education",
        [InputRequired("Give your reasons."), AtMost(LONGEST_TEXT)],
        description="What was asked, what was answered, what support was offered. The EHE case "
        "ends today and a CME case begins today.",
    )


class BecomesCme(CaseView):
    """Mixed into the screen of cases."""

    @expose("/become/", methods=("GET", "POST"))
    def become_view(self) -> Response | tuple[str, int]:
        case = self._to_act_on(Case, "see", Case)
        if not scope().may("change", "BecomingCme", case.authority_id):
            abort(403)
        form = BecomingForm(request.form if request.method == "POST" else None)
        made: list[Case] = []
        asked = request.method == "POST" and form.validate()
        if asked and self.written(lambda: made.append(_become(case, form))):
            flash(f"{made[-1].reference} is open, and {case.reference} ended today.", "success")
            return redirect(url_for(".details_view", id=made[-1].id))
        return self.form_page(form, "step.html", row=case, step=BECOME.label)

    def to_become(self, case: Case) -> list[Action]:
        return [BECOME] if case.is_open and case.kind.code == EHE else []


def _become(case: Case, form: BecomingForm) -> Case:
    return become_cme(case, str(form.because.data), str(form.why.data), officer_asking())
