"""Invitations and forgotten passwords: links that lead to us, work once and tell nothing."""

from __future__ import annotations

import re
from datetime import timedelta
from email.utils import parseaddr

import pytest
from flask import Flask

from app import Settings
from models.base import database
from models.ledger.event import Event
from models.organisations import account
from models.organisations.door_link import GOOD_FOR, INVITE, PURPOSES, RESET, DoorLink
from models.organisations.officer import Officer
from models.organisations.officer_mail import OfficerMail
from models.organisations.session import Session
from models.outgoing.message import Message
from tests.admin_views.sweeping import messages_in
from tests.browsing import STYLE
from tests.commands.typing_in import typed
from tests.conftest import AUDIT_KEY, NOW, clock
from tests.doors import (
    BASE_URL,
    HOST,
    LINK,
    RealBrowser,
    let_in,
    link_in,
    mail,
    real,
    serving,
    with_app,
)
from tests.making import PASSWORD, make_officer, saved, the_authority, writing

__all__ = ["real"]

NEW = "plum orchard ladder"


def ask_for_reset(browser: RealBrowser, email: str) -> str:
    page = browser.post("/forgotten", {"email": email})
    assert page.status_code == 302, page.get_data(as_text=True)
    return page.location


def set_password(browser: RealBrowser, link: str, password: str = NEW) -> int:
    return browser.post(link, {"password": password, "again": password}).status_code


def invited(real: Flask) -> tuple[Officer, str]:
    the_authority()
    officer = saved(Officer(name="New", email="new@council.example"))
    with writing():
        account.invite(officer, NOW)
    return officer, link_in(real)


def test_a_forgotten_password_is_set_anew_and_ends_every_session(real: Flask) -> None:
    officer = make_officer()
    phone = with_app(real, officer)
    open_elsewhere, browser = RealBrowser(real), RealBrowser(real)
    let_in(open_elsewhere, officer, phone)
    assert ask_for_reset(browser, f" {officer.email.upper()} ") == "/sign-in"
    (message, body), *_ = mail(real)
    assert message.recipient == officer.email
    assert message.state == "queued"
    link = link_in(real)

    assert set_password(browser, link) == 302
    assert open_elsewhere.get("/").status_code == 302
    assert Session.of(officer, NOW) == []
    assert Officer.with_password(officer.email, NEW) is not None
    # The second factor still stands between the mailbox and the records.
    assert browser.sign_in(officer, NEW).location == "/sign-in/code"
    assert [m.subject for m, _ in mail(real)][-1] == "Your password was changed"
    assert "link_used" in [event.verb for event in Event.select()]
    assert body.count("https://") == 1


def test_an_invited_officer_chooses_a_password(real: Flask) -> None:
    officer, link = invited(real)
    browser = RealBrowser(real)
    page = browser.get(link)

    assert officer.email in page.get_data(as_text=True)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert set_password(browser, link) == 302
    assert browser.sign_in(officer, NEW).location == "/sign-in/set-up"


def test_the_command_invites_and_invites_again(real: Flask) -> None:
    the_authority()
    words = ["officer", "invite", "Ann@council.example", "--name", "Ann", "--authority", "873"]
    assert "A link goes to ann@council.example" in typed(real, *words).output
    database.connect(reuse_if_open=True)
    first = link_in(real)
    assert typed(real, *words).exit_code == 0
    database.connect(reuse_if_open=True)
    second = link_in(real)

    browser = RealBrowser(real)
    assert browser.get(first).status_code == 410
    assert set_password(browser, second) == 302
    assert "has a password already" in typed(real, *words).output


@pytest.mark.parametrize(
    ("password", "again", "words"),
    [
        ("short", "short", "12 characters or more"),
        ("password1234", "password1234", "lists attackers try first"),
        ("whereabouts-1", "whereabouts-1", "made of your name"),
        (NEW, NEW + "x", "These two differ"),
        ("", "", "Enter a password"),
    ],
)
def test_a_poor_password_does_not_use_the_link_up(
    real: Flask, password: str, again: str, words: str
) -> None:
    _, link = invited(real)
    browser = RealBrowser(real)
    page = browser.post(link, {"password": password, "again": again})

    assert page.status_code == 422
    assert words in page.get_data(as_text=True)
    assert not password or password not in page.get_data(as_text=True)
    assert set_password(browser, link) == 302


