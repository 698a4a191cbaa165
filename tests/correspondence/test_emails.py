"""The words of a chase: no child in it, every reference in it, and a fit greeting and close."""

from __future__ import annotations

import pytest

from correspondence.emails import WHY_WE_ASK, WHY_WE_ASK_A_PARENT, Words, chase_email
from correspondence.mail import Mail, compose
from models.outgoing.chase import Chase, Planned
from models.outgoing.ladder import USUAL_STEPS
from models.people.child import Child
from tests.days import day
from tests.making import (
    NOW,
    TESTS,
    make_agency,
    make_authority,
    make_case,
    make_chase,
    make_child,
    make_enquiry,
    make_officer,
    make_parent,
    make_school,
    saved,
    the_authority,
)

pytestmark = pytest.mark.usefixtures("db")

LATE = "Tue 15 Sep 2026"


def planned_on(today: str = LATE) -> list[Planned]:
    return [planned for planned in Chase.plan(TESTS, day(today)) if planned.step]


def parent_asked(child: Child, **changes: str) -> Words:
    make_enquiry(case=make_case(child=child), person=make_parent(child, **changes))
    return chase_email(planned_on())


def test_a_chase_names_no_child_in_subject_or_body() -> None:
    school = make_school()
    children = [
        make_child(forenames="Zebedee", surname="Quillfeather", upn=""),
        make_child(forenames="Xanthe", surname="Vanterpool"),
    ]
    officer = make_officer()
    for child in children:
        make_enquiry(case=make_case(child=child, officer=officer), school=school)

    words = chase_email(planned_on())

    for child in children:
        born = child.born_on
        told = (child.forenames, child.surname, child.reference, f"{born}", f"{born:%B %Y}")
        assert [one for one in told if one.lower() in "".join(words).lower()] == []


def test_what_was_asked_is_not_repeated_since_it_may_name_the_child() -> None:
    make_enquiry(question="Where is Zebedee Quillfeather?")

    assert "Zebedee" not in "".join(chase_email(planned_on()))


def test_a_parent_is_written_to_without_the_childs_forename() -> None:
    words = parent_asked(make_child(forenames="Zebedee", surname="Quillfeather"))

    assert "Zebedee" not in "".join(words)
    assert "Quillfeather" not in "".join(words)


def test_one_enquiry_is_named_in_the_subject() -> None:
    enquiry = make_enquiry()

    words = chase_email(planned_on())

    assert words.subject == f"We are waiting for your answer: {enquiry.reference}"
    assert (
        f"  {enquiry.reference}: asked on 7 September 2026, answer due by 14 September 2026\n"
        in words.body
    )


def test_several_are_counted_in_the_subject_and_each_named_in_the_body() -> None:
    school = make_school()
    enquiries = [make_enquiry(school=school) for _ in range(3)]

    words = chase_email(planned_on())

    assert words.subject == f"We are waiting for 3 answers, from {enquiries[0].reference}"
    for enquiry in enquiries:
        assert f"  {enquiry.reference}: asked on " in words.body


def test_a_school_is_greeted_by_its_name_and_told_why_we_ask() -> None:
    make_enquiry(school=make_school(name="Hilltop Primary"))

    body = chase_email(planned_on()).body

    assert body.startswith("Dear Hilltop Primary,\n\n")
    assert WHY_WE_ASK in body
    assert WHY_WE_ASK_A_PARENT not in body


@pytest.mark.parametrize("asked", ["agency", "authority"])
def test_an_agency_or_another_authority_is_told_so_too(asked: str) -> None:
    if asked == "agency":
        make_enquiry(agency=make_agency(name="Health visitors"))
    else:
        other = make_authority(code="330", name="Birmingham", ours=False, email="cme@b.example")
        make_enquiry(other_authority=other)

    body = chase_email(planned_on()).body

    assert body.startswith(("Dear Health visitors,", "Dear Birmingham,"))
    assert WHY_WE_ASK in body


@pytest.mark.parametrize(
    ("title", "greeting"),
    [("Mrs", "Dear Mrs O’Neil,"), ("", "Dear Margaret O’Neil,")],
)
def test_a_parent_is_greeted_as_a_person_and_offered_help(title: str, greeting: str) -> None:
    body = parent_asked(make_child(), title=title).body

    assert body.startswith(greeting)
    assert WHY_WE_ASK_A_PARENT in body
    assert WHY_WE_ASK not in body


def test_the_words_are_those_of_the_highest_step_that_is_due() -> None:
    school = make_school()
    first, second = (make_enquiry(school=school) for _ in range(2))
    make_chase(first, 1)
    first.due_on = day("Mon 7 Sep 2026")
    saved(first)
    for chase in Chase.select():
        chase.message.state = "cancelled"
        saved(chase.message)

    planned = planned_on()

    assert [(one.enquiry, one.step.number) for one in planned if one.step] == [
        (first, 2),
        (second, 1),
    ]
    body = chase_email(planned).body
    assert USUAL_STEPS[1][1] in body
    assert USUAL_STEPS[0][1] not in body


def test_the_officer_signs_with_team_and_council() -> None:
    officer = make_officer(name="Priya Nair", job_title="CME Officer", phone="01223 555 0117")
    make_enquiry(case=make_case(officer=officer))

    body = chase_email(planned_on()).body

    assert body.endswith(
        "\n\nPriya Nair\nCME Officer\n01223 555 0117\nEducation Inclusion Team\n"
        "Cambridgeshire County Council\n"
    )
    assert "reply to this email or call 01223 555 0100." in body


def test_without_an_officer_or_a_telephone_nothing_is_left_blank() -> None:
    council = the_authority()
    council.phone = council.team_name = ""
    saved(council)
    make_enquiry()

    body = chase_email(planned_on()).body

    assert body.endswith("\n\nCambridgeshire County Council\n")
    assert "To answer, reply to this email.\n" in body
    assert "\n\n\n" not in body


def test_t21_a_chase_can_go_over_the_wire_whatever_the_school_is_called() -> None:
    make_enquiry(school=make_school(name="Ysgol “Tŷ Coch” & <b>St Élodie’s</b>"))

    words = chase_email(planned_on())

    mail = Mail("cme@council.example", "x@y.example", *words, "<1@council.example>", NOW)
    assert compose(mail)
