"""The second factor: the right code, once, and no other."""

from __future__ import annotations

import base64
from datetime import timedelta

import pyotp
import pytest

from models.base import database
from models.organisations.officer import Officer
from models.organisations.recovery_code import HOW_MANY, RecoveryCode
from models.organisations.second_factor import STEP, SecondFactor
from models.sealing import Broken, Seal
from tests.making import NOW, make_officer, writing

pytestmark = pytest.mark.usefixtures("db")

SEAL = Seal("a secret key for the tests, long enough")
A_STEP = timedelta(seconds=STEP)


def set_up(officer: Officer) -> pyotp.TOTP:
    """Set up a second factor a day ago; return the officer's app."""
    with writing():
        kept = SecondFactor.offer(officer, SEAL)
        app = pyotp.TOTP(kept.offered_secret(SEAL))
        assert kept.confirm(app.at(NOW - timedelta(days=1)), SEAL, NOW - timedelta(days=1))
    return app


def takes(officer: Officer, code: str, seconds: int = 0) -> bool:
    kept = SecondFactor.of(officer)
    assert kept is not None
    with writing():
        return kept.takes(code, SEAL, NOW + timedelta(seconds=seconds))


def test_it_is_off_until_a_code_of_the_offered_secret_is_typed() -> None:
    officer = make_officer()
    with writing():
        kept = SecondFactor.offer(officer, SEAL)
        assert not kept.takes(pyotp.TOTP(kept.offered_secret(SEAL)).at(NOW), SEAL, NOW)
        assert not kept.confirm("000000", SEAL, NOW)
        assert not SecondFactor.is_on(officer)
        assert kept.confirm(pyotp.TOTP(kept.offered_secret(SEAL)).at(NOW), SEAL, NOW)

    assert SecondFactor.is_on(officer)


def test_the_same_secret_is_offered_until_it_is_confirmed() -> None:
    officer = make_officer()
    with writing():
        one = SecondFactor.offer(officer, SEAL).offered_secret(SEAL)
        two = SecondFactor.offer(officer, SEAL).offered_secret(SEAL)

    assert one == two
    assert len(one) == 32  # 160 bits


def test_an_offer_leaves_the_secret_in_force_until_it_is_confirmed() -> None:
    officer = make_officer()
    old = set_up(officer)
    with writing():
        offered = SecondFactor.offer(officer, SEAL).offered_secret(SEAL)

    assert offered != old.secret
    assert not takes(officer, pyotp.TOTP(offered).at(NOW))
    assert takes(officer, old.at(NOW))


@pytest.mark.parametrize(
    ("off_by", "taken"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)]
)
def test_a_clock_may_be_off_by_one_step(off_by: int, taken: bool) -> None:
    officer = make_officer()
    app = set_up(officer)

    assert takes(officer, app.at(NOW + timedelta(seconds=off_by))) is taken


def test_t20_a_code_is_taken_once_and_none_before_it() -> None:
    officer = make_officer()
    app = set_up(officer)
    present, before = app.at(NOW), app.at(NOW - A_STEP)

    assert takes(officer, present)
    assert not takes(officer, present)
    assert not takes(officer, present, seconds=29)
    assert not takes(officer, before)
    assert takes(officer, app.at(NOW + A_STEP), seconds=STEP)


def test_t20_the_code_that_confirmed_it_does_not_sign_in_too() -> None:
    officer = make_officer()
    with writing():
        kept = SecondFactor.offer(officer, SEAL)
        code = pyotp.TOTP(kept.offered_secret(SEAL)).at(NOW)
        assert kept.confirm(code, SEAL, NOW)

    assert not takes(officer, code)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "0" * 10_000])
def test_anything_else_is_refused(code: str) -> None:
    officer = make_officer()
    set_up(officer)

    assert not takes(officer, code)


def test_spaces_in_a_code_do_not_matter() -> None:
    officer = make_officer()
    code = set_up(officer).at(NOW)

    assert takes(officer, f" {code[:3]} {code[3:]} ")


def test_a_code_of_somebody_else_is_refused() -> None:
    ann, bob = make_officer(), make_officer()
    set_up(ann)
    bobs = set_up(bob)

    assert not takes(ann, bobs.at(NOW))


def test_the_secret_cannot_be_read_from_the_database() -> None:
    officer = make_officer()
    app = set_up(officer)

    stored = repr(database.execute_sql("SELECT * FROM second_factor").fetchall())
    told = repr(database.execute_sql("SELECT * FROM event_detail").fetchall())
    assert app.secret not in stored
    sealed = SecondFactor.get().secret
    assert sealed in stored
    assert sealed not in told  # events outlive a reset


def test_a_reset_takes_no_code_of_before() -> None:
    officer = make_officer()
    app = set_up(officer)
    with writing():
        SecondFactor.get().reset()

    assert not SecondFactor.is_on(officer)
    assert not takes(officer, app.at(NOW))


# -- recovery codes -----------------------------------------------------------------------------


def ten(officer: Officer) -> list[str]:
    with writing():
        return RecoveryCode.make_ten(officer, NOW)


def lets_in(officer: Officer, code: str) -> bool:
    with writing():
        return RecoveryCode.takes(officer, code, NOW)


def test_t20_each_of_ten_codes_lets_in_once() -> None:
    officer = make_officer()
    codes = ten(officer)

    assert len(set(codes)) == HOW_MANY == 10
    assert [lets_in(officer, code) for code in codes] == [True] * 10
    assert [lets_in(officer, code) for code in codes] == [False] * 10
    assert RecoveryCode.left(officer) == 0


def test_a_code_holds_eighty_random_bits_and_is_stored_as_a_hash() -> None:
    officer = make_officer()
    codes = ten(officer)

    stored = repr(database.execute_sql("SELECT * FROM recovery_code").fetchall())
    bare = [code.replace("-", "") for code in codes]
    assert {len(code) for code in bare} == {16}  # of 32 marks each: 80 bits
    assert not any(code in stored for code in [*codes, *bare])


def test_it_may_be_typed_in_capitals_with_or_without_hyphens() -> None:
    officer = make_officer()
    one, two, *_ = ten(officer)

    assert lets_in(officer, one.upper().replace("-", " "))
    assert lets_in(officer, f"  {two.replace('-', '')} ")


def test_it_lets_in_nobody_else_and_not_after_a_new_ten() -> None:
    ann, bob = make_officer(), make_officer()
    codes = ten(ann)

    assert not lets_in(bob, codes[0])
    newer = ten(ann)
    assert not lets_in(ann, codes[0])
    assert lets_in(ann, newer[0])
    assert RecoveryCode.left(ann) == 9


def test_a_seal_that_was_touched_opens_nothing() -> None:
    sealed = SEAL.close("a purpose", "a secret")
    content = base64.urlsafe_b64decode(sealed)
    for place in range(len(content)):
        touched = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        with pytest.raises(Broken):
            SEAL.open("a purpose", base64.urlsafe_b64encode(touched).decode())
