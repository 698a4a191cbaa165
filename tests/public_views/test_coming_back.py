"""Save and come back: by a code and what goes with it, for seven days, and to nobody else."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask

from correspondence.smtp import SmtpMailer
from jobs.referrals import erase_drafts
from jobs.world import World
from models.base import database
from models.casework.draft_code import ALPHABET
from models.casework.draft_file import DraftFile
from models.casework.referral_draft import OPEN_FOR, ReferralDraft
from tests.admin_views.sweeping import words_in
from tests.conftest import clock
from tests.making import NOW
from tests.visiting import SCHOOL, Visitor

CODE = re.compile(r'class="refer-code">([A-Z]{5}-[A-Z]{5})<')
PDF = b"%PDF-1.7\nreport\n%%EOF"
REFERRER = SCHOOL["referrer"]


def saved_code(visitor: Visitor, proof: str = "pat@hilltop.example") -> str:
    found = CODE.search(words_in(visitor.post("/refer/save", {"proof": proof})))
    assert found
    return found[1]


def erase() -> int:
    database.connect(reuse_if_open=True)
    world = World(clock["now"], SmtpMailer("smtp://127.0.0.1:1"), "a@council.example", "1")
    return erase_drafts(world)["drafts"]


@pytest.mark.parametrize(
    ("given", "again"),
    [
        ("pat@hilltop.example", " PAT@hilltop.example "),
        ("12/3/2015", "12 March 2015"),
    ],
)
def test_what_was_begun_is_gone_on_with_in_another_browser(
    app: Flask, visitor: Visitor, given: str, again: str
) -> None:
    visitor.begin()
    # As far as it is typed, right or not.
    unfinished = {"forenames": "Zephyrine", "then": "save"}
    assert visitor.post("/refer/step/name", unfinished).location == "/refer/save"
    visitor.add(PDF)
    code = saved_code(visitor, given)
    visitor.post("/refer/leave")
    assert visitor.get("/refer/check").location == "/refer/return"

    elsewhere = Visitor(app)
    typed = code.lower().replace("-", " ")
    answer = elsewhere.post("/refer/return", {"code": typed, "proof": again})
    assert answer.location == "/refer/step/name"
    assert 'value="Zephyrine"' in words_in(elsewhere.get("/refer/step/name"))
    assert "report.pdf" in words_in(elsewhere.get("/refer/check"))


def test_a_wrong_code_and_a_wrong_proof_get_the_same_words(app: Flask, visitor: Visitor) -> None:
    visitor.begin()
    code, other = saved_code(visitor), Visitor(app)
    wrong = [
        other.post("/refer/return", {"code": "AAAAA-AAAAA", "proof": "pat@hilltop.example"}),
        other.post("/refer/return", {"code": code, "proof": "ann@hilltop.example"}),
    ]

    assert [answer.status_code for answer in wrong] == [422, 422]
    assert all("Nothing is kept under these two" in words_in(answer) for answer in wrong)
    unclear = other.post("/refer/return", {"code": code, "proof": "soon"})
    assert "Enter an email address, like" in words_in(unclear)
    assert f'value="{code}"' in words_in(unclear)


def test_codes_cannot_be_guessed_at_pace(app: Flask, visitor: Visitor) -> None:
    visitor.begin()
    code, other = saved_code(visitor), Visitor(app)
    tries = [
        other.post("/refer/return", {"code": f"AAAAA-AAAA{ALPHABET[n]}", "proof": "a@b.example"})
        for n in range(8)
    ]
    last = other.post("/refer/return", {"code": code, "proof": "pat@hilltop.example"})

    assert [answer.status_code for answer in tries].count(422) <= 6
    assert last.status_code == 429
    assert "seconds, then try again" in words_in(last)


def test_after_seven_days_it_is_erased_with_its_files(app: Flask, visitor: Visitor) -> None:
    visitor.begin()
    visitor.add(PDF)
    code = saved_code(visitor)
    clock["now"] = NOW + timedelta(days=7, seconds=-1)
    assert erase() == 0
    fits = {"code": code, "proof": "pat@hilltop.example"}
    assert Visitor(app).post("/refer/return", fits).status_code == 302

    clock["now"] = NOW + timedelta(days=9)
    assert Visitor(app).post("/refer/return", fits).status_code == 422
    assert erase() == 1
    assert ReferralDraft.select().count() == DraftFile.select().count() == 0


def test_what_has_no_code_is_erased_when_no_browser_has_it_open_any_more(visitor: Visitor) -> None:
    visitor.begin()
    clock["now"] = NOW + OPEN_FOR
    assert visitor.get("/refer/check").location == "/refer/return"
    assert erase() == 1


def test_the_database_alone_tells_nothing_of_a_draft(visitor: Visitor) -> None:
    visitor.begin()
    visitor.answer("name", forenames="Zephyrine", surname="Quill")
    code = saved_code(visitor, "12/3/2015")
    visitor.add(PDF, "Zephyrine Quill.pdf")

    rows = [str(row.__data__) for table in (ReferralDraft, DraftFile) for row in table.select()]
    for word in ("Zephyrine", "Quill", code, code.replace("-", ""), "2015-03-12", "report"):
        assert not any(word in row for row in rows)


def test_a_code_has_no_letter_that_is_taken_for_a_figure() -> None:
    assert not set("IOS") & set(ALPHABET)


def test_what_is_open_in_this_browser_is_gone_on_with_from_the_first_page(
    app: Flask, visitor: Visitor
) -> None:
    visitor.begin()
    visitor.answer("referrer", **{name.replace("-", "_"): v for name, v in REFERRER.items()})

    assert 'href="/refer/step/name">Go on with it' in words_in(visitor.get("/refer"))
    assert "Go on with it" not in words_in(Visitor(app).get("/refer"))
