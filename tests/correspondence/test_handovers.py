"""Hand-overs: by mail, by phone, and between councils that share the program, both ways."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from correspondence.handovers import answered_by, deliver, prepare, send, settle
from models.base import RuleBroken
from models.casework.case import Case
from models.casework.enquiry import Enquiry
from models.casework.handover import Handover
from models.casework.outcome import Outcome
from models.casework.referral import Referral
from models.casework.task import Task
from models.organisations.authority import Authority
from models.outgoing.message import Message
from models.outgoing.reply_link import ACKNOWLEDGE, ReplyLink
from tests.making import (
    NOW,
    TESTS,
    TODAY,
    close_case,
    make_authority,
    make_case,
    make_child,
    make_officer,
    make_other_authority,
    make_referral,
    make_restriction,
    saved,
    the_authority,
    writing,
)

pytestmark = pytest.mark.usefixtures("db")

CHILD = {"forenames": "Zephyrine", "surname": "Quill"}


def hand(about: Case | Referral, to: Authority, **changes: Any) -> Handover:
    """Hand a child over as the screen does."""
    column = "case" if isinstance(about, Case) else "referral"
    row = {"why": "The family moved.", "whereabouts": "12 Mill Lane, Borchester", column: about}
    handover = Handover(authority=about.authority_id, to_authority=to, **{**row, **changes})
    with writing():
        prepare(handover, make_officer(name="Una Marsh"), TODAY)
        handover.save()
        send(handover, NOW, TODAY)
    return Handover.get_by_id(handover.id)


def councils() -> tuple[Authority, Authority]:
    return the_authority(), make_authority(code="874", name="Peterborough City Council")


def decide(referral: Referral, decision: str, **more: Any) -> None:
    """Decide as the other council's triage does."""
    officer = make_officer("manager", authority=referral.authority, name="Ian Frost")
    row = {"decision": decision, "decided_by": officer, "decided_at": NOW, **more}
    for name, value in row.items():
        setattr(referral, name, value)
    saved(referral)


def test_by_mail_it_names_no_child_is_due_in_five_working_days_and_carries_a_link() -> None:
    to = make_other_authority(name="Borchester")
    handover = hand(make_case(child=make_child(**CHILD)), to)

    message, link = Message.get(), ReplyLink.get()
    assert (message.recipient, message.state) == (to.cme_email, "queued")
    assert f"[reply link {link.id}]" in message.body
    assert link.purpose == ACKNOWLEDGE
    told = (message.subject + message.body).lower()
    assert [one for one in ("zephyrine", "quill", "mill lane") if one in told] == []
    assert (handover.way, handover.due_on) == ("mail", TODAY + timedelta(days=7))
    assert handover.enquiry.due_on == handover.due_on
    assert handover.packet["child"]["surname"] == "Quill"


def test_fact_19_the_case_stays_ours_until_the_other_council_acknowledges() -> None:
    case = make_case()
    handover = hand(case, make_other_authority())

    assert Case.get_by_id(case.id).is_open
    assert Handover.acknowledged_for(case) is None
    outcome = Outcome(authority=case.authority, case=case, kind="transferred")
    outcome.other_authority, outcome.confirmed_by = handover.to_authority, "Jo Bell"
    outcome.confirmed_on = TODAY
    with pytest.raises(RuleBroken, match="still this council's"), writing():
        outcome.close_with({"acknowledged": ("They rang.", None)}, None, TODAY)
    assert list(Handover.late(TESTS, handover.due_on)) == []
    assert list(Handover.late(TESTS, handover.due_on + timedelta(1))) == [handover]
    with pytest.raises(RuleBroken, match="is not answered yet"):
        hand(case, make_other_authority())

    with writing():
        handover.acknowledge("Jo Bell", "Under BOR-7.", TODAY)
    assert Handover.acknowledged_for(case) == handover
    assert Case.get_by_id(case.id).is_open  # an officer ends it, by name
    assert Enquiry.get().answered_on == TODAY  # nobody is chased any more
    with pytest.raises(RuleBroken, match="answered before"), writing():
        handover.refuse("Jo Bell", "A mistake.", TODAY)


