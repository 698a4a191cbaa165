"""How many questions a page asks of the database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from admin_views.records.base import CaseView
from models.casework.referral import Referral
from models.people.child import Child
from tests.admin_views.sweeping import (
    Sweeper,
    case_views,
    counting,
    ids_listed,
    sweeper,
)
from tests.cluster import POSTGRESQL
from tests.making import make_officer, make_one_of_each, the_authority

# On PostgreSQL the chain of events is locked by a question of its own.
MOST = 13 if POSTGRESQL else 12
FILLED = 5  # of everything, so that what is asked row by row shows


def pages_of(view: CaseView, browser: Sweeper) -> Iterator[str]:
    """The list, and as far as the screen has them a record, its form and an empty one."""
    yield f"/{view.address}/"
    if view.creates:
        yield f"/{view.address}/new/"
    for number in ids_listed(browser.get(f"/{view.address}/"), view)[:1]:
        yield f"/{view.address}/details/?id={number}"
        if view.edits:
            yield f"/{view.address}/edit/?id={number}"


def test_no_page_asks_more_than_twelve_questions(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(FILLED):
        make_one_of_each(the_authority())
    browser = sweeper(app, make_officer("manager"))
    addresses = ["/", "/access/", "/audit/", "/figures/", "/history/", "/templates"]
    addresses += [page for view in case_views(app) for page in pages_of(view, browser)]
    addresses += [f"/referrals/triage/?id={Referral.get().id}"]
    addresses += [f"/history/child/?id={Child.get().id}"]  # last: all before stand in it
    asked = {}
    for address in addresses:
        with counting(monkeypatch) as questions:
            browser.get(address)
        asked[address] = len(questions)

    assert {address: number for address, number in asked.items() if number > MOST} == {}
