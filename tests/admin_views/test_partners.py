"""Staff screens towards other offices: asking, handing over, links, the directory."""

from __future__ import annotations

import io

import pytest
from flask import Flask

from models.casework.case import Case
from models.casework.enquiry import Enquiry
from models.casework.handover import Handover
from models.casework.referral import Referral
from models.organisations.authority import Authority
from models.outgoing.message import Message
from models.outgoing.reply_link import ReplyLink
from tests.admin_views.sweeping import Sweeper, form_in, messages_in, sweeper, words_in
from tests.making import (
    NOW,
    TODAY,
    make_authority,
    make_case,
    make_child,
    make_enquiry,
    make_handover,
    make_officer,
    make_other_authority,
    make_referral,
    make_reply_link,
    make_restriction,
    make_school,
    writing,
)


@pytest.fixture
def case(app: Flask) -> Case:
    return make_case(child=make_child(forenames="Zephyrine", surname="Quill"))


def test_several_authorities_are_asked_from_the_case(browser: Sweeper, case: Case) -> None:
    near, far = make_other_authority(name="Near"), make_other_authority(name="Far")
    silent = make_other_authority(name="Silent", cme_email="", cme_phone="01632 960 009")
    assert f"/asking/?case={case.id}" in words_in(browser.get(f"/cases/details/?id={case.id}"))
    page = browser.get(f"/asking/?case={case.id}")
    assert "Is this child with you" in words_in(page)
    assert f'value="{silent.id}"' not in words_in(page)
    assert "Silent, 01632 960 009" in words_in(page)
    address = f"/asking/?case={case.id}"

    nothing = browser.post(address, {"question": "Is she with you?"})
    assert nothing.status_code == 422
    assert messages_in(nothing) == ["Tick at least one authority."]
    assert "Is she with you?" in words_in(nothing)
    sent = {"question": "Is she with you?", "authority": [str(near.id), str(far.id)]}
    assert browser.post(address, sent).status_code == 302
    assert sorted(m.recipient for m in Message.select()) == sorted((near.cme_email, far.cme_email))
    assert Enquiry.select().count() == ReplyLink.select().count() == 2


def test_a_child_kept_from_most_is_not_asked_about_by_mail(app: Flask, case: Case) -> None:
    auditor_too = make_officer("manager")
    restriction = make_restriction(child=case.child)
    other = make_other_authority()
    browser = sweeper(app, auditor_too)
    assert browser.get(f"/asking/?case={case.id}").status_code == 404

    from tests.making import break_glass

    break_glass(restriction, auditor_too)
    sent = {"question": "Is she with you?", "authority": [str(other.id)]}
    page = browser.post(f"/asking/?case={case.id}", sent)
    assert page.status_code == 422
    assert "Ask by phone" in messages_in(page)[0]
    assert Message.select().where(Message.recipient == other.cme_email).count() == 0


@pytest.mark.parametrize("role", ["business_support", "auditor", "returns_officer"])
def test_whoever_may_not_ask_or_hand_over_finds_no_such_page(
    app: Flask, case: Case, role: str
) -> None:
    browser = sweeper(app, make_officer(role))

    assert browser.get(f"/asking/?case={case.id}").status_code == 403
    assert browser.get(f"/handovers/new/?case={case.id}").status_code == 403


def test_a_question_to_a_school_goes_by_mail_with_one_click(browser: Sweeper, case: Case) -> None:
    enquiry = make_enquiry(case=case, school=make_school(), sent_on=TODAY)
    address = f"/enquiries/details/?id={enquiry.id}"
    assert "Ask by email" in words_in(browser.get(address))
    assert browser.post(f"/enquiries/mail/?id={enquiry.id}").status_code == 302

    page = words_in(browser.get(address))
    assert "Ask by email" not in page
    assert f"LINK-{ReplyLink.get().id} to {enquiry.asked.email}" in page


def test_a_link_is_shown_without_its_secret_and_revoked(browser: Sweeper, case: Case) -> None:
    link = make_reply_link(make_enquiry(case=case))
    page = words_in(browser.get(f"/reply-links/details/?id={link.id}"))
    assert "Revoke this link" in page
    assert "Secret" not in page
    assert "Token" not in page

    assert browser.post(f"/reply-links/revoke/?id={link.id}").status_code == 302
    assert ReplyLink.get().revoked_at == NOW
    assert "Revoke this link" not in words_in(browser.get(f"/reply-links/details/?id={link.id}"))