def test_one_that_is_sent_back_counts_as_none_and_another_may_follow() -> None:
    case = make_case()
    first = hand(case, make_other_authority())
    with writing():
        first.refuse("Jo Bell", "They moved on.", TODAY)
    assert Handover.acknowledged_for(case) is None

    second = hand(case, make_other_authority())
    with writing():
        second.acknowledge("Sam Reed", "", TODAY)
    assert Handover.acknowledged_for(case) == second


@pytest.mark.parametrize("ours_first", [True, False], ids=["873 to 874", "874 to 873"])
def test_between_councils_here_it_becomes_a_referral_and_never_a_shared_row(
    ours_first: bool,
) -> None:
    sender, receiver = councils() if ours_first else councils()[::-1]
    case = make_case(child=make_child(authority=sender, **CHILD))
    handover = hand(case, receiver)

    assert (deliver(NOW), deliver(NOW)) == (1, 0)
    (referral,) = Referral.select()
    assert (referral.authority_id, referral.route) == (receiver.id, "authority")
    assert (referral.surname, referral.born_on) == ("Quill", case.child.born_on)
    assert referral.child is None
    assert referral.referrer_organisation == sender.name
    assert ["Where the child is believed to be", "12 Mill Lane, Borchester"] in referral.told[0][1]
    assert Handover.get_by_id(handover.id).their_receipt == referral.receipt
    assert Message.select().count() == 0
    assert not answered_by(referral, NOW)

    decide(referral, "new_child", child=make_child(authority=receiver, **CHILD))
    assert answered_by(referral, NOW)
    taken = Handover.acknowledged_for(case)
    assert taken is not None
    assert taken.acknowledged_by == f"Ian Frost, {receiver.name}"
    assert Case.get_by_id(case.id).is_open


def test_handed_over_and_back_with_the_reason_and_a_task() -> None:
    ours, theirs = councils()
    case = make_case(child=make_child(**CHILD))
    handover = hand(case, theirs)
    deliver(NOW)
    decide(Referral.get(), "not_cme", not_cme="out_of_area", decision_why="They live in Ely.")

    assert (settle(NOW), settle(NOW)) == (1, 0)
    back = Handover.get_by_id(handover.id)
    assert back.refused_why == "Lives in another authority. They live in Ely."
    assert back.authority_id == ours.id
    assert Task.get().what == f"{handover.reference} was sent back. Read why, and go on."


@pytest.mark.parametrize("when", ["before", "between"])
def test_a_child_kept_from_most_goes_by_phone_with_no_mail_link_or_referral(when: str) -> None:
    case = make_case(child=make_child(**CHILD))
    _, theirs = councils()
    if when == "before":
        make_restriction(child=case.child)
    handover = hand(case, theirs)
    make_restriction(child=case.child)

    assert deliver(NOW) == 0
    assert handover.way == ("phone" if when == "before" else "shared")
    other = make_case()
    make_restriction(case=other)
    by_mail = hand(other, make_other_authority())
    assert by_mail.way == "phone"
    counts = [table.select().count() for table in (Message, ReplyLink, Referral, Enquiry)]
    assert counts == [0, 0, 0, 0]


def test_a_referral_of_another_area_is_handed_on_without_a_case() -> None:
    referral = make_referral(**CHILD)
    to = make_other_authority()
    handover = hand(referral, to)
    assert handover.case is None
    message = Message.get()
    assert message.recipient == to.cme_email
    assert "Quill" not in message.subject + message.body

    _, theirs = councils()
    hand(make_referral(surname="Vanterpool"), theirs)
    assert deliver(NOW) == 1
    assert Referral.get(Referral.route == "authority").surname == "Vanterpool"


def test_what_was_told_is_frozen() -> None:
    handover = hand(make_case(), make_other_authority())
    handover.why = "Another reason."
    with pytest.raises(RuleBroken, match="stays as it was sent"):
        saved(handover)
    assert json.dumps(handover.packet)


def test_to_ourselves_or_without_a_reason_it_is_refused() -> None:
    case = make_case()
    with pytest.raises(RuleBroken, match="another authority"):
        hand(case, the_authority())
    with pytest.raises(RuleBroken, match="Say why"):
        hand(case, make_other_authority(), why=" ")
    close_case(case)
    with pytest.raises(RuleBroken, match="is closed"):
        hand(case, make_other_authority())
