"""How an officer likes a list: the usual way until chosen, then as chosen, for that list alone."""

from __future__ import annotations

import pytest

from models.ledger.event import Event
from models.ledger.list_choice import ListChoice
from tests.making import make_officer, writing

pytestmark = pytest.mark.usefixtures("db")


def test_a_list_looks_the_usual_way_until_chosen() -> None:
    usual = ListChoice.of(make_officer().id, "children")

    assert (usual.columns, usual.density) == ([], "comfortable")
    assert not ListChoice.select().exists()


def test_a_choice_is_kept_once_for_an_officer_and_a_list() -> None:
    officer, other = make_officer(), make_officer()
    events = Event.select().count()
    for columns in (["surname"], ["upn", "surname"]):
        with writing():
            ListChoice.of(officer.id, "children").choose(columns, "compact")

    kept = ListChoice.get()
    assert (kept.officer_id, kept.columns, kept.density) == (
        officer.id,
        ["upn", "surname"],
        "compact",
    )
    assert ListChoice.of(other.id, "children").columns == []
    assert ListChoice.of(officer.id, "cases").columns == []
    assert Event.select().count() == events


def test_a_density_there_is_none_of_is_the_usual_one() -> None:
    with writing():
        ListChoice.of(make_officer().id, "children").choose([], "cramped")

    assert ListChoice.get().density == "comfortable"
