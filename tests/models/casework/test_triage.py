"""Deciding on a referral: this child, a new one, or none; by one person, who says why."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models.base import OutOfScope, RuleBroken, StaleRow
from models.casework.case import Case
from models.casework.clock import Clock
from models.casework.doubts import Choice, doubts, school_age
from models.casework.not_the_same import NotTheSame
from models.casework.note import Note
from models.casework.referral import Referral
from models.casework.referral_matching import Matches, matches, told_of, told_of_late
from models.casework.triage import Opening, judge_risk, new_child, this_child, turn_away
from models.organisations.officer import Officer
from models.people.address import Address
from models.people.child import Child
from models.people.child_name import ChildName
from models.people.likeness import THE_SAME
from models.people.told import Adult
from models.scope import Scope
from models.transaction import transaction
from tests.days import day
from tests.making import (
    NOW,
    TESTS,
    TODAY,
    make_case,
    make_child,
    make_officer,
    make_referral,
    the_authority,
)

pytestmark = pytest.mark.usefixtures("db")

NOBODY = Matches([], [])


def opening(by: Officer | None = None, **changes: Any) -> Opening:
    return Opening("vanished", None, "All agrees.", by, NOW)._replace(**changes)


def judged(**changes: Any) -> Referral:
    referral = make_referral(**changes)
    with transaction(TESTS, NOW):
        judge_risk(referral, "high", "Nobody has seen him.", None, NOW)
    return referral


def test_accepting_opens_a_case_meets_the_clock_and_says_who_told_us() -> None:
    referral, child = judged(last_attended_on=day("Fri 6 Nov 2026")), make_child()

    with transaction(TESTS, NOW):
        case = this_child(TESTS, referral, child, opening())

    assert (case.child_id, case.referral_id, case.reason) == (child.id, referral.id, "vanished")
    assert (case.since_on, case.opened_on) == (day("Fri 6 Nov 2026"), TODAY)
    assert case.referrer == "Sam Reed, Hilltop Primary"
    assert (referral.decision, referral.child_id) == ("this_child", child.id)
    runs = {clock.standard: clock.runs for clock in Clock.select()}
    assert (runs["triage"], runs["allocate"]) == (False, True)


def test_a_second_referral_joins_the_case_that_is_open() -> None:
    case, referral = make_case(), judged()

    with transaction(TESTS, NOW):
        joined = this_child(TESTS, referral, case.child, opening())

    assert joined == case
    assert "joined this case" in Note.get().text
    assert Case.select().count() == 1


def test_a_new_child_is_made_of_what_was_told_with_the_school_in_a_note() -> None:
    referral = judged(
        known_as="Tomek",
        address_lines="3 Mill Road",
        postcode="CB1 2AB",
        school_name="Hilltop Primary",
        upn="B123456789012",
    )

    with transaction(TESTS, NOW):
        case = new_child(TESTS, referral, opening())

    child = Child.get_by_id(case.child_id)
    assert (child.name, child.born_on, child.upn) == ("Tomasz Nowak", date(2014, 5, 20), "")
    assert ChildName.get().forenames == "Tomek"
    assert Address.get().letter_lines == ["3 Mill Road", "CB1 2AB"]
    assert "Last school: Hilltop Primary." in Note.get().text
    assert "B123456789012, which cannot be one" in Note.get().text


@pytest.mark.parametrize(
    ("refused", "words"),
    [
        pytest.param(
            lambda one: this_child(TESTS, one, make_child(), opening()), "risk", id="risk"
        ),
        pytest.param(lambda one: turn_away(one, "", "No.", None, NOW), "Say why it", id="rule"),
        pytest.param(
            lambda one: turn_away(one, "duplicate", "Twice.", None, NOW),
            "like REF-12",
            id="of whom",
        ),
    ],
)
def test_what_is_missing_is_asked_for(refused: Any, words: str) -> None:
    referral = make_referral()

    with pytest.raises(RuleBroken, match=words), transaction(TESTS, NOW):
        refused(referral)


def test_t32_two_officers_at_once_one_wins_and_no_second_case_is_left() -> None:
    referral = judged()
    slow = Referral.get_by_id(referral.id)
    with transaction(TESTS, NOW):
        this_child(TESTS, referral, make_child(), opening())

    with pytest.raises(StaleRow), transaction(TESTS, NOW):
        new_child(TESTS, slow, opening())
    with pytest.raises(RuleBroken, match="decided on REF"), transaction(TESTS, NOW):
        turn_away(Referral.get_by_id(referral.id), "in_error", "No.", None, NOW)

    assert (Case.select().count(), Child.select().count()) == (1, 1)


def test_a_duplicate_stands_with_the_child_of_the_first() -> None:
    first, second, child = judged(), judged(), make_child()
    with transaction(TESTS, NOW):
        this_child(TESTS, first, child, opening())
        turn_away(second, "duplicate", "", None, NOW, same_as=first)

    assert second.child_id == child.id
    assert second.decision_why == f"The same as {first.reference}."


def test_business_support_may_not_judge_the_risk() -> None:
    referral = make_referral()
    support = Scope.officer(make_officer("business_support"))

    with pytest.raises(OutOfScope), transaction(support, NOW):
        judge_risk(referral, "low", "Seems fine.", None, NOW)


@pytest.mark.parametrize(
    ("born", "is_now", "words"),
    [
        pytest.param("Wed 1 Sep 2021", False, "not before 31 December 2026", id="in Reception"),
        pytest.param("Tue 31 Aug 2021", True, "until", id="five in time"),
        pytest.param("Thu 15 Jul 2010", False, "ended on 26 June 2026", id="left at fifteen"),
        pytest.param("Wed 1 Sep 2010", True, "until 25 June 2027", id="in the last year"),
        pytest.param("Fri 1 Jan 2027", False, "Not born yet", id="unborn"),
        pytest.param("Sun 1 Jan 2006", False, "and is 20 now", id="grown up"),
    ],
)
def test_compulsory_school_age_is_told_in_words(born: str, is_now: bool, words: str) -> None:
    told = school_age(day(born), TODAY)

    assert told is not None
    assert told.is_now == is_now
    assert words in told.words
    assert all(fact.steps for _, fact in told.explained)


def test_an_unlikely_choice_is_asked_back() -> None:
    child = make_child(forenames="Tomasz", surname="Nowak", born_on=date(2014, 5, 20))
    dead = make_case(child=make_child(), closed_on=TODAY, outcome="The child died.")
    referral = make_referral()
    found = matches(TESTS, referral)

    def asked(choice: Choice) -> str:
        return " ".join(doubts(referral, choice, found, TODAY))

    assert asked(Choice(child=child)) == ""
    assert f"{child.reference} looks like the same child: same name" in asked(Choice(is_new=True))
    assert "because the child died" in asked(Choice(child=dead.child))
    assert "Nothing told agrees" in asked(Choice(child=dead.child))
    assert "is of compulsory school age" in asked(Choice(rule="not_school_age"))
    assert asked(Choice(rule="on_roll")) == ""


def test_a_child_told_apart_is_not_proposed_again_until_that_is_taken_back() -> None:
    child = make_child(forenames="Tomasz", surname="Nowak", born_on=date(2014, 5, 20))
    referral = judged()
    with transaction(TESTS, NOW):
        said = NotTheSame.say(referral, child, "She rang: a cousin.", None, NOW)
        NotTheSame.say(referral, child, "Said again.", None, NOW)

    assert matches(TESTS, referral).found == []
    assert [one.id for _, one in matches(TESTS, referral).set_aside] == [said.id]

    # The other child is referred once more: told apart from the first by then.
    with transaction(TESTS, NOW):
        other = new_child(TESTS, referral, opening()).child
    again = matches(TESTS, make_referral())
    assert [one.kept.child_id for one in again.found] == [other.id]

    with transaction(TESTS, NOW):
        said.undo("The same UPN after all.", None, NOW)
    assert len(matches(TESTS, make_referral()).found) == 2


def test_two_schools_that_tell_of_one_child_are_shown_to_each_other() -> None:
    first = make_referral()
    second = make_referral(forenames="Tomas", born_on=date(2014, 5, 20))
    make_referral(forenames="Zofia", born_on=date(2012, 1, 1))

    (one,) = told_of_late(TESTS, second)

    assert (one.referral, one.likeness.verdict) == (first, THE_SAME)


def test_parents_are_read_from_what_was_sent() -> None:
    referral = make_referral(
        told=[
            ["You", [["Name", "Sam Reed"], ["Phone number", "01223 555 0000"]]],
            ["The family", [["Parent or carer 1: Name", "Ewa Maria Nowak"]]],
            ["The family", [["Parent or carer 1: Phone number", "07700 900123"]]],
        ]
    )

    assert told_of(referral).adults == (Adult("Ewa Maria", "Nowak", "07700 900123"),)
    assert the_authority().id == referral.authority_id
