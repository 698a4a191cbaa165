"""A case: begun with a reason, ended by an outcome and never by time."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.base import RuleBroken, StaleRow
from models.casework.case import Case, CaseKind
from models.transaction import transaction
from tests.days import day
from tests.making import (
    NOW,
    TESTS,
    make_authority,
    make_case,
    make_officer,
    saved,
    the_authority,
)
from tests.models.at_once import in_threads

pytestmark = pytest.mark.usefixtures("db")


def a_home_educated_one() -> Case:
    """One that is closed by what became of the child, in words; for the other, see Outcome."""
    return make_case(kind="EHE", reason="ehe_chosen")


def test_a_case_is_closed_with_what_became_of_the_child() -> None:
    case = a_home_educated_one()

    with transaction(TESTS, NOW):
        case.close(day("Mon 23 Nov 2026"), "  On roll at Hilltop Primary. ")

    kept = Case.get_by_id(case.id)
    assert (kept.is_open, kept.closed_on) == (False, day("Mon 23 Nov 2026"))
    assert kept.outcome == "On roll at Hilltop Primary."


@pytest.mark.parametrize(
    ("on", "outcome", "words"),
    [
        pytest.param("Mon 23 Nov 2026", "", "ends with an outcome", id="no outcome"),
        pytest.param("Mon 23 Nov 2026", " \n ", "ends with an outcome", id="only spaces"),
        pytest.param("Mon 31 Aug 2026", "Found.", "before the day it was opened", id="too early"),
    ],
)
def test_a_case_is_not_closed(on: str, outcome: str, words: str) -> None:
    case = make_case()  # opened Tue 1 Sep 2026

    with pytest.raises(RuleBroken, match=words), transaction(TESTS, NOW):
        case.close(day(on), outcome)

    assert Case.get_by_id(case.id).is_open


def test_a_case_may_be_closed_on_the_day_it_was_opened() -> None:
    case = a_home_educated_one()

    with transaction(TESTS, NOW):
        case.close(case.opened_on, "Found the same day.")

    assert not Case.get_by_id(case.id).is_open


def test_a_case_is_closed_once() -> None:
    case = a_home_educated_one()
    with transaction(TESTS, NOW):
        case.close(day("Mon 23 Nov 2026"), "Found.")

    with pytest.raises(RuleBroken, match="23 November 2026"), transaction(TESTS, NOW):
        case.close(day("Tue 24 Nov 2026"), "Moved abroad.")

    assert Case.get_by_id(case.id).outcome == "Found."


def test_f60_of_two_officers_who_close_a_case_at_once_one_wins_and_the_other_is_told() -> None:
    case = a_home_educated_one()

    def closing_with(outcome: str) -> Callable[[], str]:
        opened = Case.get_by_id(case.id)

        def close() -> str:
            with transaction(TESTS, NOW):
                opened.close(day("Mon 23 Nov 2026"), outcome)
            return outcome

        return close

    results = in_threads(closing_with("On roll here."), closing_with("Moved abroad."))

    (told,) = [result for result in results if isinstance(result, StaleRow)]
    (won,) = [result for result in results if isinstance(result, str)]
    (lost,) = {"On roll here.", "Moved abroad."} - {won}
    assert Case.get_by_id(case.id).outcome == told.theirs.outcome == won
    assert told.values == {"outcome": (won, lost)}


def test_a_kind_that_is_switched_off_begins_no_case() -> None:
    the_authority()
    saved(CaseKind(code="FLEXI", name="Flexi-schooling"))
    case = make_case()

    with pytest.raises(RuleBroken, match="Flexi-schooling is switched off"):
        make_case(kind="FLEXI")
    case.kind = CaseKind.get(CaseKind.code == "FLEXI")
    with pytest.raises(RuleBroken, match="switched off"):
        saved(case)


def test_a_case_of_a_kind_switched_off_since_is_worked_to_its_end() -> None:
    case = a_home_educated_one()
    kind = CaseKind.get(CaseKind.code == "EHE")
    kind.active = False
    saved(kind)

    with transaction(TESTS, NOW):
        Case.get_by_id(case.id).close(day("Mon 23 Nov 2026"), "Found.")

    assert not Case.get_by_id(case.id).is_open


def test_a_reference_names_the_kind_and_no_child() -> None:
    case = make_case()

    assert case.reference == str(case) == f"CME-{case.id}"


def test_a_case_is_given_to_an_officer_of_its_council() -> None:
    case, officer = make_case(), make_officer()
    with transaction(TESTS, NOW):
        case.give_to(officer)

    assert Case.get_by_id(case.id).officer_id == officer.id


def test_a_case_is_not_given_where_nobody_would_work_it() -> None:
    theirs = make_authority(code="874", name="Peterborough City Council")
    case, gone, closed = make_case(), make_officer(), make_case(closed_on=day("Mon 2 Nov 2026"))
    gone.active = False
    for one, officer, words in (
        (case, make_officer(authority=theirs), "does not work for Cambridgeshire"),
        (case, gone, "does not work for"),
        (closed, make_officer(), "closed on 2 November 2026"),
    ):
        with pytest.raises(RuleBroken, match=words), transaction(TESTS, NOW):
            one.give_to(officer)

    assert not Case.select().where(Case.officer.is_null(False)).exists()
