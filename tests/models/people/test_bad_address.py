"""An address that was refused: marked once, of one authority, until somebody clears it."""

from __future__ import annotations

import pytest

from models.people.bad_address import BadAddress
from models.transaction import transaction
from tests.making import NOW, TESTS, TODAY, make_authority, make_officer, the_authority

pytestmark = pytest.mark.usefixtures("db")

GONE = "Gone@Hilltop.example"


def mark(authority_id: int | None = None, said: str = "550 no such person") -> None:
    with transaction(TESTS, NOW):
        BadAddress.mark(authority_id or the_authority().id, GONE, said, TODAY)


def test_it_is_kept_in_small_letters_with_the_servers_words_and_only_once() -> None:
    mark()
    mark(said="550 still nobody")

    bad = BadAddress.get()
    assert (bad.email, bad.said, bad.refused_on) == (GONE.lower(), "550 no such person", TODAY)
    assert bad.why == "the address gone@hilltop.example was refused on 23 November 2026"


def test_words_of_any_length_are_kept_as_far_as_they_fit() -> None:
    mark(said="x" * 2000)

    assert len(BadAddress.get().said) == 500


def test_one_that_was_cleared_stands_no_more_and_may_be_marked_again() -> None:
    mark()
    officer = make_officer()
    with transaction(TESTS, NOW):
        BadAddress.get().clear(TODAY, officer)

    assert BadAddress.standing([the_authority().id]) == {}
    assert BadAddress.get().cleared_by == officer
    mark()
    assert len(BadAddress.standing([the_authority().id])) == 1
    assert BadAddress.select().count() == 2


def test_t02_each_authority_finds_out_for_itself() -> None:
    theirs = make_authority(code="874", name="Peterborough City Council")
    mark(theirs.id)

    assert BadAddress.standing([the_authority().id], GONE) == {}
    assert len(BadAddress.standing([theirs.id], GONE)) == 1
