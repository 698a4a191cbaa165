"""Finding a child: by any name, however it is typed, and never another authority's."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

import pytest

from models.base import database
from models.folding import fold
from models.people.address import Address
from models.people.child import Child
from models.people.folding import name_tokens
from models.people.search import SearchKey
from models.transaction import transaction
from tests.making import (
    NOW,
    TESTS,
    make_authority,
    make_child,
    make_child_name,
    make_parent,
    saved,
    the_authority,
    writing,
)

pytestmark = pytest.mark.usefixtures("db")

UPN = "W874299926017"


def found(words: str, authorities: Collection[int] | None = None) -> set[str]:
    """Return the references of the children that `words` find, as a list of children does."""
    query = Child.select()
    for of_one_word in SearchKey.children(words, authorities):
        query = query.where(Child.id.in_(of_one_word))
    return {child.reference for child in query}


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("Élodie", id="as it is written"),
        pytest.param("elodie", id="without the accent"),
        pytest.param("ELODIE", id="in capitals"),
        pytest.param("Elo", id="its beginning"),
        pytest.param("E\u0301lodie", id="the accent typed apart"),
        pytest.param("o'neil", id="a straight apostrophe"),
        pytest.param("O’Neil", id="a curled apostrophe"),
        pytest.param("oneil", id="no apostrophe"),
        pytest.param("O`NEIL", id="a backtick"),
        pytest.param("oneil elodie", id="surname first"),
        pytest.param("  Élodie   O'Neil ", id="spaces"),
        pytest.param("O'Neil, Élodie", id="with a comma"),
        pytest.param("2015-03-12", id="date of birth"),
        pytest.param("2015-12-03", id="day and month swapped"),
        pytest.param("elodie 2015-03-12", id="name and date of birth"),
    ],
)
def test_a_child_is_found(typed: str) -> None:
    child = make_child()
    make_child(forenames="Anne", surname="Smith", born_on=date(2014, 5, 30))

    assert found(typed) == {child.reference}


@pytest.mark.parametrize(
    "typed", ["neil", "lodie", "elodie smith", "2015-03-13", "CH-999999", "elodie elodiex", "-"]
)
def test_a_child_is_not_found_by_what_is_not_so(typed: str) -> None:
    make_child()
    make_child(forenames="Anne", surname="Smith")

    assert found(typed) == set()


def test_a_former_name_finds_the_child() -> None:
    child = make_child()
    make_child_name(child, forenames="Łucja", surname="Smith-Jones")

    for typed in ("lucja", "smith-jones", "jones", "SMITHJONES", "lucja oneil"):
        assert found(typed) == {child.reference}, typed


@pytest.mark.parametrize("typed", [UPN, UPN.lower(), f" {UPN} ", "W874 2999 26 017"])
def test_a_upn_finds_the_child(typed: str) -> None:
    child = make_child(upn=UPN)
    make_child()

    assert found(typed) == {child.reference}


def test_a_reference_finds_the_child_and_no_longer_one() -> None:
    with writing():
        children = [make_child(surname=f"Hill{n}") for n in range(12)]

    first = children[0]
    assert found(first.reference) == {first.reference}
    assert found(first.reference.lower().replace("-", "")) == {first.reference}


@pytest.mark.parametrize("typed", ["CB1 2AB", "cb1 2ab", "cb12ab", " CB12AB "])
def test_a_postcode_finds_the_child(typed: str) -> None:
    child = make_child()
    saved_address(child, "cb12ab")
    saved_address(make_child(), "CB1 2AC")

    assert found(typed) == {child.reference}


def saved_address(child: Child, postcode: str, restricted: bool = False) -> None:
    saved(
        Address(
            authority=child.authority,
            child=child,
            lines="1 Mill Lane",
            postcode=postcode,
            restricted=restricted,
        )
    )


def test_a_restricted_address_finds_nobody() -> None:
    saved_address(make_child(), "CB1 2AB", restricted=True)

    assert found("CB1 2AB") == set()


@pytest.mark.parametrize(
    "typed",
    ["07700 900123", "07700900123", "(07700) 900-123", "+44 7700 900123", "0044 7700 900123"],
)
def test_a_parents_phone_number_finds_the_child(typed: str) -> None:
    child = make_child()
    make_parent(child, phone="07700 900 123")
    make_parent(make_child(), phone="07700 900 124")

    assert found(typed) == {child.reference}


def test_a_number_kept_with_its_country_is_found_without() -> None:
    child = make_child()
    make_parent(child, phone="+44 (0)7700 900123")

    assert found("07700 900123") == {child.reference}


def test_a_name_beside_a_phone_number_still_counts() -> None:
    make_parent(make_child(), phone="07700 900123")

    assert found("smith 07700900123") == set()


@pytest.mark.parametrize("typed", ["_", "%", "e_odie", "elod%", "%%", "*", "e*", "[a-z]", "?"])
def test_nothing_that_is_typed_stands_for_something_else(typed: str) -> None:
    make_child()

    assert found(typed) == set()


def test_underscores_and_percent_signs_in_a_name_find_it() -> None:
    child = make_child(forenames="100%", surname="_Under_")
    make_child(forenames="1000", surname="Underhill")

    assert found("100%") == {child.reference}
    assert found("_under_") == {child.reference}


def test_t02_another_authoritys_child_is_never_found() -> None:
    ours = the_authority()
    theirs = make_authority(code="874", name="Peterborough City Council")
    mine = make_child()
    other = make_child(authority=theirs, upn=UPN)
    make_parent(other, phone="07700 900123")

    for typed in ("elodie", "oneil", "2015-03-12"):
        assert found(typed, {ours.id}) == {mine.reference}
        assert found(typed, {ours.id, theirs.id}) == {mine.reference, other.reference}
    for typed in (UPN, other.reference, "07700 900123"):
        assert found(typed, {ours.id}) == set()
        assert found(typed, {theirs.id}) == {other.reference}
    assert found("elodie", set()) == set()


def test_what_is_corrected_is_found_and_what_it_was_is_not() -> None:
    child = make_child()
    parent = make_parent(child, phone="07700 900123")
    with transaction(TESTS, NOW):
        child.surname = "Hill"
        child.save()
        parent.phone = "07700 900456"
        parent.save()

    assert found("hill") == found("07700900456") == {child.reference}
    assert found("oneil") == found("07700900123") == set()


def test_nothing_typed_asks_nothing() -> None:
    assert SearchKey.children("", None) == SearchKey.children("  ", None) == []


# -- hostile and odd texts --------------------------------------------------------------------

NAMES = (
    ("Anne", "Smith"),
    ("Robert'); DROP TABLE child;--", "Tables"),
    ("Null", "Undefined"),
    ("O'Brien", "Or 1=1"),
    ("100%", "_Under_"),
    ("李", "明"),
    ("Анна", "Каренина"),
    ("مريم", "الحسن"),
    ("Siân", "Ap-Rhys"),
    ("X Æ A-12", "Ünïcödé"),
    ("True", "False"),
    ("<script>alert(1)</script>", "Hill"),
)

HOSTILE = (
    "'",
    "''",
    '"',
    "';",
    "' OR '1'='1",
    "' OR 1=1 --",
    '" OR ""="',
    "') OR ('1'='1",
    "1 OR 1=1",
    "1; DROP TABLE child",
    "'; DROP TABLE search_key; --",
    "'; DELETE FROM child WHERE ''='",
    "' UNION SELECT password_hash FROM officer --",
    "' UNION ALL SELECT NULL, NULL, NULL --",
    "') UNION SELECT id FROM child --",
    "' AND SLEEP(5) --",
    "'; SELECT pg_sleep(5); --",
    "'||(SELECT name FROM officer LIMIT 1)||'",
    "' AND 1=CAST((SELECT email FROM officer) AS INT) --",
    "%27%20OR%201=1",
    "\\'; --",
    "\\",
    "\\\\",
    "\\x27 OR 1=1",
    "/* */",
    "*/ OR 1=1 /*",
    "--",
    "-- -",
    "#",
    ";",
    "$$",
    "$1",
    "%s",
    "%(key)s",
    "%%",
    "?",
    ":key",
    "{0}",
    "{{7*7}}",
    "${7*7}",
    "`id`",
    "_",
    "%",
    "a%",
    "_nne",
    "[a-z]*",
    "(?i)a",
    "^a",
    "a|b",
    "NULL",
    "null null",
    "' IS NOT NULL --",
    "true",
    "1=1",
    "0x616e6e65",
    "CHAR(97)",
    "a\x00b",
    "\x00",
    "\x00' OR 1=1",
    "\ud800",
    "\udfff\ud800",
    "\u202eenna",
    "\u200b",
    "\ufeffanne",
    "\U0010ffff",
    "\uffff",
    "]]>",
    "<script>",
    "\r\n",
    "\t",
    "-",
    "- - -",
    "1-1",
    "0000-00-00",
    "9999-99-99",
    "a" * 10_000,
    "a " * 5_000,
    "'" * 10_000,
    "-" * 10_000,
    "9" * 10_000,
    "𝕬𝖓𝖓𝖊",
    "ﬀ",
    "İ",
    "ß",
    "e\u0301" * 500,
    "👩‍👩‍👧",
)


def around(text: str) -> list[str]:
    """Return the text as it is, after a name, and before one."""
    return [text, f"anne{text}", f"anne {text}", f"{text} smith"]


ODD = [odd for text in HOSTILE for odd in around(text)]


def might_be(typed: str, names: tuple[str, str]) -> bool:
    """Say, without a database, whether each word typed begins some part of the name.

    A word with hyphens does so in parts, or as a whole without them.
    """
    parts = name_tokens(" ".join(names))
    asked = [word.split("-") for word in re.split(r"[\s,.;:()/\"]+", fold(typed[:200]))]
    return bool(fold(typed)) and all(
        any(part.startswith((token, "".join(word))) for part in parts)
        for word in asked
        for token in word
        if token
    )


def test_t08_no_text_is_read_as_sql_and_none_finds_a_child_wrongly() -> None:
    with writing():
        children = {
            make_child(forenames=first, surname=last).reference: (first, last)
            for first, last in NAMES
        }
    tables = set(database.get_tables())
    assert len(set(ODD)) > 200

    for typed in ODD:
        if not typed.strip():
            continue  # nothing was asked
        wrongly = {who for who in found(typed) if not might_be(typed, children[who])}
        assert wrongly == set(), repr(typed[:80])

    assert set(database.get_tables()) == tables
    assert Child.select().count() == len(NAMES)


def test_t08_each_odd_name_finds_its_own_child() -> None:
    with writing():
        children = {
            make_child(forenames=first, surname=last).reference: (first, last)
            for first, last in NAMES
        }

    for reference, (first, last) in children.items():
        assert found(f"{first} {last}") == {reference}
