"""Counting without looking: the same number as looking gives, for every table and reader."""

from __future__ import annotations

import pytest

from models.counting import count_of
from models.organisations.role import Role
from models.scope import Scope
from models.tables import TABLES
from tests.making import (
    NOW,
    TESTS,
    make_authority,
    make_officer,
    make_one_of_each,
    make_restriction,
    saved,
    the_authority,
    writing,
)


@pytest.mark.usefixtures("db")
def test_t02_the_count_is_of_what_is_seen_and_betrays_nothing_hidden() -> None:
    ours, theirs = the_authority(), make_authority(code="874", name="Peterborough City Council")
    with writing():
        hidden = make_one_of_each(ours)
        make_one_of_each(ours)
        make_one_of_each(theirs)
        make_restriction(child=hidden.child)
        both = make_officer("manager")
        saved(Role(officer=both, authority=theirs, name="cme_officer"))
    officers = [make_officer(), make_officer("auditor"), make_officer(authority=theirs), both]
    scopes = [*(Scope.officer(officer, NOW) for officer in officers), Scope.visitor(), TESTS]

    counts = {
        (scope.actor, table.__name__): (
            count_of(table, scope, [ours.id, theirs.id]),
            scope.of(table).count(),
        )
        for scope in scopes
        for table in TABLES
    }
    assert {key: pair for key, pair in counts.items() if pair[0] != pair[1]} == {}
    assert len([seen for _, seen in counts.values() if seen]) > 100
