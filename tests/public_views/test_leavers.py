"""A school sends its list of leavers: looked over, sent whole and once, each with a receipt."""

from __future__ import annotations

import re
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from correspondence.leavers_workbook import template
from correspondence.officer_emails import Door, with_link
from correspondence.smtp import SmtpMailer
from jobs.lists import acknowledge_leavers
from jobs.world import World
from models.casework.clock import Clock
from models.casework.leavers import weighed
from models.casework.leavers_columns import COLUMNS
from models.casework.leavers_link import LeaversLink
from models.casework.referral import Referral
from models.casework.workbook import rows_of
from models.ledger.setting import Setting
from models.organisations.sent_from import SentFrom
from models.outgoing.message import Message
from tests.conftest import NOW, clock
from tests.making import TODAY, make_leavers_link, saved, writing
from tests.models.at_once import in_threads
from tests.visiting import Visitor, altered
from tests.workbooks import workbook

HEADINGS = ["Surname", "Forenames", "Date of birth", "Last day at school", "Worried"]
NOWAK = ["Nowak", "Tomasz", date(2014, 5, 20), "23/10/2026", "no"]
QUILL = ["Quill", "Zoë", date(2012, 1, 9), "23/10/2026", "yes"]
BAD = ["", "Anna", "31/02/2013", "23/10/2026", "no"]
SENDER = {"referrer-name": "Pat Bell", "referrer-role": "Attendance officer"}
SEALED = re.compile(r'name="list" value="([^"]+)"')
RECEIPT = re.compile(r"[A-Z]{3}-[0-9]{4}-[A-Z]{3}")


class School:
    """A school with the link it was mailed."""

    def __init__(self, app: Flask) -> None:
        self.link = make_leavers_link()
        self.page = f"/refer/leavers/{self.link.token(app.config['SEAL'])}"
        self.visitor = Visitor(app)

    def look(self, *rows: list[Any], content: bytes | None = None, **changes: Any) -> TestResponse:
        file = (BytesIO(content or workbook([HEADINGS, *rows])), "leavers.xlsx")
        return self.visitor.post(self.page, {"do": "look", "file": file, **SENDER, **changes})

    def then(self, looked: TestResponse, do: str = "send") -> TestResponse:
        found = SEALED.search(looked.get_data(as_text=True))
        assert found, looked.get_data(as_text=True)
        return self.visitor.post(self.page, {"do": do, "list": found[1]})


@pytest.fixture
def school(app: Flask) -> School:
    return School(app)


def test_a_list_becomes_a_referral_a_child_with_a_receipt_each(school: School) -> None:
    looked = school.look(NOWAK, QUILL)
    assert "2 children can be sent" in looked.get_data(as_text=True)
    assert Referral.select().count() == 0
    page = school.then(looked).get_data(as_text=True)

    nowak, quill = Referral.select().order_by(Referral.id)
    assert RECEIPT.findall(page) == [nowak.receipt, quill.receipt]
    assert (nowak.route, nowak.name, nowak.worried) == ("sheet", "Tomasz Nowak", False)
    assert (quill.worried, quill.born_on) == (True, date(2012, 1, 9))
    assert (nowak.school, nowak.referrer_name) == (school.link.school, "Pat Bell")
    assert nowak.referrer_email == school.link.school.email
    assert Clock.select().where(Clock.referral == nowak).count() == 2


def test_good_rows_are_kept_and_bad_ones_told_by_cell_and_given_back(school: School) -> None:
    looked = school.look(NOWAK, BAD)
    page = looked.get_data(as_text=True)
    assert "1 child can be sent; 1 row is to be mended first and is left out." in page
    assert "<li>Row 3, Surname: This is needed.</li>" in page
    assert "<li>Row 3, Date of birth: Enter a day of the calendar: February 2013 has 28" in page

    given = school.then(looked, "mend")
    assert given.headers["Content-Disposition"] == 'attachment; filename="leavers-to-mend.xlsx"'
    (row,) = weighed(rows_of(given.get_data()), TODAY).bad
    assert row.cells["forenames"] == "Anna"
    assert "Surname: This is needed." in rows_of(given.get_data())[0][1].cells[-1].text

    school.then(looked)
    assert Referral.get().name == "Tomasz Nowak"


