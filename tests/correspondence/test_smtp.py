"""What the mailer makes of each way a mail server can fail, and of text meant to mislead it."""

import email
import email.policy
import re
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from correspondence.smtp import (
    BadMail,
    Mail,
    NotSent,
    SmtpMailer,
    Uncertain,
    check,
    compose,
    is_plain,
)
from tests.correspondence.post_office import DRIP, DROP, SILENT, PostOffice, make_certificate

MAIL = Mail(
    sender="cme@council.example",
    recipient="office@hilltop.example",
    subject="Reminder: our enquiry CME-0041",
    body="Dear colleague\n\nWe have not heard from you.\n",
    message_id="<0f3c.1@council.example>",
    sent_at=datetime(2026, 9, 15, 7, 0, tzinfo=UTC),
    reply_to="cme-answers@council.example",
)
HEADERS = [
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
]
SHORT = 0.3  # seconds: what a silent server costs a test


def nothing_to_note() -> None:
    """Stand in for the outbox's note that DATA was begun."""


class Notes:
    """Count how often the outbox would have noted that DATA was begun."""

    def __init__(self) -> None:
        self.begun = 0

    def __call__(self) -> None:
        self.begun += 1


@pytest.fixture
def open_mailer() -> Iterator[Callable[..., SmtpMailer]]:
    opened: list[SmtpMailer] = []

    def open_one(url: str, timeout: float = 5) -> SmtpMailer:
        opened.append(SmtpMailer(url, timeout))
        return opened[-1]

    yield open_one
    for mailer in opened:
        mailer.close()


Open = Callable[..., SmtpMailer]


def not_sent(mailer: SmtpMailer, mail: Mail = MAIL, begun: int = 0) -> NotSent:
    notes = Notes()
    with pytest.raises(NotSent) as caught:
        mailer.send(mail, notes)
    assert notes.begun == begun
    return caught.value


def uncertain(mailer: SmtpMailer) -> Uncertain:
    notes = Notes()
    with pytest.raises(Uncertain) as caught:
        mailer.send(MAIL, notes)
    assert notes.begun == 1
    return caught.value


# All well


def test_a_mail_arrives_as_it_was_meant(open_mailer: Open) -> None:
    with PostOffice() as office:
        words = open_mailer(office.url).send(MAIL, nothing_to_note)

    assert words == "250 2.0.0 queued as 41"
    (got,) = office.received
    assert (got.sender, got.recipients) == (MAIL.sender, [MAIL.recipient])
    read = email.message_from_bytes(got.data, policy=email.policy.default)
    assert read.keys() == HEADERS
    assert read["Subject"] == MAIL.subject
    assert read["Message-ID"] == MAIL.message_id
    assert read["Auto-Submitted"] == "auto-generated"
    assert read["Date"].datetime == MAIL.sent_at
    assert isinstance(read, EmailMessage)
    assert read.get_content().replace("\r\n", "\n") == MAIL.body


def test_data_begun_is_noted_after_rcpt_and_before_data(open_mailer: Open) -> None:
    seen: list[str] = []
    with PostOffice() as office:
        open_mailer(office.url).send(MAIL, lambda: seen.extend(office.commands))

    assert [command.split(" ")[0] for command in seen] == ["ehlo", "mail", "rcpt"]


def test_a_note_that_cannot_be_made_stops_the_mail(open_mailer: Open) -> None:
    def disk_full() -> None:
        raise RuntimeError("the note was not saved")

    with PostOffice() as office:
        mailer = open_mailer(office.url)
        with pytest.raises(RuntimeError, match="the note was not saved"):
            mailer.send(MAIL, disk_full)
        assert office.received == []
        assert office.said("DATA") == []

        mailer.send(MAIL, nothing_to_note)
        assert len(office.received) == 1


def test_the_line_is_kept_and_wiped_between_mails(open_mailer: Open) -> None:
    with PostOffice() as office:
        mailer = open_mailer(office.url)
        for number in range(3):
            mailer.send(replace(MAIL, message_id=f"<{number}@council.example>"), nothing_to_note)

    assert office.connections == 1
    assert len(office.said("RSET")) == 2
    assert [got.recipients for got in office.received] == [[MAIL.recipient]] * 3


