"""One child is one row of the return: home educated, or missing education, never both."""

from __future__ import annotations

from datetime import date

import pytest

from models.base import RuleBroken
from models.casework.becoming_cme import become_cme
from models.casework.case import Case
from models.casework.note import Note
from tests.making import TODAY, make_case, make_child, make_officer, writing

pytestmark = pytest.mark.usefixtures("db")


def ehe(**changes: object) -> Case:
    return make_case(kind="EHE", reason="ehe_chosen", **changes)


def test_fact_14_found_unsuitable_it_is_missing_education_and_no_longer_home_education() -> None:
    before, manager = ehe(), make_officer("manager")
    with writing():
        after = become_cme(before, "ehe_unsatisfactory", "Two visits, no work shown.", manager)
    before = Case.get_by_id(before.id)

    assert (before.closed_on, after.opened_on, after.since_on) == (TODAY, TODAY, TODAY)
    assert (after.kind.code, after.reason) == ("CME", "ehe_unsatisfactory")
    assert before.outcome.startswith("Missing education from today")
    assert "Two visits, no work shown." in Note.get(Note.case == after).text


@pytest.mark.parametrize("kinds", [("CME", "EHE"), ("EHE", "CME"), ("CME", "CME")])
def test_fact_14_a_child_is_never_open_as_both(kinds: tuple[str, str]) -> None:
    child = make_child()
    reason = {"CME": "vanished", "EHE": "ehe_chosen"}
    first = make_case(child=child, kind=kinds[0], reason=reason[kinds[0]])

    with pytest.raises(RuleBroken, match=f"{first.reference} of this child is open"):
        make_case(child=child, kind=kinds[1], reason=reason[kinds[1]])


def test_the_change_needs_the_decision_and_a_child_of_school_age() -> None:
    with pytest.raises(RuleBroken, match="Say why it appears"), writing():
        become_cme(ehe(), "ehe_no_information", " ", None)
    with pytest.raises(RuleBroken, match="Say which"), writing():
        become_cme(ehe(), "vanished", "Because.", None)
    with pytest.raises(RuleBroken, match="not of compulsory school age"), writing():
        become_cme(ehe(child=make_child(born_on=date(2009, 1, 1))), "ehe_no_information", "x", None)
    with pytest.raises(RuleBroken, match="Only home education"), writing():
        become_cme(make_case(), "ehe_no_information", "x", None)


def test_a_closed_case_of_the_other_kind_is_no_hindrance() -> None:
    child = make_child()
    make_case(child=child, kind="EHE", reason="ehe_chosen", closed_on=TODAY)

    assert make_case(child=child).is_open
