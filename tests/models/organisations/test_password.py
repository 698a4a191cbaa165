"""Which passwords will do: long ones that nobody would try."""

from __future__ import annotations

import pytest

from models.base import RuleBroken
from models.organisations import password as passwords
from models.organisations.password import COMMON, LONGEST, SHORTEST, check, fits, hashed

PERSONAL = ("Priya Nair", "priya.nair@council.example")


@pytest.mark.parametrize(
    "password",
    [
        "a long enough password",
        "plum orchard",
        "correct horse battery",
        "kR7#vq9!tLm2",
        "пароль из слов",
        "ünïcödé wörds",
        "            x y z w            ",
        "naïve piano ' OR 1=1 --",
        "x9" * 3 + " quiet river " + "7z" * 90,
        "Nair and three other words",
        "our council likes jam on toast",
    ],
)
def test_it_will_do(password: str) -> None:
    check(password, PERSONAL)


@pytest.mark.parametrize("password", ["", "short", "x" * (SHORTEST - 1)])
def test_a_short_one_is_refused(password: str) -> None:
    with pytest.raises(RuleBroken, match="12 characters or more"):
        check(password)


def test_a_very_long_one_is_refused_and_never_cut_off() -> None:
    words = "quiet river " * 20
    check(words[: LONGEST - 2].rstrip() + "!?", PERSONAL)
    with pytest.raises(RuleBroken, match="200 characters or fewer"):
        check(words, PERSONAL)

    assert not fits(hashed(words[:LONGEST]), words[: LONGEST - 1])


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "PASSWORD-1234",
        "!!sunshine!!2026",
        "qwertyuiop123",
        "iloveyou iloveyou",
        "dragondragondragon",
        "aaaaaaaaaaaaaaa",
        "abababababab",
        "123456789012",
        "abcdefghijklmn",
        "sonyericsson",
    ],
)
def test_a_common_one_is_refused_however_it_is_dressed_up(password: str) -> None:
    with pytest.raises(RuleBroken, match="lists attackers try first"):
        check(password)


@pytest.mark.parametrize(
    "password",
    [
        "whereabouts1",
        "Whereabouts-2026!",
        "whereabouts-demo",
        "priya.nair2026",
        "NairNairPriya",
        "priya.nair@council.example",
        "council2026!!",
    ],
)
def test_one_made_of_what_anybody_knows_is_refused(password: str) -> None:
    with pytest.raises(RuleBroken):
        check(password, PERSONAL)


def test_the_list_comes_with_the_program_and_every_long_entry_of_it_is_refused() -> None:
    listed = COMMON.read_text(encoding="utf-8").split()
    long = [word for word in listed if len(word) >= SHORTEST]

    assert len(set(listed)) == len(listed) == 10_000
    assert len(long) > 200
    for word in long:
        with pytest.raises(RuleBroken):
            check(word)
    assert "MIT License" in (COMMON.parent / "LICENSE").read_text(encoding="utf-8")


def test_no_hash_fits_nothing() -> None:
    for password in ("", "nobody has this password", "x" * 20):
        assert not fits("", password)
        assert not fits("no hash at all", password)
    assert fits(hashed("plum orchard"), "plum orchard")
    assert passwords.hashed("plum orchard").startswith("$argon2id$")
