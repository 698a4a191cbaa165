"""What a mail becomes on the wire, and that no text in it adds a header or a recipient."""

from __future__ import annotations

import email
import email.policy
import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage

import pytest

from correspondence.mail import BadMail, check, compose
from correspondence.smtp import SmtpMailer
from tests.correspondence.mails import HEADERS, MAIL, Open, nothing_to_note
from tests.correspondence.post_office import PostOffice, Received

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


# Two hundred and more, made rather than listed: every way in, at every place of a good value.

_ENDS = ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\x00"]
_HIDDEN = [
    "=?utf-8?q?=0D=0A{0}?=",
    "=?utf-8?q?x=0A{0}?=",
    "=?us-ascii?q?=0A{0}?=",
    "=?iso-8859-1?q?=0D{0}?=",
]
_WANTED = [
    "Bcc: evil@x.example",
    "To: evil@x.example",
    "Content-Type: text/html",
    "Reply-To: evil@x.example",
    "",
]
_LISTS = [
    "{0}, evil@x.example",
    "{0},evil@x.example",
    "evil@x.example, {0}",
    "{0}; evil@x.example",
    "{0} evil@x.example",
    "<{0}>, <evil@x.example>",
    '"{0}" <evil@x.example>',
    "{0} <evil@x.example>",
    "group: {0}, evil@x.example;",
    "group:{0};, evil@x.example",
    "{0}> <evil@x.example",
    "{0}>\r\nRCPT TO:<evil@x.example",
    "{0}\r\n.\r\nMAIL FROM:<evil@x.example>",
    "@relay.example,@x.example:{0}",
    "{0} (evil@x.example)",
    "evil%x.example@{0}",
]


def made_payloads(good: str) -> Iterator[str]:
    half = len(good) // 2
    for end in _ENDS:
        for wanted in _WANTED:
            yield f"{good}{end}{wanted}"
            yield f"{good[:half]}{end}{wanted}{end}{good[half:]}"
            yield f"{end}{wanted}{good}"
    for shape in _HIDDEN:
        for wanted in _WANTED:
            hidden = shape.format(wanted.replace(" ", "_"))
            yield f"{good} {hidden}"
            yield f"{hidden}{good}"
            b64 = b64encode(f"x\r\n{wanted}".encode()).decode()
            yield f"{good[:half]}=?utf-8?b?{b64}?={good[half:]}"
    for shape in _LISTS:
        yield shape.format(good)


def what_got_through(got: Received, office: PostOffice) -> list[str]:
    """Return what a mail has more than it was meant to: headers, recipients, commands."""
    extra = [name for name in header_names(got.data) if name not in HEADERS]
    for policy in (email.policy.compat32, email.policy.SMTP):
        extra += [n for n in email.message_from_bytes(got.data, policy=policy) if n not in HEADERS]
    extra += [one for one in got.recipients if one != MAIL.recipient]
    extra += office.said("RCPT")[1:] + office.said("MAIL")[1:]
    return extra + ([] if got.sender == MAIL.sender else [got.sender])


def test_t21_hundreds_of_payloads_on_every_field_add_no_header_and_no_recipient(
    shared_office: tuple[PostOffice, SmtpMailer],
) -> None:
    office, mailer = shared_office
    tried, refused, through = 0, 0, []
    for field in FIELDS:
        for payload in made_payloads(getattr(MAIL, field)):
            office.received.clear()
            office.commands.clear()
            tried += 1
            try:
                mailer.send(replace(MAIL, **{field: payload}), nothing_to_note)
            except BadMail:
                refused += 1
                assert office.commands == office.received == []
                continue
            (got,) = office.received
            if extra := what_got_through(got, office):
                through.append((field, payload, extra))
    print(f"{tried} payloads, {refused} refused, {len(through)} got through")  # noqa: T201

    assert through == []
    assert len(set(made_payloads("x@y.example"))) >= 200
    assert tried >= 200 * len(FIELDS)
