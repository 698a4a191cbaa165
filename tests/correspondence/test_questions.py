"""Questions that go by mail, and the link each carries: to whom, until when, and to whom never."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from correspondence.chases import queue_due, still_to_go
from correspondence.officer_emails import Door
from correspondence.questions import ask_authorities, ask_by_mail
from correspondence.readdressing import readdress
from correspondence.reply_links import NO_LINK, with_replies
from models.base import RuleBroken
from models.casework.enquiry import Enquiry
from models.outgoing.chase import THE_QUESTION, Chase
from models.outgoing.message import Message
from models.outgoing.reply_link import ReplyLink, hash_of
from models.sealing import Seal
from tests.making import (
    NOW,
    TESTS,
    TODAY,
    make_agency,
    make_case,
    make_child,
    make_enquiry,
    make_message,
    make_other_authority,
    make_parent,
    make_reply_link,
    make_restriction,
    make_school,
    saved,
    writing,
)

pytestmark = pytest.mark.usefixtures("db")

DOOR = Door("https://cme.council.example", Seal("a key that is long enough for a test of ours"))
LINK = re.compile(r"https://cme\.council\.example/reply/([\w-]{43})$", re.MULTILINE)


def leaving(message: Message) -> str:
    """The body as it leaves."""
    return with_replies(TESTS, message, message.body, DOOR, NOW, TODAY)


def asked(**changes: object) -> Enquiry:
    """A question that was put by mail today."""
    enquiry = make_enquiry(sent_on=TODAY, **changes)
    with writing():
        ask_by_mail(enquiry, NOW, TODAY)
    return enquiry


def test_a_chase_carries_one_link_an_enquiry_and_the_outbox_holds_none_of_them() -> None:
    school = make_school()
    for _ in range(3):
        make_enquiry(school=school)
    queue_due(TESTS, NOW, TODAY)
    (message,) = Message.select()

    tokens = LINK.findall(leaving(message))
    assert len(set(tokens)) == 3
    kept = {link.token_hash for link in ReplyLink.select()}
    assert kept == {hash_of(token) for token in tokens}
    assert not any(token in repr(link.__data__) for token in tokens for link in ReplyLink.select())
    assert "/reply/" not in message.body
    assert LINK.findall(leaving(message)) == tokens  # a second try carries the same


def test_agencies_and_authorities_get_one_and_a_parent_none() -> None:
    case = make_case()
    make_enquiry(case=case, agency=make_agency())
    make_enquiry(case=case, other_authority=make_other_authority())
    parent = make_parent(case.child)
    make_enquiry(case=case, person=parent)
    queue_due(TESTS, NOW, TODAY)

    bare = [m.recipient for m in Message.select() if not LINK.search(leaving(m))]
    assert bare == [parent.email]


def test_each_mail_lengthens_it_to_thirty_days_and_never_shortens() -> None:
    enquiry = make_enquiry(sent_on=TODAY)
    link = make_reply_link(enquiry)
    assert link.expires_on == TODAY + timedelta(days=30)

    with writing():
        later = ReplyLink.carried(enquiry, link.email, NOW, TODAY + timedelta(days=8))
    assert later == link
    assert later.expires_on == TODAY + timedelta(days=38)
    with writing():
        assert ReplyLink.carried(enquiry, link.email, NOW, TODAY) == link
    assert ReplyLink.get().expires_on == TODAY + timedelta(days=38)


@pytest.mark.parametrize("on", ["child", "case"])
def test_a_child_kept_from_most_is_asked_about_by_phone(on: str) -> None:
    case = make_case()
    make_restriction(**{on: case.child if on == "child" else case})
    enquiry = make_enquiry(case=case)

    with pytest.raises(RuleBroken, match="Ask by phone"), writing():
        ask_by_mail(enquiry, NOW, TODAY)
    queue_due(TESTS, NOW, TODAY)
    assert ReplyLink.select().count() == 0
    assert "reply link" not in Message.get().body


def test_one_kept_from_most_after_the_mail_was_written_is_not_asked_or_linked() -> None:
    first, late = asked(), make_enquiry()
    queue_due(TESTS, NOW, TODAY)
    question, chase = Message.select().order_by(Message.id)
    for enquiry in (first, late):
        make_restriction(child=enquiry.case.child)

    assert not still_to_go(TESTS, question, NOW, TODAY)
    assert still_to_go(TESTS, chase, NOW, TODAY)
    assert NO_LINK in leaving(chase)
    assert not LINK.search(leaving(chase))


def test_a_revoked_link_is_in_no_later_mail_to_that_address() -> None:
    enquiry = make_enquiry()
    link = make_reply_link(enquiry)
    with writing():
        link.revoke(None, NOW)
    queue_due(TESTS, NOW, TODAY)

    assert "reply link" not in Message.get().body
    assert "To answer, reply to this email" in Message.get().body
    with pytest.raises(RuleBroken, match="revoked before"), writing():
        link.revoke(None, NOW)


def test_the_question_is_put_once_counts_as_no_reminder_and_reminders_follow() -> None:
    enquiry = asked()
    message = Message.get()

    assert message.subject == f"A question to you: {enquiry.reference}"
    assert Chase.get().step == THE_QUESTION
    assert still_to_go(TESTS, message, NOW, TODAY)
    with pytest.raises(RuleBroken, match="went by mail already"), writing():
        ask_by_mail(enquiry, NOW, TODAY)
    with writing():
        message.cancel("Not for this test.")
    (planned,) = Chase.plan(TESTS, enquiry.due_on + timedelta(days=1))
    assert planned.step is not None
    assert planned.step.number == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (lambda: {"school": make_school(email="")}, "No email address is held"),
        (lambda: {"answered_on": TODAY, "answer": "Yes."}, "answered on"),
    ],
)
def test_what_cannot_go_by_mail_is_told_in_a_sentence(changes: object, said: str) -> None:
    enquiry = make_enquiry(sent_on=TODAY, **changes())  # type: ignore[operator]
    with pytest.raises(RuleBroken, match=said), writing():
        ask_by_mail(enquiry, NOW, TODAY)


def test_several_authorities_are_asked_at_once_or_none_of_them() -> None:
    case = make_case(child=make_child(forenames="Zephyrine", surname="Quill"))
    others = [make_other_authority(), make_other_authority()]
    with writing():
        enquiries = ask_authorities(case, others, "Is Zephyrine with you?", NOW, TODAY)

    mails = Message.select().order_by(Message.id)
    assert [m.recipient for m in mails] == [one.cme_email for one in others]
    assert not any("Zephyrine" in m.subject + m.body for m in Message.select())
    assert {one.due_on for one in enquiries} == {TODAY + timedelta(days=7)}
    silent = make_other_authority(cme_email="")
    with pytest.raises(RuleBroken, match="No email address"), writing():
        ask_authorities(case, [make_other_authority(), silent], "Is it?", NOW, TODAY)
    assert Enquiry.select().count() == 2


def test_a_mail_sent_to_another_address_takes_its_link_along() -> None:
    enquiry = asked()
    message = Message.get()
    token = LINK.findall(leaving(message))
    with writing():
        message.state = "failed"
        message.save()
        again = readdress(message, "head@hilltop.example", "They rang.", NOW)

    assert LINK.findall(leaving(again)) == token
    assert ReplyLink.get().email == "head@hilltop.example"
    assert NO_LINK in leaving(message)
    assert enquiry.reference in again.body


def test_with_another_key_a_link_is_made_anew_and_the_old_one_is_dead() -> None:
    asked()
    message = Message.get()
    (old,) = LINK.findall(leaving(message))
    other = DOOR._replace(seal=Seal("another key that is long enough for a test"))
    body = with_replies(TESTS, message, message.body, other, NOW, TODAY)
    (new,) = LINK.findall(body)

    assert ReplyLink.opened_by(old, TODAY) is None
    assert ReplyLink.opened_by(new, TODAY) is not None


def test_a_code_asked_for_today_holds_no_reminder_back() -> None:
    enquiry = make_enquiry()
    sent = {"urgent": True, "state": "sent", "sent_on": TODAY}
    for _ in range(3):
        make_message(recipient=enquiry.asked.email, **sent)

    assert queue_due(TESTS, NOW, TODAY) == 1


def test_a_link_in_a_mail_to_somebody_else_is_words() -> None:
    enquiry = make_enquiry()
    stranger = Message(recipient="x@y.example", body=f"[reply link {make_reply_link(enquiry).id}]")

    assert leaving(stranger) == NO_LINK
    link = ReplyLink.get()
    link.expires_on = TODAY - timedelta(days=1)
    saved(link)
    theirs = Message(recipient=link.email, body=stranger.body)
    assert leaving(theirs) == NO_LINK
