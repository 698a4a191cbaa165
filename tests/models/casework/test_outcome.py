"""How a case of a child missing education ends: what each outcome needs, and opening it again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from models.base import RuleBroken
from models.casework.case import Case
from models.casework.clock import Clock
from models.casework.outcome import Outcome, OutcomeEvidence, over_age, reopen
from models.casework.outcome_kinds import AUTHORITY, KINDS, PLACE, SCHOOL, START, no_outcome
from models.casework.outcome_need import OutcomeNeed
from models.casework.standing import Standing
from models.finding import children_of_record
from models.people.typed import read
from models.transaction import transaction
from tests.making import (
    NOW,
    TESTS,
    TODAY,
    close_case,
    make_authority,
    make_case,
    make_child,
    make_concern,
    make_outcome,
    make_outcome_need,
    make_school,
    make_standing,
    saved,
    the_authority,
    writing,
)
from tests.models.at_once import in_threads

pytestmark = pytest.mark.usefixtures("db")


def an_outcome(case: Case, kind: str) -> Outcome:
    """One with its whole destination, and nothing yet that shows it."""
    known = KINDS[kind]
    given = {
        SCHOOL: lambda: make_school(),
        AUTHORITY: lambda: make_authority(code="383", name="Leeds City Council", ours=False),
        PLACE: lambda: "A school in Leeds",
        START: lambda: TODAY,
    }
    told = {name: given[name]() for name in known.asks}
    by = {"confirmed_by": "Sam Reed, admissions", "confirmed_on": TODAY}
    return Outcome(authority=case.authority_id, case=case, kind=kind, **told, **by)


@pytest.mark.parametrize("kind", [key for key in KINDS if KINDS[key].evidence])
def test_each_outcome_needs_its_evidence_and_no_less(kind: str) -> None:
    pieces, least = KINDS[kind].evidence, KINDS[kind].least
    case = make_case()
    outcome = an_outcome(case, kind)
    too_few = {one.key: ("Seen.", None) for one in pieces[: least - 1]}
    with pytest.raises(RuleBroken, match="This outcome needs"), writing():
        outcome.close_with(too_few, None, TODAY)

    enough = {one.key: ("Seen.", None) for one in pieces[:least]}
    with writing():
        outcome.close_with(enough, None, TODAY)
    assert Case.get_by_id(case.id).closed_on == TODAY
    assert OutcomeEvidence.select().where(OutcomeEvidence.closing == outcome).count() == least


@pytest.mark.parametrize("kind", [key for key in KINDS if KINDS[key].asks])
def test_each_outcome_needs_its_destination(kind: str) -> None:
    outcome = an_outcome(make_case(), kind)
    shown = {one.key: ("Seen.", None) for one in KINDS[kind].evidence}
    for name in KINDS[kind].asks:
        kept = getattr(outcome, name)
        setattr(outcome, name, "" if isinstance(kept, str) else None)
        with pytest.raises(RuleBroken), writing():
            outcome.close_with(shown, None, TODAY)
        setattr(outcome, name, kept)


def test_it_says_who_confirmed_it_and_not_in_the_future() -> None:
    case = make_case()
    shown = {"which_error": ("The wrong child.", None)}
    for changes, told in (
        ({"confirmed_by": " "}, "by whom"),
        ({"confirmed_on": date(2026, 11, 24)}, "still to come"),
    ):
        outcome = an_outcome(case, "in_error")
        for name, value in changes.items():
            setattr(outcome, name, value)
        with pytest.raises(RuleBroken, match=told), writing():
            outcome.close_with(shown, None, TODAY)


def test_a_council_asks_for_its_own_evidence_of_cases_closed_from_a_day_on() -> None:
    own = "Named officer of the other council\nthe  landlord's word\nThe new school's answer"
    make_outcome_need(kind="abroad", evidence=own, least=3, effective_from=TODAY)
    elsewhere = make_authority(code="874")
    yesterday, today = TODAY - timedelta(days=1), TODAY

    assert OutcomeNeed.kind_on(elsewhere.id, "abroad", today) is KINDS["abroad"]
    before, asked = (
        OutcomeNeed.kind_on(the_authority().id, "abroad", on) for on in (yesterday, today)
    )
    assert before is KINDS["abroad"]
    assert [piece.key for piece in asked.evidence] == [
        "Named officer of the other council",
        "The landlord's word",
        "new_school",  # in the words of ours, it is ours
    ]
    case = make_case()
    shown = {piece.key: ("Seen.", None) for piece in asked.evidence}
    with pytest.raises(RuleBroken, match="at least three of these"), writing():
        an_outcome(case, "abroad").close_with(dict([*shown.items()][:2]), None, TODAY)
    with writing():
        an_outcome(case, "abroad").close_with(shown, None, TODAY)
    kept = {piece.in_words for piece in OutcomeEvidence.select()}
    assert kept == {piece.words for piece in asked.evidence}


def test_a_council_may_close_no_case_with_an_outcome_and_later_with_it_again() -> None:
    make_outcome_need(kind="in_error", used=False, effective_from=TODAY - timedelta(days=9))
    outcome = an_outcome(make_case(), "in_error")
    with pytest.raises(RuleBroken, match="closes no case as “Opened in error”"), writing():
        outcome.close_with({"which_error": ("The wrong child.", None)}, None, TODAY)

    make_outcome_need(kind="in_error", effective_from=TODAY)
    with writing():
        outcome.close_with({"which_error": ("The wrong child.", None)}, None, TODAY)


def test_what_a_council_asks_for_begins_with_the_usual_and_never_with_nothing() -> None:
    usual = make_outcome_need(kind="abroad", used=False)
    assert (usual.least, usual.pieces) == (2, KINDS["abroad"].evidence)
    for changes, told in (
        ({"least": 0}, "one piece at least"),
        ({"least": 2, "evidence": "Tickets\n tickets \n"}, "2 of one"),
        ({"evidence": "\n".join("abcdefghijk")}, "at most 10 pieces"),
        ({"evidence": "x" * 201}, "at most 200 characters"),
        ({"kind": "believed_moved"}, "Choose the outcome"),
    ):
        with pytest.raises(RuleBroken, match=told):
            make_outcome_need(**changes)
    assert make_outcome_need(kind="over_age").least == 0


@pytest.mark.parametrize("kind", ["believed_moved", "believed_abroad", "not_found"])
def test_what_is_only_believed_is_refused_as_an_outcome(kind: str) -> None:
    with pytest.raises(RuleBroken, match="Propose a standing instead"), writing():
        make_outcome_of(kind).close_with({}, None, TODAY)
    assert no_outcome("roll_here") == ""


def make_outcome_of(kind: str) -> Outcome:
    outcome = an_outcome(make_case(), "in_error")
    outcome.kind = kind
    return outcome


def test_over_age_is_worked_out_and_only_proposed() -> None:
    over, under = (
        make_case(child=make_child(born_on=born)) for born in (date(2010, 8, 31), date(2010, 9, 1))
    )

    assert list(over_age(TESTS, TODAY)) == [over]
    with pytest.raises(RuleBroken, match="ends as 25 June 2027 ends"), writing():
        an_outcome(under, "over_age").close_with({}, None, TODAY)
    with writing():
        an_outcome(over, "over_age").close_with({}, None, TODAY)
    assert list(over_age(TESTS, TODAY)) == []


def test_a_case_is_not_closed_past_its_outcome_or_an_open_concern() -> None:
    case = make_case()
    with pytest.raises(RuleBroken, match="closed with an outcome"), writing():
        case.close(TODAY, "Found.")
    case = Case.get_by_id(case.id)
    case.closed_on = TODAY
    with pytest.raises(RuleBroken, match="closed with an outcome"):
        saved(case)
    make_concern(child=case.child, case=case)
    with pytest.raises(RuleBroken, match="a welfare concern"), writing():
        an_outcome(Case.get_by_id(case.id), "in_error").close_with(
            {"which_error": ("The wrong child.", None)}, None, TODAY
        )
    assert Case.get_by_id(case.id).is_open
    assert Outcome.select().count() == 0


def test_closing_ends_a_standing_and_opening_again_keeps_the_history() -> None:
    case = make_case()
    standing = make_standing(case=case, signed_on=TODAY)
    with writing():
        an_outcome(case, "transferred").close_with(
            {"acknowledged": ("Mr Hall, 20 November.", None)}, None, TODAY
        )
    assert Standing.get_by_id(standing.id).ending == "outcome"
    case = Case.get_by_id(case.id)
    with pytest.raises(RuleBroken, match="Say why"), writing():
        reopen(case, " ", None, TODAY)
    with writing():
        reopen(case, "The school says nobody came.", None, TODAY)

    (outcome,) = Outcome.select()
    assert (outcome.superseded_on, outcome.why_superseded) == (
        TODAY,
        "The school says nobody came.",
    )
    kept = Case.get_by_id(case.id)
    assert (kept.is_open, kept.outcome) == (True, "")
    running = Clock.select().where(Clock.case == case, Clock.stopped_on.is_null())
    assert {clock.standard for clock in running if clock.runs} >= {"visit", "review_4"}
    outcome.untold = "x"
    with pytest.raises(RuleBroken, match="stays as it was"):
        saved(outcome)


def test_f60_of_two_who_close_a_case_with_outcomes_at_once_one_wins_and_the_other_is_told() -> None:
    case = make_case()

    def closing_with(words: str) -> Callable[[], str]:
        seen = Case.get_by_id(case.id).row_version

        def close() -> str:
            with transaction(TESTS, NOW):
                mine = Case.get_by_id(case.id)
                mine.row_version = seen
                outcome = an_outcome(mine, "in_error")
                outcome.close_with({"which_error": (words, None)}, None, TODAY)
            return words

        return close

    results = in_threads(closing_with("One."), closing_with("Two."))

    (told,) = [one for one in results if isinstance(one, RuleBroken)]
    assert "Somebody" in str(told)
    (kept,) = OutcomeEvidence.select()
    assert [kept.words] == [one for one in results if isinstance(one, str)]
    assert Outcome.select().count() == 1


def test_f60_of_two_who_open_a_case_again_at_once_one_wins_and_the_other_is_told() -> None:
    case = close_case(make_case())

    def opening(why: str) -> Callable[[], str]:
        seen = Case.get_by_id(case.id).row_version

        def open_again() -> str:
            with transaction(TESTS, NOW):
                mine = Case.get_by_id(case.id)
                mine.row_version = seen
                reopen(mine, why, None, TODAY)
            return why

        return open_again

    results = in_threads(opening("One."), opening("Two."))

    (told,) = [one for one in results if isinstance(one, RuleBroken)] or [results]
    assert "Somebody" in str(told)
    assert [Outcome.get().why_superseded] == [one for one in results if isinstance(one, str)]
    assert make_outcome(case=Case.get_by_id(case.id)).case_id == case.id


def test_a_child_is_found_by_the_reference_of_an_outcome_or_a_standing() -> None:
    for row in (make_outcome(), make_standing()):
        (part,) = read(row.reference)
        assert children_of_record(part.number, TESTS) == {row.case.child_id}