# -- T20 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("purpose", [purpose for purpose, _ in PURPOSES])
def test_t20_used_late_altered_or_crossed_no_link_is_accepted(real: Flask, purpose: str) -> None:
    officer = make_officer()
    Officer.update(password_hash="").where(Officer.id == officer.id).execute()
    browser, accepted, tried = RealBrowser(real), 0, 0

    def refused(link: str) -> None:
        nonlocal accepted, tried
        clock["now"] += timedelta(minutes=6)  # so that the throttle is not what refuses
        tried += 2
        accepted += browser.get(link).status_code == 200
        accepted += set_password(browser, link) == 302

    def fresh() -> str:
        with writing():
            link = DoorLink.make(officer, purpose, clock["now"])
        return f"/door/{purpose}/{link.token(real.config['SEAL'])}"

    other = RESET if purpose == INVITE else INVITE
    refused(fresh().replace(f"/door/{purpose}/", f"/door/{other}/"))  # crossed
    refused(fresh()[:-4] + "AAAA")  # altered
    refused(fresh().replace(f"/door/{purpose}/", f"/door/{purpose}/WzEsMV0."))
    older = fresh()
    fresh()
    refused(older)  # replaced
    late = fresh()
    clock["now"] += GOOD_FOR[purpose]
    refused(late)
    used = fresh()
    assert set_password(browser, used) == 302
    refused(used)
    refused("/door/sign-in/" + used.rpartition("/")[2])  # no such purpose

    print(f"{purpose}: {accepted} of {tried} accepted")  # noqa: T201
    assert (accepted, tried) == (0, 14)


def test_looking_at_a_link_does_not_use_it_up(real: Flask) -> None:
    _, link = invited(real)
    browser = RealBrowser(real)
    for _ in range(3):
        assert browser.get(link).status_code == 200
        assert browser.client.head(link, base_url=BASE_URL).status_code == 200

    assert set_password(browser, link) == 302


def test_the_outbox_shows_colleagues_no_link(real: Flask) -> None:
    officer = make_officer()
    manager = make_officer("manager")
    ask_for_reset(RealBrowser(real), officer.email)
    link = link_in(real)
    browser = RealBrowser(real)
    let_in(browser, manager, with_app(real, manager))
    message = Message.get()

    page = browser.get(f"/messages/details/?id={message.id}").get_data(as_text=True)
    assert "[door link" in page
    assert link not in page
    assert not LINK.search(message.body)


def test_a_mail_to_somebody_else_gets_no_link(real: Flask) -> None:
    officer = make_officer()
    ask_for_reset(RealBrowser(real), officer.email)
    mail(real)
    message = Message.get()
    Message.update(recipient="manager@council.example").execute()

    ((_, body),) = [one for one in mail(real) if one[0].id == message.id]
    assert "https://" not in body


# -- T18: nobody learns who has an account --------------------------------------------------------


def test_t18_a_stranger_is_told_what_an_officer_is_told(real: Flask) -> None:
    known, left = make_officer(), make_officer(active=False)
    pages = []
    for email in (known.email, left.email, "nobody@council.example", "no address at all"):
        browser = RealBrowser(real)
        assert ask_for_reset(browser, email) == "/sign-in"
        pages.append(messages_in(browser.get("/sign-in")))

    assert all(page == pages[0] for page in pages)
    assert "If that address belongs to an officer" in pages[0][0]
    assert [message.recipient for message, _ in mail(real)] == [known.email]
    assert OfficerMail.select().count() == 0


# -- T19 ------------------------------------------------------------------------------------------