@pytest.mark.parametrize("answer", [DROP, SILENT, "421 idle too long"])
def test_a_line_that_went_dead_is_made_anew(open_mailer: Open, answer: str) -> None:
    with PostOffice(rset=answer) as office:
        mailer = open_mailer(office.url, timeout=SHORT)
        mailer.send(MAIL, nothing_to_note)
        mailer.send(MAIL, nothing_to_note)

    assert office.connections == 2
    assert len(office.received) == 2


@pytest.mark.parametrize("answer", ["550 no", "nonsense\r\n250 ok"])
def test_a_line_out_of_step_is_not_used_again(open_mailer: Open, answer: str) -> None:
    with PostOffice(mail=[answer, "250 ok"]) as office:
        mailer = open_mailer(office.url)
        not_sent(mailer)
        mailer.send(MAIL, nothing_to_note)

    assert office.connections == 2
    assert len(office.received) == 1


def test_our_own_name_is_not_looked_up(open_mailer: Open) -> None:
    with PostOffice() as office:
        open_mailer(office.url).send(MAIL, nothing_to_note)

    assert office.said("EHLO") == ["ehlo [127.0.0.1]"]


# Faults


def test_f04_nobody_listening_is_tried_again(open_mailer: Open) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    fault = not_sent(open_mailer(f"smtp://127.0.0.1:{port}"))

    assert (fault.temporary, fault.recipient_refused, fault.stop_queue) == (True, False, False)
    assert "could not be reached" in str(fault)


@pytest.mark.parametrize("answer", ["421 too busy", "554 not today", DROP, "nonsense"])
def test_f05_a_refusal_at_the_greeting_is_tried_again(open_mailer: Open, answer: str) -> None:
    with PostOffice(greeting=[answer, "220 welcome"]) as office:
        mailer = open_mailer(office.url)
        fault = not_sent(mailer)
        assert (fault.temporary, fault.recipient_refused, fault.stop_queue) == (True, False, False)

        mailer.send(MAIL, nothing_to_note)
    assert len(office.received) == 1


def test_f06_greylisting_is_tried_again_under_the_same_message_id(open_mailer: Open) -> None:
    with PostOffice(rcpt=["450 4.2.0 come back later", "250 ok"]) as office:
        mailer = open_mailer(office.url)
        fault = not_sent(mailer)
        assert (fault.temporary, fault.recipient_refused) == (True, False)
        assert "450 4.2.0 come back later" in str(fault)

        mailer.send(MAIL, nothing_to_note)

    (got,) = office.received
    assert email.message_from_bytes(got.data)["Message-ID"] == MAIL.message_id


def test_f07_no_such_user_is_for_good_and_marks_the_recipient(open_mailer: Open) -> None:
    with PostOffice(rcpt=["550 5.1.1 no such user", "250 ok"]) as office:
        mailer = open_mailer(office.url)
        fault = not_sent(mailer)
        assert (fault.temporary, fault.recipient_refused, fault.stop_queue) == (False, True, False)
        assert str(fault) == "The mail server refused the recipient: 550 5.1.1 no such user"

        mailer.send(replace(MAIL, recipient="other@hilltop.example"), nothing_to_note)

    (got,) = office.received
    assert got.recipients == ["other@hilltop.example"]


def test_f07_a_servers_policy_says_nothing_against_the_recipient(open_mailer: Open) -> None:
    with PostOffice(rcpt="554 5.7.1 relay access denied") as office:
        fault = not_sent(open_mailer(office.url))

    assert (fault.temporary, fault.recipient_refused) == (False, False)


@pytest.mark.parametrize(
    ("answer", "temporary"), [("452 4.3.1 no space", True), ("552 5.3.4 too big", False)]
)
def test_f08_no_space_passes_and_too_big_does_not(
    open_mailer: Open, answer: str, temporary: bool
) -> None:
    with PostOffice(mail=answer) as office:
        fault = not_sent(open_mailer(office.url))

    assert (fault.temporary, fault.recipient_refused) == (temporary, False)
    assert answer in str(fault)
    size = int(office.said("MAIL")[0].upper().partition("SIZE=")[2])
    assert size == len(compose(MAIL))


