"""Letters to families who educate at home, to other authorities, and to a school at the end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from correspondence.fields import PURPOSES, field_names
from correspondence.letters import Value
from correspondence.producing import (
    WRITERS,
    Row,
    fitting_letter,
    left_out,
    produce,
    produce_fitting,
)
from correspondence.workers import close_workers
from models.base import RuleBroken
from models.casework.case import Case
from models.organisations.officer import Officer
from models.outgoing.letter import Letter
from models.outgoing.template import LetterTemplate
from models.people.relationship import Relationship
from models.scope import Scope
from tests.correspondence.word_files import text_of
from tests.making import (
    NOW,
    TODAY,
    make_authority,
    make_case,
    make_child,
    make_enquiry,
    make_officer,
    make_parent,
    make_person,
    make_promise,
    make_school,
    saved,
    the_authority,
    writing,
)

pytestmark = pytest.mark.usefixtures("db")

FOLDER = Path(__file__).parents[2] / "letter_templates"
LATER = TODAY + timedelta(days=20)


@pytest.fixture(scope="module", autouse=True)
def _no_worker_left() -> Iterator[None]:
    yield
    close_workers()


@pytest.fixture
def officer(db: None) -> Officer:
    return make_officer("cme_officer")


@pytest.fixture
def starters(db: None) -> None:
    with writing():
        for path in FOLDER.glob("*.docx"):
            LetterTemplate.load_starter(the_authority(), path.stem, path.read_bytes(), NOW)


def at_home(officer: Officer, **changes: object) -> Case:
    return make_case(kind="EHE", reason="ehe_chosen", officer=officer, **changes)


def asked_parent(officer: Officer, **changes: object) -> Row:
    case = at_home(officer)
    row = {"person": make_parent(case.child), "sent_on": TODAY, "due_on": LATER, "case": case}
    return make_enquiry(**{**row, **changes})


def closed(officer: Officer) -> Case:
    return make_case(officer=officer, closed_on=TODAY, outcome="At a new school in Leeds")


def another_authority(**changes: object) -> object:
    row = {"code": "383", "name": "Leeds City Council", "address_lines": "Civic Hall\nLeeds"}
    return make_authority(**{**row, **changes})


def rows(officer: Officer) -> dict[str, Row]:
    """Return, for each of the four letters, a row that it is produced for."""
    case = at_home(officer)
    make_parent(case.child)
    return {
        "enquiry-to-authority": make_enquiry(
            case=make_case(officer=officer, since_on=date(2026, 9, 3)),
            other_authority=another_authority(),
        ),
        "ehe-first-contact": case,
        "ehe-reminder": asked_parent(officer),
        "cme-closure-to-school": make_enquiry(case=closed(officer)),
    }


def values_of(name: str, row: Row) -> dict[str, Value]:
    return WRITERS[name][1](row, TODAY)


def test_every_letter_has_a_writer() -> None:
    assert set(WRITERS) == set(PURPOSES)


def test_each_letter_is_given_exactly_the_published_fields(officer: Officer) -> None:
    for name, row in rows(officer).items():
        assert set(values_of(name, row)) == field_names(name), name


@pytest.mark.usefixtures("starters")
def test_each_letter_is_produced_and_kept(officer: Officer) -> None:
    for name, row in rows(officer).items():
        letter = produce(Scope.officer(officer), name, row, NOW, TODAY)
        text = text_of(letter.file.read())
        assert row.reference in text, name
        assert letter.version.template.name == name
        assert left_out(letter) == ""


def test_an_enquiry_to_an_authority_is_addressed_to_its_team(officer: Officer) -> None:
    values = values_of("enquiry-to-authority", rows(officer)["enquiry-to-authority"])
    assert values["recipient_address_lines"][1:] == ["Civic Hall", "Leeds"]  # type: ignore[index]
    assert (values["recipient_name"], values["since_on"]) == (
        "Leeds City Council",
        date(2026, 9, 3),
    )


def test_f51_an_authority_without_an_address_is_told_in_words(officer: Officer) -> None:
    council = another_authority(address_lines="")
    enquiry = make_enquiry(case=make_case(officer=officer), other_authority=council)
    with pytest.raises(RuleBroken, match="Record the address of Leeds City Council first"):
        values_of("enquiry-to-authority", enquiry)


def test_a_letter_for_another_kind_of_recipient_is_refused(officer: Officer) -> None:
    to_school = make_enquiry(case=at_home(officer))
    for name, words in (
        ("enquiry-to-authority", "not put to an authority"),
        ("ehe-first-contact", "not put to a parent"),
        ("cme-closure-to-school", "is open"),
    ):
        with pytest.raises(RuleBroken, match=words):
            values_of(name, to_school)


# -- families -----------------------------------------------------------------------------------


def test_a_case_gives_four_weeks_and_an_enquiry_its_own_day(officer: Officer) -> None:
    of_case, of_enquiry = rows(officer)["ehe-first-contact"], asked_parent(officer)
    assert values_of("ehe-first-contact", of_case)["reply_by"] == TODAY + timedelta(days=28)
    assert values_of("ehe-first-contact", of_enquiry)["reply_by"] == LATER
    assert values_of("ehe-first-contact", of_case)["question"] == []


def test_a_first_letter_never_prints_a_day_that_has_passed(officer: Officer) -> None:
    enquiry = asked_parent(officer, sent_on=date(2026, 9, 7), due_on=TODAY)
    with pytest.raises(RuleBroken, match=r"has passed\. Produce the reminder"):
        values_of("ehe-first-contact", enquiry)
    values = values_of("ehe-reminder", enquiry)
    assert values["first_written_on"] == date(2026, 9, 7)
    assert values["reply_by"] == TODAY + timedelta(days=14)


def test_nobody_is_reminded_of_what_they_answered(officer: Officer) -> None:
    enquiry = asked_parent(officer, answered_on=TODAY, answer="All is well.")
    with pytest.raises(RuleBroken, match="was answered on"):
        values_of("ehe-reminder", enquiry)


def test_with_two_parents_each_gets_a_letter_of_their_own(officer: Officer) -> None:
    case = at_home(officer)
    make_parent(case.child)
    with_care = make_parent(case.child, title="Mr", forenames="Jon", surname="Vale")
    with pytest.raises(RuleBroken, match=r"more than one parent .* Mr Jon Vale"):
        values_of("ehe-first-contact", case)

    tie = Relationship.get(Relationship.person == with_care)
    tie.may_be_contacted = False
    saved(tie)
    assert values_of("ehe-first-contact", case)["recipient_name"] == "Mrs Margaret O’Neil"


def test_a_child_without_a_parent_on_record_is_told_in_words(officer: Officer) -> None:
    case = at_home(officer)
    assert fitting_letter(case, TODAY) == "ehe-first-contact"
    with pytest.raises(RuleBroken, match="No parent who may be contacted"):
        values_of("ehe-first-contact", case)


def test_t03_whoever_is_not_to_be_contacted_gets_no_letter(officer: Officer) -> None:
    case = at_home(officer)
    parent = make_parent(case.child)
    enquiry = make_enquiry(case=case, person=parent, sent_on=TODAY, due_on=LATER)
    make_promise(parent, by_post=False)
    with pytest.raises(RuleBroken, match="promised not to use post"):
        values_of("ehe-first-contact", enquiry)

    tie = Relationship.get(Relationship.person == parent)
    tie.may_be_contacted = False
    saved(tie)
    with pytest.raises(RuleBroken, match="not to be contacted about this child"):
        values_of("ehe-first-contact", enquiry)
    tie.parental_responsibility = tie.has_care = False
    saved(tie)
    with pytest.raises(RuleBroken, match="not recorded as a parent or carer"):
        values_of("ehe-first-contact", enquiry)


def test_families_are_written_to_about_open_home_education_only(officer: Officer) -> None:
    search = make_case(officer=officer)
    ended = at_home(officer, closed_on=TODAY, outcome="Back at school")
    for case, words in ((search, "not about home education"), (ended, "was closed on")):
        make_parent(case.child)
        with pytest.raises(RuleBroken, match=words):
            values_of("ehe-first-contact", case)
        assert fitting_letter(case, TODAY) == ""


@pytest.mark.usefixtures("starters")
def test_the_letter_after_the_first_is_the_reminder_until_it_is_old(officer: Officer) -> None:
    case = at_home(officer)
    make_parent(case.child)
    made = [produce_fitting(Scope.officer(officer), case, NOW, TODAY) for _ in range(2)]

    names = [letter.version.template.name for letter in made]
    assert names == ["ehe-first-contact", "ehe-reminder"]
    assert made[1].field_values["first_written_on"] == TODAY
    assert fitting_letter(case, TODAY + timedelta(days=90)) == "ehe-reminder"
    assert fitting_letter(case, TODAY + timedelta(days=91)) == "ehe-first-contact"
    person = make_person()
    assert fitting_letter(make_enquiry(case=case, person=person), TODAY) == "ehe-first-contact"


@pytest.mark.usefixtures("starters")
def test_an_enquiry_to_a_parent_has_its_own_first_letter_and_reminder(officer: Officer) -> None:
    enquiry = asked_parent(officer)
    assert not isinstance(enquiry, Case)
    for name in ("ehe-first-contact", "ehe-reminder"):
        letter = produce_fitting(Scope.officer(officer), enquiry, NOW, TODAY)  # type: ignore[arg-type]
        assert (letter.version.template.name, letter.enquiry) == (name, enquiry)


def test_a_reminder_of_no_letter_is_refused(officer: Officer) -> None:
    case = at_home(officer)
    make_parent(case.child)
    with pytest.raises(RuleBroken, match="No first letter to Mrs Margaret O’Neil is kept"):
        values_of("ehe-reminder", case)


# -- the end of a search -------------------------------------------------------------------------


@pytest.mark.usefixtures("starters")
def test_a_closed_case_tells_the_one_school_that_was_asked(officer: Officer) -> None:
    case = closed(officer)
    assert fitting_letter(case, TODAY) == ""
    with pytest.raises(RuleBroken, match="No school was asked"):
        values_of("cme-closure-to-school", case)
    enquiry = make_enquiry(case=case)

    letter = produce_fitting(Scope.officer(officer), case, NOW, TODAY)

    text = text_of(letter.file.read())
    assert case.reference in text
    assert enquiry.school is not None
    assert letter.recipient_name == enquiry.school.name
    assert case.outcome not in text
    assert fitting_letter(enquiry, TODAY) == "cme-closure-to-school"


def test_with_two_schools_asked_each_has_its_own_letter(officer: Officer) -> None:
    case = closed(officer)
    asked = [make_enquiry(case=case, school=make_school()) for _ in range(2)]
    with pytest.raises(RuleBroken, match=asked[0].reference) as refused:
        values_of("cme-closure-to-school", case)
    assert asked[1].reference in str(refused.value)
    for enquiry in asked:
        assert enquiry.school is not None
        assert values_of("cme-closure-to-school", enquiry)["school_name"] == enquiry.school.name


# -- what no letter can hold ---------------------------------------------------------------------


@pytest.mark.usefixtures("starters")
def test_f56_a_name_that_cannot_be_printed_whole_is_said_and_kept_as_it_was(
    officer: Officer,
) -> None:
    child = make_child(forenames="Ann\x0b \u202eeiraM", born_on=date(2016, 3, 9))
    case = make_case(child=child, kind="EHE", reason="ehe_chosen", officer=officer)
    make_parent(child)

    letter = produce_fitting(Scope.officer(officer), case, NOW, TODAY)

    assert "left out of child_name" in left_out(letter)
    assert letter.field_values["child_name"] == child.name
    text = text_of(letter.file.read())
    assert f"Ann eiraM {child.surname}" in text
    assert "Yours sincerely" in text
    assert "left out of child_name" in left_out(Letter.get_by_id(letter.id))
