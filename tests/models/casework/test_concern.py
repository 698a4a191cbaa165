"""A welfare concern: three steps in their order, minutes counted, and the case that stays open."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from models.base import RuleBroken
from models.finding import children_of_record
from models.organisations.duty import FIRST, SECOND, DutyTurn
from models.people.typed import read
from tests.making import (
    NOW,
    TESTS,
    TODAY,
    make_acknowledged,
    make_authority,
    make_case,
    make_concern,
    make_cover,
    make_duty_turn,
    make_kind,
    make_officer,
    saved,
    the_authority,
    writing,
)

pytestmark = pytest.mark.usefixtures("db")

LATER = NOW + timedelta(minutes=9)


def test_a_concern_is_raised_then_referred_then_acknowledged() -> None:
    officer, concern = make_officer(), make_concern()
    assert concern.state == "Raised, not referred yet"

    with writing():
        concern.refer(" The hub ", "phone", "MASH-7", officer, NOW + timedelta(minutes=2), LATER)
    assert (concern.referred_to, concern.state) == ("The hub", "Referred, no word yet")

    with writing():
        concern.acknowledge("Pat Bell", "A visit today.", LATER, LATER)
    assert (concern.state, concern.is_open) == ("Acknowledged", False)
    assert concern.minutes_open(NOW + timedelta(days=1)) == 9


@pytest.mark.parametrize(
    ("to", "how", "at", "words"),
    [
        pytest.param(" ", "phone", NOW, "Say to whom", id="to nobody"),
        pytest.param("The hub", "pigeon", NOW, "and how", id="in no way there is"),
        pytest.param("The hub", "phone", LATER, "still to come", id="in the future"),
        pytest.param("The hub", "phone", NOW - timedelta(minutes=1), "raised", id="too early"),
    ],
)
def test_a_referral_that_cannot_be_is_refused_in_words(
    to: str, how: str, at: datetime, words: str
) -> None:
    concern = make_concern()

    with writing(), pytest.raises(RuleBroken, match=words):
        concern.refer(to, how, "", None, at, NOW)


def test_no_step_is_left_out_or_taken_twice() -> None:
    concern = make_concern()
    with writing():
        with pytest.raises(RuleBroken, match="Record the referral first"):
            concern.acknowledge("Pat Bell", "", NOW, NOW)
        concern.refer("The hub", "phone", "", None, NOW, NOW)
        with pytest.raises(RuleBroken, match="already referred to The hub"):
            concern.refer("The police", "phone", "", None, NOW, NOW)
        with pytest.raises(RuleBroken, match="Give the name"):
            concern.acknowledge("", "", NOW, NOW)
        concern.acknowledge("Pat Bell", "", NOW, NOW)
        with pytest.raises(RuleBroken, match="Pat Bell has already"):
            concern.acknowledge("Sam Orr", "", NOW, NOW)


def test_a_concern_says_what_was_seen_and_names_a_case_of_the_same_child() -> None:
    with pytest.raises(RuleBroken, match="seen or said"):
        make_concern(what=" ")
    with pytest.raises(RuleBroken, match="another child's"):
        make_concern(case=make_case())


def test_a_concern_is_late_when_the_minutes_are_over_and_not_before() -> None:
    concern = make_concern()

    assert not concern.is_late(NOW + timedelta(minutes=14, seconds=59), 15)
    assert concern.is_late(NOW + timedelta(minutes=15), 15)
    assert not make_acknowledged().is_late(NOW + timedelta(days=1), 15)


@pytest.mark.parametrize("on_the_case", [True, False])
def test_a_case_with_an_open_concern_is_not_closed(on_the_case: bool) -> None:
    case = make_case(kind="EHE", reason="ehe_chosen")
    concern = make_concern(child=case.child, case=case if on_the_case else None)
    make_concern(
        case=(other := make_case(child=case.child, kind=make_kind().code)), child=case.child
    )

    with writing(), pytest.raises(RuleBroken, match=f"{concern.reference}, a welfare concern"):
        case.close(TODAY, "On roll at a school.")
    case.outcome = "On roll at a school."
    case.closed_on = TODAY
    with pytest.raises(RuleBroken, match="not acknowledged yet"):
        saved(case)

    with writing():
        concern.refer("The hub", "phone", "", None, NOW, NOW)
        concern.acknowledge("Pat Bell", "", NOW, NOW)
    saved(case)
    other.closed_on = TODAY
    with pytest.raises(RuleBroken):
        saved(other)


def test_a_child_is_found_by_the_reference_that_a_mail_gives() -> None:
    concern = make_concern()

    (part,) = read(concern.reference)
    assert part.number == ("con", concern.id)
    assert children_of_record(part.number, TESTS) == {concern.child_id}


def test_the_rota_names_managers_of_the_day_and_of_the_place() -> None:
    one, two = make_officer("manager"), make_officer("manager")
    make_duty_turn(one, from_on=TODAY - timedelta(3))
    make_duty_turn(two, place=SECOND)
    make_duty_turn(two, from_on=TODAY + timedelta(1), until_on=TODAY + timedelta(1))
    here = the_authority().id

    assert DutyTurn.on_duty(here, FIRST, TODAY) == [one]
    assert DutyTurn.on_duty(here, SECOND, TODAY) == [two]
    assert DutyTurn.nobody_first([here], TODAY) == []
    assert DutyTurn.nobody_first([here], date(2027, 1, 1)) == [the_authority()]

    one.active = False
    saved(one)
    assert DutyTurn.on_duty(here, FIRST, TODAY) == []


def test_only_a_manager_of_the_council_is_put_on_its_rota() -> None:
    manager = make_officer("manager")
    with pytest.raises(RuleBroken, match="no manager there"):
        make_duty_turn(make_officer("cme_officer"))
    with pytest.raises(RuleBroken, match="no manager there"):
        make_duty_turn(manager, authority=make_authority(code="874", name="Peterborough"))
    with pytest.raises(RuleBroken, match="ends on the day"):
        make_duty_turn(manager, until_on=TODAY - timedelta(1))


def test_whoever_covers_for_a_duty_manager_on_leave_is_told_as_well() -> None:
    away, cover, officer = make_officer("manager"), make_officer("manager"), make_officer()
    make_duty_turn(away)
    here = the_authority().id

    make_cover(away, officer)
    assert DutyTurn.on_duty(here, FIRST, TODAY) == [away]  # an officer is no manager
    make_cover(away, cover)
    assert DutyTurn.on_duty(here, FIRST, TODAY) == [away, cover]
