"""What goes into a letter from the record: all of it, only of it, and to nobody else's address."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from correspondence.fields import field_names
from correspondence.letters import Value, render_letter
from correspondence.values import enquiry_values, notice_values
from correspondence.workers import close_workers
from models.base import RuleBroken
from models.people.address import Address
from models.people.child import Child
from models.people.person import Person
from models.people.relationship import Relationship
from models.statute.notice import Notice
from tests.correspondence.word_files import everything_in, text_of
from tests.days import day
from tests.making import (
    TODAY,
    make_agency,
    make_case,
    make_child,
    make_enquiry,
    make_notice,
    make_officer,
    make_parent,
    make_person,
    make_promise,
    make_school,
    saved,
    writing,
)

pytestmark = pytest.mark.usefixtures("db")

NOTICE = Path(__file__).parents[2] / "letter_templates" / "s437-notice.docx"


@pytest.fixture(scope="module", autouse=True)
def _no_worker_left() -> Iterator[None]:
    yield
    close_workers()


def an_enquiry_to_school(**of_the_case: Any) -> dict[str, Value]:
    case = make_case(**{"officer": make_officer(), **of_the_case})
    return enquiry_values(make_enquiry(case=case), TODAY)


def a_notice(**of_the_case: Any) -> dict[str, Value]:
    row = {"officer": make_officer(), "kind": "EHE", "reason": "ehe_no_information"}
    return notice_values(make_notice(case=make_case(**{**row, **of_the_case})), TODAY)


def test_an_enquiry_gives_exactly_the_published_fields() -> None:
    officer, school = make_officer(), make_school(name="Hilltop Primary")
    child = make_child(forenames="Élodie", surname="O’Neil")
    enquiry = make_enquiry(
        case=make_case(child=child, officer=officer),
        school=school,
        question="When was she last at school?\n\n  Where did the family say they were going? ",
    )

    values = enquiry_values(enquiry, TODAY)

    assert set(values) == field_names("enquiry-to-school")
    assert (values["reference"], values["letter_date"]) == (enquiry.reference, TODAY)
    assert values["recipient_name"] == values["school_name"] == "Hilltop Primary"
    assert values["recipient_address_lines"] == ["Hill Road", "Cambridge", "CB1 9ZZ"]
    assert values["salutation"] == "Dear Headteacher"
    assert (values["child_name"], values["child_born"]) == ("Élodie O’Neil", child.born_on)
    assert (values["officer_name"], values["officer_role"]) == (officer.name, "CME Officer")
    assert values["reply_by"] == day("Mon 14 Sep 2026")
    assert values["question"] == [
        "When was she last at school?",
        "Where did the family say they were going?",
    ]


def test_a_notice_gives_exactly_the_published_fields() -> None:
    case = make_case(kind="EHE", reason="ehe_no_information", officer=make_officer())
    notice = make_notice(case=case, intended_on=day("Tue 24 Nov 2026"))

    values = notice_values(notice, TODAY)

    assert set(values) == field_names("s437-notice")
    assert values["letter_date"] == day("Tue 24 Nov 2026")  # when it goes, not when it is made
    assert values["recipient_name"] == values["parent_name"] == "Mrs Margaret O’Neil"
    assert values["recipient_address_lines"] == ["12 Mill Lane", "Cambridge", "CB1 2AB"]
    assert values["salutation"] == "Dear Mrs O’Neil"
    assert values["served_how"] == "first class post"
    assert values["reply_by"] == notice.reply_by


def test_a_parent_without_a_title_is_greeted_by_the_whole_name() -> None:
    child = make_child()
    parent = make_parent(child, title="", forenames="Alex", surname="Moss")
    case = make_case(child=child, kind="EHE", reason="ehe_chosen", officer=make_officer())

    values = notice_values(make_notice(case=case, parent=parent), TODAY)

    assert values["salutation"] == "Dear Alex Moss"


def test_an_officer_without_a_telephone_gives_the_teams() -> None:
    assert an_enquiry_to_school(officer=make_officer(phone=""))["officer_phone"] == "01223 555 0100"


# -- what is missing --------------------------------------------------------------------------

both_letters = pytest.mark.parametrize("values", [an_enquiry_to_school, a_notice])


@both_letters
def test_f51_a_child_without_a_birth_date_stops_the_letter(values: Callable[..., object]) -> None:
    with pytest.raises(RuleBroken, match="date of birth is not recorded"):
        values(child=make_child(born_on=None))


@both_letters
def test_f51_a_case_without_an_officer_stops_the_letter(values: Callable[..., object]) -> None:
    with pytest.raises(RuleBroken, match="no officer yet"):
        values(officer=None)


def test_f51_a_school_without_an_address_stops_the_letter() -> None:
    school = make_school(name="Hilltop Primary", address_lines="", postcode="")
    enquiry = make_enquiry(case=make_case(officer=make_officer()), school=school)

    with pytest.raises(RuleBroken, match="Record the address of Hilltop Primary first"):
        enquiry_values(enquiry, TODAY)


def test_f51_an_enquiry_to_no_school_has_no_letter_to_a_school() -> None:
    enquiry = make_enquiry(case=make_case(officer=make_officer()), agency=make_agency())

    with pytest.raises(RuleBroken, match=f"{enquiry.reference} was not put to a school"):
        enquiry_values(enquiry, TODAY)


def test_f51_a_parent_without_an_address_stops_the_letter() -> None:
    notice = notice_to(living_nowhere)

    with pytest.raises(RuleBroken, match="Record an address for Mrs Margaret O’Neil first"):
        notice_values(notice, TODAY)


@pytest.mark.parametrize(
    ("from_on", "to_on"),
    [
        pytest.param(None, TODAY - timedelta(days=1), id="moved out yesterday"),
        pytest.param(TODAY + timedelta(days=1), None, id="moves in tomorrow"),
    ],
)
def test_f51_an_address_of_another_day_is_none(from_on: Any, to_on: Any) -> None:
    def living(child: Child, parent: Person) -> None:
        live_at("Elsewhere", person=parent, from_on=from_on, to_on=to_on)

    with pytest.raises(RuleBroken, match="Record an address"):
        notice_values(notice_to(living), TODAY)


# -- whose address ----------------------------------------------------------------------------


def live_at(place: str, **whose: Any) -> Address:
    holder = whose.get("person") or whose["child"]
    lines = f"{place} House\n{place} Street\n{place}ton"
    return saved(Address(authority=holder.authority, lines=lines, **whose))


def living_nowhere(child: Child, parent: Person) -> None:
    """Leave the parent without an address."""


def parent_in_law(child: Child, **changes: Any) -> Person:
    parent = make_person(authority=child.authority, **changes)
    tie = {"kind": "other", "parental_responsibility": True}
    saved(Relationship(authority=child.authority, child=child, person=parent, **tie))
    return parent


def notice_to(living: Callable[[Child, Person], None], **changes: Any) -> Notice:
    """A notice to a parent who lives as `living` says."""
    child = make_child()
    parent = parent_in_law(child)
    living(child, parent)
    case = make_case(child=child, kind="EHE", reason="ehe_chosen", officer=make_officer())
    return make_notice(case=case, parent=parent, **changes)


def test_a_letter_goes_to_the_newest_address_of_the_parent() -> None:
    def living(child: Child, parent: Person) -> None:
        live_at("Newer", person=parent, from_on=day("Thu 1 Oct 2026"))
        live_at("Older", person=parent, from_on=day("Tue 1 Sep 2026"))
        live_at("Unknown", person=parent)

    assert "Newer House" in letter_lines(notice_to(living))


def letter_lines(notice: Notice) -> list[Value]:
    lines = notice_values(notice, TODAY)["recipient_address_lines"]
    assert isinstance(lines, list)
    return lines


def test_t01_neither_the_childs_address_nor_the_other_parents_stands_in_for_a_missing_one() -> None:
    def living(child: Child, parent: Person) -> None:
        live_at("Childs", child=child)
        live_at("Others", person=parent_in_law(child, forenames="Jon"))

    with pytest.raises(RuleBroken, match="Record an address") as refused:
        notice_values(notice_to(living), TODAY)
    assert "Childs" not in str(refused.value)
    assert "Others" not in str(refused.value)


class Family(NamedTuple):
    """A separated family: each place belongs to one of them alone."""

    child: Child
    parents: tuple[Person, Person]
    own: dict[int, list[str]]  # by parent: the places only that parent's letter may name
    childs: list[str]


def separated_family(number: int, chance: random.Random) -> Family:
    """Parents apart, mostly of one surname, with old, new, restricted and promised addresses."""
    child = make_child(surname="Hill")
    first = parent_in_law(child, forenames="Robin", surname="Hill")
    names = chance.choice([("Robin", "Hill"), ("Sam", "Hill"), ("Sam", "Vale")])
    second = parent_in_law(child, forenames=names[0], surname=names[1])
    own: dict[int, list[str]] = {}
    for parent in chance.sample([first, second], 2):
        places = [f"Q{number}p{parent.id}n{n}" for n in range(chance.randint(1, 3))]
        for place in places:
            since = TODAY - timedelta(days=chance.randint(1, 900))
            from_on = chance.choice([since, None])
            live_at(place, person=parent, restricted=chance.random() < 0.5, from_on=from_on)
        if chance.random() < 0.3:
            places.append(f"Q{number}p{parent.id}safe")
            safe = live_at(places[-1], person=parent, restricted=True)
            make_promise(parent, safe_address=safe)
        own[parent.id] = places
    live_at(f"Q{number}child", child=child, restricted=True)
    return Family(child, (first, second), own, [f"Q{number}child"])


def test_t01_no_line_of_one_parents_address_is_in_the_others_letter() -> None:
    chance = random.Random(437)
    with writing():
        officer = make_officer()
        families = [separated_family(number, chance) for number in range(36)]
    template = NOTICE.read_bytes()

    for family in families:
        row = {"kind": "EHE", "reason": "ehe_chosen", "officer": officer}
        case = make_case(child=family.child, **row)
        for parent, other in (family.parents, family.parents[::-1]):
            values = notice_values(make_notice(case=case, parent=parent), TODAY)
            letter = render_letter(template, values)
            assert any(f"{place} Street" in text_of(letter) for place in family.own[parent.id])
            kept_away = [*family.own[other.id], *family.childs]
            assert [place for place in kept_away if place in everything_in(letter)] == []


# -- what was promised ------------------------------------------------------------------------


def test_t01_the_safe_address_that_was_promised_comes_before_the_newest() -> None:
    def living(child: Child, parent: Person) -> None:
        safe = live_at("Solicitor", person=parent, restricted=True)
        live_at("Newest", person=parent, from_on=TODAY)
        make_promise(parent, safe_address=safe)

    assert letter_lines(notice_to(living)) == [
        "Solicitor House",
        "Solicitor Street",
        "Solicitorton",
    ]


def test_t01_a_restricted_address_of_somebody_else_is_no_safe_address() -> None:
    def living(child: Child, parent: Person) -> None:
        other = parent_in_law(child, forenames="Jon")
        make_promise(parent, safe_address=live_at("Refuge", person=other, restricted=True))

    with pytest.raises(RuleBroken, match="somebody else's") as refused:
        notice_values(notice_to(living), TODAY)
    assert "Refuge" not in str(refused.value)


@pytest.mark.parametrize(
    ("promise", "why"),
    [
        ({"by_post": False}, "promised not to use post"),
        ({"not_before": day("Tue 1 Dec 2026")}, "promised no contact before 1 December 2026"),
    ],
)
def test_a_promise_against_post_stops_the_letter(promise: dict[str, Any], why: str) -> None:
    def living(child: Child, parent: Person) -> None:
        live_at("Home", person=parent)
        make_promise(parent, **promise)

    with pytest.raises(RuleBroken, match=f"No letter can go to .* by post: {why}"):
        notice_values(notice_to(living), TODAY)


def test_a_promise_that_has_ended_stops_nothing() -> None:
    def living(child: Child, parent: Person) -> None:
        live_at("Home", person=parent)
        make_promise(parent, by_post=False, ended_on=TODAY)

    assert "Home House" in letter_lines(notice_to(living))
