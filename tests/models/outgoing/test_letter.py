"""A letter once produced: frozen, and named by a reference."""

from __future__ import annotations

from typing import Any

import pytest

from models.base import RuleBroken
from models.ledger.event import Event
from models.outgoing.letter import Letter
from tests.making import make_letter, make_template, saved

pytestmark = pytest.mark.usefixtures("db")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("recipient_name", "Somebody else"),
        ("recipient_address", "Elsewhere"),
        ("field_values", {"reference": "CME-999"}),
    ],
)
def test_a_letter_is_never_changed(name: str, value: Any) -> None:
    letter = make_letter()
    events = Event.select().count()

    setattr(letter, name, value)
    with pytest.raises(RuleBroken, match="never changed"):
        saved(letter)

    assert getattr(Letter.get_by_id(letter.id), name) != value
    assert Event.select().count() == events


def test_nor_is_its_file_or_the_template_it_came_from() -> None:
    letter, other = make_letter(), make_letter()
    file, version = letter.file_id, letter.version_id

    letter.file = other.file
    with pytest.raises(RuleBroken, match="never changed"):
        saved(letter)
    letter = Letter.get_by_id(letter.id)
    letter.version = make_template("another")
    with pytest.raises(RuleBroken, match="never changed"):
        saved(letter)

    kept = Letter.get_by_id(letter.id)
    assert (kept.file_id, kept.version_id) == (file, version)


def test_saving_it_as_it_is_changes_nothing() -> None:
    letter = make_letter()

    letter.recipient_name = letter.recipient_name
    saved(letter)

    assert Letter.get_by_id(letter.id).row_version == 1


def test_its_file_is_named_by_its_reference_and_never_by_a_person() -> None:
    letter = make_letter()

    assert letter.file_name == f"LET-{letter.id}.docx"


def test_it_keeps_the_words_it_was_made_of() -> None:
    letter = make_letter(field_values={"child": "Élodie O’Neil", "dates": ["2026-11-23"]})

    assert Letter.get_by_id(letter.id).field_values == {
        "child": "Élodie O’Neil",
        "dates": ["2026-11-23"],
    }
