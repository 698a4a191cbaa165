"""A restricted record in the screens: out of every sight, and opened with a reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from admin_views import SCREENS
from admin_views.records.words import KEPT
from models.casework.restriction import BrokenGlass, Restriction, RestrictionReader
from models.ledger.event import Event
from models.organisations.officer import Officer
from models.outgoing.message import Message
from models.people.address import Address
from models.people.child import Child
from tests.browsing import Browser, signed_in
from tests.conftest import clock
from tests.making import (
    NOW,
    make_authority,
    make_case,
    make_child,
    make_officer,
    make_one_of_each,
    make_parent,
    make_restriction,
    saved,
    the_authority,
)

pytestmark = pytest.mark.usefixtures("db")


def text_of(browser: Browser, address: str) -> str:
    return browser.get(address).get_data(as_text=True)


def test_t04_a_restricted_child_is_on_no_page_search_count_or_export(app: Flask) -> None:
    case = make_one_of_each(the_authority())
    child = case.child
    child.surname = "Marker"
    saved(child)
    make_restriction(child=child)
    browser = signed_in(app, make_officer("manager"))

    for screen in SCREENS:
        if not issubclass(screen.shows, Officer):
            assert "Marker" not in text_of(browser, f"/{screen.address}/"), screen.address
    found = browser.post("/children/find/", {"search": "Marker"}, follow_redirects=True)
    assert "0 records" in found.get_data(as_text=True)
    assert browser.get(f"/children/details/?id={child.id}").status_code == 404
    assert browser.get(f"/cases/details/?id={case.id}").status_code == 404


def test_a_hidden_record_answers_as_a_missing_one_does(app: Flask) -> None:
    child = make_child()
    make_restriction(child=child)
    browser = signed_in(app, make_officer("cme_officer"))

    hidden = browser.get(f"/children/details/?id={child.id}")
    missing = browser.get("/children/details/?id=999999")

    assert hidden.status_code == missing.status_code == 404
    assert hidden.data == missing.data


def restrict(browser: Browser, child: Child, reason: str = "A new name.") -> None:
    answer = browser.post("/restrictions/new/", {"child": child.reference, "reason": reason})
    assert answer.status_code == 302, answer.get_data(as_text=True)


def test_a_manager_restricts_a_child_and_is_named_on_it(app: Flask) -> None:
    child = make_child()
    manager, other = make_officer("manager"), make_officer("manager")
    browser = signed_in(app, manager)

    restrict(browser, child)

    assert Restriction.select().get().made_by == manager
    assert RestrictionReader.select().get().officer == manager
    assert browser.get(f"/children/details/?id={child.id}").status_code == 200
    assert signed_in(app, other).get(f"/children/details/?id={child.id}").status_code == 404


@pytest.mark.parametrize("role", ["business_support", "cme_officer", "returns_officer", "auditor"])
def test_only_a_manager_restricts_or_breaks_the_glass(app: Flask, role: str) -> None:
    child = make_child()
    make_restriction(child=child)
    browser = signed_in(app, make_officer(role))

    new = browser.post("/restrictions/new/", {"child": child.reference, "reason": "x"})
    glass = browser.post("/restricted/", {"reference": child.reference, "reason": "x"})

    assert (new.status_code, glass.status_code) == (403, 403)
    assert BrokenGlass.select().count() == 0


def test_a_manager_opens_one_with_a_reason_and_the_others_are_told(app: Flask) -> None:
    child = make_child()
    make_restriction(child=child)
    manager, other = make_officer("manager"), make_officer("manager")
    make_officer("manager", authority=make_authority(code="874"))
    browser = signed_in(app, manager)

    answer = browser.post("/restricted/", {"reference": child.reference, "reason": "A call."})

    assert answer.location == f"/children/details/?id={child.id}"
    assert browser.get(answer.location).status_code == 200
    (message,) = Message.select()
    assert (message.recipient, message.state) == (other.email, "queued")
    assert child.surname not in message.subject + message.body
    assert "A call." not in message.body
    read = Event.get(Event.verb == "read", Event.table_name == "child")
    assert read.about["children"] == [child.id]

    clock["now"] = NOW + timedelta(minutes=61)
    later = signed_in(app, manager)
    assert later.get(f"/children/details/?id={child.id}").status_code == 404


@pytest.mark.parametrize(
    "reference", ["CH-999999", "XX-1", "nonsense", "CH-", "EHE-{case}", "CH-{open}", "ENQ-{case}"]
)
def test_what_cannot_be_opened_is_told_of_in_one_way(app: Flask, reference: str) -> None:
    case = make_case()
    make_restriction(case=case)
    asked = reference.format(case=case.id, open=make_child().id)
    browser = signed_in(app, make_officer("manager"))

    page = browser.post("/restricted/", {"reference": asked, "reason": "A call."})

    assert page.status_code == 422
    assert "There is no restricted record of this reference" in page.get_data(as_text=True)
    assert "A call." in page.get_data(as_text=True)  # what was typed is still there


def test_a_manager_of_another_authority_opens_nothing(app: Flask) -> None:
    child = make_child()
    make_restriction(child=child)
    stranger = make_officer("manager", authority=make_authority(code="874"))

    page = signed_in(app, stranger).post(
        "/restricted/", {"reference": child.reference, "reason": "A call."}
    )

    assert page.status_code == 422
    assert BrokenGlass.select().count() == 0


def restricted_address() -> Address:
    make_parent(make_child())
    address = Address.select().get()
    address.restricted = True
    return saved(address)


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        ("business_support", False),
        ("cme_officer", False),
        ("auditor", False),
        ("returns_officer", False),
        ("manager", True),
    ],
)
def test_t04_a_restricted_address_is_read_by_managers_alone(
    app: Flask, role: str, sees: bool
) -> None:
    address = restricted_address()
    browser = signed_in(app, make_officer(role))

    pages = [f"/addresses/details/?id={address.id}", "/addresses/", "/people/details/?id=1"]
    shown = "".join(text_of(browser, page) for page in pages)

    assert ("12 Mill Lane" in shown) is sees
    assert (KEPT in shown) is not sees


@pytest.mark.parametrize("word", ["CB1", "Mill", "12 Mill Lane"])
def test_t04_a_search_is_no_way_to_ask_where_a_restricted_address_is(app: Flask, word: str) -> None:
    restricted_address()

    def hits(role: str) -> str:
        browser = signed_in(app, make_officer(role))
        page = browser.post("/addresses/find/", {"search": word}, follow_redirects=True)
        return page.get_data(as_text=True)

    assert "0 records" in hits("cme_officer")
    assert "1 record" in hits("manager")


def test_t04_a_kept_field_is_not_on_the_form_and_not_overwritten(app: Flask) -> None:
    child = make_child(safeguarding_note="Known to MASH.")
    browser = signed_in(app, make_officer("business_support"))

    page = text_of(browser, f"/children/edit/?id={child.id}")
    fields = {
        "authority": str(child.authority_id),
        "surname": "Hill",
        "forenames": "Ann",
        "sex": "F",
        "row_version": str(child.row_version),
        "safeguarding_note": "Nothing known.",
    }
    answer = browser.post(f"/children/edit/?id={child.id}", fields)

    assert answer.status_code == 302
    assert "MASH" not in page
    stored = Child.get_by_id(child.id)
    assert (stored.surname, stored.safeguarding_note) == ("Hill", "Known to MASH.")


def test_the_table_of_roles_is_shown_in_words(app: Flask) -> None:
    page = text_of(signed_in(app, make_officer("auditor")), "/access/")

    assert "Contacts with home-educating families" in page
    assert "System administrator" in page
