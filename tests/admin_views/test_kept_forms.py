"""What was being written when the session ended comes back to its writer, and to nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from models.base import database
from models.casework.note import Note
from models.organisations import account
from models.organisations.kept_form import KeptForm
from models.organisations.officer import Officer
from tests.admin_views.sweeping import Sweeper, form_in, sweeper, words_in
from tests.browsing import Browser, signed_in
from tests.conftest import NOW, clock
from tests.making import PASSWORD, make_case, make_enquiry, make_note, make_officer, writing

TEXT = "Nobody came to the door.\nÉlodie’s aunt said: “they <moved>” & left."
DAY = {"written_on": "23", "written_on-month": "11", "written_on-year": "2026"}
NOTE = {"text": TEXT, **DAY}


def pass_time(officer: Officer) -> None:
    clock["now"] = NOW + timedelta(minutes=31)


def pass_the_day(officer: Officer) -> None:
    clock["now"] = NOW + timedelta(hours=20)


def sign_out_elsewhere(officer: Officer) -> None:
    with writing():
        account.sign_out_everywhere(officer, NOW)


ENDINGS = [pass_time, pass_the_day, sign_out_elsewhere]


def posted(browser: Browser, address: str, form: dict[str, str]) -> str:
    """Send a form without looking at a page first; return where it leads."""
    page = browser.client.post(address, data=form)
    database.connect(reuse_if_open=True)
    assert page.status_code == 302, page.get_data(as_text=True)
    return page.location


@pytest.mark.parametrize("end", ENDINGS, ids=lambda f: f.__name__)
def test_f59_a_note_sent_after_the_session_ended_is_shown_again_and_saved(
    app: Flask, end: Callable[[Officer], None]
) -> None:
    officer, case = make_officer(), make_case()
    browser = signed_in(app, officer)
    form = form_in(browser.get(f"/notes/new/?child={case.child_id}")) | NOTE
    end(officer)

    assert posted(browser, f"/notes/new/?child={case.child_id}", form) == "/sign-in"
    assert Note.select().count() == 0
    assert "kept for an hour" in words_in(browser.get("/sign-in"))
    where = browser.sign_in(officer).location
    page = browser.get(where)
    again = form_in(page)
    assert again["text"].replace("\r\n", "\n") == TEXT
    same = form.keys() - {"csrf_token", "text"}
    assert {name: again[name] for name in same} == {name: form[name] for name in same}
    assert "Here it is again" in words_in(page)
    posted(browser, where, again)

    assert [note.text for note in Note.select()] == [TEXT]
    assert KeptForm.select().count() == 0


def test_f59_a_change_to_a_record_is_kept_with_the_version_it_was_made_on(app: Flask) -> None:
    officer, note = make_officer(), make_note()
    browser = signed_in(app, officer)
    form = form_in(browser.get(f"/notes/edit/?id={note.id}")) | {"text": TEXT}
    pass_time(officer)
    posted(browser, f"/notes/edit/?id={note.id}", form)
    theirs = Note.get_by_id(note.id)
    theirs.text = "Somebody else's words."
    with writing():
        theirs.save()
    where = browser.sign_in(officer).location
    again = form_in(browser.get(where))
    answer = browser.client.post(where, data=again)
    database.connect(reuse_if_open=True)

    assert answer.status_code == 409  # and both are shown
    assert Note.get_by_id(note.id).text == "Somebody else's words."
    posted(browser, where, form_in(answer))
    assert Note.get_by_id(note.id).text == TEXT


def test_f59_an_answer_to_an_enquiry_is_kept_too(app: Flask) -> None:
    officer, enquiry = make_officer(), make_enquiry()
    browser = signed_in(app, officer)
    form = form_in(browser.get(f"/enquiries/answer/?id={enquiry.id}")) | {"answer": TEXT}
    pass_time(officer)
    posted(browser, f"/enquiries/answer/?id={enquiry.id}", form)
    where = browser.sign_in(officer).location

    assert form_in(browser.get(where))["answer"].replace("\r\n", "\n") == TEXT


def kept_by(app: Flask, officer: Officer) -> tuple[Sweeper, str]:
    """Somebody whose note is kept; and the page it is shown on again."""
    case = make_case()
    browser = sweeper(app, officer)
    form = form_in(browser.get("/notes/new/")) | {"text": TEXT, "child": case.child.reference}
    pass_time(officer)
    posted(browser, "/notes/new/", form)
    return browser, f"/notes/new/?kept={KeptForm.get().id}"


def test_f59_nobody_else_is_shown_it(app: Flask) -> None:
    ann, bob = make_officer(), make_officer("manager")
    browser, where = kept_by(app, ann)

    assert browser.sign_in(bob).location == "/"  # in Ann's own browser
    assert "Nobody came" not in words_in(browser.get(where))
    elsewhere = signed_in(app, bob)
    assert "Nobody came" not in words_in(elsewhere.get(where))
    assert Browser(app).get(where).status_code == 302
    assert signed_in(app, ann).get(where).status_code == 200
    assert "Nobody came" in words_in(signed_in(app, ann).get(where))


def test_f59_after_an_hour_it_is_gone(app: Flask) -> None:
    ann = make_officer()
    browser, where = kept_by(app, ann)
    clock["now"] += timedelta(hours=1)

    assert browser.sign_in(ann).location == "/"
    assert "Nobody came" not in words_in(browser.get(where))


def test_f59_it_stands_in_no_table_in_the_clear(app: Flask) -> None:
    kept_by(app, make_officer())

    for table in database.get_tables():
        assert "Nobody came" not in repr(
            database.execute_sql(f'SELECT * FROM "{table}"').fetchall()
        )


@pytest.mark.parametrize(
    ("address", "form"),
    [
        pytest.param("/account/password", {"password": "plum orchard ladder"}, id="a password"),
        pytest.param("/children/find/", {"search": "Élodie"}, id="a search"),
        pytest.param("/sign-in", {"email": "a@b.example", "password": PASSWORD}, id="sign-in"),
        pytest.param("/nowhere", {"text": "x"}, id="no such page"),
        pytest.param("/notes/new/", {}, id="nothing"),
    ],
)
def test_passwords_searches_and_nothing_are_not_kept(
    app: Flask, address: str, form: dict[str, str]
) -> None:
    officer = make_officer()
    browser = sweeper(app, officer)
    token = browser.token()
    pass_time(officer)
    browser.client.post(address, data={"csrf_token": token, **form})
    database.connect(reuse_if_open=True)

    assert KeptForm.select().count() == 0


def test_tokens_codes_and_passwords_are_left_out_of_what_is_kept(app: Flask) -> None:
    officer = make_officer()
    browser = sweeper(app, officer)
    browser.token()
    pass_time(officer)
    form = {"csrf_token": "x", "password": "y", "code": "z", "text": TEXT}
    posted(browser, "/notes/new/", form)

    assert [name for name, _ in KeptForm.get().fields(app.config["SEAL"])] == ["text"]


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_a_form_from_another_site_is_not_kept(app: Flask, site: str) -> None:
    officer = make_officer()
    browser = sweeper(app, officer)
    browser.token()
    pass_time(officer)
    headers = {"Sec-Fetch-Site": site}
    page = browser.client.post("/notes/new/", data={"text": TEXT}, headers=headers)
    database.connect(reuse_if_open=True)

    assert page.status_code == 400
    assert KeptForm.select().count() == 0


def test_nothing_is_kept_for_whoever_left_or_never_was(app: Flask) -> None:
    officer = make_officer()
    browser = sweeper(app, officer)
    browser.token()
    with writing():
        account.disable(officer, NOW)
    for stranger in (browser, Browser(app)):
        page = stranger.client.post("/notes/new/", data={"text": TEXT})
        database.connect(reuse_if_open=True)
        assert page.status_code in (302, 400)

    assert KeptForm.select().count() == 0


def test_a_session_that_lives_saves_as_ever(app: Flask) -> None:
    officer, case = make_officer(), make_case()
    browser = sweeper(app, officer)
    form = form_in(browser.get(f"/notes/new/?child={case.child_id}")) | NOTE
    posted(browser, f"/notes/new/?child={case.child_id}", form)

    assert Note.select().count() == 1
    assert KeptForm.select().count() == 0
