"""What was being written when the session ended: for its writer, for an hour."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.base import database
from models.organisations.kept_form import KEPT_FOR, LONGEST, MOST, KeptForm
from models.organisations.officer import Officer
from models.sealing import Broken, Seal
from tests.making import NOW, make_officer, writing

pytestmark = pytest.mark.usefixtures("db")

SEAL = Seal("a secret key for the tests, long enough")
FIELDS = [("text", "Nobody came to the door.\r\nÉlodie ' \" < 𝄞"), ("written_on", "2026-11-23")]
PAGE = "/notes/new/"


def kept(officer: Officer, fields: list[tuple[str, str]] = FIELDS, page: str = PAGE) -> bool:
    with writing():
        return KeptForm.keep(officer, page, fields, SEAL, NOW)


def test_f59_it_is_given_back_whole_for_an_hour_to_its_writer_alone() -> None:
    ann, bob = make_officer(), make_officer()
    assert kept(ann)
    row = KeptForm.waiting_for(ann, NOW)

    assert row is not None
    assert row.fields(SEAL) == FIELDS
    assert KeptForm.of(ann, row.id, PAGE, NOW + KEPT_FOR - timedelta(seconds=1)) == row
    assert KeptForm.of(ann, row.id, PAGE, NOW + KEPT_FOR) is None
    assert KeptForm.of(bob, row.id, PAGE, NOW) is None
    assert KeptForm.of(ann, row.id, "/children/new/", NOW) is None
    assert KeptForm.waiting_for(bob, NOW) is None
    assert KeptForm.waiting_for(ann, NOW + KEPT_FOR) is None
    assert timedelta(hours=1) == KEPT_FOR


def test_it_cannot_be_read_from_the_database_or_with_another_key() -> None:
    kept(make_officer())

    stored = repr(database.execute_sql("SELECT * FROM kept_form").fetchall())
    assert "Nobody" not in stored
    with pytest.raises(Broken):
        KeptForm.get().fields(Seal("another key of more than thirty-two"))
    with pytest.raises(Broken):
        SEAL.open("second factor", KeptForm.get().sealed)


def test_an_old_cookie_cannot_fill_the_disk() -> None:
    ann, bob = make_officer(), make_officer()
    kept(bob)
    for n in range(20):
        assert kept(ann, [("text", f"{n}")])

    assert KeptForm.select().where(KeptForm.officer == ann).count() == MOST == 5
    assert KeptForm.select().where(KeptForm.officer == bob).count() == 1
    row = KeptForm.waiting_for(ann, NOW)
    assert row is not None
    assert row.fields(SEAL) == [("text", "19")]
    assert not kept(ann, [("text", "x" * LONGEST)])
    assert not kept(ann, [])
    assert not kept(ann, FIELDS, page="/" + "x" * 2000)


def test_what_is_older_than_an_hour_is_swept() -> None:
    kept(make_officer())
    with writing():
        assert KeptForm.sweep(NOW + KEPT_FOR - timedelta(seconds=1)) == 0
        assert KeptForm.sweep(NOW + KEPT_FOR) == 1

    assert KeptForm.select().count() == 0
