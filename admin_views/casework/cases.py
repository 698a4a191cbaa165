"""Screens for cases."""

from __future__ import annotations

from collections.abc import Sequence

from flask_admin import expose
from werkzeug.wrappers import Response

from admin_views.asking import officer_asking, scope, today
from admin_views.casework.allocations import GIVE, give, give_by_rule
from admin_views.casework.becoming_cme import BecomesCme
from admin_views.casework.searched import OF_THE_SEARCH, SearchedCase
from admin_views.doors.sessions import request_now
from admin_views.outgoing.produced import produced_once
from admin_views.records.base import Action, Bulk, Related
from admin_views.records.forms import GiveForm
from correspondence.producing import fitting_letter, produce_fitting
from models.base import BaseModel, RuleBroken
from models.casework.allocation import BY_HAND, Allocation
from models.casework.case import CME, Case
from models.casework.concern import Concern
from models.casework.ehe_contact import EheContact
from models.casework.enquiry import Enquiry
from models.casework.handover import Handover
from models.casework.note import Note
from models.casework.task import Task
from models.organisations.officer import Officer
from models.outgoing.letter import Letter
from models.statute.notice import Notice


def produced_letter(row: Enquiry | Case) -> Response:
    """Produce what fits the row and go to its page."""
    return produced_once(lambda key: produce_fitting(scope(), row, request_now(), today(), key))


def _give(case: Case, form: GiveForm) -> None:
    officer = scope().get(Officer, int(form.officer.data))
    give(case, officer, BY_HAND, str(form.why.data or ""))


def _give_by_rule(case: Case, _form: object) -> None:
    give_by_rule(case)


# Whom an enquiry may be put to.
ASKED = (Enquiry.school, Enquiry.other_authority, Enquiry.agency, Enquiry.person)


class CaseScreen(BecomesCme, SearchedCase):
    shows = Case
    title = "Cases"
    address = "cases"
    column_list = ("reference", "child", "reason", "officer", "opened_on", "closed_on")
    column_labels = {
        "opened_on": "Opened",
        "closed_on": "Closed",
        "since_on": "Since",
        "school": "School the child is or was last at",
        "lives_here_on": "Confirmed to live here",
    }
    column_default_sort = ("opened_on", True)
    column_sortable_list = (
        ("reference", "id"),
        ("child", "child.surname"),
        ("officer", "officer.name"),
        ("opened_on", "opened_on"),
        ("closed_on", "closed_on"),
    )
    search_child = Case.child
    narrow_by = ("kind", "reason", "officer", "authority", "opened_on", "closed_on")
    form_columns = (
        "child",
        "kind",
        "reason",
        "officer",
        "opened_on",
        "since_on",
        "school",
        "lives_here_on",
        "closed_on",
        "outcome",
        "referrer",
    )
    prefills = ("child",)
    related = (
        Related("Welfare concerns", Concern, "case"),
        Related("Enquiries", Enquiry, "case", ASKED),
        Related("Hand-overs", Handover, "case", (Handover.to_authority,)),
        *OF_THE_SEARCH,
        Related("Contacts with the family", EheContact, "case"),
        Related("Notices", Notice, "case", (Notice.parent,)),
        Related("Letters", Letter, "case"),
        Related("Notes", Note, "case"),
        Related("Tasks", Task, "case"),
        Related("Given to", Allocation, "case", (Allocation.officer,)),
    )
    loads = ("kind",)
    opens_with = (Case.kind, Case.child, Case.officer)
    bulk = (
        Bulk("Give to an officer", "given to the officer", _give, GiveForm),
        Bulk("Give by the council’s rule", "given by the rule", _give_by_rule),
    )
    actions = (
        Action(
            "Raise a welfare concern", "concerns.create_view", needs=("add", Concern), by="case"
        ),
        Action("Ask other authorities", "asking.index", needs=("add", Enquiry), by="case"),
        Action("Hand over", "handovers.create_view", needs=("add", Handover), by="case"),
        Action("Produce the letter", "cases.letter_view", posts=True, needs=("add", Letter)),
        GIVE,
    )

    def actions_for(self, row: BaseModel) -> Sequence[Action]:
        assert isinstance(row, Case)
        concern, ask, hand_over, letter, give = self.actions
        open_ones = [give, ask, hand_over] if row.is_open else []
        letters = [letter] if fitting_letter(row, today()) else []
        return [
            concern,
            *letters,
            *open_ones,
            *self.to_become(row),
            *self.for_the_search(row),
        ]

    def before_saving(self, row: BaseModel, created: bool) -> None:
        if created and isinstance(row, Case):
            row.opened_by = officer_asking()
            if row.kind.code == CME and row.closed_on is not None:
                raise RuleBroken("Leave out when it was closed. Open the case, then close it.")

    @expose("/letter/", methods=("POST",))
    def letter_view(self) -> Response:
        return produced_letter(self._to_act_on(Case, "add", Letter))
