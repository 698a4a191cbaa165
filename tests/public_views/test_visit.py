"""The forms of people without an account: each from a page of ours, in the same browser."""

from __future__ import annotations

from flask import Flask

from models.casework.referral_draft import ReferralDraft
from tests.public_views.test_sending import written
from tests.visiting import Visitor

FORMS = ("begin", "step/name", "step/files", "check", "save", "return", "leave", "forget")


def test_t05_no_form_of_a_visitor_is_taken_without_its_own_token(app: Flask) -> None:
    visitor, other = Visitor(app), Visitor(app)
    visitor.get("/refer/begin")
    stranger = Visitor(app)  # whose browser has no cookie

    for form in FORMS:
        address = f"/refer/{form}"
        for token in (None, "", "made up", "é", other.token()):
            fields = {} if token is None else {"csrf_token": token}
            assert visitor.client.post(address, data=fields).status_code == 400, (form, token)
        assert (
            stranger.client.post(address, data={"csrf_token": visitor.token()}).status_code == 400
        )

    assert ReferralDraft.select().count() == 0


def test_a_draft_is_open_in_its_own_browser_alone(app: Flask, visitor: Visitor) -> None:
    _visitor, key = written(app)
    other = Visitor(app)

    assert other.get("/refer/check").location == "/refer/return"
    assert other.post("/refer/check", {"form_key": key}).location == "/refer/return"
    assert other.post("/refer/step/name", {"forenames": "Zoë"}).location == "/refer/return"


def test_the_cookie_is_out_of_reach_of_scripts_and_ends_with_the_browser(visitor: Visitor) -> None:
    cookie = visitor.get("/refer/begin").headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Expires" not in cookie
    assert "Max-Age" not in cookie