@pytest.mark.parametrize("point", ["data", "dot"])
@pytest.mark.parametrize(
    ("answer", "temporary"), [("451 4.3.0 try later", True), ("554 5.6.0 refused", False)]
)
def test_f09_a_plain_refusal_after_data_is_certain(
    open_mailer: Open, point: str, answer: str, temporary: bool
) -> None:
    with PostOffice(**{point: [answer, "354 go on" if point == "data" else "250 ok"]}) as office:
        mailer = open_mailer(office.url)
        fault = not_sent(mailer, begun=1)
        assert (fault.temporary, fault.recipient_refused) == (temporary, False)
        assert answer in str(fault)

        mailer.send(MAIL, nothing_to_note)


@pytest.mark.parametrize("point", ["greeting", "mail", "rcpt"])
@pytest.mark.parametrize("answer", [SILENT, DRIP])
def test_f10_a_silent_server_costs_the_timeout_and_no_more(
    open_mailer: Open, point: str, answer: str
) -> None:
    with PostOffice(**{point: answer}) as office:
        started = time.monotonic()
        fault = not_sent(open_mailer(office.url, timeout=SHORT))
        took = time.monotonic() - started

    assert fault.temporary
    assert took < SHORT + 1
    assert office.received == []


GARBLED = [DROP, "250-", "2", "whatever", "999 lost", "x" * 9000]


@pytest.mark.parametrize(
    ("point", "answer"),
    [
        *(("data", answer) for answer in [*GARBLED, "250 ok"]),
        *(("dot", answer) for answer in [*GARBLED, "354 again"]),
    ],
)
def test_f11_a_drop_or_a_garbled_answer_after_data_is_uncertain(
    open_mailer: Open, point: str, answer: str
) -> None:
    good = "354 go on" if point == "data" else "250 ok"
    with PostOffice(**{point: [answer, good]}) as office:
        mailer = open_mailer(office.url, timeout=SHORT)
        fault = uncertain(mailer)
        mailer.send(replace(MAIL, message_id="<2@council.example>"), nothing_to_note)

    assert "text" in str(fault)
    assert office.connections == 2
    assert office.said("RSET") == office.said("QUIT") == []


@pytest.mark.parametrize("point", ["data", "dot"])
@pytest.mark.parametrize("answer", [SILENT, DRIP])
def test_f12_a_hang_after_data_is_uncertain_at_the_timeout(
    open_mailer: Open, point: str, answer: str
) -> None:
    with PostOffice(**{point: answer}) as office:
        started = time.monotonic()
        uncertain(open_mailer(office.url, timeout=SHORT))

    assert time.monotonic() - started < SHORT + 1


def test_f12_a_hang_behind_tls_is_cut_too(open_mailer: Open, certificates: dict[str, Path]) -> None:
    with tls_office(certificates["trusted"], "smtps", dot=DRIP) as office:
        started = time.monotonic()
        uncertain(open_mailer(f"smtps://localhost:{office.port}", timeout=SHORT))

    assert time.monotonic() - started < SHORT + 1


def test_f12_nothing_more_is_said_on_a_line_that_hung(open_mailer: Open) -> None:
    with PostOffice(dot=[SILENT, "250 ok"]) as office:
        mailer = open_mailer(office.url, timeout=SHORT)
        uncertain(mailer)
        mailer.send(replace(MAIL, message_id="<2@council.example>"), nothing_to_note)

    assert office.connections == 2
    assert office.said("RSET") == []
    ids = [email.message_from_bytes(got.data)["Message-ID"] for got in office.received]
    assert ids == [MAIL.message_id, "<2@council.example>"]


@pytest.mark.parametrize("answer", [DROP, SILENT, "421 going away", "nonsense"])
def test_f13_a_lost_quit_counts_as_sent(open_mailer: Open, answer: str) -> None:
    with PostOffice(quit=answer) as office:
        mailer = open_mailer(office.url, timeout=SHORT)
        words = mailer.send(MAIL, nothing_to_note)
        mailer.close()

    assert words.startswith("250 ")
    assert len(office.received) == 1
    assert len(office.said("QUIT")) == 1


