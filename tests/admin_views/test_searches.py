"""Saved searches: by name, one's own or a team's, and finding for each only what is theirs."""

from __future__ import annotations

import pytest
from flask import Flask

from models.ledger.saved_search import SavedSearch
from tests.admin_views.sweeping import Sweeper, links_in, sweeper, words_in
from tests.making import (
    make_authority,
    make_child,
    make_officer,
    make_restriction,
    the_authority,
)

GIRLS = {"sex-is": "F"}


def looked(browser: Sweeper, fields: dict[str, str]) -> str:
    return browser.post("/children/find/", fields).location.partition("find=")[2]


def save(browser: Sweeper, token: str, **fields: str) -> str:
    """Save the search of a page; return what the next page says."""
    return words_in(browser.post(f"/children/save/?find={token}", fields, follow_redirects=True))


def test_a_search_is_saved_by_name_and_listed_for_its_owner_alone(app: Flask) -> None:
    mine, other = sweeper(app, make_officer()), sweeper(app, make_officer())
    token = looked(mine, {"search": "hill"})
    page = save(mine, token, name="  The   Hills ")

    assert "The search is saved as The Hills." in page
    assert f"/children/?find={token}" in links_in(mine.get("/children/"))
    assert f"/children/?find={token}" not in links_in(mine.get("/people/"))
    assert "The Hills" not in words_in(other.get("/children/"))
    assert other.get(f"/children/?find={token}").status_code == 404


@pytest.mark.parametrize(
    ("name", "words"),
    [
        pytest.param("  ", "Give the search a name.", id="no name"),
        pytest.param("x" * 61, "at most 60 letters", id="a long one"),
        pytest.param("GIRLS", "You have a search called GIRLS here", id="the same again"),
    ],
)
def test_a_search_is_not_saved_without_a_good_name(browser: Sweeper, name: str, words: str) -> None:
    save(browser, looked(browser, GIRLS), name="Girls")
    again = looked(browser, {"sex-is": "F", "born_on-from": "2015-01-01"})

    assert words in save(browser, again, name=name)
    assert SavedSearch.select().where(SavedSearch.name != "").count() == 1


def test_a_shared_search_finds_for_each_what_is_open_to_them(app: Flask) -> None:
    ours, theirs = the_authority(), make_authority(code="874", name="Peterborough")
    owner = sweeper(app, make_officer("manager"))
    colleague, stranger = make_officer("cme_officer"), make_officer("manager", authority=theirs)
    seen, hidden = make_child(sex="F"), make_child(sex="F")
    make_restriction(child=hidden)
    token = looked(owner, GIRLS)
    save(owner, token, name="Girls", team=str(ours.id))
    page = sweeper(app, colleague).get(f"/children/?find={token}")

    assert "Girls" in words_in(page)
    assert "1 record" in words_in(page)
    assert f"/children/details/?id={seen.id}" in links_in(page)
    assert sweeper(app, stranger).get(f"/children/?find={token}").status_code == 404
    assert "Girls" not in words_in(sweeper(app, stranger).get("/children/"))


def test_a_search_with_words_in_it_is_not_shared(browser: Sweeper) -> None:
    token = looked(browser, {"search": "kowalczyk", "sex-is": "F"})
    page = save(browser, token, name="One family", team=str(the_authority().id))

    assert "may be a child&#39;s name, so it cannot be shared" in page
    assert 'name="team"' not in page
    assert not SavedSearch.select().where(SavedSearch.shared_in.is_null(False)).exists()


def test_a_search_is_shared_with_one_s_own_team_only(browser: Sweeper) -> None:
    theirs = make_authority(code="874", name="Peterborough")
    for team in (str(theirs.id), "x", "99999999"):
        page = save(browser, looked(browser, GIRLS), name=f"Girls {team}", team=team)
        assert "Choose yourself or a team of yours." in page


def test_a_colleague_s_search_is_copied_and_not_taken(app: Flask) -> None:
    owner, colleague = sweeper(app, make_officer()), sweeper(app, make_officer())
    token = looked(owner, GIRLS)
    save(owner, token, name="Girls", team=str(the_authority().id))
    save(colleague, token, name="My girls")
    names = {row.name: row.officer_id for row in SavedSearch.select().where(SavedSearch.name != "")}

    assert len(set(names.values())) == len(names) == 2
    assert colleague.post(f"/children/forget/?find={token}").status_code == 404


def test_a_saved_search_is_deleted_after_asking_and_its_page_still_opens(browser: Sweeper) -> None:
    token = looked(browser, GIRLS)
    save(browser, token, name="Girls")
    delete = f"/children/forget/?find={token}"
    assert delete in links_in(browser.get(f"/children/?find={token}"))

    asked = words_in(browser.get(delete))
    assert "Delete this saved search?" in asked
    assert SavedSearch.get().name == "Girls"

    browser.post(delete)
    assert SavedSearch.get().name == ""
    assert browser.get(f"/children/?find={token}").status_code == 200
    assert browser.get(delete).status_code == 404


def test_without_a_search_there_is_nothing_to_save_or_delete(browser: Sweeper) -> None:
    assert browser.post("/children/save/", {"name": "All"}).status_code == 404
    assert browser.get("/children/forget/").status_code == 404
    assert browser.get("/children/forget/?find=nonsense").status_code == 404
