"""A referral: kept as it was sent, with a receipt nobody can guess."""

from __future__ import annotations

import re

import pytest

from models.base import OutOfScope, RuleBroken
from models.casework.referral import Referral, new_receipt
from models.people.child import Child
from models.scope import Scope
from models.transaction import transaction
from tests.making import (
    NOW,
    make_authority,
    make_child,
    make_officer,
    make_referral,
    make_restriction,
    saved,
    the_authority,
)

pytestmark = pytest.mark.usefixtures("db")


def test_a_visitor_may_send_one_and_neither_see_nor_change_it() -> None:
    authority = the_authority()
    with transaction(Scope.visitor(), NOW):
        referral = Referral.receive(authority, "public", {"surname": "Nowak"}, NOW)

    assert list(Scope.visitor().of(Referral)) == []
    referral.risk = "low"
    with pytest.raises(OutOfScope), transaction(Scope.visitor(), NOW):
        referral.save()


def test_it_makes_no_child() -> None:
    make_referral()

    assert Child.select().count() == 0


def test_its_two_clocks_start_with_it() -> None:
    clocks = {clock.standard: str(clock.due_on) for clock in make_referral().clocks}

    assert clocks == {"acknowledge": "2026-11-24", "triage": "2026-11-23"}


def test_what_was_sent_stays_as_it_was_sent() -> None:
    referral = make_referral()
    referral.surname = "Novak"

    with pytest.raises(RuleBroken, match="stays as it was sent"):
        saved(referral)


def test_one_by_which_no_child_can_be_found_is_refused() -> None:
    with pytest.raises(RuleBroken, match="name, or at least the address"):
        make_referral(forenames="", surname="")


def test_acknowledging_it_meets_the_clock_and_twice_is_once() -> None:
    referral = make_referral()
    with transaction(Scope.job("tests"), NOW):
        referral.acknowledge(NOW)
        referral.acknowledge(NOW)
    (clock,) = [clock for clock in referral.clocks if clock.standard == "acknowledge"]

    assert (str(clock.met_on), clock.state(clock.met_on)) == ("2026-11-23", "met")


def test_what_waits_is_seen_by_the_team_and_not_by_another_council() -> None:
    referral = make_referral()
    ours = Scope.officer(make_officer("cme_officer"))
    theirs = Scope.officer(make_officer("cme_officer", authority=make_authority(code="874")))

    assert list(Referral.waiting(ours)) == [referral]
    assert list(Referral.waiting(theirs)) == []


def test_one_that_may_be_about_a_restricted_child_is_hidden_with_that_child() -> None:
    child = make_child()
    make_restriction(child=child)
    referral = make_referral()
    referral.kept_with = child
    saved(referral)

    assert list(Referral.waiting(Scope.officer(make_officer("cme_officer"), NOW))) == []


def test_receipts_are_read_out_easily_and_differ() -> None:
    receipts = {new_receipt() for _ in range(1000)}

    assert len(receipts) == 1000
    assert all(re.fullmatch(r"[A-HJ-NP-Z]{3}-[2-9]{4}-[A-HJ-NP-Z]{3}", one) for one in receipts)