@pytest.mark.parametrize("scheme", ["smtp+starttls", "smtps"])
@pytest.mark.parametrize(
    ("answer", "temporary_fault"),
    [("535 5.7.8 wrong password", False), ("454 4.7.0 directory is down", True)],
)
def test_f16_a_wrong_password_stops_the_queue(
    open_mailer: Open,
    certificates: dict[str, Path],
    scheme: str,
    answer: str,
    temporary_fault: bool,
) -> None:
    with tls_office(certificates["trusted"], scheme, auth=answer) as office:
        url = f"{scheme}://team%40council:pa%2Fss%3Aword@localhost:{office.port}"
        fault = not_sent(open_mailer(url))

    assert fault.temporary  # the mail is not at fault, and waits
    assert fault.stop_queue is not temporary_fault
    assert "user name and password" in str(fault)
    assert "ss:word" not in str(fault)
    assert office.said("MAIL") == []


@pytest.mark.parametrize("point", ["mail", "rcpt"])
def test_f16_a_demand_to_sign_in_stops_the_queue(open_mailer: Open, point: str) -> None:
    with PostOffice(**{point: "530 5.7.0 authentication required"}) as office:
        fault = not_sent(open_mailer(office.url))

    assert (fault.temporary, fault.recipient_refused, fault.stop_queue) == (True, False, True)


def test_f16_no_way_to_sign_in_stops_the_queue(
    open_mailer: Open, certificates: dict[str, Path]
) -> None:
    with tls_office(certificates["trusted"], "smtps", extensions=("SIZE 1000",)) as office:
        fault = not_sent(open_mailer(f"smtps://team:secret@localhost:{office.port}"))

    assert fault.stop_queue
    assert office.said("MAIL") == []


# Mail read in transit


@pytest.fixture(scope="module")
def made_certificates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("certificates")
    return {
        "trusted": make_certificate(folder, "trusted", "localhost"),
        "wrong host": make_certificate(folder, "elsewhere", "mail.elsewhere.example"),
        "expired": make_certificate(folder, "expired", "localhost", ends="20210101000000Z"),
        "self-signed": make_certificate(folder, "stranger", "localhost"),
    }


@pytest.fixture
def certificates(
    made_certificates: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Path]:
    """Trust all but the self-signed one, in the way an operator would."""
    trusted = ("trusted", "wrong host", "expired")
    bundle = tmp_path / "trusted.pem"
    bundle.write_text("".join(made_certificates[name].read_text() for name in trusted))
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    return made_certificates


def tls_office(certificate: Path, scheme: str, **script: object) -> PostOffice:
    return PostOffice(
        **{
            "certificate": certificate,
            "tls_at_once": scheme == "smtps",
            "extensions": ("STARTTLS", "AUTH PLAIN", "SIZE 1000000"),
            **script,
        }
    )


SCHEMES = pytest.mark.parametrize("scheme", ["smtp+starttls", "smtps"])


@SCHEMES
def test_t22_a_proven_server_gets_the_mail_encrypted(
    open_mailer: Open, certificates: dict[str, Path], scheme: str
) -> None:
    with tls_office(certificates["trusted"], scheme) as office:
        mailer = open_mailer(f"{scheme}://team:secret@localhost:{office.port}")
        mailer.send(MAIL, nothing_to_note)
        mailer.send(MAIL, nothing_to_note)

    assert len(office.received) == 2
    verbs = [command.split(" ")[0].upper() for command in office.commands]
    hello = ["EHLO", "STARTTLS", "EHLO"] if scheme == "smtp+starttls" else ["EHLO"]
    assert verbs[: len(hello) + 2] == [*hello, "AUTH", "MAIL"]
    assert office.connections == 1


@SCHEMES
@pytest.mark.parametrize("fault", ["self-signed", "wrong host", "expired"])
def test_t22_f15_a_server_that_does_not_prove_itself_gets_nothing(
    open_mailer: Open, certificates: dict[str, Path], scheme: str, fault: str
) -> None:
    with tls_office(certificates[fault], scheme) as office:
        raised = not_sent(open_mailer(f"{scheme}://team:secret@localhost:{office.port}"))

    assert raised.stop_queue
    assert raised.temporary
    assert "did not prove who it is" in str(raised)
    assert office.said("AUTH") == office.said("MAIL") == office.received == []


