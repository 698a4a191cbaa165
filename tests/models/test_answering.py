"""Whoever answers by a link: what the scope of the link sees, and what it may write."""

from __future__ import annotations

from typing import Any

import pytest

from models.base import OutOfScope
from models.casework.case import Case
from models.casework.enquiry import Enquiry
from models.casework.last_known import last_school_or_area
from models.casework.note import Note
from models.casework.task import Task
from models.organisations.authority import AuthorityRecord
from models.organisations.role import Role
from models.outgoing.reply_link import ReplyLink
from models.people.address import Address
from models.people.child import Child
from models.scope import Scope
from models.tables import TABLES
from models.transaction import transaction
from tests.making import (
    NOW,
    TODAY,
    make_authority,
    make_case,
    make_child,
    make_enquiry,
    make_note,
    make_one_of_each,
    make_parent,
    make_referral,
    make_reply_link,
    make_school,
    saved,
    the_authority,
)

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def link() -> ReplyLink:
    """A link beside a record of every kind, of this child too."""
    case = make_one_of_each(the_authority())
    make_note(case=case)
    return make_reply_link(make_enquiry(case=case))


def scope_of(link: ReplyLink) -> Scope:
    case = link.enquiry.case
    return Scope.link(link, [link.enquiry, case, case.child])


def test_t02_a_link_sees_what_it_is_about_and_nothing_else(link: ReplyLink) -> None:
    scope, case = scope_of(link), link.enquiry.case
    seen = {
        table.__name__: [row.id for row in scope.of(table)]
        for table in TABLES
        if issubclass(table, AuthorityRecord)
    }

    assert {name: ids for name, ids in seen.items() if ids} == {
        "Child": [case.child_id],
        "Case": [case.id],
        "Enquiry": [link.enquiry_id],
        "ReplyLink": [link.id],
    }
    with pytest.raises(OutOfScope):
        scope.get(Case, make_case().id)
    assert not scope.may("see", Child)


def an_answer(enquiry: Enquiry) -> None:
    enquiry.answer, enquiry.answered_by, enquiry.answered_on = "Yes.", "Sam Reed", TODAY
    enquiry.save()


def another_question(enquiry: Enquiry) -> None:
    enquiry.question = "Something else?"
    enquiry.save()


def an_outcome(enquiry: Enquiry) -> None:
    enquiry.case.outcome = "Found."
    enquiry.case.save()


def a_note(authority: Any, enquiry: Enquiry) -> None:
    Note.create(authority=authority, child=enquiry.case.child, written_on=TODAY, text="A word.")


def test_t02_it_writes_an_answer_and_what_follows_from_one(link: ReplyLink) -> None:
    scope, enquiry = scope_of(link), link.enquiry
    with transaction(scope, NOW):
        an_answer(enquiry)
        a_note(enquiry.authority, enquiry)
        Task.create(authority=enquiry.authority, case=enquiry.case, what="Read it.", due_on=TODAY)

    other = make_authority(code="874", name="Peterborough City Council")
    stranger = make_enquiry(case=make_case())
    for refused in (
        lambda: another_question(enquiry),
        lambda: an_outcome(enquiry),
        lambda: an_answer(stranger),
        lambda: a_note(other, enquiry),
        lambda: Role.create(officer=1, authority=enquiry.authority, name="manager"),
        lambda: link.revoke(None, NOW),
    ):
        with pytest.raises(OutOfScope), transaction(scope, NOW):
            refused()


def test_the_last_school_is_the_case_s_then_the_referral_s_and_never_one_merely_asked() -> None:
    school = make_school(name="Hilltop Primary")
    case = make_case()
    make_enquiry(case=case, school=make_school(name="Merely asked"))
    assert last_school_or_area(case, TODAY) == ""

    make_parent(case.child)
    assert last_school_or_area(case, TODAY) == ""  # a parent who lives elsewhere
    saved(Address(authority=case.authority, child=case.child, lines="1 Road", postcode="CB4 2QQ"))
    assert last_school_or_area(case, TODAY) == "the postal district CB4"

    told = make_referral(school_name="The old mill school")
    other = make_case(child=make_child(), referral=told)
    assert last_school_or_area(other, TODAY) == "The old mill school"
    case.school = school
    assert last_school_or_area(case, TODAY) == "Hilltop Primary"


def test_t01_of_a_restricted_address_not_even_the_district_is_told() -> None:
    case = make_case()
    kept = {"lines": "1 Road", "postcode": "CB4 2QQ", "restricted": True}
    saved(Address(authority=case.authority, child=case.child, **kept))

    assert last_school_or_area(case, TODAY) == ""
