"""Searching and narrowing: by a form, kept as a row, and never read as anything but words."""

from __future__ import annotations

from itertools import product

import pytest
from flask import Flask

from models.ledger.saved_search import SavedSearch
from models.organisations.officer import Officer
from models.people.address import Address
from models.people.person import Person
from tests.admin_views.sweeping import (
    WRITTEN_BY_LOOKING,
    Sweeper,
    everything_but,
    links_in,
    sweeper,
    words_in,
)
from tests.making import (
    make_case,
    make_child,
    make_enquiry,
    make_note,
    make_officer,
    make_person,
    saved,
    writing,
)

NAME = "Kowalczyk"


def found_at(browser: Sweeper, location: str, address: str) -> set[int]:
    page = browser.get(location)
    assert page.status_code == 200, location
    start = f"/{address}/details/?id="
    return {int(link.removeprefix(start)) for link in links_in(page) if link.startswith(start)}


def find(browser: Sweeper, address: str, fields: dict[str, str]) -> set[int]:
    return found_at(browser, browser.post(f"/{address}/find/", fields).location, address)


# -- where what was typed goes ---------------------------------------------------------------


def test_t29_a_search_goes_by_form_and_its_address_holds_a_random_token_only(
    browser: Sweeper,
) -> None:
    child = make_child(surname=NAME)
    fields = {"search": NAME, "sex-is": "U", "born_on-from": "2015-03-12"}
    answer = browser.post("/children/find/", fields)
    kept = SavedSearch.get()

    assert answer.status_code == 302
    assert answer.location == f"/children/?find={kept.token}"
    assert len(kept.token) == 22
    assert kept.criteria == {
        "search": NAME,
        "narrow": {"sex": {"is": "U"}, "born_on": {"from": "2015-03-12"}},
    }
    assert found_at(browser, answer.location, "children") == {child.id}


def test_a_search_shows_what_was_asked_and_keeps_it_from_page_to_page(browser: Sweeper) -> None:
    with writing():
        for _ in range(21):
            make_child(surname=NAME)
        make_child(surname="Hill")
    location = browser.post("/children/find/", {"search": NAME, "sex-is": "U"}).location
    page = browser.get(location)
    token = location.partition("find=")[2]
    onward = [link for link in links_in(page) if "page=2" in link or "sort=" in link]

    assert f'value="{NAME}"' in words_in(page)
    assert "21 records, page 1 of 2" in words_in(page)
    assert onward
    assert all(f"find={token}" in link for link in onward)
    assert "Hill" not in words_in(browser.get(next(link for link in onward if "page=2" in link)))


def test_t29_no_link_of_a_list_holds_a_name(browser: Sweeper) -> None:
    make_enquiry(case=make_case(child=make_child(surname=NAME)))
    location = browser.post("/enquiries/find/", {"search": NAME}).location

    assert not [link for link in links_in(browser.get(location)) if NAME in link]


def test_an_empty_search_keeps_nothing_and_shows_all(browser: Sweeper) -> None:
    answer = browser.post("/children/find/", {"search": "   ", "sex-is": ""})

    assert answer.location == "/children/"
    assert not SavedSearch.select().exists()


def test_t02_nobody_else_opens_a_search(app: Flask, browser: Sweeper, manager: Officer) -> None:
    location = browser.post("/children/find/", {"search": NAME}).location
    other = sweeper(app, make_officer("manager"))
    page = other.get(location)

    assert page.status_code == 404
    assert NAME not in words_in(page)
    export = location.replace("/children/", "/children/export/csv/")
    assert other.post(export).status_code == 404
    assert browser.get(location).status_code == 200


def test_a_search_opens_on_the_screen_it_was_made_on(browser: Sweeper) -> None:
    token = browser.post("/children/find/", {"search": NAME}).location.partition("find=")[2]

    assert browser.get(f"/people/?find={token}").status_code == 404


def test_search_by_link_finds_nothing_out(browser: Sweeper) -> None:
    make_child(surname=NAME)
    make_child(surname="Hill")

    assert browser.get("/children/find/?search=Hill").status_code == 405
    assert NAME in words_in(browser.get("/children/?search=Hill"))


def test_a_very_long_search_is_cut_and_answered(browser: Sweeper) -> None:
    assert find(browser, "children", {"search": "x" * 10_000, "sex-is": "y" * 10_000}) == set()
    assert len(SavedSearch.get().criteria["search"]) == 200


# -- what finds what ---------------------------------------------------------------------------


def test_a_child_is_found_however_the_name_is_typed(browser: Sweeper) -> None:
    child = make_child()
    make_child(forenames="Tom", surname="Hill", born_on=None)
    where = {"lines": "12 Mill Lane", "postcode": "cb12ab"}
    saved(Address(authority=child.authority_id, child=child, **where))

    fits = ("elodie", "ÉLODIE", "oneil", "O'Neil", "o’ne", "2015-03-12", "oneil elo", "CB1 2AB")
    for typed in (*fits, child.reference):
        assert find(browser, "children", {"search": typed}) == {child.id}, typed
    for typed in ("12", "neil", "elodie hill", "2015-12-03 tom"):
        assert find(browser, "children", {"search": typed}) == set(), typed