def test_f57_a_list_sent_twice_at_once_and_given_again_is_sent_once(school: School) -> None:
    looked = school.look(NOWAK, QUILL)
    found = SEALED.search(looked.get_data(as_text=True))
    assert found
    form = {"csrf_token": school.visitor.token(), "do": "send", "list": found[1]}

    def send(visitor: Visitor) -> Any:
        return lambda: RECEIPT.findall(visitor.client.post(school.page, data=form).text)

    first, second = in_threads(send(school.visitor), send(school.visitor.elsewhere()))
    again = school.then(school.look(NOWAK, QUILL)).get_data(as_text=True)

    assert first == second == RECEIPT.findall(again)
    assert "Nothing was sent twice." in again
    assert Referral.select().count() == 2


def test_one_mail_says_that_the_whole_list_arrived(school: School) -> None:
    school.then(school.look(NOWAK, QUILL))
    at = World(NOW, SmtpMailer("smtp://127.0.0.1:1"), "a@council.example", "here:1")
    assert [acknowledge_leavers(at), acknowledge_leavers(at)] == [{"queued": 1}, {"queued": 0}]

    mail = Message.get()
    nowak, quill = Referral.select().order_by(Referral.id)
    assert mail.recipient == school.link.school.email
    assert f"Row 2: {nowak.receipt}\nRow 3: {quill.receipt}" in mail.body
    assert "Nowak" not in mail.subject + mail.body
    assert nowak.acknowledged_at == NOW


def test_t25_a_school_with_its_link_is_not_counted(app: Flask, school: School) -> None:
    saved(Setting(name="pages_an_hour", value=20, effective_from=TODAY))
    for _ in range(21):
        assert school.visitor.client.get(school.page).status_code == 200
    school.then(school.look(NOWAK))
    assert SentFrom.select().count() == 0
    other = Visitor(app)
    for _ in range(20):
        other.get(altered(school.page))
    assert other.get("/refer").status_code == 429


def test_t20_a_link_that_is_late_ended_or_altered_opens_nothing(app: Flask, school: School) -> None:
    looked = school.look(NOWAK)
    wrong = altered(school.page)
    for page in (wrong, "/refer/leavers/x", f"{wrong}/template"):
        answer = school.visitor.get(page)
        assert (answer.status_code, "cannot be used" in answer.text) == (410, True)
    with writing():
        LeaversLink.get_by_id(school.link.id).end(NOW)
    assert school.then(looked).status_code == 410
    assert Referral.select().count() == 0
    other = School(app)
    clock["now"] = NOW + timedelta(days=90)
    assert other.visitor.get(other.page).status_code == 410


def test_t20_a_list_looked_over_for_another_school_or_altered_is_not_sent(
    app: Flask, school: School
) -> None:
    looked = school.look(NOWAK)
    other = School(app)
    assert other.then(looked).status_code == 422
    assert school.visitor.post(school.page, {"do": "send", "list": "x"}).status_code == 422
    assert school.visitor.post(school.page, {"do": "send"}).status_code == 422
    clock["now"] = NOW + timedelta(hours=22)
    assert school.then(looked).status_code == 422
    assert Referral.select().count() == 0


def test_t11_f49_what_is_no_list_is_refused_in_words_and_nothing_typed_is_lost(
    school: School,
) -> None:
    page = school.look(content=b"MZ\x90\0", **{"referrer-phone": "01223 555 0123"})
    assert page.status_code == 422
    assert "This file is no spreadsheet" in page.text
    assert 'value="Pat Bell"' in page.text
    assert 'value="01223 555 0123"' in page.text
    assert "Choose the file." in school.visitor.post(school.page, {"do": "look"}).text


def test_the_template_is_a_list_once_it_is_filled_in() -> None:
    heading = rows_of(template())[0][0]
    assert [cell.text for cell in heading.cells] == [column.title for column in COLUMNS]
    guide = rows_of(template())[1]
    assert "Needed. Yes or no." in [row.cells[-1].text[:18] for row in guide if row.cells]


def test_t07_hostile_words_in_a_list_are_shown_as_text(school: School) -> None:
    hostile = "<script>alert(1)</script>"
    page = school.look([hostile, "{{ 7*7 }}", *NOWAK[2:]], [hostile, "", *NOWAK[2:]])
    assert "&lt;script&gt;" in page.text
    assert hostile not in page.text
    assert "{{ 7*7 }}" in page.text


def test_the_mail_with_the_link_holds_it_only_as_it_leaves(app: Flask, school: School) -> None:
    from correspondence.leavers_emails import send_link

    with writing():
        send_link(school.link, NOW, TODAY)
    mail = Message.get()
    door = Door(app.config["BASE_URL"], app.config["SEAL"])
    assert "/refer/leavers/" not in mail.body
    assert f"{door.base_url}{school.page}" in with_link(mail, door)
    mail.recipient = "another@school.example"
    assert "/refer/leavers/" not in with_link(mail, door)