@pytest.mark.parametrize(
    "script",
    [
        pytest.param({"extensions": ("AUTH PLAIN",)}, id="not offered"),
        pytest.param({"starttls": "454 4.7.0 not now"}, id="refused for now"),
        pytest.param({"starttls": "501 5.5.1 no"}, id="refused"),
    ],
)
def test_t22_f15_without_starttls_nothing_is_sent_in_the_clear(
    open_mailer: Open, certificates: dict[str, Path], script: dict[str, object]
) -> None:
    with tls_office(certificates["trusted"], "smtp+starttls", **script) as office:
        fault = not_sent(open_mailer(f"smtp+starttls://team:secret@localhost:{office.port}"))

    assert fault.stop_queue
    assert "does not offer the safe connection" in str(fault)
    assert office.said("AUTH") == office.said("MAIL") == office.received == []


def test_t22_f15_a_server_that_speaks_no_tls_gets_nothing(open_mailer: Open) -> None:
    with PostOffice() as office:
        fault = not_sent(open_mailer(f"smtps://team:secret@localhost:{office.port}"))

    assert fault.stop_queue
    assert office.said("AUTH") == office.said("MAIL") == office.received == []


@pytest.mark.parametrize(
    "url", ["smtp://mail.council.example", "smtp://10.0.0.5:25", "smtp://127.0.0.1.example:25"]
)
def test_t22_plain_smtp_to_another_machine_is_refused(url: str) -> None:
    assert is_plain(url)
    with pytest.raises(ValueError, match="in the clear to another machine"):
        SmtpMailer(url)


# The setting


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("smtp://localhost:8025", True),
        ("smtp://[::1]:8025", True),
        ("smtp+starttls://team:secret@mail.example:587", False),
        ("smtp+starttls://mail.example", False),
        ("smtps://team:secret@mail.example", False),
    ],
)
def test_a_good_mail_url_is_taken(url: str, plain: bool) -> None:
    SmtpMailer(url)
    assert is_plain(url) is plain


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example",
        "http://mail.example",
        "smtp:mail.example",
        "smtps://",
        "smtps://team:sec/ret@mail.example",
        "smtps://team:sec#ret@mail.example",
        "smtps://team:sec?ret@mail.example",
        "smtps://team:secret@mail.example:none",
        "smtps://team:secret@mail.example:99999",
        "smtps://team:secret@[mail.example",
        "smtps://team:secret@mail example",
        "smtps://team:secret@mail.example/inbox",
        "smtps://team:secret@mail.example?verify=no",
        "smtps://team@mail.example",
        "smtps://:secret@mail.example",
        "smtps://team:sécret@mail.example",
        "smtps://team:secret%00@mail.example",
        "smtp://team:secret@localhost:8025",
    ],
)
def test_a_bad_mail_url_is_refused_in_words_that_keep_the_secret(url: str) -> None:
    for read in (SmtpMailer, is_plain):
        with pytest.raises(ValueError, match="MAIL_URL") as caught:
            read(url)
        assert "secret" not in str(caught.value)
        assert "ret@" not in str(caught.value)
        assert caught.value.__cause__ is None


# Composing


ODD_TEXTS = [
    "Séan Ó Briain – naïve “quotes”",
    "李小龍 والعربية 👩‍👧‍👦",
    "x" * 300,
    "a long subject of plain words " * 8 + "end",
    "=?utf-8?q?x=0ABcc:_e@x?=",
    " spaces at both ends ",
    "{{7*7}} <b>&amp;</b> ]]>",
    "é" * 100,
    "\u202ebackwards",
]


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_an_odd_subject_reads_back_exactly(text: str) -> None:
    data = compose(replace(MAIL, subject=text))

    assert all(len(line) <= 76 for line in data.split(b"\r\n"))
    read = email.message_from_bytes(data)
    assert str(email.header.make_header(email.header.decode_header(read["Subject"]))) == text


