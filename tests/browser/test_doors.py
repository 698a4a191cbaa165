"""An invited officer's first day and a lost phone, in a real browser with a real mail server."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pyotp
import pytest
from flask import Flask

from commands.catcher import catching
from correspondence.caught import CaughtMail, caught
from correspondence.officer_emails import Door
from correspondence.smtp import SmtpMailer
from jobs.doors import queue_officer_mail
from jobs.sending import send_queued
from jobs.world import World
from models.organisations.officer import Officer
from models.organisations.role import Role
from tests.browser.conftest import Visit, free_port
from tests.conftest import clock
from tests.making import make_enquiry, make_officer, saved, the_authority

pytestmark = pytest.mark.browser

PASSWORD = "plum orchard ladder"
FRONT_PAGE = re.compile("^What needs .* today$")


@pytest.fixture
def strict(app: Flask, served: str) -> Flask:
    """The program served here as it is for real: nobody is let in without a second factor."""
    app.config.update(SECOND_FACTOR_REQUIRED=True, BASE_URL=served)
    return app


def mail_goes_out(app: Flask) -> list[CaughtMail]:
    """Do what `python -m jobs` does each minute, and return the mail caught, the newest first."""
    port, folder = free_port(), app.config["MAIL_FOLDER"]
    door = Door(app.config["BASE_URL"], app.config["SEAL"])
    with catching(folder, port=port):
        mailer = SmtpMailer(f"smtp://127.0.0.1:{port}")
        world = World(clock["now"], mailer, "team@council.example", "here:1", door)
        queue_officer_mail(world)
        send_queued(world)
    return caught(folder)


def path_in(mail: CaughtMail) -> str:
    found = re.search(r"https?://\S+", mail.body)
    assert found, mail.body
    return urlsplit(found[0]).path


def choose_password(at: Visit, path: str) -> None:
    at.open(path)
    at.page.get_by_label("New password").fill(PASSWORD)
    at.page.get_by_label("The same again").fill(PASSWORD)
    at.page.get_by_role("button", name="Set the password").click()
    at.page.get_by_text("Your password is set.").wait_for()


def give_password(at: Visit, officer: Officer) -> None:
    at.open("/sign-in")
    at.page.get_by_label("Email address").fill(officer.email)
    at.page.get_by_label("Password").fill(PASSWORD)
    at.page.get_by_role("button", name="Sign in").click()


def set_up_phone(at: Visit) -> tuple[pyotp.TOTP, list[str]]:
    """Set up the second factor as the page asks; return the phone and the recovery codes."""
    at.page.get_by_role("heading", name="Set up a second factor").wait_for()
    at.page.wait_for_load_state("load")
    # The picture is drawn here, and let through by the page's own policy.
    drawn = at.page.evaluate("document.querySelector('main img').naturalWidth")
    assert drawn > 100
    phone = pyotp.TOTP(at.page.locator("strong.key").inner_text().replace(" ", ""))
    at.page.get_by_label("The six digits").fill(phone.at(clock["now"]))
    at.page.get_by_role("button", name="Set up").click()
    at.page.get_by_role("heading", name="Recovery codes").wait_for()
    codes = at.page.locator("code").all_inner_texts()
    at.page.get_by_role("link", name="I have kept them").click()
    at.page.get_by_role("heading", name=FRONT_PAGE).wait_for()
    return phone, codes


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_an_invited_officer_s_first_day(
    strict: Flask, visit: Callable[..., Visit], javascript: bool
) -> None:
    enquiry = make_enquiry()
    admin = make_officer("system_administrator", email="admin@council.example")
    Officer.update(password_hash="").where(Officer.id == admin.id).execute()
    command = strict.test_cli_runner()
    asked = ["officer", "invite", admin.email, "--name", "x", "--authority", "873"]
    assert command.invoke(args=asked).exit_code == 0
    at = visit(javascript=javascript)
    choose_password(at, path_in(mail_goes_out(strict)[0]))
    give_password(at, admin)
    set_up_phone(at)

    at.open("/officers/new/")
    at.page.get_by_label("Name").fill("Ann Lee")
    at.page.get_by_label("Email").fill("ann@council.example")
    at.page.get_by_role("button", name="Save").click()
    at.page.get_by_text("The record is added.").wait_for()
    ann = Officer.get(Officer.email == "ann@council.example")
    saved(Role(officer=ann, authority=the_authority(), name="cme_officer"))

    mails = {mail.recipient: mail for mail in mail_goes_out(strict)}
    desk = visit(javascript=javascript)
    choose_password(desk, path_in(mails[ann.email]))
    give_password(desk, ann)
    set_up_phone(desk)
    desk.page.get_by_role("link", name="My team’s").click()
    desk.page.get_by_role("link", name=enquiry.reference, exact=True).wait_for()
    assert desk.complaints == at.complaints == []


def test_a_lost_phone(strict: Flask, visit: Callable[..., Visit]) -> None:
    owner, manager = make_officer("cme_officer"), make_officer("manager")
    for officer in (owner, manager):
        officer.set_password(PASSWORD)
        saved(officer)
    at, desk = visit(), visit()
    give_password(at, owner)
    _, codes = set_up_phone(at)
    give_password(desk, manager)
    set_up_phone(desk)

    # On the train the phone is gone: a code on paper lets in, once.
    clock["now"] += timedelta(minutes=5)
    train = visit()
    for n, answer in enumerate((FRONT_PAGE, "Second step")):
        give_password(train, owner)
        train.page.get_by_label("Code").fill(codes[0])
        train.page.get_by_role("button", name="Sign in").click()
        train.page.get_by_role("heading", name=answer).wait_for()
        if n == 0:
            train.page.get_by_text("A recovery code was used; 9 are left.").wait_for()
            train.page.get_by_role("button", name="Sign out").click()
            train.page.get_by_text("You are signed out.").wait_for()

    # The manager resets it; the owner is told, is out, and sets up the new phone.
    desk.open(f"/officers/details/?id={owner.id}")
    desk.page.get_by_role("link", name="Reset second factor").click()
    desk.page.get_by_role("button", name="Reset second factor").click()
    desk.page.get_by_text("The second factor is off.").wait_for()
    mails = {mail.recipient: mail for mail in mail_goes_out(strict)}
    assert mails[owner.email].subject == "Your second factor was reset"
    at.open("/")
    at.page.get_by_role("heading", name="Sign in").wait_for()
    give_password(at, owner)
    set_up_phone(at)
    assert at.complaints == desk.complaints == train.complaints == []


def test_no_page_of_the_door_has_a_violation(strict: Flask, visit: Callable[..., Visit]) -> None:
    officer = make_officer("manager")
    officer.set_password(PASSWORD)
    saved(officer)
    at = visit()
    found = []
    for path in ("/sign-in", "/forgotten", "/door/reset/nonsense"):
        at.open(path)
        found += at.violations()
    give_password(at, officer)
    at.page.get_by_role("heading", name="Set up a second factor").wait_for()
    found += at.violations()
    set_up_phone(at)
    for path in ("/account", "/account/password", "/account/recovery-codes"):
        at.open(path)
        found += at.violations()
    at.open(f"/officers/leaving/?id={officer.id}")
    found += at.violations()
    at.page.get_by_role("button", name="Sign out").click()
    give_password(at, officer)
    at.page.get_by_role("heading", name="Second step").wait_for()
    at.page.get_by_role("button", name="Sign in").click()
    at.page.get_by_text("There is a problem").wait_for()
    found += at.violations()

    assert found == []
    assert at.complaints == []
