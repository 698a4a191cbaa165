"""Screens for children and the people around them."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, request

from admin_views.asking import today
from admin_views.base import Action, CaseView, Related
from admin_views.timeline import KINDS, Entry, timeline
from models.casework.case import Case
from models.casework.note import Note
from models.dates.explanation import (
    Explained,
    age,
    compulsory_end_explained,
    compulsory_start_explained,
    year_group_explained,
)
from models.dates.months import Month, last_months
from models.people.address import Address
from models.people.child import Child
from models.people.child_name import ChildName
from models.people.contact_promise import ContactPromise
from models.people.person import Person
from models.people.relationship import Relationship
from models.statute.notice import Notice


class ChildView(CaseView):
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
    related = (
        Related("Cases", Case, "child"),
        Related("Family and others", Relationship, "child"),
        Related("Addresses", Address, "child"),
        Related("Other names", ChildName, "child"),
        Related("Notices", Notice, "child"),
        Related("Notes", Note, "child"),
    )

    actions = (
        Action("Who has seen or changed this", "history.child_view", needs=("see", "History")),
    )
    more = "child.html"
    kinds = KINDS

    def age_facts(self, child: Child) -> list[tuple[str, Explained]]:
        """Return what follows from the date of birth, each with how it was worked out."""
        born = child.born_on
        if not isinstance(born, date):
            return []
        return [
            ("Age", Explained(str(age(born, today())), ())),
            ("Year group", year_group_explained(born, today())),
            ("Of compulsory school age from", compulsory_start_explained(born)),
            ("Of compulsory school age until", compulsory_end_explained(born)),
        ]

    def only_kind(self) -> str:
        asked = request.args.get("kind", "")
        return asked if asked in {kind.name for kind in KINDS} else ""

    def timeline(self, child: Child) -> list[Entry]:
        return timeline(child, self.only_kind())

    def months(self) -> list[Month]:
        """Return the months to ask about: a subject asks who saw the record in March."""
        return last_months(today(), 12)

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
