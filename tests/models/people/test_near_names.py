"""Near spellings: one or two letters wrong, or the same sound; and not just any name."""

from __future__ import annotations

import pytest

from models.people.near_names import guesses, near

NAMES = (
    "smith",
    "smythe",
    "john",
    "steven",
    "stephen",
    "muhammad",
    "mohammed",
    "kowalczyk",
    "shepperson",
    "sarah",
    "mason",
    "jason",
    "ann",
    "li",
    "明明明明",
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("smiht", "smith", id="two letters changed over"),
        pytest.param("smyth", "smith", id="one letter wrong"),
        pytest.param("smit", "smith", id="its beginning, so no guess"),
        pytest.param("jon", "john", id="the sound of a short name"),
        pytest.param("stefen", "stephen", id="the sound of a long one"),
        pytest.param("mohamad", "muhammad", id="two letters"),
        pytest.param("kowalzcyk", "kowalczyk", id="two letters changed over in a long name"),
        pytest.param("sheperso", "shepperson", id="half typed, a letter left out"),
        pytest.param("zarah", "sarah", id="the first letter"),
        pytest.param("明明朋明", "明明明明", id="another script"),
    ],
)
def test_a_near_spelling_is_seen(typed: str, meant: str) -> None:
    assert meant.startswith(typed) or meant in near(typed, NAMES)


@pytest.mark.parametrize(
    ("typed", "other"),
    [("mason", "kowalczyk"), ("ama", "ann"), ("la", "li"), ("sara", "mason"), ("hill", "smith")],
)
def test_another_name_is_no_near_spelling(typed: str, other: str) -> None:
    assert other not in near(typed, NAMES)


def test_the_nearer_stands_first_and_what_begins_with_the_word_is_no_guess() -> None:
    found = near("smyth", ["smythe", "smith", "smithson", "smtih"])

    assert next(iter(found)) == "smith"
    assert "smythe" not in found


def test_a_mistake_in_the_first_letters_is_undone_among_the_guesses() -> None:
    for typed in ("hmith", "msith", "snith", "smmith", "mith", "sith", "smth", "xsmith"):
        assert "smith" in guesses(typed), typed
    assert guesses("smi") == guesses("明明明明") == []
