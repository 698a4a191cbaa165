"""When something last happened on a case: kept right by whatever is done, moved or put right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import cycle
from typing import Any

import pytest

from commands.demo_data.batches import count_quiet_days
from models.casework.attachment import Attachment
from models.casework.case import Case
from models.casework.happening import nouns
from models.casework.note import Note
from models.casework.quiet import quiet_cases
from models.ledger.setting import InForce
from models.organisations.authority import AuthorityRecord
from models.organisations.officer import Officer
from models.scope import Scope
from models.tables import TABLES
from tests.making import (
    NOW,
    TODAY,
    make_attachment,
    make_authority,
    make_case,
    make_check,
    make_concern,
    make_contact,
    make_enquiry,
    make_handover,
    make_kind,
    make_letter,
    make_note,
    make_notice,
    make_officer,
    make_outcome,
    make_review,
    make_stage,
    make_standing,
    make_task,
    make_visit,
    saved,
    writing,
)

pytestmark = pytest.mark.usefixtures("db")

OPENED = date(2026, 9, 1)
EARLIER, LATER = date(2026, 9, 7), date(2026, 10, 5)

# What says nothing of work on the case: its own row, whose it is, its restriction, its clocks.
NO_HAPPENING = {"Allocation", "Case", "Clock", "Restriction"}


def an_attachment(case: Case, day: date) -> Attachment:
    attachment = make_attachment(case=case)
    attachment.added_at = NOW.replace(month=day.month, day=day.day)
    return saved(attachment)


ROWS = cycle((1, 2))

DONE: dict[str, Callable[[Case, date], Any]] = {
    "Attachment": an_attachment,
    "CheckRow": lambda case, day: make_check(case=case, done_on=day, number=next(ROWS)),
    "Concern": lambda case, day: make_concern(
        child=case.child, case=case, raised_at=NOW.replace(month=day.month, day=day.day)
    ),
    "EheContact": lambda case, day: make_contact(case=case, happened_on=day),
    "Enquiry": lambda case, day: make_enquiry(case=case, sent_on=day),
    "Handover": lambda case, day: make_handover(case=case, sent_on=day),
    "Letter": lambda case, day: make_letter(
        case=case, produced_at=NOW.replace(month=day.month, day=day.day)
    ),
    "Note": lambda case, day: make_note(case=case, written_on=day),
    "Notice": lambda case, day: make_notice(case=case, decided_on=day, intended_on=day),
    "Outcome": lambda case, day: make_outcome(case=case, closed_on=day, superseded_on=day),
    "Review": lambda case, day: make_review(case=case, done_on=day),
    "Stage": lambda case, day: make_stage(case=case, from_on=day),
    "Standing": lambda case, day: make_standing(
        case=case, proposed_on=day, ended_on=day, checked_on=OPENED
    ),
    "Visit": lambda case, day: make_visit(case=case, planned_on=OPENED, made_on=day),
    "Task": lambda case, day: make_task(case=case, due_on=OPENED, done_on=day),
}


def since(case: Case) -> date | None:
    day: date | None = Case.get_by_id(case.id).quiet_since
    return day


def test_whatever_hangs_on_a_case_is_a_happening_or_said_not_to_be() -> None:
    on_a_case = {
        table.__name__
        for table in TABLES
        if issubclass(table, AuthorityRecord) and "case" in table._meta.fields
    }

    assert on_a_case | {"Case"} == {noun.__name__ for noun in nouns()} | NO_HAPPENING
    for noun in nouns():
        assert noun.happens_on
        assert set(noun.happens_on) <= set(noun._meta.fields)
    assert {noun.__name__ for noun in nouns()} == set(DONE)


def test_a_new_case_is_quiet_since_the_day_it_was_opened() -> None:
    case = make_case(opened_on=OPENED)
    assert since(case) == OPENED

    case.opened_on = EARLIER
    saved(case)
    assert since(case) == EARLIER


@pytest.mark.parametrize("noun", DONE)
def test_each_thing_done_ends_the_quiet_and_an_older_one_does_not(noun: str) -> None:
    kind = {"kind": "EHE", "reason": "ehe_chosen"} if noun in ("EheContact", "Notice") else {}
    case, other = make_case(**kind), make_case()
    DONE[noun](case, LATER)
    assert since(case) == LATER
    DONE[noun](case, EARLIER)

    assert (since(case), since(other)) == (LATER, OPENED)
    Case.update(quiet_since=None).execute()
    with writing():
        count_quiet_days(case.authority_id)
    assert (since(case), since(other)) == (LATER, OPENED)


def test_an_answer_a_task_done_and_a_service_are_happenings_of_their_day() -> None:
    case = make_case()
    enquiry, task = make_enquiry(case=case, sent_on=EARLIER), make_task(case=case)
    assert since(case) == EARLIER

    with writing():
        enquiry.record_answer("Yes.", LATER, None)
    assert since(case) == LATER
    with writing():
        task.finish(TODAY)
    assert since(case) == TODAY


def test_a_day_put_right_or_a_row_moved_tells_on_both_cases() -> None:
    case, other = make_case(), make_case()
    note = make_note(case=case, written_on=TODAY)
    note.written_on = LATER
    saved(note)
    assert since(case) == LATER

    note.case, note.child = other, other.child
    saved(note)
    assert (since(case), since(other)) == (OPENED, LATER)


def test_a_note_on_the_child_counts_for_each_case_of_the_child() -> None:
    case, stranger = make_case(), make_case()
    home = make_case(child=case.child, kind=make_kind().code)
    saved(Note(authority=case.authority_id, child=case.child_id, written_on=LATER, text="Seen."))

    assert [since(one) for one in (case, home, stranger)] == [LATER, LATER, OPENED]
    Case.update(quiet_since=None).execute()
    with writing():
        count_quiet_days(case.authority_id)
    assert [since(one) for one in (case, home, stranger)] == [LATER, LATER, OPENED]


def test_a_day_to_come_is_a_slip_and_no_happening() -> None:
    case = make_case()
    make_note(case=case, written_on=date(2062, 11, 23))

    assert since(case) == OPENED


def test_keeping_it_is_no_change_of_the_case_that_somebody_has_open() -> None:
    case = make_case()
    make_note(case=case, written_on=LATER)
    case.referrer = "The aunt"
    saved(case)  # raises StaleRow if the note had made another version of it

    assert Case.get_by_id(case.id).referrer == "The aunt"


# -- which cases are quiet ----------------------------------------------------------------------


def quiet(officer: Officer, **values: int) -> list[int]:
    held = {(None, name): value for name, value in values.items()}
    scope = Scope.officer(officer, NOW)
    return [case.id for case in quiet_cases(scope, TODAY, InForce(held))]


def test_a_case_is_quiet_from_the_day_the_council_says_on() -> None:
    officer = make_officer()
    due = make_case(opened_on=TODAY - timedelta(28))
    make_case(opened_on=TODAY - timedelta(27))

    assert quiet(officer) == [due.id]
    assert quiet(officer, quiet_days=29) == []
    assert len(quiet(officer, quiet_days=27)) == 2


def test_home_education_may_be_quiet_for_a_year() -> None:
    officer = make_officer()
    home = {"kind": "EHE", "reason": "ehe_chosen"}
    make_case(opened_on=TODAY - timedelta(364), **home)
    due = make_case(opened_on=TODAY - timedelta(365), **home)

    assert quiet(officer) == [due.id]


def test_the_quietest_comes_first_and_what_is_closed_or_planned_not_at_all() -> None:
    officer = make_officer()
    make_case(closed_on=TODAY, outcome="Found.")
    planned, late = make_case(), make_case(opened_on=EARLIER)
    older = make_case()
    make_task(case=planned, due_on=TODAY)
    make_task(case=late, due_on=TODAY - timedelta(1))

    assert quiet(officer) == [older.id, late.id]


def test_each_council_has_its_own_number() -> None:
    officer = make_officer()
    make_case(opened_on=TODAY - timedelta(20))
    theirs = make_officer(authority=make_authority(code="874", name="Peterborough City Council"))

    assert len(quiet(officer, quiet_days=20)) == 1
    assert quiet(theirs, quiet_days=20) == []
