"""How the mailer hands a mail over when all is well, and to whom it hands nothing."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.correspondence.mails import (
    HEADERS,
    MAIL,
    SHORT,
    Open,
    not_sent,
    nothing_to_note,
    tls_office,
)
from tests.correspondence.post_office import DROP, SILENT, PostOffice

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


# Mail read in transit

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