@pytest.mark.parametrize(
    "text",
    [
        *ODD_TEXTS,
        "one line",
        ".\n..\n.dot first\n.",
        "trailing space \ntrailing tab\t\n",
        "From here on\nBcc: evil@x.example\n\n.\nRCPT TO:<evil@x.example>",
        "=20 =\n= 3D",
        "old\r\nand older\rline ends",
        "form\x0cfeed, NUL \x00, next\x85line, \u2028 and \x1b",
        "y" * 20000,
    ],
)
def test_an_odd_body_arrives_exactly(open_mailer: Open, text: str) -> None:
    with PostOffice() as office:
        open_mailer(office.url).send(replace(MAIL, body=text), nothing_to_note)

    (got,) = office.received
    assert got.recipients == [MAIL.recipient]
    assert all(len(line) <= 76 for line in got.data.split(b"\r\n"))
    read = email.message_from_bytes(got.data)
    assert read.keys() == HEADERS
    arrived = read.get_payload(decode=True)
    assert isinstance(arrived, bytes)
    meant = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n") + "\n"
    assert arrived.decode().replace("\r\n", "\n") == meant


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"subject": " "}, "no subject"),
        ({"body": "\n"}, "no text"),
        ({"body": "cut \ud83d"}, "half a character"),
        ({"subject": "cut \ud83d"}, "half a character"),
        ({"sent_at": datetime(2026, 9, 15, 7, 0)}, "no time zone"),  # noqa: DTZ001
        ({"recipient": ""}, "recipient's address"),
        ({"reply_to": ""}, "reply address"),
        ({"recipient": "office@hilltop"}, "recipient's address"),
    ],
)
def test_a_mail_with_a_hole_in_it_is_refused(change: dict[str, str], words: str) -> None:
    with pytest.raises(BadMail, match=words):
        compose(replace(MAIL, **change))


def test_no_reply_address_means_no_reply_header() -> None:
    read = email.message_from_bytes(compose(replace(MAIL, reply_to=None)))

    assert read.keys() == [name for name in HEADERS if name != "Reply-To"]


# Injection

PAYLOADS = [
    "=?utf-8?q?x=0ABcc:_e@x?=",
    "=?utf-8?q?x=0D=0ABcc:_evil@x.example?=",
    "=?utf-8?b?eApCY2M6IGV2aWxAeC5leGFtcGxl?=",
    "=?iso-8859-1?q?x=0ATo:_evil@x.example=0A=0Abody?=",
    "=?utf-7?q?x+AAo-Bcc:_evil@x.example?=",
    "=?utf-8?q?a=0A?=@x.example",
    "=?utf-8?q?office=40hilltop.example=2C?=@x.example",
    "x =?utf-8?q?=0ABcc:_evil@x.example?= y =?utf-8?q?=0ACc:_evil@x.example?=",
    "x\r\nBcc: evil@x.example",
    "x\nBcc: evil@x.example",
    "x\rBcc: evil@x.example",
    "x\r\n\r\nanother body",
    "x\r\n Bcc: folded@x.example",
    "office@hilltop.example\r\nBcc: evil@x.example",
    "office@hilltop.example\n",
    "office@hilltop.example>\r\nRCPT TO:<evil@x.example",
    "office@hilltop.example\r\n.\r\nMAIL FROM:<evil@x.example>",
    "x\x85Bcc: evil@x.example",
    "x\u2028Bcc: evil@x.example",
    "x\u2029Bcc: evil@x.example",
    "x\x0bBcc: evil@x.example",
    "x\x0cBcc: evil@x.example",
    "x\x00Bcc: evil@x.example",
    "x\x1cBcc: evil@x.example",
    "嘊Bcc: evil@x.example",  # whose low byte is a line feed
    "office@hilltop.example, evil@x.example",
    "office@hilltop.example,evil@x.example",
    "office@hilltop.example; evil@x.example",
    "office@hilltop.example evil@x.example",
    '"office@hilltop.example, b" <evil@x.example>',
    "office@hilltop.example <evil@x.example>",
    "<office@hilltop.example>, <evil@x.example>",
    "team: office@hilltop.example, evil@x.example;",
    "undisclosed-recipients:;",
    "office@hilltop.example(comment)",
    "(evil@x.example) office@hilltop.example",
    '"evil@x.example,"@hilltop.example',
    '"a\\"b"@hilltop.example',
    "@relay.example:office@hilltop.example",
    "<@relay.example,@other.example:evil@x.example>",
    "evil%x.example@hilltop.example",
    "x.example!evil@hilltop.example",
    "|program@hilltop.example",
    "office@hilltop.example@x.example",
    "office@[127.0.0.1]",
    "office@hilltop.example> SIZE=1",
    "office@hilltop.example NOTIFY=SUCCESS ORCPT=rfc822;evil@x.example",
    "ｏffice@hilltop.example",
    "office@hilltop。example",
    "<a@b.example> <c@d.example>",
    "<a@b.example>\r\nBcc: evil@x.example",
    "<a@b.example>, evil@x.example",
]
FIELDS = ["sender", "recipient", "reply_to", "subject", "message_id", "body"]


