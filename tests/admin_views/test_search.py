"""Searching and narrowing: by a form, kept as a row, and never read as anything but words."""

from __future__ import annotations

import re
from itertools import product

import lxml.html
import pytest
from flask import Flask

from admin_views.people.search_page import SHOWN_AS_TYPED
from models.finding import SHOWN
from models.ledger.event import Event
from models.ledger.saved_search import SavedSearch
from models.organisations.kept_form import KeptForm
from models.organisations.officer import Officer
from models.organisations.session import Session
from models.people.address import Address
from models.people.person import Person
from tests.admin_views.sweeping import (
    WRITTEN_BY_LOOKING,
    Sweeper,
    counting,
    everything_but,
    links_in,
    sweeper,
    words_in,
)
from tests.making import (
    NOW,
    make_case,
    make_child,
    make_child_name,
    make_enquiry,
    make_note,
    make_officer,
    make_parent,
    make_person,
    make_restriction,
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


# -- one box on every page ---------------------------------------------------------------------

AS_TYPED = "/search/as-typed"


def searched(browser: Sweeper, words: str) -> str:
    """The page that Enter in the box leads to."""
    page = browser.get(browser.post("/search", {"words": words}).location)
    assert page.status_code == 200
    return words_in(page)


def listed() -> list[Event]:
    return list(Event.select().where(Event.verb == "listed").order_by(Event.id))


def test_t29_words_typed_in_the_box_go_by_form_and_their_page_is_a_random_token(
    browser: Sweeper,
) -> None:
    child = make_child(surname=NAME)
    answer = browser.post("/search", {"words": f" {NAME} "})
    page = browser.get(answer.location)
    (kept,) = SavedSearch.select()

    assert answer.location == f"/search?find={kept.token}"
    assert kept.criteria == {"search": NAME}
    assert f"/children/details/?id={child.id}" in links_in(page)
    assert NAME not in lxml.html.fromstring(words_in(page)).findtext(".//title")
    assert not [link for link in links_in(page) if NAME in link]


def test_a_child_found_is_told_with_reference_birth_age_and_why(browser: Sweeper) -> None:
    child = make_child()
    make_child_name(child, surname="Jones")
    page = lxml.html.fromstring(searched(browser, "jones 12/3/2015"))
    (row,) = page.xpath("//main//tbody/tr")

    assert [cell.text_content().strip() for cell in row] == [
        "Élodie O’Neil",
        child.reference,
        "12 Mar 2015",
        "11",
        "Now Élodie O’Neil, was Élodie Jones; born 12 Mar 2015",
    ]
    assert page.xpath("//main//h2/text()") == ["1 child fits"]
    assert page.xpath("//main//input[@name='words']/@value") == ["jones 12/3/2015"]


def test_t28_a_page_of_names_found_is_one_event_and_so_are_names_shown_as_typed(
    browser: Sweeper,
) -> None:
    child = make_child(surname=NAME)
    searched(browser, NAME)
    token = SavedSearch.get().token
    browser.post(AS_TYPED, {"words": NAME})
    browser.post(AS_TYPED, {"words": "zzz"})  # shows no name

    told = [{name: event.about[name] for name in ("find", "count", "ids")} for event in listed()]
    shown = {"count": 1, "ids": [child.id]}
    assert told[-2:] == [{"find": token, **shown}, {"find": "as typed", **shown}]
    assert listed()[-1].about["children"] == [child.id]


def test_children_are_offered_as_typed_the_best_eight_and_the_words_are_not_kept(
    browser: Sweeper,
) -> None:
    with writing():
        children = [make_child(surname=NAME) for _ in range(SHOWN_AS_TYPED + 1)]
    answer = browser.post(AS_TYPED, {"words": "kowalzcyk"})
    offered = answer.get_json()

    assert answer.headers["Cache-Control"] == "no-store"
    assert offered["more"] is True
    assert len(offered["children"]) == SHOWN_AS_TYPED
    assert offered["children"][0] == {
        "name": f"Élodie {NAME}",
        "reference": children[-1].reference,
        "born": "12 Mar 2015",
        "age": "11",
        "why": "Name, spelt nearly like “kowalzcyk”",
        "address": f"/children/details/?id={children[-1].id}",
        "authority": "",
    }
    assert not SavedSearch.select().exists()


def test_t05_children_are_offered_to_our_own_pages_alone(browser: Sweeper) -> None:
    make_child(surname=NAME)
    token = browser.token()
    bare = browser.client.post(AS_TYPED, data={"words": NAME})
    by_header = browser.client.post(AS_TYPED, data={"words": NAME}, headers={"X-CSRFToken": token})

    assert (bare.status_code, by_header.status_code) == (400, 200)
    assert browser.get(AS_TYPED).status_code == 405


def test_many_are_cut_with_a_sentence(browser: Sweeper) -> None:
    with writing():
        for _ in range(SHOWN + 1):
            make_child(surname=NAME)
    page = searched(browser, NAME)

    assert f"More than {SHOWN} children fit" in page
    assert page.count("/children/details/") == SHOWN


def test_none_found_says_what_to_try_next(app: Flask, browser: Sweeper) -> None:
    page = searched(browser, "zzz")
    auditor = sweeper(app, make_officer("auditor"))

    assert "No child fits" in page
    assert 'href="/children/new/"' in page
    assert 'href="/children/new/"' not in searched(auditor, "zzz")
    assert "“31/02/2015” is not a date." in searched(browser, "smith 31/02/2015")


def test_nothing_typed_keeps_nothing_and_says_how_to_search(browser: Sweeper) -> None:
    answer = browser.post("/search", {"words": "   "})

    assert answer.location == "/search"
    assert "For example" in words_in(browser.get("/search"))
    assert not SavedSearch.select().exists()


def test_t04_a_restricted_child_leaves_no_trace_in_the_answer(browser: Sweeper) -> None:
    child = make_child(surname=NAME)
    make_restriction(child=child)

    hidden, nobody = searched(browser, NAME), searched(browser, "Wolfeschl")
    assert without_words(hidden, NAME) == without_words(nobody, "Wolfeschl")
    offered = browser.post(AS_TYPED, {"words": NAME})
    assert offered.get_json() == {"children": [], "more": False}
    assert not [event for event in listed() if child.id in event.about["ids"]]


def without_words(page: str, words: str) -> str:
    return re.sub(r'name="csrf_token"[^>]*value="[^"]*"', "", page).replace(words, "")


def test_t02_the_search_of_another_officer_is_not_there(app: Flask, browser: Sweeper) -> None:
    location = browser.post("/search", {"words": NAME}).location
    other = sweeper(app, make_officer("manager"))

    assert other.get(location).status_code == 404
    assert browser.get(location.replace("/search", "/children/")).status_code == 404


def test_the_box_is_on_every_page_of_whoever_may_see_children(app: Flask, browser: Sweeper) -> None:
    runs_it = sweeper(app, make_officer("system_administrator"))

    for address in ("/", "/children/", "/schools/", "/account"):
        assert 'action="/search"' in words_in(browser.get(address)), address
        assert 'action="/search"' not in words_in(runs_it.get(address)), address
    assert runs_it.get("/search").status_code == 403
    assert runs_it.post("/search", {"words": NAME}).status_code == 403
    assert runs_it.post(AS_TYPED, {"words": NAME}).status_code == 403


def test_f59_words_sent_after_the_session_ended_come_back_in_the_box(
    app: Flask, browser: Sweeper, manager: Officer
) -> None:
    token = browser.token()
    Session.update(ended_at=NOW).execute()
    fields = {"csrf_token": token, "words": NAME}
    for address in (AS_TYPED, "/search"):
        browser.client.post(address, data=fields)

    (kept,) = KeptForm.select()
    page = sweeper(app, manager).get(f"/search?kept={kept.id}")
    tree = lxml.html.fromstring(words_in(page))
    assert tree.xpath("//main//input[@name='words']/@value") == [NAME]


def test_a_search_asks_few_questions(browser: Sweeper, monkeypatch: pytest.MonkeyPatch) -> None:
    with writing():
        for _ in range(20):
            make_parent(make_child(surname=NAME))
    surely, perhaps = (
        browser.post("/search", {"words": words}).location
        for words in (f"{NAME} elodie 12/3/2015", "kowalzcyk margret")
    )
    browser.get(surely)

    for location in (surely, perhaps):
        with counting(monkeypatch) as asked:
            page = browser.get(location)
        assert words_in(page).count("/children/details/") == 20
        assert len(asked) <= 14  # two of them to write the event