def test_no_sign_is_a_wildcard(browser: Sweeper) -> None:
    make_person(surname=NAME)
    make_child(surname=NAME)
    for typed in ("%", "_", "K_walczyk", "Kow%", "^Kow", "=Kowalczyk", "*"):
        assert find(browser, "people", {"search": typed}) == set(), typed
        assert find(browser, "children", {"search": typed}) == set(), typed


def test_signs_find_the_text_they_stand_in(browser: Sweeper) -> None:
    plain, marked = make_person(surname="100"), make_person(surname="100%_sure")

    assert find(browser, "people", {"search": "100%"}) == {marked.id}
    assert find(browser, "people", {"search": "0%_s"}) == {marked.id}
    assert find(browser, "people", {"search": "100"}) == {plain.id, marked.id}


def test_a_note_is_found_by_its_words_or_by_its_child(browser: Sweeper) -> None:
    child = make_child(surname=NAME)
    about = make_note(case=make_case(child=child), text="Rang the school.")
    says = make_note(text=f"An aunt called {NAME} came.")
    make_note(text="Nothing new.")

    assert find(browser, "notes", {"search": NAME}) == {about.id, says.id}


# -- words that would be something else to a database ---------------------------------------------

OPENINGS = ("", "'", '"', "x'", "')", "'))", '")', "`", "\\'", "%'", "1", "’", "];", "*/")
ATTACKS = (
    " OR 1=1",
    " OR '1'='1",
    " OR 1=1 --",
    " OR TRUE; --",
    " UNION SELECT NULL,NULL,NULL",
    " UNION ALL SELECT password_hash FROM officer --",
    "; DROP TABLE child; --",
    "; UPDATE child SET surname='x'; --",
    " AND SLEEP(5)",
    "; SELECT pg_sleep(5); --",
    "||(SELECT 1)||'",
    " AND (SELECT COUNT(*) FROM sqlite_master)>0",
    " LIKE '%' ESCAPE '\\",
    " ORDER BY 99 --",
    ", (SELECT 1)",
    " %s %(id)s ? :1 $1",
)
PAYLOADS = tuple(opening + attack for opening, attack in product(OPENINGS, ATTACKS))


@pytest.fixture
def with_rows(browser: Sweeper) -> Sweeper:
    """A few rows, some of which hold an attack as their very words."""
    with writing():
        for payload in PAYLOADS[:: len(PAYLOADS) // 12]:
            make_person(surname=payload, title="", email="")
        make_person(surname=NAME, title="", email="")
        make_enquiry(case=make_case(child=make_child(surname=NAME)))
    return browser


def people_with(typed: str) -> set[int]:
    """What a search of people has to find: each word stands in a name or the address."""
    words = [word.lower() for word in typed.split()]
    return {
        person.id
        for person in Person.select()
        if all(
            any(word in text.lower() for text in (person.forenames, person.surname, person.email))
            for word in words
        )
    }


def test_t08_an_attack_in_the_search_box_finds_the_words_it_is_made_of(with_rows: Sweeper) -> None:
    before = everything_but(*WRITTEN_BY_LOOKING)
    wrong = []
    for payload in PAYLOADS:
        if find(with_rows, "people", {"search": payload}) != people_with(payload):
            wrong.append(payload)
    for payload in PAYLOADS[::4]:
        if find(with_rows, "enquiries", {"search": payload}):
            wrong.append(payload)
    print(f"{len(PAYLOADS)} attacks, {len(wrong)} found other rows than they say")  # noqa: T201

    assert wrong == []
    assert len(PAYLOADS) > 200
    assert everything_but(*WRITTEN_BY_LOOKING) == before


def test_t08_an_attack_in_a_filter_narrows_to_nothing(with_rows: Sweeper) -> None:
    columns = {
        "enquiries": ("authority", "other_authority"),
        "cases": ("kind", "reason", "officer"),
    }
    wrong = []
    for number, payload in enumerate(PAYLOADS):
        address = ("enquiries", "cases")[number % 2]
        column = columns[address][number % len(columns[address])]
        if find(with_rows, address, {f"{column}-is": payload}):
            wrong.append((address, column, payload))

    assert wrong == []


def test_t08_an_attack_for_a_day_is_no_day(with_rows: Sweeper) -> None:
    for payload in PAYLOADS[::7]:
        fields = {"sent_on-from": payload, "due_on-to": payload, "sent_on-is": payload}
        assert len(find(with_rows, "enquiries", fields)) == 1


def test_t08_an_attack_for_a_sort_a_page_a_token_or_an_id_is_none(with_rows: Sweeper) -> None:
    rows = len(people_with(""))
    for number, payload in enumerate(PAYLOADS):
        asked = {"sort": payload, "desc": payload, "page": payload}
        page = with_rows.get("/people/", query_string=asked)
        assert page.status_code == 200
        assert f"{rows} records" in words_in(page)
        route = ("/people/details/", "/people/edit/", "/people/?find=")[number % 3]
        name = "find" if route.endswith("=") else "id"
        answer = with_rows.get(route.partition("?")[0], query_string={name: payload})
        assert answer.status_code == 404, payload
