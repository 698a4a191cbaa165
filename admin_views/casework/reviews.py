"""Screens for reviews: one is recorded when it was held, and so meets its standard."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask_admin import expose
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired

from admin_views.asking import officer_asking, scope, today
from admin_views.casework.asked_case import AboutCase
from admin_views.records.forms import ProtectedForm
from admin_views.records.inputs import LONGEST_TEXT, AtMost, DayField
from admin_views.records.reading import note_read
from admin_views.records.rows import is_id
from models.casework.case import Case
from models.casework.check_row import checklist_of, still_to_do
from models.casework.clock import Clock
from models.casework.review import Review
from models.casework.standards import REVIEWS


class HoldForm(ProtectedForm):
    """What a review found."""

    done_on = DayField("Held on", [InputRequired("Enter the day it was held.")])
    with_whom = StringField(
        "Who took part",
        [AtMost(255)],
        description="For a joint review: who took part for the school.",
    )
    words = TextAreaField(
        "What was looked at and found",
        [DataRequired("Write down what was looked at and found."), AtMost(LONGEST_TEXT)],
    )
    next_step = TextAreaField("What is done next, by whom and by when", [AtMost(LONGEST_TEXT)])


class ReviewView(AboutCase):
    shows = Review
    title = "Reviews"
    address = "reviews"
    group = "Work"
    creates = False  # from the standard it meets
    edits = False
    column_list = ("reference", "case.child", "standard", "due_on", "done_on", "done_by")
    column_labels = {
        "case.child": "About",
        "standard": "Review",
        "due_on": "Was due",
        "done_on": "Held",
        "words": "What was found",
    }
    column_details_list = [
        "case",
        "case.child",
        "standard",
        "due_on",
        "done_on",
        "done_by",
        "with_whom",
        "words",
        "next_step",
    ]
    column_default_sort = ("done_on", True)
    column_sortable_list = (("done_on", "done_on"), ("due_on", "due_on"))
    search_child = Review.case
    narrow_by = ("standard", "done_by", "done_on", "authority")
    loads = ("case.kind", "case.child")
    opens_with = (Review.case, Case.kind, Case.child, Review.done_by)

    @expose("/hold/", methods=("GET", "POST"))
    def hold_view(self) -> Response | tuple[str, int]:
        clock = _clock_asked()
        case = clock.case
        assert case is not None
        form = HoldForm(request.form if request.method == "POST" else None)
        if request.method == "GET":
            form.done_on.data = form.done_on.data or today()
        elif form.validate() and self.kept(lambda: _hold(clock, form)):
            flash(f"{clock.title}: recorded.", "success")
            return redirect(url_for("cases.details_view", id=case.id))
        left = len(still_to_do(checklist_of(case)))
        told = [
            f"Due on {clock.explained().value}. Of the required checks "
            f"{left} {'is' if left == 1 else 'are'} still to do."
        ]
        return self.step_page(form, case, clock.title, told=told, button="Record the review")


def _clock_asked() -> Clock:
    number = request.args.get("id", "")
    found = scope().of(Clock).where(Clock.id == int(number)) if is_id(number) else None
    clock: Clock | None = found.get_or_none() if found is not None else None
    if clock is None or clock.standard not in REVIEWS or clock.case is None:
        abort(404)
    note_read(clock)
    if not scope().may("add", Review, clock.authority_id):
        abort(403)
    return clock


def _hold(clock: Clock, form: HoldForm) -> None:
    with_whom, words, next_step = (
        str(one.data or "") for one in (form.with_whom, form.words, form.next_step)
    )
    on = form.done_on.data or today()
    Review.hold(clock, on, officer_asking(), with_whom, words, next_step)
