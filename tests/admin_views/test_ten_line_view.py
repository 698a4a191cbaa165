"""A record type added: a table, ten lines of view, and every generated page there is."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from flask import Flask

import admin_views
from app import Settings, create_app
from models.base import EditableModel, database
from models.ledger.event import Event
from models.organisations.access import MAY
from models.organisations.authority import AuthorityRecord
from models.people.child import Child
from tests.admin_views.sweeping import Sweeper, form_in, links_in, sweeper, words_in
from tests.conftest import AUDIT_KEY, NOW
from tests.making import make_child, make_officer, make_restriction, the_authority, writing


@pytest.fixture
def loans(db: None) -> Iterator[ModuleType]:
    """The record type with its table; no longer one of the program's when the test is over."""
    from tests.admin_views import loans

    loans.Loan.__bases__ = (AuthorityRecord,)
    database.create_tables([loans.Loan])
    yield loans
    database.drop_tables([loans.Loan])
    loans.Loan.__bases__ = (EditableModel,)


@pytest.fixture
def browser(
    loans: ModuleType, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Sweeper:
    """The program with one screen more, and a manager signed in to it."""
    monkeypatch.setattr(admin_views, "SCREENS", (*admin_views.SCREENS, loans.LoanView))
    monkeypatch.setitem(MAY, ("manager", "Loan"), frozenset({"see", "add", "change", "export"}))
    settings = Settings(
        database_url=database_url,
        secret_key="a secret key for the tests, long enough",
        audit_key=AUDIT_KEY.decode(),
        base_url="http://127.0.0.1:8000",
        mail_url="smtp://127.0.0.1:8025",
        mail_from="education@council.example",
        mail_folder=tmp_path / "mail",
        listen="127.0.0.1:8000",
        demo=True,
    )
    database.close()
    app = create_app(settings, clock=lambda: NOW)
    database.connect(reuse_if_open=True)
    return sweeper(app, make_officer("manager"))


def lend(child: Child, item: str, **more: object) -> Any:
    from tests.admin_views.loans import Loan

    row = {
        "authority": child.authority_id,
        "child": child,
        "item": item,
        "lent_on": date(2026, 9, 1),
    }
    with writing():
        return Loan.create(**{**row, **more})


def test_the_view_is_ten_lines(loans: ModuleType) -> None:
    assert len(inspect.getsource(loans.LoanView).splitlines()) == 1 + 10


def test_the_list_is_found_filtered_sorted_and_chosen_from(browser: Sweeper) -> None:
    child = make_child(surname="Kowalczyk")
    lend(child, "Laptop", remarks="The screen is cracked.")
    lend(make_child(surname="Nowak"), "Atlas", returned_on=date(2026, 10, 1))
    hidden = make_child()
    lend(hidden, "Featherstonehaugh")
    make_restriction(child=hidden)
    whole = words_in(browser.get("/loans/"))
    assert "2 records" in whole
    assert "Featherstonehaugh" not in whole
    assert '<th scope="col" aria-sort="none" class="number">' in whole

    for fields in ({"search": "kowal"}, {"search": "lapt"}, {"returned_on-is": "none"}):
        page = words_in(browser.get(browser.post("/loans/find/", fields).location))
        assert "1 record<" in page, fields
        assert "Laptop" in page
    browser.post("/loans/columns/", {"column": ["item", "remarks"], "density": "compact"})
    assert "The screen is cracked." in words_in(browser.get("/loans/?sort=item"))
    kept = browser.post("/loans/find/", {"lent_on-from": "1/9/2026"}).location
    token = kept.partition("find=")[2]
    browser.post(f"/loans/save/?find={token}", {"name": "This term"})
    assert "This term" in words_in(browser.get("/loans/"))


def test_a_record_is_added_by_look_up_changed_and_read(browser: Sweeper, loans: ModuleType) -> None:
    Loan = loans.Loan  # noqa: N806
    one, other = make_child(surname="Kowalczyk"), make_child(surname="Kowalczyk")
    assert browser.get("/loans/new/").status_code == 200
    fields = {"child": "kowalczyk", "item": "Laptop", "lent_on": "2026-09-01", "days": "28"}
    asked = browser.post("/loans/new/", fields)
    assert asked.status_code == 422
    assert f'value="{one.id}"' in words_in(asked)

    form = {**fields, "child": ["kowalczyk", str(other.id)]}
    added = browser.post("/loans/new/", form)
    loan = Loan.get()
    assert added.location == f"/loans/details/?id={loan.id}"
    assert (loan.child_id, loan.authority_id) == (other.id, other.authority_id)
    assert "Laptop" in words_in(browser.get(added.location))

    edit = f"/loans/edit/?id={loan.id}"
    sent = {**form_in(browser.get(edit)), "item": "Atlas"}
    assert browser.post(edit, sent).status_code == 302
    assert browser.post(edit, {**sent, "item": "Globe"}).status_code == 409
    assert Loan.get().item == "Atlas"
    verbs = [event.verb for event in Event.select().where(Event.table_name == "loan")]
    assert verbs.count("create") == verbs.count("change") == 1
    assert "read" in verbs


def test_rows_are_done_in_bulk_and_taken_away(browser: Sweeper, loans: ModuleType) -> None:
    Loan = loans.Loan  # noqa: N806
    loans = [lend(make_child(), item) for item in ("Laptop", "Atlas")]
    form = {"bulk": "0", "row": [str(loan.id) for loan in loans]}
    assert "Mark as given back?" in words_in(browser.post("/loans/bulk/", form))
    assert browser.post("/loans/bulk/", {**form, "sure": "1"}).location == "/loans/"
    assert Loan.select().where(Loan.returned_on == NOW.date()).count() == 2

    assert "/loans/export/" in " ".join(links_in(browser.get("/loans/")))
    file = browser.post("/loans/export/csv/", {"reason": "To count them."})
    assert "Laptop" in words_in(file)
    assert "Atlas" in words_in(file)


def test_t02_nothing_of_it_is_open_to_another_role_or_council(browser: Sweeper) -> None:
    loan = lend(make_child(authority=the_authority()), "Laptop")
    app: Flask = browser.client.application
    support = sweeper(app, make_officer("business_support"))

    for page in ("", "new/", f"details/?id={loan.id}", f"edit/?id={loan.id}", "export/"):
        assert support.get(f"/loans/{page}").status_code == 403, page
