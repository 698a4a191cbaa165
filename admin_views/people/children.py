"""Screens for children and the people around them."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, request, url_for
from flask_admin import expose

from admin_views.asking import scope, today
from admin_views.people.calls import CallScreen
from admin_views.people.child_page import ChildPage, dated
from admin_views.people.kinds import KINDS
from admin_views.people.timeline import timeline
from admin_views.people.timeline_asked import AskedOfTimeline
from admin_views.records.base import Action, CaseView, Related
from admin_views.records.reading import note_read
from admin_views.records.words import in_words
from models.casework.attachment import Attachment
from models.casework.case import Case
from models.casework.concern import Concern
from models.casework.ehe_contact import EheContact
from models.casework.enquiry import Enquiry
from models.casework.note import Note
from models.casework.task import Task
from models.dates.months import last_months
from models.people.address import Address
from models.people.child import Child
from models.people.child_name import ChildName
from models.people.contact_promise import ContactPromise
from models.people.person import Person
from models.people.relationship import Relationship

ONE_CLICKS = (
    ("Write a note", Note, "notes"),
    ("Ask a question", Enquiry, "enquiries"),
    ("Record a contact", EheContact, "ehe-contacts"),
    ("Set a task", Task, "tasks"),
    ("Attach a file", Attachment, "attachments"),
    ("Open a case", Case, "cases"),
)


class ChildView(CallScreen):
    shows = Child
    title = "Children"
    address = "children"
    column_list = ("reference", "surname", "forenames", "born_on", "upn", "authority")
    column_labels = {"born_on": "Born", "upn": "UPN"}
    column_default_sort = ("surname", False)
    search_child = Child.id
    narrow_by = ("authority", "sex", "born_on")
    form_columns = (
        "authority",
        "forenames",
        "surname",
        "born_on",
        "sex",
        "upn",
        "first_language",
        "safeguarding_note",
    )
    actions = (
        Action("Who has seen or changed this", "history.child_view", needs=("see", "History")),
    )

    @expose("/details/")
    def details_view(self) -> str:
        page = ChildPage.of(request.args.get("id", ""), today())
        if page is None:
            abort(404)
        child = page.child
        note_read(child)
        asked = AskedOfTimeline.by_request()
        return str(
            self.render(
                "child.html",
                row=child,
                page=page,
                shown=timeline(
                    asked.kinds or KINDS, child, page.case_ids, asked.skipping, asked.most
                ),
                asked=asked,
                kinds=KINDS,
                one_clicks=self._one_clicks(child),
                months=last_months(today(), 12),
                in_words=in_words,
                dated=dated,
            )
        )

    def _one_clicks(self, child: Child) -> list[tuple[str, str]]:
        """Return what may be added from here, and the page that asks for it."""
        forms = [
            (label, url_for(f"{address}.create_view", child=child.id))
            for label, noun, address in ONE_CLICKS
            if scope().may("add", noun, child.authority_id)
        ]
        if scope().may("add", Note, child.authority_id):
            forms.insert(0, ("Log a call", url_for(".call_view", id=child.id)))
        if scope().may("add", Concern, child.authority_id):
            raised_at = url_for("concerns.create_view", child=child.id)
            forms.insert(0, ("Raise a welfare concern", raised_at))
        return forms

    def get_save_return_url(self, model: Any, is_created: bool = False) -> str:
        if isinstance(model, Child) and (warning := model.upn_warning()):
            flash(warning, "warning")
        return super().get_save_return_url(model, is_created)


class ChildNameView(CaseView):
    shows = ChildName
    title = "Other names"
    address = "child-names"
    group = "People"
    column_list = ("child", "kind", "forenames", "surname", "until")
    search_child = ChildName.child
    form_columns = ("child", "kind", "forenames", "surname", "until")
    prefills = ("child",)


class PersonView(CaseView):
    shows = Person
    title = "Parents and others"
    address = "people"
    group = "People"
    column_list = ("reference", "surname", "forenames", "email", "phone", "authority")
    column_default_sort = ("surname", False)
    search_in = (Person.forenames, Person.surname, Person.email)
    narrow_by = ("authority",)
    form_columns = ("authority", "title", "forenames", "surname", "email", "phone")
    related = (
        Related("Children", Relationship, "person"),
        Related("Addresses", Address, "person"),
        Related("Promises about contact", ContactPromise, "person"),
    )


class RelationshipView(CaseView):
    shows = Relationship
    title = "Relationships"
    address = "relationships"
    group = "People"
    column_list = ("child", "person", "kind", "parental_responsibility", "has_care", "to_on")
    column_labels = {"to_on": "Ended"}
    search_child = Relationship.child
    narrow_by = ("kind", "parental_responsibility", "may_be_contacted")
    form_columns = (
        "child",
        "person",
        "kind",
        "parental_responsibility",
        "has_care",
        "lives_with",
        "may_be_contacted",
        "from_on",
        "to_on",
    )
    prefills = ("child", "person")


class AddressView(CaseView):
    shows = Address
    title = "Addresses"
    address = "addresses"
    group = "People"
    column_list = ("child", "person", "lines", "postcode", "restricted", "from_on", "to_on")
    column_labels = {"from_on": "From", "to_on": "Until"}
    search_in = (Address.postcode, Address.lines)
    search_child = Address.child
    narrow_by = ("restricted", "from_on")
    form_columns = ("child", "person", "lines", "postcode", "restricted", "from_on", "to_on")
    prefills = ("child", "person")


class PromiseView(CaseView):
    shows = ContactPromise
    title = "Promises about contact"
    address = "promises"
    group = "People"
    column_list = ("person", "by_email", "by_post", "by_phone", "not_before", "ended_on")
    narrow_by = ("by_email", "in_writing_only", "not_before")
    form_columns = (
        "person",
        "by_email",
        "by_post",
        "by_phone",
        "in_writing_only",
        "safe_address",
        "interpreter",
        "not_before",
        "ended_on",
    )
    prefills = ("person",)
