"""A contact with a family: what answers a question ends its chasing."""

from __future__ import annotations

import pytest

from models.base import OutOfScope, RuleBroken
from models.casework.ehe_contact import EheContact
from models.casework.enquiry import Enquiry
from models.outgoing.chase import Chase
from models.scope import Scope
from models.transaction import transaction
from tests.days import day
from tests.making import (
    NOW,
    TESTS,
    make_case,
    make_contact,
    make_enquiry,
    make_officer,
    make_parent,
    saved,
)

pytestmark = pytest.mark.usefixtures("db")

LATE = day("Tue 15 Sep 2026")


@pytest.fixture
def enquiry(db: None) -> Enquiry:
    case = make_case(kind="EHE", reason="ehe_chosen")
    return make_enquiry(case=case, person=make_parent(case.child))


def test_a_contact_which_answers_ends_the_chasing(enquiry: Enquiry) -> None:
    assert [one.enquiry for one in Chase.plan(TESTS, LATE) if one.step] == [enquiry]

    officer = make_officer()
    make_contact(case=enquiry.case, enquiry=enquiry, summary="He reads daily.", officer=officer)

    kept = Enquiry.get_by_id(enquiry.id)
    assert (kept.answer, kept.answered_on) == ("He reads daily.", day("Wed 9 Sep 2026"))
    assert kept.recorded_by == officer
    assert Chase.plan(TESTS, LATE) == []


def test_a_contact_about_something_else_leaves_the_chasing(enquiry: Enquiry) -> None:
    make_contact(case=enquiry.case)

    assert Enquiry.get_by_id(enquiry.id).answered_on is None


def test_a_contact_may_be_tied_to_its_question_later(enquiry: Enquiry) -> None:
    contact = make_contact(case=enquiry.case)
    contact.enquiry = enquiry
    saved(contact)

    assert Enquiry.get_by_id(enquiry.id).answered_on == contact.happened_on


def test_a_contact_before_the_question_was_sent_is_refused_whole(enquiry: Enquiry) -> None:
    with pytest.raises(RuleBroken, match="before the enquiry was sent"):
        make_contact(case=enquiry.case, enquiry=enquiry, happened_on=day("Fri 4 Sep 2026"))

    assert EheContact.select().count() == 0


def test_a_second_contact_leaves_the_first_answer(enquiry: Enquiry) -> None:
    make_contact(case=enquiry.case, enquiry=enquiry, summary="The first.")
    make_contact(
        case=enquiry.case, enquiry=Enquiry.get_by_id(enquiry.id), summary="And something more."
    )

    assert Enquiry.get_by_id(enquiry.id).answer == "The first."


def test_an_old_contact_put_right_does_not_answer_a_question_asked_again(
    enquiry: Enquiry,
) -> None:
    contact = make_contact(case=enquiry.case, enquiry=enquiry)
    with transaction(TESTS, NOW):
        Enquiry.get_by_id(enquiry.id).ask_again(day("Mon 28 Sep 2026"))

    contact = EheContact.get_by_id(contact.id)
    contact.summary = "All is well, she says."
    saved(contact)

    assert Enquiry.get_by_id(enquiry.id).answered_on is None
    assert [one.enquiry for one in Chase.plan(TESTS, day("Tue 29 Sep 2026")) if one.step] == [
        enquiry
    ]


def test_business_support_records_a_contact_but_answers_no_question(enquiry: Enquiry) -> None:
    scope = Scope.officer(make_officer("business_support"))
    row = {
        "authority": enquiry.authority,
        "case": enquiry.case,
        "kind": "call",
        "happened_on": day("Wed 9 Sep 2026"),
        "summary": "She rang.",
    }
    with transaction(scope, NOW):
        EheContact.create(**row)
    with pytest.raises(OutOfScope), transaction(scope, NOW):
        EheContact.create(**row, enquiry=enquiry)

    assert EheContact.select().count() == 1
    assert Enquiry.get_by_id(enquiry.id).answered_on is None
