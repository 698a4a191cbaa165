"""The page that reads in the school register: who may, what it says, what it refuses."""

from __future__ import annotations

import io

import lxml.html
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from admin_views import POLICY
from admin_views.organisations import schools
from models.base import database
from models.ledger.event import Event
from models.organisations.access import ROLES, may
from models.organisations.authority import Authority
from models.organisations.officer import Officer
from models.organisations.school import School
from tests.admin_views.sweeping import Sweeper, links_in, messages_in, sweeper, words_in
from tests.browsing import Browser
from tests.making import make_officer, make_school, saved, the_authority
from tests.models.organisations.registers import SAMPLE, links, register, row

pytestmark = pytest.mark.usefixtures("db")

ADDRESS = "/school-register/"


def upload(file: io.BytesIO, do: str = "import", **others: object) -> dict[str, object]:
    """What a browser sends with the tick set and one button pressed."""
    copy = io.BytesIO(file.getvalue())  # sending closes it
    return {"register": (copy, "edubasealldata.csv"), "do": do, "sure": "y", **others}


def sample() -> io.BytesIO:
    return io.BytesIO(SAMPLE.read_bytes())


def imports() -> list[Event]:
    return list(Event.select().where(Event.verb == "import").order_by(Event.id))


def test_a_register_is_imported_and_told_again_as_unchanged(
    browser: Sweeper, manager: Officer
) -> None:
    first = browser.post(ADDRESS, upload(sample()))
    second = browser.post(ADDRESS, upload(sample()))

    assert first.status_code == second.status_code == 200
    assert messages_in(first) == ["Imported: 4 new, 0 changed, 0 closed, 0 unchanged."]
    assert messages_in(second) == ["Imported: Nothing has changed: 4 schools as before."]
    assert School.select().count() == 4
    told = [(event.actor, event.row_id, event.about["new"]) for event in imports()]
    assert told == [(f"officer:{manager.id}", None, 4), (f"officer:{manager.id}", None, 0)]
    assert imports()[0].about["from"] == "127.0.0.1"


def test_the_report_is_that_of_the_command(browser: Sweeper) -> None:
    browser.post(ADDRESS, upload(register(row(), row(urn="100001"))))
    changed, closed = row(name="Smith & <b>Sons</b>"), row(urn="100001", status="2")
    linked = (io.BytesIO(links(("106653", "100001", "Successor", "")).getvalue()), "links.csv")

    page = browser.post(
        ADDRESS, upload(register(changed, closed, row(urn="x"), row(urn="100002")), links=linked)
    )

    tree = lxml.html.fromstring(words_in(page))
    assert [one.text_content() for one in tree.xpath("//section/h2")] == [
        "Changed (1)",
        "Closed (1)",
        "Left out (1)",
    ]
    assert [one.text_content() for one in tree.xpath("//section//li")] == [
        "106653 Penistone Grammar School: name, successor",
        "100001 Penistone Grammar School: status",
        "Line 4: its URN is not six digits.",
    ]
    assert "<b>Sons" not in words_in(browser.post(ADDRESS, upload(register(row()))))


def test_only_looking_changes_nothing(browser: Sweeper) -> None:
    page = browser.post(ADDRESS, {**upload(sample(), do="look"), "sure": ""})

    assert messages_in(page) == [
        "Nothing is imported yet. It would be: 4 new, 0 changed, 0 closed, 0 unchanged."
    ]
    assert School.select().count() == len(imports()) == 0
    assert Authority.select().count() == 1


def test_it_asks_for_a_tick_and_no_reason(browser: Sweeper) -> None:
    page = browser.post(ADDRESS, {**upload(sample()), "sure": ""})

    assert page.status_code == 422
    assert "Error: Tick this to import, or only look what would change." in messages_in(page)
    assert School.select().count() == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"", "The file is empty.", id="empty"),
        pytest.param(
            b"PK\x03\x04....",
            "This is an Excel or zip file: unpack the download and give the .csv file in it.",
            id="xlsx",
        ),
        pytest.param(
            register(row(name="à")).getvalue().decode("cp1252").encode(),
            "The file is not in the register's own encoding (cp1252): give it as it was "
            "downloaded, not as another program saved it.",
            id="UTF-8",
        ),
    ],
)
def test_the_wrong_file_comes_back_in_words(browser: Sweeper, content: bytes, words: str) -> None:
    page = browser.post(ADDRESS, upload(io.BytesIO(content)))

    assert page.status_code == 422
    assert messages_in(page) == [words]
    assert School.select().count() == len(imports()) == 0


