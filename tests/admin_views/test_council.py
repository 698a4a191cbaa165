"""The head of a page: the council's own name and colour, for who works there."""

from __future__ import annotations

import pytest
from flask import Flask

from admin_views.page.council import ink_on
from models.base import RuleBroken
from models.organisations.authority import Authority
from tests.browsing import Browser, signed_in
from tests.making import make_authority, make_officer, saved


def test_the_page_bears_the_name_and_wears_the_colour_of_the_officer_s_council(app: Flask) -> None:
    officer = make_officer()
    authority = Authority.get(code="873")
    authority.colour = "#FFDD00"
    saved(authority)
    make_authority(code="874", name="Peterborough City Council", ours=True)
    browser = signed_in(app, officer)
    page = browser.get("/children/").get_data(as_text=True)
    colours = browser.get("/council/873.css")

    assert f'<a class="council-header__name" href="/">{authority.name}</a>' in page
    assert '<link rel="stylesheet" href="/council/873.css">' in page
    assert colours.get_data(as_text=True) == ":root{--council:#ffdd00;--council-ink:#000000}\n"
    assert colours.mimetype == "text/css"


def test_a_stranger_sees_the_council_and_never_the_product(app: Flask) -> None:
    make_authority()
    page = Browser(app).get("/sign-in").get_data(as_text=True)

    assert "Cambridgeshire County Council" in page
    assert "Whereabouts" not in page


def test_a_council_that_keeps_no_records_here_has_no_colour(app: Flask) -> None:
    make_authority(code="874", name="Peterborough City Council", ours=False)

    assert Browser(app).get("/council/874.css").status_code == 404
    assert Browser(app).get("/council/x.css").status_code == 404


@pytest.mark.parametrize("colour", ["red", "#12345", "#12345g", "#1d4f91;x:y", "url(//evil)"])
def test_a_colour_that_is_none_is_refused_in_words(db: None, colour: str) -> None:
    authority = make_authority()
    authority.colour = colour

    with pytest.raises(RuleBroken, match="like #1d4f91"):
        saved(authority)


@pytest.mark.parametrize(
    ("colour", "ink"),
    [
        ("#000000", "#ffffff"),
        ("#ffffff", "#000000"),
        ("#1d4f91", "#ffffff"),
        ("#ffdd00", "#000000"),
    ],
)
def test_words_on_a_colour_are_in_what_stands_out_more(colour: str, ink: str) -> None:
    assert ink_on(colour) == ink
