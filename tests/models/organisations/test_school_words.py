"""A school is found however its name is spelt."""

from __future__ import annotations

import pytest

from models.ledger.event import Event
from models.organisations.school import School
from tests.making import make_school, saved
from tests.models.organisations.registers import register, row
from tests.models.organisations.test_school_register import imported

pytestmark = pytest.mark.usefixtures("db")


def found(typed: str) -> list[str]:
    fits = School.fitting(typed)
    return [] if fits is None else [school.name for school in School.select().where(fits)]


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("St Mary’s Primary", "st marys"),
        ("St Mary's Primary", "ST MARY’S"),
        ("St. Marys Primary", "saint mary's"),
        ("Saint Mary’s Primary", "st mary primary"),
        ("Saint Gobain School", "sain gob"),
        ("École Jeannine Manuel", "ecole"),
        ("Ecole Jeannine Manuel", "École"),
        ("St Ann & St Paul", "ann and paul"),
        ("St Ann and St Paul", "ann & paul"),
        ("Stoke-on-Trent Academy", "stoke on trent"),
        ("Hill_top 100% School", "hill_top 100%"),
        ("Łódź School, Leeds", "lodz leeds"),
    ],
)
def test_neither_accents_nor_marks_nor_the_spelling_of_saint_matter(name: str, typed: str) -> None:
    make_school(name="Churchill Academy")
    make_school(name=name)

    assert found(typed) == [name]


@pytest.mark.parametrize("typed", ["hill", "%", "_", "", "’", "marys st elsewhere"])
def test_what_begins_no_word_of_a_school_finds_none(typed: str) -> None:
    make_school(name="Churchill Academy")
    make_school(name="St Mary’s Primary")

    assert found(typed) == []


def test_a_school_is_found_by_its_number_and_postcode_and_by_its_new_name_once_it_has_one() -> None:
    school = make_school(name="Hilltop Primary", urn="123456", postcode="CB1 9ZZ")

    assert found("Hilltop Primary (123456)") == found("cb19zz") == found("CB1 9ZZ hilltop")
    assert found("123456") == ["Hilltop Primary"]
    school.name = "Mill Academy"
    saved(school)
    assert (found("hilltop"), found("mill")) == ([], ["Mill Academy"])
    assert "found_by" not in Event.select().order_by(Event.id.desc()).get().fields


def test_schools_of_the_register_are_found_by_the_name_it_last_had() -> None:
    imported(register(row(name="St Thomas à Becket’s")))
    assert found("saint thomas a beckets") == ["St Thomas à Becket’s"]

    imported(register(row(name="Becket & Sons Academy")))
    assert found("thomas") == []
    assert found("becket and sons") == ["Becket & Sons Academy"]
