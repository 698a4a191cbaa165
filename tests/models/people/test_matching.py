"""Who is meant by a referral: the same child, a twin, a brother or sister, or nobody we know."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bench.matching import fill, invented, judged, matched
from models.people.address import Address
from models.people.child import Child
from models.people.likeness import (
    LIKELY,
    PERHAPS,
    SIBLING,
    THE_SAME,
    TWIN,
    Likeness,
    Verdict,
)
from models.people.matching import likely_same
from models.people.search import Reach
from models.people.told import Adult, Told
from tests.making import (
    make_authority,
    make_child,
    make_child_name,
    make_parent,
    saved,
    the_authority,
)

pytestmark = pytest.mark.usefixtures("db")

BORN = date(2015, 4, 3)
HOME = "CB4 2QQ"


def a_child(forenames: str = "Ava", surname: str = "Jones", **changes: Any) -> Child:
    child = make_child(forenames=forenames, surname=surname, **{"born_on": BORN, **changes})
    saved(Address(authority=child.authority, child=child, lines="1 The Road", postcode=HOME))
    return child


def told(forenames: str = "Ava", surname: str = "Jones", **changes: Any) -> Told:
    return Told(forenames, surname, **{"born_on": BORN, "postcode": HOME, **changes})


def found(asked: Told, hidden: frozenset[int] = frozenset()) -> list[Likeness]:
    return likely_same(asked, Reach([the_authority().id], hidden))


@pytest.mark.parametrize(
    ("asked", "verdict"),
    [
        pytest.param(told(), THE_SAME, id="everything fits"),
        pytest.param(told("AVA", "JONES", postcode=""), THE_SAME, id="in capitals, no address"),
        pytest.param(told(born_on=date(2015, 3, 4)), THE_SAME, id="day and month swapped"),
        pytest.param(told("Jones", "Ava"), THE_SAME, id="names the other way round"),
        pytest.param(told("Áva", "Jonés"), THE_SAME, id="accents"),
        pytest.param(told("Avva", "Jons"), THE_SAME, id="two slips of the pen"),
        pytest.param(told("Ava", "Smith-Jones"), THE_SAME, id="half of a double name"),
        pytest.param(told(born_on=None), THE_SAME, id="no birth date, the same home"),
        pytest.param(told(born_on=None, postcode=""), LIKELY, id="only a name"),
        pytest.param(told(born_on=date(2012, 9, 9)), LIKELY, id="another birth date at that home"),
        pytest.param(told(born_on=date(2012, 9, 9), postcode="PE1 1AA"), PERHAPS, id="a namesake"),
        pytest.param(told("Eva"), TWIN, id="Eva is no slip for Ava"),
        pytest.param(told("Ella"), TWIN, id="the same day and home, another forename"),
        pytest.param(told("Eva", born_on=date(2017, 6, 6)), SIBLING, id="a younger sister"),
        pytest.param(told("Ella", "Brown", born_on=date(2017, 6, 6)), None, id="a neighbour"),
        pytest.param(told("Zofia", "Nowak", born_on=None, postcode=""), None, id="nobody we know"),
    ],
)
def test_what_was_told_of_a_child_gives_a_verdict(asked: Told, verdict: Verdict | None) -> None:
    a_child()

    assert [one.verdict for one in found(asked)] == ([verdict] if verdict else [])


@pytest.mark.parametrize(
    ("kept", "asked"),
    [
        pytest.param(("Mohammed", "Hussain"), ("Muhammad", "Husein"), id="Arabic"),
        pytest.param(("Oleksandr", "Kovalʼchuk"), ("Alexander", "Kowalczuk"), id="Ukrainian"),
        pytest.param(("Zuzanna", "Dąbrowska"), ("Susanna", "Dabrowski"), id="Polish"),
        pytest.param(("Jakub", "Iwanow"), ("Jacob", "Ivanov"), id="Slavic letters"),
        pytest.param(("Seán", "O’Neill"), ("Shaun", "ONeil"), id="Irish"),
        pytest.param(("Mary-Kate", "Palmer"), ("Marykate", "Parmer"), id="run together"),
        pytest.param(("William Jack", "Hill"), ("Jack", "Hill"), id="goes by a middle name"),
    ],
)
def test_a_name_spelt_another_way_is_the_same_child(
    kept: tuple[str, str], asked: tuple[str, str]
) -> None:
    child = a_child(*kept)

    first = found(told(*asked, postcode=""))[0]

    assert first.kept.child_id == child.id
    assert first.verdict.is_proposed


def test_the_reasons_say_what_agrees_and_what_differs() -> None:
    child = a_child(surname="Smith")
    make_child_name(child, forenames="Ava", surname="Jones", until=date(2019, 5, 1))

    (one,) = found(told(born_on=date(2015, 3, 4), postcode="PE1 1AA"))

    assert one.agrees() == [
        "former name until 1 May 2019: same name",
        "born 3 Apr 2015, written 4 Mar 2015: day and month swapped",
    ]
    assert one.differs() == ["another postcode"]


def test_the_same_upn_decides_unless_name_and_birth_date_both_contradict_it() -> None:
    a_child(upn="W874299926017", surname="Brown")
    upn = "W874299926017"

    (named_anew,) = found(told("Ava", "Green", upn=upn, born_on=None, postcode=""))
    (a_mistake,) = found(told("Noah", "Green", upn=upn, born_on=date(2010, 1, 1), postcode=""))

    assert (named_anew.verdict, a_mistake.verdict) == (THE_SAME, PERHAPS)


def test_of_twins_the_one_who_is_named_comes_first_and_the_other_is_called_a_twin() -> None:
    ava, eva = a_child("Ava"), a_child("Eva")

    assert [(one.kept.child_id, one.verdict) for one in found(told("Eva"))] == [
        (eva.id, THE_SAME),
        (ava.id, TWIN),
    ]


def test_a_parent_and_a_phone_tell_of_a_home_that_is_not_told() -> None:
    child = a_child()
    make_parent(child, forenames="Ruth", surname="Jones", phone="07700 900123")
    adults = (Adult("Ruth", "Brown", "+44 7700 900123"),)

    (one,) = found(Told("Ava", "Green", born_on=BORN, adults=adults))

    assert one.verdict is LIKELY
    assert "same parent or carer: Ruth Jones" in one.agrees()


def test_t02_nobody_is_looked_for_in_another_authority_or_among_hidden_children() -> None:
    hidden = a_child()
    other = make_authority(code="874", name="Peterborough City Council")
    make_child(authority=other, forenames="Ava", surname="Jones", born_on=BORN)

    assert found(told(), frozenset({hidden.id})) == []


def test_a_restricted_address_is_not_compared() -> None:
    child = make_child(forenames="Ava", surname="Jones", born_on=None)
    address = Address(authority=child.authority, child=child, lines="1 The Road", postcode=HOME)
    address.restricted = True
    saved(address)

    (one,) = found(told())

    assert (one.agrees(), one.differs()) == (["same name"], [])


def test_matching_finds_who_is_meant_and_mistakes_no_sister() -> None:
    """The full measure is `bench/matching.py`; this is a small one of the same making."""
    population = fill(invented(500), the_authority())

    outcomes, _ = matched(population, Reach([the_authority().id], ()), 100)

    report = judged(population, outcomes)
    assert report.recall >= 0.98
    assert report.kin == 0
