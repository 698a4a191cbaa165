"""The demo's mail catcher: what the real mailer sends it, and odd files in its folder."""

import random
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from commands.catcher import catch_mail, catching
from correspondence.caught import caught
from correspondence.mail import Mail
from correspondence.smtp import SmtpMailer
from correspondence.unsent import NotSent

MAIL = Mail(
    sender="cme@council.example",
    recipient="office@hilltop.example",
    subject="Reminder: our enquiry CME-0041",
    body="Dear colleague\n\n.\nWe have not heard – yet.\n",
    message_id="<1@council.example>",
    sent_at=datetime(2026, 9, 15, 7, 0, tzinfo=UTC),
)
ROOT = Path(__file__).parents[2]


def nothing_to_note() -> None:
    pass


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "mail"


@pytest.fixture
def mailer(folder: Path) -> Iterator[SmtpMailer]:
    port = free_port()
    with catching(folder, port=port):
        mailer = SmtpMailer(f"smtp://127.0.0.1:{port}", timeout=5)
        yield mailer
        mailer.close()


def test_a_mail_is_kept_as_it_came(folder: Path, mailer: SmtpMailer) -> None:
    words = mailer.send(MAIL, nothing_to_note)

    (mail,) = caught(folder)
    assert (mail.sender, mail.recipient) == (MAIL.sender, MAIL.recipient)
    assert (mail.subject, mail.body) == (MAIL.subject, MAIL.body)
    assert abs(mail.received_at - datetime.now(UTC)) < timedelta(seconds=30)
    assert words == f"250 2.0.0 Kept as {mail.file_name}"


def test_the_newest_comes_first(folder: Path, mailer: SmtpMailer) -> None:
    for number in range(5):
        mailer.send(replace(MAIL, subject=f"Number {number} – ünïcode"), nothing_to_note)

    assert [mail.subject for mail in caught(folder)] == [
        f"Number {number} – ünïcode" for number in (4, 3, 2, 1, 0)
    ]


def test_a_file_is_never_named_after_its_mail(folder: Path, mailer: SmtpMailer) -> None:
    mailer.send(replace(MAIL, subject="../../etc/passwd"), nothing_to_note)

    names = [path.name for path in folder.iterdir()]
    assert len(names) == 1
    assert re.fullmatch(r"\d{8}T\d{12}Z-[0-9a-f]{8}\.eml", names[0])


def test_a_mail_that_cannot_be_kept_is_tried_again(folder: Path, mailer: SmtpMailer) -> None:
    folder.rmdir()

    with pytest.raises(NotSent, match="452") as refusal:
        mailer.send(MAIL, nothing_to_note)
    assert refusal.value.temporary

    folder.mkdir()
    mailer.send(MAIL, nothing_to_note)
    assert len(caught(folder)) == 1


@pytest.mark.parametrize(
    "host", ["", "0.0.0.0", "::", "10.0.0.5", "mail.example", "127.0.0.1.nip.io"]
)
def test_it_listens_on_this_machine_only(folder: Path, host: str) -> None:
    with pytest.raises(ValueError, match="this machine only"):
        catch_mail(folder, host)
    assert not folder.exists()


def test_it_runs_until_interrupted(folder: Path) -> None:
    port = free_port()
    program = (
        "from pathlib import Path; from commands.catcher import catch_mail;"
        f"catch_mail(Path({str(folder)!r}), port={port})"
    )
    process = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT)
    try:
        wait_for(port)
        mailer = SmtpMailer(f"smtp://127.0.0.1:{port}", timeout=5)
        mailer.send(MAIL, nothing_to_note)
        mailer.close()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0
    finally:
        process.kill()
        process.wait()
    assert len(caught(folder)) == 1


def wait_for(port: int) -> None:
    for _ in range(1200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return


def name(second: int) -> str:
    return f"20260915T0700{second:02}000000Z-0123abcd.eml"


def test_no_folder_holds_no_mail(folder: Path) -> None:
    assert caught(folder) == []


def test_what_is_not_ours_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "mail.eml").write_text("Subject: x\n\n")
    (tmp_path / f".{name(1)}.part").write_text("Subject: half")
    (tmp_path / "20269915T070000000000Z-0123abcd.eml").write_text("Subject: month 99\n\n")
    (tmp_path / name(2)).mkdir()
    (tmp_path / name(3)).symlink_to(tmp_path / "gone")

    assert caught(tmp_path) == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff" * 50,
        b"no headers here",
        b"Subject: \xff\xfe\nTo: \xe9\n\n\xff",
        b"Subject: =?utf-8?b?A?= =?none-such?q?x?=\n\nx",
        b"From: =?utf-8?q?\nTo: ,,;:<>\n\nx",
        b"Content-Type: text/plain; charset=none-such\n\nx",
        b"Content-Type: text/plain; charset=hex\n\nx",
        b"Content-Type: text/plain; charset=idna\n\n\xff.x",
        b'Content-Type: text/plain; charset="a\x00b"\n\nx',
        b"Content-Type: multipart/mixed\n\nx",
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: image/png\n\nx\n--b--",
        b"Content-Type: message/rfc822\n\nSubject: within\n\nx",
        b"Content-Transfer-Encoding: base64\n\n!!!!",
    ],
)
def test_an_odd_mail_is_shown_as_far_as_it_can_be_read(tmp_path: Path, content: bytes) -> None:
    (tmp_path / name(1)).write_bytes(content)

    (mail,) = caught(tmp_path)

    assert mail.file_name == name(1)
    assert mail.received_at == datetime(2026, 9, 15, 7, 0, 1, tzinfo=UTC)


def test_damaged_mail_never_stops_the_list(tmp_path: Path) -> None:
    whole = (
        b"From: =?utf-8?q?caf=C3=A9?= <a@b.example>\nTo: c@d.example\nSubject: =?utf-8?b?w6k=?=\n"
        b'Content-Type: multipart/mixed; boundary="b"\n\n--b\n'
        b"Content-Type: text/plain; charset*=utf-8''utf%2D8\n"
        b"Content-Transfer-Encoding: quoted-printable\n\nx=C3=A9\n--b--\n"
    )
    chance = random.Random(41)
    for _ in range(500):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 12)):
            damaged[chance.randrange(len(damaged))] = chance.choice(
                b"\x00\n\r=?;:\"'*%<>\xff\xc3-_"
            )
        (tmp_path / name(1)).write_bytes(damaged)
        assert len(caught(tmp_path)) == 1
