"""Screens for visits: planned with the warnings of earlier ones, then recorded or called off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, request, url_for
from flask_admin import expose
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired

from admin_views.asking import scope, today
from admin_views.casework.asked_case import AboutCase, OneOf
from admin_views.people.from_child import FromChild, child_named, open_cases
from admin_views.records.base import Action
from admin_views.records.forms import ProtectedForm
from admin_views.records.inputs import LONGEST_TEXT, AtMost, DayField
from admin_views.records.rows import is_id
from models.base import BaseModel
from models.casework.case import Case
from models.casework.visit import HALVES, Visit
from models.people.address import Address

SEEN = (("yes", "Yes"), ("no", "No"))


class MadeForm(ProtectedForm):
    """What came of a visit."""

    made_on = DayField("Made on", [InputRequired("Enter the day of the visit.")])
    half = OneOf("Part of the day", HALVES, "Choose the part of the day.")
    spoke_to = StringField("Who was spoken to, if anybody", [AtMost(255)])
    relation = StringField("What that person is to the child", [AtMost(255)])
    child_seen = OneOf("Was the child seen?", SEEN, "Say whether the child was seen.")
    result = TextAreaField(
        "What came of it", [DataRequired("Write down what came of it."), AtMost(LONGEST_TEXT)]
    )
    safety_note = TextAreaField(
        "What to know before the next visit there",
        [AtMost(LONGEST_TEXT)],
        description="A dog, a threat, a broken stair. It is shown to whoever goes next. Leave it "
        "empty if there is nothing.",
    )


class CallOffForm(ProtectedForm):
    why = StringField("Why it is not made", [InputRequired("Say why."), AtMost(255)])


class VisitView(FromChild, AboutCase):
    shows = Visit
    title = "Visits"
    group = "Work"
    address = "visits"
    fitting = "CME"
    column_list = ("reference", "case.child", "planned_on", "state", "officer", "made_on")
    column_labels = {
        "case.child": "About",
        "planned_on": "Planned for",
        "half": "Part of the day",
        "at_time": "Time, if one is agreed",
        "address": "Address on record",
        "place": "Or where else",
        "officer": "Who goes",
        "second_officer": "And who else",
        "made_on": "Made",
        "relation": "Who is to the child",
        "child_seen": "Was the child seen?",
        "result": "What came of it",
        "safety_note": "To know before the next visit",
        "called_off": "Why it is not made",
    }
    column_details_list = [
        "case",
        "case.child",
        "state",
        "planned_on",
        "half",
        "at_time",
        "address",
        "place",
        "officer",
        "second_officer",
        "made_on",
        "spoke_to",
        "relation",
        "child_seen",
        "result",
        "safety_note",
        "called_off",
    ]
    column_default_sort = ("planned_on", True)
    column_sortable_list = (("planned_on", "planned_on"), ("made_on", "made_on"))
    search_child = Visit.case
    narrow_by = ("officer", "planned_on", "made_on", "authority")
    form_columns = (
        "case",
        "planned_on",
        "half",
        "at_time",
        "address",
        "place",
        "officer",
        "second_officer",
    )
    prefills = ("case",)
    loads = ("case.kind", "case.child")
    opens_with = (Visit.case, Case.kind, Case.child, Visit.officer)
    more = "visit_more.html"
    actions = (
        Action("Record what came of it", "visits.made_view", needs=("change", Visit)),
        Action("Call it off", "visits.off_view", needs=("change", Visit)),
    )

    def actions_for(self, row: BaseModel) -> Sequence[Action]:
        assert isinstance(row, Visit)
        return self.actions if row.is_to_make else ()

    def _prefilled(self) -> dict[str, Any]:
        """A case names its child, whose address is the first place to go."""
        given = super()._prefilled()
        if isinstance(case := given.get("case"), Case):
            home = Address.of_child(case.child, today())
            in_sight = home and scope().of(Address).where(Address.id == home.id).exists()
            given |= {"address": home if in_sight else None, "officer": case.officer}
        return given

    def form_page(self, form: Any, template: str = "form.html", **about: Any) -> tuple[str, int]:
        chosen = "visit_form.html" if template == "form.html" else template
        return super().form_page(form, chosen, **about)

    def danger(self, visit: Visit | None = None) -> list[Visit]:
        """Return the visits whose notes must be read before this one, or the one being planned."""
        if visit is not None:
            found = Visit.warnings(scope(), visit.case, visit.address_id)
            return [one for one in found if one.id != visit.id]
        child = child_named()
        cases = open_cases(child) if child is not None else _case_named()
        return Visit.warnings(scope(), cases[0]) if cases else []

    @expose("/made/", methods=("GET", "POST"))
    def made_view(self) -> Response | tuple[str, int]:
        visit = self._to_act_on(Visit, "change", Visit)
        form = MadeForm(request.form if request.method == "POST" else None)
        if request.method == "GET":
            form.made_on.data = form.made_on.data or min(visit.planned_on, today())
            form.half.data = form.half.data or visit.half
        elif form.validate() and self.kept(lambda: _made(visit, form)):
            flash(f"{visit.reference} is recorded.", "success")
            return redirect(url_for("cases.details_view", id=visit.case_id))
        step = f"{visit.reference}: what came of it"
        return self.step_page(form, visit.case, step, danger=self.danger(visit), button="Record it")

    @expose("/off/", methods=("GET", "POST"))
    def off_view(self) -> Response | tuple[str, int]:
        visit = self._to_act_on(Visit, "change", Visit)
        form = CallOffForm(request.form if request.method == "POST" else None)
        asked = request.method == "POST" and form.validate()
        if asked and self.kept(lambda: visit.call_off(str(form.why.data))):
            flash(f"{visit.reference} is called off.", "success")
            return redirect(url_for(".details_view", id=visit.id))
        return self.step_page(form, visit.case, f"Call off {visit.reference}")


def _case_named() -> list[Case]:
    """Return the case the link to the form names, as far as it is in scope."""
    number = request.args.get("case", "")
    return list(scope().of(Case).where(Case.id == int(number))) if is_id(number) else []


def _made(visit: Visit, form: MadeForm) -> None:
    spoke_to, relation, seen, result, note = (
        str(one.data or "")
        for one in (form.spoke_to, form.relation, form.child_seen, form.result, form.safety_note)
    )
    on = form.made_on.data or today()
    visit.record(on, str(form.half.data), spoke_to, relation, seen, result, note, today())
