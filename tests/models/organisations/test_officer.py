"""Officers and their passwords: nobody learns who has an account."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from models.base import RuleBroken
from models.organisations import password as passwords
from models.organisations.officer import Officer
from models.organisations.password import SHORTEST
from tests.making import PASSWORD, make_officer, saved

pytestmark = pytest.mark.usefixtures("db")


def test_an_officer_is_known_by_address_and_password() -> None:
    ann = make_officer(email="Ann.Lee@Council.example ")

    assert Officer.with_password(" ANN.LEE@council.EXAMPLE", PASSWORD) == ann
    assert ann.email == "ann.lee@council.example"


@pytest.mark.parametrize(
    ("email", "password"),
    [
        pytest.param("ann.lee@council.example", PASSWORD + "x", id="a wrong password"),
        pytest.param("ann.lee@council.example", "", id="no password"),
        pytest.param("ann.lee@council.example", PASSWORD.upper(), id="in capitals"),
        pytest.param("nobody@council.example", PASSWORD, id="an unknown address"),
        pytest.param("", "", id="nothing"),
        pytest.param("nobody@council.example", "nobody has this password", id="nobody's own"),
        pytest.param("ann.lee@council.example", "x" * 10_000, id="a very long one"),
    ],
)
def test_nobody_else_is_let_in(email: str, password: str) -> None:
    make_officer(email="ann.lee@council.example")

    assert Officer.with_password(email, password) is None


def test_nobody_is_let_in_who_left_or_has_no_password_yet() -> None:
    left = make_officer(active=False)
    new = saved(Officer(name="New", email="new@council.example"))

    assert Officer.with_password(left.email, PASSWORD) is None
    for password in ("", "nobody has this password", PASSWORD):
        assert Officer.with_password(new.email, password) is None


def test_a_new_password_ends_the_old() -> None:
    ann = make_officer()
    ann.set_password("another long password")
    saved(ann)

    assert Officer.with_password(ann.email, PASSWORD) is None
    assert Officer.with_password(ann.email, "another long password") == ann


@pytest.mark.parametrize("password", ["", "x" * (SHORTEST - 1)])
def test_a_short_password_is_refused(password: str) -> None:
    ann = make_officer()

    with pytest.raises(RuleBroken, match="12 characters or more"):
        ann.set_password(password)

    ann.set_password("plum orchard"[:SHORTEST])


class Watched:
    """Checks passwords as the real one does, and keeps the hashes it worked on."""

    def __init__(self, real: PasswordHasher) -> None:
        self.real = real
        self.worked_on: list[str] = []

    def verify(self, kept: str, password: str) -> bool:
        self.worked_on.append(kept)
        return self.real.verify(kept, password)


def test_t18_an_unknown_address_is_as_much_work_as_a_known_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known, left = make_officer(), make_officer(active=False)
    new = saved(Officer(name="New", email="new@council.example"))
    watched = Watched(passwords._hasher)
    monkeypatch.setattr(passwords, "_hasher", watched)

    for email in (known.email, left.email, new.email, "nobody@council.example"):
        assert Officer.with_password(email, "a wrong password") is None

    costs = [kept.split("$")[:4] for kept in watched.worked_on]
    assert len(costs) == 4
    assert all(cost == costs[0] for cost in costs)


def test_a_password_set_twice_is_never_kept_the_same() -> None:
    one, two = Officer(), Officer()
    for each in (one, two):
        each.set_password(PASSWORD)

    assert one.password_hash.startswith("$argon2id$")
    assert one.password_hash != two.password_hash
    assert PASSWORD not in one.password_hash
