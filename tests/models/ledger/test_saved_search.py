"""What somebody looked for: behind a random token, for its owner, on its own screen."""

from __future__ import annotations

from typing import Any

import pytest

from models.base import RuleBroken
from models.ledger.event import Event
from models.ledger.saved_search import SavedSearch, in_order
from models.organisations.officer import Officer
from models.scope import Scope
from models.transaction import transaction
from tests.making import NOW, make_authority, make_officer, the_authority, writing

pytestmark = pytest.mark.usefixtures("db")

CRITERIA: dict[str, Any] = {"search": "Élodie O’Neil", "narrow": {"born_on": {"is": "2015-03-12"}}}


def kept_by(officer: Officer) -> SavedSearch:
    with transaction(Scope.officer(officer), NOW):
        return SavedSearch.keep(officer.id, "children", CRITERIA, NOW)


def test_it_opens_for_its_owner() -> None:
    officer = make_officer()
    kept = kept_by(officer)

    opened = SavedSearch.opened(kept.token, officer.id, "children")
    assert opened is not None
    assert opened.criteria == CRITERIA


def test_t02_it_opens_for_nobody_else_and_on_no_other_screen() -> None:
    officer, colleague = make_officer(), make_officer("manager")
    token = kept_by(officer).token

    assert SavedSearch.opened(token, colleague.id, "children") is None
    assert SavedSearch.opened(token, officer.id, "cases") is None
    assert SavedSearch.opened(token + "x", officer.id, "children") is None
    assert SavedSearch.opened("", officer.id, "children") is None
    for role in ("manager", "auditor", "system_administrator"):
        assert list(Scope.officer(make_officer(role)).of(SavedSearch)) == []


def test_its_token_says_nothing_and_is_never_the_same() -> None:
    officer = make_officer()
    tokens = {kept_by(officer).token for _ in range(20)}

    assert len(tokens) == 20
    assert {len(token) for token in tokens} == {22}  # 128 bits


def test_what_was_looked_for_stands_in_no_event() -> None:
    officer = make_officer()
    before = Event.select().count()

    kept_by(officer)

    assert Event.select().count() == before


def test_a_named_search_is_its_owner_s_or_a_team_s() -> None:
    ours, theirs = the_authority(), make_authority(code="874", name="Peterborough")
    owner, colleague = make_officer(), make_officer()
    alone, shared = kept_by(owner), kept_by(owner)
    with writing():
        alone.save_as("Mine", None, holds_words=True)
        shared.save_as("a team's", ours.id, holds_words=False)

    def names(officer: Officer, *authorities: int) -> list[str]:
        listed = SavedSearch.listed(officer.id, "children", authorities)
        return [row.name for row in in_order(listed, officer.id)]

    assert names(owner, ours.id) == ["a team's", "Mine"]
    assert names(colleague, ours.id) == ["a team's"]
    assert names(colleague, theirs.id) == []
    assert SavedSearch.opened(shared.token, colleague.id, "children", [ours.id]) is not None
    assert SavedSearch.opened(alone.token, colleague.id, "children", [ours.id]) is None


def test_words_that_may_be_a_name_are_not_shared() -> None:
    ours, kept = the_authority(), kept_by(make_officer())
    with pytest.raises(RuleBroken, match="may be a child's name"), writing():
        kept.save_as("One family", ours.id, holds_words=True)

    assert SavedSearch.get().name == ""


def test_a_search_taken_off_the_list_still_opens_for_its_owner() -> None:
    officer = make_officer()
    kept = kept_by(officer)
    with writing():
        kept.save_as("Girls", the_authority().id, holds_words=False)
        kept.unlist()

    assert list(SavedSearch.listed(officer.id, "children", [the_authority().id])) == []
    assert SavedSearch.opened(kept.token, officer.id, "children") is not None
