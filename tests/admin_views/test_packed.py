"""Pages are packed for the way, and their length does not tell what stands in them."""

from __future__ import annotations

import gzip

from flask import Flask, Response

from admin_views.page.packed import FILLER, SMALLEST, packed
from tests.admin_views.sweeping import Sweeper
from tests.browsing import Browser

GZIP = {"Accept-Encoding": "gzip, deflate, br"}


def test_a_page_is_packed_for_who_can_unpack_it(browser: Sweeper) -> None:
    plain = browser.get("/children/")
    small = browser.get("/children/", headers=GZIP)

    assert "Content-Encoding" not in plain.headers
    assert small.headers["Content-Encoding"] == "gzip"
    assert small.content_length == len(small.data) < len(plain.data) / 2
    assert gzip.decompress(small.data).startswith(b"\n<!doctype html>")
    assert [one.headers["Vary"] for one in (plain, small)] == ["Accept-Encoding"] * 2


def test_who_refuses_gzip_gets_the_page_as_it_is(browser: Sweeper) -> None:
    page = browser.get("/children/", headers={"Accept-Encoding": "br, gzip;q=0"})

    assert "Content-Encoding" not in page.headers


def test_the_same_page_is_of_another_length_each_time() -> None:
    page = b"<p>a page</p>" * 100
    lengths = {len(packed(page)) for _ in range(200)}

    assert len(lengths) > FILLER / 2
    assert max(lengths) - min(lengths) < FILLER
    assert gzip.decompress(packed(page)) == page


def test_what_is_small_packed_already_or_no_text_is_left_alone(app: Flask) -> None:
    answers = {
        "small": Response("x" * (SMALLEST - 1)),
        "packed": Response("x" * SMALLEST, headers={"Content-Encoding": "br"}),
        "letter": Response("x" * SMALLEST, mimetype="application/pdf"),
    }
    for name, answer in answers.items():
        app.view_functions["door.sign_in"] = lambda answer=answer: answer
        page = Browser(app).get("/sign-in", headers=GZIP)
        assert page.headers.get("Content-Encoding") != "gzip", name