def hand(browser: Sweeper, address: str, to: Authority, **more: str) -> int:
    form = form_in(browser.get(address))
    sent = form | {"to_authority": to.name, "why": "The family moved.", **more}
    return browser.post(address, sent).status_code


def test_a_case_is_handed_over_and_the_word_is_recorded(browser: Sweeper, case: Case) -> None:
    to = make_other_authority(name="Borchester")
    assert hand(browser, f"/handovers/new/?case={case.id}", to) == 302
    handover = Handover.get()
    assert (handover.way, handover.sent_on) == ("mail", TODAY)
    assert Message.get().recipient == to.cme_email

    enquiry = handover.enquiry
    assert enquiry is not None
    form = form_in(browser.get(f"/enquiries/answer/?id={enquiry.id}"))
    refused = browser.post(f"/enquiries/answer/?id={enquiry.id}", form | {"answer": "Yes."})
    assert messages_in(refused) == [
        f"This waits for {handover.reference}. Record their word there."
    ]
    step = f"/handovers/taken/?id={handover.id}"
    said = form_in(browser.get(step)) | {"by": "Jo Bell", "words": "Under BOR-7."}
    assert browser.post(step, said).status_code == 302
    assert Handover.acknowledged_for(case) == handover
    assert Case.get_by_id(case.id).is_open


def test_one_sent_back_needs_the_reason(browser: Sweeper, case: Case) -> None:
    handover = make_handover(case=case)
    step = f"/handovers/sent-back/?id={handover.id}"
    form = form_in(browser.get(step))

    missing = browser.post(step, form | {"by": "Jo Bell"})
    assert missing.status_code == 422
    assert "Write down why." in words_in(missing)
    assert browser.post(step, form | {"by": "Jo Bell", "words": "Moved on."}).status_code == 302
    assert Handover.get().refused_why == "Moved on."


def test_to_a_council_here_it_is_in_their_records_at_once(browser: Sweeper, case: Case) -> None:
    theirs = make_authority(code="874", name="Peterborough City Council")
    assert hand(browser, f"/handovers/new/?case={case.id}", theirs) == 302

    assert Referral.get().authority_id == theirs.id
    assert Message.select().count() == 0


def test_a_referral_of_another_area_is_handed_over_without_a_case(browser: Sweeper) -> None:
    referral, to = make_referral(), make_other_authority(name="Borchester")
    assert hand(browser, f"/handovers/new/?referral={referral.id}", to) == 302
    assert Handover.get().referral_id == referral.id

    strangers = make_referral(authority=make_authority(code="874", name="Peterborough"))
    address = f"/handovers/new/?referral={strangers.id}"
    assert hand(browser, address, to) in (404, 409)
    assert Handover.select().count() == 1


def test_the_directory_is_looked_at_then_kept(app: Flask) -> None:
    browser = sweeper(app, make_officer("system_administrator"))
    make_other_authority(code="925", name="Borchester", cme_email="")
    text = "code,name,cme_email\n925,Borchester,cme@bor.example\n926,Ambridge,\n9,Bad,\n"
    file = (io.BytesIO(text.encode()), "list.csv")
    looked = browser.post("/directory/", {"directory": file})

    assert looked.status_code == 200
    assert "1 added, 1 changed, 0 as before, 1 left out" in words_in(looked)
    assert "Line 4: the code is three digits" in words_in(looked)
    assert Authority.get(Authority.code == "925").cme_email == ""
    assert browser.post("/directory/", {"text": text}).status_code == 302
    assert Authority.get(Authority.code == "925").cme_email == "cme@bor.example"
    assert Authority.get(Authority.code == "926").name == "Ambridge"
    refused = browser.post("/directory/", {"text": "nonsense"})
    assert refused.status_code == 422
    assert sweeper(app, make_officer("manager")).get("/directory/").status_code == 403


def test_a_hand_over_that_is_answered_offers_nothing_more(browser: Sweeper, case: Case) -> None:
    handover = make_handover(case=case)
    with writing():
        handover.acknowledge("Jo Bell", "", TODAY)
    page = words_in(browser.get(f"/handovers/details/?id={handover.id}"))

    assert "Acknowledged on 23 November 2026" in page
    assert "Record that it was" not in page
