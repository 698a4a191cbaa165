"""Files of referrals and the virus scanner: shut until it has looked, whatever happens to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from correspondence.scanning import Clamd
from correspondence.smtp import SmtpMailer
from jobs.scanning import AT_MOST, scan_files
from jobs.world import World
from models.casework.attachment import Attachment
from models.casework.referral_file import ReferralFile
from models.ledger.event import Event
from tests.correspondence.clamd_double import EICAR, a_scanner
from tests.making import NOW, make_attachment, make_referral, make_referral_file, writing

pytestmark = pytest.mark.usefixtures("db")


def world(address: str, patience: float = 10) -> World:
    mailer = SmtpMailer("smtp://127.0.0.1:1", timeout=1)
    scanner = Clamd(address, patience) if address else None
    return World(NOW, mailer, "a@council.example", "here:1", scanner=scanner)


def scans() -> list[str]:
    return [file.scan for file in ReferralFile.select().order_by(ReferralFile.id)]


def test_f61_what_is_clean_opens_and_what_is_not_never_does(tmp_path: Path) -> None:
    referral = make_referral()
    for content in (b"%PDF-1.7 %%EOF", b"%PDF-1.7" + EICAR + b"%%EOF"):
        make_referral_file(referral, content=content, scan="waiting")
    with a_scanner(tmp_path) as double:
        assert scan_files(world(double.address)) == {"clean": 1, "infected": 1}
        assert scan_files(world(double.address)) == {}

    assert scans() == ["clean", "infected"]
    (found,) = Event.select().where(Event.verb == "virus_found")
    assert found.row_id == ReferralFile.select().order_by(-ReferralFile.id).first().id


def test_f61_what_came_before_there_was_a_scanner_is_looked_at_too(tmp_path: Path) -> None:
    make_referral_file(make_referral())
    with a_scanner(tmp_path) as double:
        scan_files(world(double.address))
    assert scans() == ["clean"]


def test_f61_what_officers_attach_is_looked_at_and_the_newest_before_the_backlog(
    tmp_path: Path,
) -> None:
    before = make_attachment()
    waits = make_attachment(content=b"%PDF-1.7" + EICAR + b"%%EOF", scan="waiting")
    with a_scanner(tmp_path) as double:
        assert scan_files(world(double.address)) == {"infected": 1, "clean": 1}
        assert double.scanned == [waits.read(), before.read()]

    assert [Attachment.get_by_id(one.id).scan for one in (before, waits)] == ["clean", "infected"]
    (found,) = Event.select().where(Event.verb == "virus_found")
    assert (found.table_name, found.about["children"]) == ("attachment", [waits.child_id])


@pytest.mark.parametrize("mood", ["hang up", "be silent"])
def test_f61_while_the_scanner_is_down_files_stay_shut_and_are_looked_at_later(
    tmp_path: Path, mood: str
) -> None:
    make_referral_file(make_referral(), scan="waiting")
    make_referral_file(make_referral(), scan="waiting")
    with a_scanner(tmp_path) as double:
        double.mood = mood
        assert scan_files(world(double.address, patience=0.2)) == {"down": 1}
        assert scans() == ["waiting", "waiting"]
        double.mood = "answer"
        assert scan_files(world(double.address)) == {"clean": 2}


def test_f61_a_file_the_scanner_will_not_take_stays_shut_and_the_next_is_looked_at(
    tmp_path: Path,
) -> None:
    referral = make_referral()
    for content in (b"%PDF-1.7" + b"x" * 100_000 + b"%%EOF", b"%PDF-1.7 %%EOF"):
        make_referral_file(referral, content=content, scan="waiting")
    with a_scanner(tmp_path, most=50_000) as double:
        assert scan_files(world(double.address)) == {"refused": 1, "clean": 1}
    assert scans() == ["waiting", "clean"]


def test_f61_without_a_scanner_nothing_is_called_clean() -> None:
    make_referral_file(make_referral())
    assert scan_files(world("")) == {}
    assert scans() == [""]


def test_a_tick_looks_at_so_many_and_the_next_goes_on(tmp_path: Path) -> None:
    referral = make_referral()
    with writing():
        for _ in range(AT_MOST + 1):
            make_referral_file(referral, scan="waiting")
    with a_scanner(tmp_path) as double:
        assert scan_files(world(double.address)) == {"clean": AT_MOST}
        assert scan_files(world(double.address)) == {"clean": 1}