HOSTILE = [
    {"Host": "evil.example"},
    {"Host": f"{HOST}.evil.example"},
    {"Host": f"evil.example#{HOST}"},
    {"Host": f"{HOST}@evil.example"},
    {"Host": f"{HOST}:8443"},
    {"Host": f"{HOST}:443@evil.example"},
    {"Host": f"{HOST}:evil"},
    {"Host": f"{HOST} evil.example"},
    {"Host": ""},
    {"Host": "127.0.0.1"},
    {"Host": f"{HOST}."},
]
FORWARDED = [
    {"X-Forwarded-Host": "evil.example"},
    {"X-Forwarded-Host": "evil.example", "X-Forwarded-Port": "8443", "X-Forwarded-For": "1.2.3.4"},
    {"X-Forwarded-Server": "evil.example"},
    {"X-Host": "evil.example"},
    {"X-Original-Host": "evil.example"},
    {"Forwarded": "host=evil.example;proto=http"},
    {"X-Forwarded-Proto": "http"},
]


@pytest.mark.parametrize("headers", HOSTILE, ids=lambda h: h["Host"] or "none")
def test_t19_under_another_name_nothing_is_answered(
    real: Flask, headers: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    make_officer()
    browser = RealBrowser(real)
    for path in ("/", "/sign-in", "/forgotten", STYLE):
        page = browser.client.get(path, base_url=BASE_URL, headers=headers)
        database.connect(reuse_if_open=True)
        assert page.status_code == 400
        assert "evil" not in page.get_data(as_text=True)
        assert "evil" not in page.headers.get("Location", "")
    assert caplog.records == []  # nobody outside fills the operator's log


@pytest.mark.parametrize("proxies", [0, 1])
@pytest.mark.parametrize("headers", FORWARDED, ids=lambda h: next(iter(h)))
def test_t19_a_link_leads_to_us_whatever_the_request_says(
    real: Flask, database_url: str, headers: dict[str, str], proxies: int
) -> None:
    officer = make_officer()
    app = serving(settings_like(real, database_url), trusted_proxies=proxies)
    browser = RealBrowser(app)
    page = browser.post("/forgotten", {"email": officer.email}, headers=headers)
    assert page.status_code == 302
    assert page.location == "/sign-in"

    links = [link for _, body in mail(app) for link in LINK.findall(body)]
    assert len(links) == 1
    assert all(link.startswith(f"{BASE_URL}/door/reset/") for link in links)


def settings_like(app: Flask, database_url: str) -> Settings:
    return Settings(
        database_url=database_url,
        secret_key=app.config["SECRET_KEY"],
        audit_key=AUDIT_KEY.decode(),
        base_url=BASE_URL,
        mail_url=app.config["MAIL_URL"],
        mail_from=app.config["MAIL_FROM"],
        mail_folder=app.config["MAIL_FOLDER"],
        listen="0.0.0.0:8000",
        demo=False,
    )


def test_the_mails_name_no_child_and_go_to_one_address(real: Flask) -> None:
    officer = make_officer()
    with writing():
        for kind in ("reset", "password_changed", "second_factor_reset", "invite"):
            OfficerMail.ask(officer.email, kind, NOW)

    written = mail(real)
    assert len(written) == 4
    for message, body in written:
        assert parseaddr(message.recipient)[1] == officer.email
        assert body.startswith(f"Dear {officer.name},")
        assert "[door link" not in body


def test_t38_over_https_every_answer_keeps_to_https(real: Flask) -> None:
    visitor, tried = RealBrowser(real), 0
    for rule in real.url_map.iter_rules():
        address = re.sub("<[^>]+>", "x", rule.rule)
        answer = visitor.get(address, buffered=True)
        kept = answer.headers.get("Strict-Transport-Security")
        assert kept == "max-age=31536000; includeSubDomains", address
        tried += 1
    assert tried > 200


@pytest.mark.parametrize("typed", [f" {PASSWORD}", f"{PASSWORD} ", PASSWORD.upper()])
def test_a_password_is_taken_exactly_as_typed(real: Flask, typed: str) -> None:
    assert RealBrowser(real).sign_in(make_officer(), typed).status_code == 401
