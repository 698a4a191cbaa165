"""Folding names into search keys, odd ones above all."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models.folding import LONGEST, fold
from models.people.folding import birth_keys, name_tokens, sound_code
from tests.days import day

# With lone surrogates, which the plain strategy leaves out.
anything = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("SMITH", "smith", id="capitals"),
        pytest.param("  Anne   Marie ", "anne marie", id="spaces"),
        pytest.param("Zoë Núñez", "zoe nunez", id="accents"),
        pytest.param("Zoe\u0308", "zoe", id="an accent typed apart"),
        pytest.param("Łukasz Żółć", "lukasz zolc", id="Polish"),
        pytest.param("Đặng Thị Hằng", "dang thi hang", id="Vietnamese"),
        pytest.param("Søren Ærø", "soren aero", id="Danish"),
        pytest.param("Groß", "gross", id="German"),
        pytest.param("Işık İnce", "isik ince", id="Turkish"),
        pytest.param("Guðrún Þóra", "gudrun thora", id="Icelandic"),
        pytest.param("Smith–Jones", "smith-jones", id="a long dash"),
        pytest.param("Анна", "анна", id="Cyrillic is kept"),
        pytest.param("李明", "李明", id="Chinese is kept"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_name_folds_to_its_plain_letters(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize("mark", list("'’‘`´ʼʹ′＇"))
def test_no_apostrophe_matters(mark: str) -> None:
    assert fold(f"O{mark}Neil") == fold("ONEIL") == "oneil"


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        pytest.param("Anne Smith", ["anne", "smith"], id="two words"),
        pytest.param("Smith-Jones", ["smith", "jones", "smithjones"], id="double-barrelled"),
        pytest.param("Anne‑Marie Lee", ["anne", "marie", "annemarie", "lee"], id="then a word"),
        pytest.param("Lee Lee-Lee", ["lee", "leelee"], id="each once"),
        pytest.param("O’Neil, Seán", ["oneil", "sean"], id="surname first"),
        pytest.param("St. John (Jack)", ["st", "john", "jack"], id="stops and brackets"),
        pytest.param(" - -- ", [], id="only hyphens"),
        pytest.param("Smith-", ["smith"], id="a hyphen left over"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_a_name_gives_its_parts_in_order(text: str, tokens: list[str]) -> None:
    assert name_tokens(text) == tokens


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Smith", "Smyth"),
        ("Catherine", "Kathryn"),
        ("Mohammed", "Muhammad"),
        ("Stephen", "Steven"),
        ("O’Neil", "ONeill"),
        ("Renée", "Rene"),
    ],
)
def test_names_that_sound_alike_share_a_code(one: str, other: str) -> None:
    assert sound_code(one) == sound_code(other) != ""


def test_names_that_sound_unlike_do_not() -> None:
    assert sound_code("Smith") != sound_code("Jones")


@pytest.mark.parametrize("token", ["", "李明", "Анна", "123", "😀", "\ud800"])
def test_a_name_without_english_letters_has_no_sound_code(token: str) -> None:
    assert sound_code(token) == ""


@pytest.mark.parametrize(
    ("born", "keys"),
    [
        pytest.param("Wed 4 Mar 2015", ["2015-03-04", "2015-04-03"], id="swapped"),
        pytest.param("Fri 13 Mar 2015", ["2015-03-13"], id="there is no 13th month"),
        pytest.param("Tue 3 Mar 2015", ["2015-03-03"], id="the same both ways"),
        pytest.param("Tue 1 Dec 2015", ["2015-12-01", "2015-01-12"], id="December"),
        pytest.param("Mon 29 Feb 2016", ["2016-02-29"], id="29 February"),
    ],
)
def test_a_birth_date_gives_itself_and_itself_swapped(born: str, keys: list[str]) -> None:
    assert birth_keys(day(born)) == keys


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_two_dates_swapped_share_both_keys(born: date) -> None:
    for key in birth_keys(born):
        assert set(birth_keys(date.fromisoformat(key))) == set(birth_keys(born))


@given(anything)
@example("O\0Neil")
@example("\ud83d Ann \udc00")
@example("\u202eReversed\u202c]]>{{7*7}}")
@example("👩\u200d👧\u200d👦 Smith")
@example("ŉ ℡ ﷺ")
@example("ﷺ" * LONGEST)
def test_t35_f56_an_odd_name_gives_keys_a_database_will_take(text: str) -> None:
    keys = [fold(text), *name_tokens(text), *map(sound_code, name_tokens(text))]

    for key in keys:
        assert "\0" not in key
        assert len(key.encode()) <= 4 * LONGEST
        assert len(key) <= 2 * LONGEST


@given(anything)
@example("ℌ’\u0345")
def test_t35_folding_what_is_folded_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize("letter", ["a", "é", "\0", "\ud800", "😀", "-", "ﷺ"])
def test_f55_a_name_of_ten_megabytes_is_cut_and_not_refused(letter: str) -> None:
    name = letter * 10_000_000

    assert fold(name) == fold(letter * LONGEST)
    assert len(fold(name)) <= LONGEST
    assert name_tokens(name) == name_tokens(letter * LONGEST)
    assert sound_code(name) == sound_code(letter * LONGEST)
