"""What was typed is taken apart: a date in any usual form, numbers with spaces, names."""

from __future__ import annotations

from datetime import date

import pytest

from models.people.typed import MOST_PARTS, Part, read

MARCH = date(2015, 3, 12)


def only(text: str) -> Part:
    (part,) = read(text)
    return part


def led_to(text: str) -> set[tuple[str, str]]:
    """The kind and beginning of every key that the words lead to."""
    return {(way.kind, way.first) for part in read(text) for way in part.ways}


@pytest.mark.parametrize(
    "typed",
    [
        "12/3/2015",
        "12/03/2015",
        "12/3/15",
        "12.3.2015",
        "12-03-2015",
        "12 3 2015",
        "12 / 3 / 2015",
        "12 Mar 2015",
        "12 March 2015",
        "12 MARCH 15",
        "12th March 2015",
        "12th of March, 2015",
        "12-Mar-2015",
        "12mar2015",
        "March 12, 2015",
        "2015-03-12",
        "2015/3/12",
        "120315",
        "12032015",
        "20150312",
    ],
)
def test_a_date_of_birth_in_any_usual_form(typed: str) -> None:
    assert ("born", "2015-03-12") in led_to(typed)
    assert ("born", "2015-03-12") in led_to(f"smith {typed}")
    assert ("name", "smith") in led_to(f"{typed} smith")


def test_day_and_month_are_turned_round_where_only_that_is_a_date() -> None:
    assert only("3/15/2015").born == date(2015, 3, 15)
    assert only("2015-15-03").born == date(2015, 3, 15)


@pytest.mark.parametrize("typed", ["31/02/2015", "0/0/2015", "2015-13-32", "31 Nov 2015"])
def test_what_looks_like_a_date_and_is_none_is_told_apart(typed: str) -> None:
    assert only(typed).is_no_date


def test_a_year_is_one_of_birth() -> None:
    assert ("born", "2015-") in led_to("smith 2015")
    assert not [kind for kind, _ in led_to("smith 1066") if kind == "born"]


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("W874 2999 26 017", ("upn", "w874299926017")),
        ("w874299926017", ("upn", "w874299926017")),
        ("w8742999", ("upn", "w8742999")),
        ("+44 7700 900123", ("phone", "07700900123")),
        ("(01223) 555-0100", ("phone", "012235550100")),
        ("07700 9", ("phone", "07700")),
        ("CB1 2AB", ("postcode", "cb12ab")),
        ("cb12ab", ("postcode", "cb12ab")),
        ("cb1", ("postcode", "cb1")),
        ("CB1 2", ("postcode", "cb12")),
        ("pe28", ("postcode", "pe28")),
        ("ch-012", ("reference", "ch12")),
        ("CH12", ("reference", "ch12")),
        ("ch 12", ("reference", "ch12")),
        ("12", ("reference", "ch12")),
    ],
)
def test_a_number_is_known_by_its_shape(typed: str, key: tuple[str, str]) -> None:
    assert key in led_to(typed)
    assert key in led_to(f"hill, {typed}")


def test_a_half_postcode_leads_to_its_own_area_alone() -> None:
    (way,) = (way for way in only("cb1").ways if way.kind == "postcode")

    assert way.fits("postcode", "cb12ab")
    assert not way.fits("postcode", "cb121ab")  # CB12
    assert not way.fits("postcode", "cb22ab")


def test_the_reference_of_another_record_is_its_letters_and_number() -> None:
    assert [part.number for part in read("ENQ-7 cme-12")] == [("enq", 7), ("cme", 12)]
    assert only("CH-4").number == ("ch", 4)
    assert {part.name for part in read("tom 12")} == {"tom", "12"}


def test_names_come_in_any_order_without_marks_or_titles() -> None:
    assert [part.name for part in read("  Mrs O'Neil,  Élodie ")] == ["oneil", "elodie"]
    assert [part.name for part in read("Dr")] == ["dr"]


def test_two_words_may_be_one_name_and_one_with_a_hyphen_two() -> None:
    assert ("name", "mcdonald") in led_to("mc donald")
    assert {("name", "smith"), ("name", "smithjones")} <= led_to("smith-jones")
    assert [part.name for part in read("smith-jones")] == ["smith", "jones"]


def test_one_initial_begins_a_name_and_two_are_whole_names() -> None:
    (initial,) = (way for way in read("j smith")[0].ways if way.first == "j")
    (letter,) = (way for way in read("j s")[0].ways if way.first == "j")

    assert initial.fits("name", "john")
    assert not letter.fits("name", "john")


@pytest.mark.parametrize("typed", ["", "   ", "-", "- - -", "...", "''", "\u200b", "\ud800"])
def test_marks_alone_are_nothing(typed: str) -> None:
    assert read(typed) == []


def test_only_so_much_is_read() -> None:
    assert len(read(" ".join(f"name{letter}" for letter in "abcdefghijkl"))) == MOST_PARTS
    assert len(read("x" * 10_000)[0].name) == 200
