"""What the mailer makes of each way a mail server can fail: not sent, or uncertain."""

from __future__ import annotations

import email
import socket
import time
from dataclasses import replace
from pathlib import Path

import pytest

from correspondence.mail import compose
from tests.correspondence.mails import (
    MAIL,
    SHORT,
    Open,
    not_sent,
    nothing_to_note,
    tls_office,
    uncertain,
)
from tests.correspondence.post_office import DRIP, DROP, SILENT, PostOffice


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
