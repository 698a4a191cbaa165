"""Finding children by whatever is typed: whom, why, in what order; and what is never told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest

from models.base import database
from models.finding import CANDIDATES, SHOWN, find_children
from models.organisations import access
from models.people.address import Address
from models.people.child import Child
from models.people.search import SearchKey
from models.scope import Scope
from tests.conftest import POSTGRESQL
from tests.making import (
    TESTS,
    make_authority,
    make_case,
    make_child,
    make_child_name,
    make_enquiry,
    make_letter,
    make_notice,
    make_officer,
    make_parent,
    make_restriction,
    saved,
    the_authority,
    writing,
)
from tests.models.people.test_search import HOSTILE, around

pytestmark = pytest.mark.usefixtures("db")

UPN = "W874299926017"


def found(typed: str, scope: Scope = TESTS) -> list[str]:
    return [result.child.name for result in find_children(typed, scope).results]


def why(typed: str, scope: Scope = TESTS) -> list[str]:
    return [result.why for result in find_children(typed, scope).results]


def lives_at(child: Child, postcode: str, **changes: Any) -> Address:
    where = {"authority": child.authority_id, "child": child, "lines": "1 Mill Lane"}
    return saved(Address(**{**where, "postcode": postcode, **changes}))


@pytest.fixture
def elodie() -> Child:
    """Élodie O’Neil, born 12 Mar 2015, once Jones; and three others who are not meant."""
    with writing():
        child = make_child(upn=UPN)
        make_child_name(child, surname="Jones")
        make_parent(child, phone="07700 900123", title="Ms", forenames="Roísín", surname="Byrne")
        lives_at(child, "CB1 2AB")
        make_child(forenames="Anne", surname="Smith", born_on=date(2014, 5, 30))
        make_child(forenames="Tom", surname="Mc Donald", born_on=None)
        make_child(forenames="Seán", surname="MacDonald-Reid", born_on=date(2012, 12, 1))
    return child


EACH = (
    ("elodie", "Name"),
    ("O’Neil, ÉLODIE", "Name"),
    ("o neil", "Name"),
    ("e oneil", "Name"),
    ("elodi oniel", "Name; name, spelt nearly like “oniel”"),
    ("jones", "Now Élodie O’Neil, was Élodie Jones"),
    ("elodie johnes", "Now Élodie O’Neil, was Élodie Jones, spelt nearly like “johnes”"),
    ("12/3/2015", "Born 12 Mar 2015"),
    ("oneil 12 march 2015", "Born 12 Mar 2015; name"),
    ("3/12/2015", "Born 12 Mar 2015: day and month the other way round"),
    (UPN, f"UPN {UPN}"),
    ("w874 2999 26 017", f"UPN {UPN}"),
    ("cb1 2ab", "Postcode CB1 2AB"),
    ("CB12AB elodie", "Postcode CB1 2AB; name"),
    ("cb1", "Postcode CB1 2AB"),
    ("+44 7700 900 123", "Phone of Ms Roísín Byrne, mother"),
    ("roisin byrne", "Mother: Ms Roísín Byrne"),
    ("Ms Byrne", "Mother: Ms Roísín Byrne"),
    ("byrn elodie", "Mother: Ms Roísín Byrne; name"),
    ("bryne", "Mother: Ms Roísín Byrne, spelt nearly like “bryne”"),
)


def test_a_child_is_found_by_each_of_these_and_told_why(elodie: Child) -> None:
    for typed, reason in (*EACH, (elodie.reference, f"Reference {elodie.reference}")):
        results = find_children(typed, TESTS).results
        told = [(result.child.id, result.why) for result in results]
        assert told == [(elodie.id, told[0][1] if told else "")], typed
        assert sorted(told[0][1].lower().split("; ")) == sorted(reason.lower().split("; ")), typed


def test_nobody_is_found_by_what_is_not_so(elodie: Child) -> None:
    no = ("", "...", "zzz", "lodi", "elodie smith", "13/3/2015", "31/02/2015", "cb2", "cb1 2ac")
    for typed in (*no, "CH-999999", "07700 900124", "elodie zzz", "CME-1", "ENQ-1", "XYZ-1"):
        assert found(typed) == [], typed


def test_a_surname_in_two_words_is_found_in_one_and_one_in_two(elodie: Child) -> None:
    assert found("mcdonald")[0] == "Tom Mc Donald"
    assert found("mac donald")[0] == "Seán MacDonald-Reid"
    assert found("macdonald reid") == found("macdonaldreid") == ["Seán MacDonald-Reid"]


def test_no_day_that_is_none_is_searched_for(elodie: Child) -> None:
    assert find_children("elodie 31/02/2015", TESTS).no_dates == ["31/02/2015"]


def test_a_record_s_reference_finds_the_child_it_is_about() -> None:
    case = make_case(child=make_child(surname="Hill"))
    make_case()
    enquiry, letter = make_enquiry(case=case), make_letter(case=case)
    parent = make_parent(case.child)
    notice = make_notice(case=case, parent=parent)

    for record in (case, enquiry, notice, letter, parent):
        assert found(record.reference) == ["Élodie Hill"], record.reference
        assert why(record.reference.lower()) == [f"{record.reference} is about this child"]
        assert found(f"{record.reference} smith") == []
    assert found(f"EHE-{case.id}") == []  # it is no home education


# -- the order --------------------------------------------------------------------------------


def test_a_word_that_begins_a_name_wins_over_a_near_spelling() -> None:
    names = ("Marion", "Marian", "Mariam", "Maria")
    with writing():
        parent = make_parent(make_child(forenames="Zoe", surname="Hill"), forenames="Maria")
        for name in names:
            make_child(forenames=name, surname="Hill")
        make_child_name(make_child(forenames="Eve", surname="Hill"), forenames="Maria")

    assert parent.forenames == "Maria"
    assert found("maria hill")[:4] == ["Maria Hill", "Eve Hill", "Mariam Hill", "Marian Hill"]
    assert found("maria hill")[4:] == ["Zoe Hill", "Marion Hill"]


def test_the_best_fifty_are_given_and_more_is_said() -> None:
    with writing():
        for number in range(SHOWN + 5):
            make_child(surname=f"Smithson{'abcdefghij'[number % 10]}")
        make_child(forenames="Jo", surname="Smith")
    whole = find_children("smith", TESTS)

    assert (len(whole.results), whole.more, whole.total) == (SHOWN, True, SHOWN + 6)
    assert whole.results[0].child.name == "Jo Smith"
    assert not find_children("smith jo", TESTS).more
    assert len(find_children("smith", TESTS, 8).results) == 8


# -- what is never told -----------------------------------------------------------------------


def test_t02_another_authoritys_child_is_never_found(elodie: Child) -> None:
    theirs = make_authority(code="874", name="Peterborough City Council")
    stranger = Scope.officer(make_officer("manager", authority=theirs))
    both = make_case(child=elodie)
    ours = Scope.officer(make_officer("cme_officer", authority=the_authority()))

    for typed, _ in (*EACH, (both.reference, ""), (elodie.reference, "")):
        assert found(typed, stranger) == [], typed
        assert found(typed, ours) == [elodie.name], typed


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    asked: list[str] = []
    plain = type(database.obj).execute_sql
    with monkeypatch.context() as patched:
        patched.setattr(
            type(database.obj),
            "execute_sql",
            lambda self, sql, params=None: asked.append(sql) or plain(self, sql, params),
        )
        yield asked


def test_t04_a_restricted_child_is_as_one_that_is_not_there(
    elodie: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = make_case(child=elodie)
    record = make_enquiry(case=case)
    make_restriction(child=elodie)
    manager = Scope.officer(make_officer("manager"))

    for typed in (*(typed for typed, _ in EACH), elodie.reference, case.reference):
        with counted(monkeypatch) as there:
            hidden = find_children(typed, manager)
        assert (hidden.results, hidden.total) == ([], 0), typed
        nowhere = "zzz qqq"[: len(typed)] if typed.isalpha() else ""
        if nowhere:
            with counted(monkeypatch) as never:
                find_children(nowhere, manager)
            assert len(there) == len(never), typed  # as many questions, so as much time
    assert found(record.reference, manager) == []


def test_t04_hidden_children_take_nobodys_place() -> None:
    with writing():
        shown = make_child(forenames="Jo", surname="Smyth")
        for _ in range(CANDIDATES):
            make_child(forenames="Jo", surname="Smith")
    officer = make_officer()
    with writing():
        for child in Child.select().where(Child.surname == "Smith"):
            make_restriction(child=child)
    scope = Scope.officer(officer)

    assert found("jo smith", scope) == [shown.name]
    assert find_children("jo smith", scope).total == 1


def test_t04_an_address_kept_from_an_officer_leads_to_nobody() -> None:
    child, other = make_child(), make_child(forenames="Zoe")
    shut = lives_at(child, "CB1 2AB")
    lives_at(other, "CB1 2AB", restricted=True)
    officer = make_officer()
    assert found("cb1 2ab", Scope.officer(officer)) == [child.name]
    make_restriction(address=shut)

    assert found("cb1 2ab", Scope.officer(officer)) == found("cb1", Scope.officer(officer)) == []
    lives_at(child, "CB1 2AB")  # and so they do elsewhere, openly
    assert found("cb1 2ab", Scope.officer(officer)) == [child.name]


def test_who_may_not_see_a_parent_finds_no_child_by_one(
    elodie: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = make_officer("cme_officer")
    monkeypatch.setitem(access.MAY, ("cme_officer", "Person"), frozenset())
    scope = Scope.officer(officer)

    for typed in ("byrne", "roisin", "bryne", "07700 900123"):
        assert found(typed, scope) == [], typed
    assert found("elodie", scope) == [elodie.name]


# -- how it asks ------------------------------------------------------------------------------


def test_t08_nothing_typed_is_read_as_sql(elodie: Child) -> None:
    tables = set(database.get_tables())
    for typed in {odd for text in HOSTILE for odd in around(text)}:
        results = find_children(typed, TESTS).results
        hers = [one.why for one in results if one.child == elodie]
        # "1-1" has the number of a child in it.
        assert all(reason.startswith("Reference CH-") for reason in hers), repr(typed[:60])

    assert set(database.get_tables()) == tables


def test_every_name_is_asked_of_the_index(elodie: Child, monkeypatch: pytest.MonkeyPatch) -> None:
    """With few rows PostgreSQL reads the whole table, so there it is given many."""
    scope = Scope.officer(make_officer())
    with counted(monkeypatch) as asked:
        find_children("elodi oniel cb1", scope)
    queries = [sql for sql in asked if '"search_key"' in sql]
    assert queries

    if POSTGRESQL:
        many = [("name", f"{number:05}") for number in range(5000)]
        with writing():
            SearchKey.replace_for(make_child().id, elodie.authority_id, many)
        database.execute_sql("ANALYZE search_key")
    columns = {index.name: index.columns for index in database.get_indexes("search_key")}
    (index,) = (name for name, of in columns.items() if of[-1] == "child_id" and len(of) == 4)
    plan = "\n".join(str(row) for row in explained(SearchKey, scope))

    assert index in plan
    assert "SCAN search_key" not in plan
    assert "Seq Scan" not in plan


def explained(model: type[SearchKey], scope: Scope) -> Any:
    begins = model.key.between("elo", "elo\U0010ffff")
    sql, params = scope.of(model).select(model.child).where(model.kind == "name", begins).sql()
    word = "EXPLAIN " if POSTGRESQL else "EXPLAIN QUERY PLAN "
    return database.execute_sql(word + sql, params).fetchall()