def test_no_file_at_all_is_asked_for(browser: Sweeper) -> None:
    page = browser.post(ADDRESS, {"do": "import", "sure": "y"})

    assert page.status_code == 422
    assert "Error: Choose the file." in messages_in(page)


@pytest.mark.parametrize("role", [name for name, _ in ROLES])
def test_it_is_open_to_who_may_add_a_school_and_to_nobody_else(app: Flask, role: str) -> None:
    officer = make_officer(role)
    browser = sweeper(app, officer)
    expected = 200 if may([role], "add", "School") else 403

    assert browser.get(ADDRESS).status_code == expected
    assert browser.post(ADDRESS, upload(sample())).status_code == expected
    assert (ADDRESS in links_in(browser.get("/"))) == (expected == 200)
    assert School.select().count() == (4 if expected == 200 else 0)


def test_a_stranger_is_sent_to_sign_in(app: Flask) -> None:
    page = Browser(app).client.post(ADDRESS, data=upload(sample()))

    assert page.status_code == 302
    assert page.location == f"/sign-in?next={ADDRESS}"


def test_a_form_without_its_token_is_refused(browser: Sweeper) -> None:
    page = browser.client.post(ADDRESS, data=upload(sample()))

    assert page.status_code == 400


def test_the_page_carries_the_headers_of_every_page(browser: Sweeper) -> None:
    page = browser.post(ADDRESS, upload(sample()))

    assert page.headers["Content-Security-Policy"] == POLICY
    assert page.headers["Cache-Control"] == "no-store"


def posted(browser: Sweeper, content: bytes) -> TestResponse:
    """Send a file as a body made by hand: the test client leaves its own large ones open."""
    token, mark = browser.token(), b"--mark\r\nContent-Disposition: form-data; "
    body = (
        mark + b'name="csrf_token"\r\n\r\n' + token.encode() + b"\r\n"
        + mark + b'name="do"\r\n\r\nlook\r\n'
        + mark + b'name="register"; filename="r.csv"\r\n\r\n' + content + b"\r\n--mark--\r\n"
    )  # fmt: skip
    page = browser.client.post(
        ADDRESS,
        input_stream=io.BytesIO(body),
        content_length=len(body),
        content_type="multipart/form-data; boundary=mark",
    )
    database.connect(reuse_if_open=True)
    return page


def test_a_file_larger_than_any_other_form_is_let_in(browser: Sweeper) -> None:
    rows = [row(urn=f"{100000 + n}") for n in range(10_000)]

    page = posted(browser, register(*rows).getvalue())

    assert page.request.content_length > 10 * 2**20
    assert "10,000 new" in messages_in(page)[0]


def test_a_file_larger_than_any_register_is_not(
    browser: Sweeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schools, "LARGEST_FILE", 2 * 2**20)

    page = posted(browser, bytes(3 * 2**20))

    assert page.status_code == 413
    assert "Send less than 2 MB" in words_in(page)


def test_elsewhere_as_much_is_refused_as_before(browser: Sweeper) -> None:
    file = (io.BytesIO(b"x" * (11 * 2**20)), "register.csv")
    page = browser.client.post("/schools/new/", data={"name": file}, buffered=True)

    assert page.status_code == 413
    assert "Send less than 10 MB" in words_in(page)


def test_a_school_s_page_shows_what_the_register_says(browser: Sweeper) -> None:
    later = make_school(name="Oulder Hill Academy")
    school = make_school(phase="Secondary", kind="Community school", successor=later)

    page = words_in(browser.get(f"/schools/details/?id={school.id}"))

    assert "Oulder Hill Academy" in page
    assert "Secondary" in page
    assert f"/schools/details/?id={later.id}" in page


def test_an_officer_s_email_outlives_the_next_register(browser: Sweeper) -> None:
    the_authority()
    browser.post(ADDRESS, upload(register(row())))
    school = School.get()
    school.email = "office@penistone.example"
    saved(school)

    browser.post(ADDRESS, upload(register(row(name="Penistone Academy"))))

    assert (School.get().name, School.get().email) == (
        "Penistone Academy",
        "office@penistone.example",
    )