@pytest.fixture(scope="module")
def shared_office() -> Iterator[tuple[PostOffice, SmtpMailer]]:
    with PostOffice() as office:
        mailer = SmtpMailer(office.url)
        yield office, mailer
        mailer.close()


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("payload", PAYLOADS, ids=ascii)
def test_t21_no_text_adds_a_header_or_a_recipient(
    shared_office: tuple[PostOffice, SmtpMailer], field: str, payload: str
) -> None:
    office, mailer = shared_office
    office.received.clear()
    office.commands.clear()
    mail = replace(MAIL, **{field: payload})

    if field in ("subject", "body"):
        refused = re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", payload) and field == "subject"
    else:
        refused = True
    if refused:
        with pytest.raises(BadMail):
            mailer.send(mail, nothing_to_note)
        assert office.commands == office.received == []
        return

    mailer.send(mail, nothing_to_note)
    (got,) = office.received
    assert (got.sender, got.recipients) == (MAIL.sender, [MAIL.recipient])
    assert header_names(got.data) == HEADERS
    for policy in (email.policy.compat32, email.policy.SMTP):
        assert email.message_from_bytes(got.data, policy=policy).keys() == HEADERS
    if field == "subject":
        assert email.message_from_bytes(got.data, policy=email.policy.SMTP)["To"] == MAIL.recipient
    assert len(office.said("RCPT")) == 1


def header_names(data: bytes) -> list[str]:
    """Read the names as the sloppiest mail program would: any line end ends a line."""
    lines = re.split(r"\r\n|\r|\n", data.decode("ascii"))
    head = lines[: lines.index("")]
    return [line.split(":")[0] for line in head if not line.startswith((" ", "\t"))]


def test_t21_the_last_look_catches_what_the_email_package_lets_through() -> None:
    mail = replace(MAIL, subject="=?utf-8?q?x=0ABcc:_evil@x.example?=")
    made = EmailMessage(policy=email.policy.SMTP)
    made["From"], made["To"], made["Subject"] = mail.sender, mail.recipient, mail.subject
    made.set_content(mail.body)
    try:
        data = made.as_bytes()
    except email.errors.HeaderWriteError:
        return  # a later Python refuses by itself
    with pytest.raises(BadMail):
        check(data, mail)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(b"Date: ", b"Bcc: evil@x.example\r\nDate: ", id="a header more"),
        pytest.param(b"Auto-Submitted: auto-generated\r\n", b"", id="a header less"),
        pytest.param(b"Date: ", b"To: evil@x.example\r\nDate: ", id="a header twice"),
        pytest.param(b"hilltop.example\r\n", b"hilltop.example, e@x.example\r\n", id="two people"),
        pytest.param(b"office@hilltop", b"evil@hilltop", id="another person"),
        pytest.param(b"From: cme@", b"From: evil@", id="another sender"),
        pytest.param(b"cme-answers@", b"evil@", id="answers to another"),
        pytest.param(b"CME-0041\r\n", b"CME-0041\nBcc: e@x.example\r\n", id="a bare line feed"),
        pytest.param(b"CME-0041\r\n", b"CME-0041\rBcc: e@x.example\r\n", id="a bare return"),
        pytest.param(b"CME-0041", b"CME-0042", id="another subject"),
        pytest.param(b"0f3c.1", b"0f3c.2", id="another Message-ID"),
        pytest.param(b"heard", b"h\xe9ard", id="a byte that is not ASCII"),
        pytest.param(b"heard", b"h" * 1000, id="a line too long"),
        pytest.param(b"Dear", b"\nDear", id="a bare line feed in the text"),
        pytest.param(b"From: ", b"\r\nFrom: ", id="no headers at all"),
    ],
)
def test_t21_the_last_look_refuses_bytes_that_were_not_meant(old: bytes, new: bytes) -> None:
    good = compose(MAIL)
    assert old in good
    check(good, MAIL)

    with pytest.raises(BadMail, match="not what was meant"):
        check(good.replace(old, new, 1), MAIL)
