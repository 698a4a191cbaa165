"""Referring a child without an account: page by page to a receipt, and nothing typed is lost."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask import Flask

from models.casework.draft_file import DraftFile
from models.casework.referral import Referral
from models.casework.referral_draft import ReferralDraft
from models.casework.referral_file import ReferralFile
from models.ledger.stored_file import StoredFile
from models.organisations.session import Session
from tests.admin_views.sweeping import counting, words_in
from tests.making import make_authority, make_child, make_school, saved, the_authority
from tests.visiting import PUBLIC, SCHOOL, Visitor

PDF = b"%PDF-1.7\nreport\n%%EOF"
PROGRAM = b"MZ\x90\x00" + b"\0" * 200


def test_a_school_refers_a_child_and_all_of_it_is_kept(visitor: Visitor) -> None:
    school = make_school(name="Hilltop Primary")
    visitor.fill(school={"school": school.urn}, safeguarding={"worried": "yes", "worry": "Thin."})
    assert visitor.add(PDF).status_code == 302
    receipt = visitor.send()

    referral = Referral.get()
    assert (referral.receipt, referral.route, referral.authority.code) == (receipt, "school", "873")
    assert (referral.name, referral.known_as) == ("Zephyrine Quill", "Zeph")
    assert (referral.born_on, referral.sex, referral.postcode) == (
        date(2015, 3, 12),
        "F",
        "CB1 2AB",
    )
    assert (referral.school_id, referral.last_attended_on) == (school.id, date(2026, 10, 23))
    assert (referral.ground_regulation, referral.ground_letter) == ("reg 9 of 2024", "i")
    assert (referral.reason, referral.worried, referral.anonymous) == ("vanished", True, False)
    assert referral.referrer_email == "pat@hilltop.example"
    told = {heading: dict(pairs) for heading, pairs in referral.told}
    assert told["What has been done to find the child"]["Visits to the home: Result"] == (
        "The house stands empty."
    )
    assert told["Files"] == {"Name": "report.pdf"}
    (file,) = ReferralFile.select()
    assert (file.read(), file.scan, file.media_type) == (PDF, "", "application/pdf")
    assert DraftFile.select().count() == 0
    assert "Quill" not in ReferralDraft.get().answers(visitor.app.config["SEAL"]).values()


def test_a_neighbour_tells_the_little_they_know_without_a_name(visitor: Visitor) -> None:
    visitor.fill("public")
    visitor.send()

    referral = Referral.get()
    assert (referral.route, referral.anonymous, referral.born_on) == ("public", True, None)
    assert referral.address_lines == "The blue house in Mill Lane"
    assert referral.referrer_name == referral.referrer_email == ""


def test_whoever_may_be_known_gives_a_name_and_a_way_to_be_reached(visitor: Visitor) -> None:
    visitor.begin("public")

    assert "Enter your name" in words_in(visitor.answer("referrer", anonymous="no"))
    named = visitor.answer("referrer", anonymous="no", referrer_name="Ann")
    assert "an email address or a phone number" in words_in(named)
    assert 'value="Ann"' in words_in(named)


@pytest.mark.parametrize(
    ("born", "words"),
    [
        pytest.param("1/2/2027", "is still to come", id="unborn"),
        pytest.param("1/2/2000", "is 26 years old", id="an adult"),
        pytest.param("1/2/2009", "was of compulsory school age until 27 June 2025", id="seventeen"),
        pytest.param("1/2/2024", "of compulsory school age from 31 March 2029", id="two"),
    ],
)
def test_a_birth_date_in_doubt_is_asked_about_once_and_taken(
    visitor: Visitor, born: str, words: str
) -> None:
    visitor.begin()
    asked = visitor.answer("born", born=born, sex="F", year_group="Nursery")
    day, month, year = born.split("/")
    sign = f"{year}-{int(month):02}-{int(day):02}"

    assert asked.status_code == 422
    assert words in words_in(asked)
    assert f'value="{born}"' in words_in(asked)
    assert 'value="Nursery"' in words_in(asked)
    assert visitor.answer("born", born="2/2/2024", sex="F", sure=sign).status_code == 422
    assert visitor.answer("born", born=born, sex="F", sure=sign).status_code == 302


def test_a_child_of_sixteen_who_is_still_of_school_age_is_not_asked_about(visitor: Visitor) -> None:
    visitor.begin()

    assert visitor.answer("born", born="5/10/2010", sex="M").status_code == 302


@pytest.mark.parametrize(
    ("step", "fields", "words", "box"),
    [
        ("referrer", {"referrer-email": "pat@"}, "like name@example.gov.uk", "referrer-email"),
        ("born", {"born": "31", "born-month": "2", "born-year": "2015"}, "28 days", "born"),
        ("born", {"born": "3", "born-month": "13", "born-year": "2015"}, "1 to 12", "born-month"),
        ("child", {"upn": "A801200005001"}, "does not fit the rest", "upn"),
        ("attendance", {"last-attended": "1/1/2027"}, "cannot be still to come", "last-attended"),
        ("enquiries", {"did-visit-on": "soon"}, "Enter a day of the calendar", "did-visit-on"),
        ("why", {"criteria": []}, "Tick at least one", "criteria-1"),
        ("roll", {"ground": ""}, "Choose the ground on which", "ground-1"),
        ("roll", {"ground": "", "ground-before": "i"}, "regulations of 2024 held", "ground-1"),
        ("roll", {"deleted-on": "1/8/2024"}, "those of 2006 held", "ground-before"),
        ("more", {"more": "x" * 10_001}, "Write at most 10,000 characters", "more"),
    ],
)
def test_what_will_not_do_is_said_beside_it_and_the_rest_is_kept(
    visitor: Visitor, step: str, fields: dict[str, object], words: str, box: str
) -> None:
    visitor.begin()
    given = SCHOOL[step] | fields
    answer = visitor.post(f"/refer/step/{step}", given)

    assert answer.status_code == 422
    page = words_in(answer)
    assert f'<a href="#{box}">' in page
    assert f'id="{box}"' in page
    assert words in page
    for value in given.values():
        if isinstance(value, str) and "\n" not in value:
            assert value in page


def test_a_name_deleted_before_the_regulations_of_2024_has_a_letter_of_those_before(
    visitor: Visitor,
) -> None:
    old = {"deleted-on": "1/8/2024", "ground": "", "ground-before": "(F)"}
    visitor.fill(roll=old)
    visitor.send()

    referral = Referral.get()
    assert (referral.ground_regulation, referral.ground_letter) == ("reg 8(1) of 2006", "f")


def test_a_school_is_chosen_from_those_that_fit_without_a_script(visitor: Visitor) -> None:
    hill, mill = make_school(name="St Ann’s Hill"), make_school(name="St Ann’s Mill")
    visitor.begin()

    found = words_in(visitor.answer("school", school="ann mill"))
    assert f'value="{mill.urn}"' in found
    assert f'value="{hill.urn}"' not in found
    other = {"school": "ann hill", "school-for": "ann mill", "school-urn": mill.urn}
    assert visitor.post("/refer/step/school", other).status_code == 200  # it was chosen for others
    chosen = {"school": "ann mill", "school-for": "ann mill", "school-urn": mill.urn}
    assert visitor.post("/refer/step/school", chosen).status_code == 302
    assert "St Ann’s Mill" in words_in(visitor.get("/refer/check"))
    none = {"school": "Elsewhere", "school-for": "Elsewhere", "school-urn": "none"}
    assert visitor.post("/refer/step/school", none).status_code == 302
    assert "Elsewhere" in words_in(visitor.get("/refer/check"))


def test_a_dfe_number_leads_to_its_school_at_once(visitor: Visitor) -> None:
    make_school(name="St Ann’s Mill", establishment_number="2001")
    visitor.begin()

    assert visitor.answer("school", school="873/2001").status_code == 302
    assert "St Ann’s Mill" in words_in(visitor.get("/refer/check"))


def test_an_answer_is_changed_from_the_check_and_leads_back_to_it(visitor: Visitor) -> None:
    visitor.fill("public")

    assert "/refer/step/name?to=check" in words_in(visitor.get("/refer/check"))
    answer = visitor.post("/refer/step/name?to=check", {"forenames": "Zoë"})
    assert answer.location == "/refer/check"
    assert "Zoë" in words_in(visitor.get("/refer/check"))


def test_what_is_wanting_is_listed_and_nothing_is_sent(visitor: Visitor) -> None:
    visitor.begin()
    answer = visitor.post("/refer/check", {"form_key": visitor.form_key()})

    assert answer.status_code == 422
    assert "Some answers are wanting" in words_in(answer)
    assert "/refer/step/why?to=check" in words_in(answer)
    assert Referral.select().count() == 0


def test_a_program_that_is_called_a_pdf_is_refused_in_words(visitor: Visitor) -> None:
    visitor.begin()
    answer = visitor.add(PROGRAM, "letter.pdf")

    assert answer.status_code == 422
    assert "letter.pdf: This file is not what may be attached" in words_in(answer)
    assert DraftFile.select().count() == 0


def test_files_beyond_the_limit_in_all_are_refused_and_one_is_taken_away(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.casework.draft_file.LARGEST", len(PDF) + 5)
    visitor.begin()

    assert visitor.add(PDF).status_code == 302
    assert "more than 40 MB" in words_in(visitor.add(PDF, "again.pdf"))
    (file,) = DraftFile.select()
    assert bytes(file.content).find(b"report") < 0  # sealed
    visitor.post("/refer/step/files", {"then": f"remove-{file.id}"})
    assert DraftFile.select().count() == 0


def test_forty_megabytes_are_let_in_and_more_are_not(visitor: Visitor) -> None:
    visitor.begin()
    large = b"%PDF-1.7\n" + b"\0" * (39 * 2**20) + b"\n%%EOF"

    assert visitor.add_large(large).status_code == 302
    assert visitor.add_large(large + b"\0" * 2 * 2**20).status_code == 413
    assert DraftFile.get().size == len(large)


def test_the_first_page_says_whom_to_ask_and_what_this_is_not_for(visitor: Visitor) -> None:
    here = the_authority()
    here.named_person, here.hub_phone = "Dr Ines Vale", "0345 045 5203"
    saved(here)
    page = words_in(visitor.get("/refer"))

    for words in ("Dr Ines Vale", "999", "0345 045 5203", here.phone, here.email, "attendance"):
        assert words in page
    assert "Whereabouts" not in page


def test_a_link_from_a_council_s_own_site_chooses_the_council(visitor: Visitor) -> None:
    make_authority(code="874", name="Peterborough City Council")

    assert "Peterborough" not in words_in(visitor.get("/refer?authority=873"))
    assert "Where does the child live" not in words_in(visitor.get("/refer/begin?authority=873"))
    assert "Where does the child live" in words_in(visitor.get("/refer/begin"))
    assert visitor.begin(council="999").status_code == 422
    assert visitor.begin(council="874").status_code == 302


def test_looking_writes_nothing_and_needs_no_session(visitor: Visitor) -> None:
    for address in ("/refer", "/refer/begin", "/refer/return", "/refer/check", "/refer/sent"):
        assert visitor.get(address).status_code in (200, 302)

    assert Session.select().count() == ReferralDraft.select().count() == 0


def test_what_was_written_is_erased_when_asked(visitor: Visitor) -> None:
    visitor.begin()
    visitor.add(PDF)

    assert visitor.post("/refer/forget").status_code == 302
    assert ReferralDraft.select().count() == DraftFile.select().count() == 0
    assert StoredFile.select().count() == 0
    assert visitor.get("/refer/check").location == "/refer/return"


def test_t26_the_answers_are_the_same_for_a_known_child_and_an_unknown(app: Flask) -> None:
    make_child(forenames="Zephyrine", surname="Quill", born_on=date(2015, 3, 12))
    pages = []
    for surname in ("Quill", "Quack"):
        visitor = Visitor(app)
        visitor.fill("public", name=PUBLIC["name"] | {"surname": surname})
        check = words_in(visitor.get("/refer/check")).replace(surname, "…")
        receipt = visitor.send()
        sent = words_in(visitor.get("/refer/sent")).replace(receipt, "…")
        pages.append([visitor.without_tokens(one) for one in (check, sent)])

    assert pages[0] == pages[1]


def test_t26_no_child_is_looked_for_while_a_referral_is_written_and_sent(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with counting(monkeypatch) as asked:
        visitor.fill("school")
        visitor.send()

    tables = {table for sql in asked for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', sql)}
    assert "referral_draft" in tables
    people = {"child", "child_name", "search_key", "person", "relationship", "address", "case"}
    assert tables & people == set()


def test_the_council_is_changed_before_sending_and_nothing_typed_is_lost(visitor: Visitor) -> None:
    make_authority(code="874", name="Peterborough City Council")
    visitor.fill("public")

    changed = visitor.post("/refer/begin?to=check", {"route": "public", "council": "874"})
    assert changed.location == "/refer/check"
    assert "To Peterborough City Council" in words_in(visitor.get("/refer/check"))
    assert visitor.post("/refer/begin?to=check", {"route": "public"}).status_code == 422
    visitor.send()
    assert (Referral.get().authority.code, Referral.get().surname) == ("874", "Quill")
