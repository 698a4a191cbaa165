"""A referral of a restricted child: hidden with that child, and told to those who may see it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from correspondence.smtp import SmtpMailer
from jobs.arrivals import match_arrivals
from jobs.world import World
from models.casework.case import Case
from models.casework.not_the_same import NotTheSame
from models.casework.referral import Referral
from models.casework.referral_matching import matches
from models.casework.restriction import RestrictionReader
from models.casework.triage import Opening, judge_risk, new_child, turn_away
from models.outgoing.message import Message
from models.people.child import Child
from models.scope import Scope
from models.transaction import transaction
from tests.making import (
    NOW,
    TESTS,
    make_child,
    make_officer,
    make_restriction,
    saved,
    the_authority,
)

pytestmark = pytest.mark.usefixtures("db")

WORLD = World(NOW, SmtpMailer("smtp://127.0.0.1:1"), "education@council.example", "tests:1")


def just_in(**changes: Any) -> Referral:
    said = {"forenames": "Tomasz", "surname": "Nowak", "born_on": date(2014, 5, 20), **changes}
    with transaction(Scope.visitor(), NOW):
        return Referral.receive(the_authority(), "public", said, NOW)


@pytest.fixture
def child() -> Child:
    return make_child(forenames="Tomasz", surname="Nowak", born_on=date(2014, 5, 20))


def seen_by(officer: Any) -> list[int]:
    return [one.id for one in Referral.waiting(Scope.officer(officer, NOW))]


def test_t02_a_referral_of_a_restricted_child_is_hidden_with_the_child(child: Child) -> None:
    officer, named = make_officer("cme_officer"), make_officer("cme_officer")
    restriction = make_restriction(child=child)
    own = {"authority": child.authority, "restriction": restriction}
    saved(RestrictionReader(**own, officer=named))
    hers, another = just_in(born_on=date(2014, 5, 20)), just_in(forenames="Zoë", surname="Hill")

    # Before the job has looked at them, nobody who is kept from any child sees either.
    assert (seen_by(officer), seen_by(named)) == ([], [hers.id, another.id])
    assert match_arrivals(WORLD) == {"matched": 2, "kept": 1}
    assert match_arrivals(WORLD) == {"matched": 0, "kept": 0}

    assert seen_by(officer) == [another.id]
    assert seen_by(named) == [hers.id, another.id]
    assert matches(Scope.officer(officer, NOW), another).found == []
    message = Message.get()
    assert (message.recipient, message.state) == (named.email, "queued")
    assert "Nowak" not in message.subject + message.body
    assert list(Scope.officer(officer, NOW).of(Message)) == []


def test_where_nobody_is_named_the_managers_are_told_and_may_break_the_glass(
    child: Child,
) -> None:
    manager = make_officer("manager")
    make_restriction(child=child)
    referral = just_in()

    match_arrivals(WORLD)

    assert seen_by(manager) == []
    assert Message.get().recipient == manager.email
    assert referral.reference in Message.get().subject


def test_a_restriction_made_later_has_what_waits_looked_at_again(child: Child) -> None:
    officer = make_officer("cme_officer")
    referral = just_in()
    match_arrivals(WORLD)
    assert seen_by(officer) == [referral.id]

    make_restriction(child=child)
    assert seen_by(officer) == []

    match_arrivals(WORLD)
    assert seen_by(officer) == []


def test_a_referral_of_another_child_after_all_is_shown_to_the_team_again(child: Child) -> None:
    officer = make_officer("cme_officer")
    make_restriction(child=child)
    referral = just_in()
    match_arrivals(WORLD)
    with transaction(TESTS, NOW):
        said = NotTheSame.say(Referral.get_by_id(referral.id), child, "A cousin.", None, NOW)

    assert seen_by(officer) == [referral.id]
    with transaction(TESTS, NOW):
        said.undo("Not a cousin.", None, NOW)
    match_arrivals(WORLD)
    assert seen_by(officer) == []


def test_one_that_is_turned_away_stays_hidden_with_the_child_and_a_case_is_never_lost(
    child: Child,
) -> None:
    officer = make_officer("cme_officer")
    make_restriction(child=child)
    hers, quick = just_in(), just_in(forenames="Zoë", surname="Hill")
    with transaction(TESTS, NOW):
        # Decided within the minute, by somebody from whom no child is hidden.
        judge_risk(quick, "low", "Seen today.", None, NOW)
        case = new_child(TESTS, quick, Opening("moved_in", None, "New here.", None, NOW))
    match_arrivals(WORLD)
    with transaction(TESTS, NOW):
        kept = Referral.get_by_id(hers.id)
        judge_risk(kept, "low", "At school.", None, NOW)
        turn_away(kept, "on_roll", "At school.", None, NOW)

    seen = Scope.officer(officer, NOW)
    assert [one.id for one in seen.of(Referral)] == [quick.id]
    assert [one.id for one in seen.of(Case)] == [case.id]
