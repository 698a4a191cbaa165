"""An officer's own account, and what colleagues may do to it: every way in ends when it should."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from models.ledger.event import Event
from models.organisations.device import TrustedDevice
from models.organisations.officer import Officer
from models.organisations.officer_mail import OfficerMail
from models.organisations.recovery_code import RecoveryCode
from models.organisations.role import Role
from models.organisations.second_factor import SecondFactor
from tests.admin_views.sweeping import links_in, messages_in, words_in
from tests.conftest import NOW
from tests.doors import (
    RealBrowser,
    let_in,
    mail,
    real,
    with_app,
)
from tests.making import (
    PASSWORD,
    close_case,
    make_authority,
    make_case,
    make_enquiry,
    make_officer,
    make_task,
    saved,
    the_authority,
    writing,
)

__all__ = ["real"]

NEW = "plum orchard ladder"


class Owner(RealBrowser):
    """An officer signed in, and a manager in another browser."""

    def __init__(self, app: Flask, role: str = "cme_officer") -> None:
        super().__init__(app)
        self.officer = make_officer(role)
        self.phone = with_app(app, self.officer)
        assert let_in(self, self.officer, self.phone, trust="y").status_code == 302

    def change_password(self, present: str = PASSWORD, password: str = NEW) -> int:
        form = {"present": present, "password": password, "again": password}
        return self.post("/account/password", form).status_code


def manager_of(app: Flask, role: str = "manager") -> Owner:
    return Owner(app, role)


# -- T14 ------------------------------------------------------------------------------------------


def sign_out(owner: Owner, app: Flask) -> None:
    owner.post("/sign-out")


def be_disabled(owner: Owner, app: Flask) -> None:
    answer = manager_of(app).post(f"/officers/disable/?id={owner.officer.id}")
    assert "/officers/leaving/" in answer.location


def change_password(owner: Owner, app: Flask) -> None:
    assert owner.change_password() == 302


def sign_out_everywhere(owner: Owner, app: Flask) -> None:
    owner.post("/account/sign-out-everywhere")


@pytest.mark.parametrize(
    "end", [sign_out, be_disabled, change_password, sign_out_everywhere], ids=lambda f: f.__name__
)
def test_t14_a_cookie_copied_to_another_machine_is_worthless_afterwards(
    real: Flask, end: Callable[[Owner, Flask], None]
) -> None:
    owner = Owner(real)
    thief = RealBrowser(real, "203.0.113.9")
    thief.set_cookie(owner.cookie())
    assert thief.get("/").status_code == 200
    end(owner, real)

    accepted = 0
    for path in ("/", "/account", "/children/", "/sign-in/code"):
        accepted += thief.get(path).status_code == 200
    assert accepted == 0


def test_t14_a_new_password_keeps_this_browser_under_a_new_name_and_ends_the_rest(
    real: Flask,
) -> None:
    owner = Owner(real)
    before = owner.cookie()
    assert owner.change_password() == 302

    assert owner.get("/account").status_code == 200
    assert owner.cookie() != before
    assert TrustedDevice.of(owner.officer, NOW) == []
    assert Officer.with_password(owner.officer.email, NEW) is not None
    assert Officer.with_password(owner.officer.email, PASSWORD) is None
    assert [message.subject for message, _ in mail(real)] == ["Your password was changed"]


# -- the account page -----------------------------------------------------------------------------


def test_the_page_lists_own_sessions_and_devices_and_nobody_else_s(real: Flask) -> None:
    owner, other = Owner(real), Owner(real)
    page = words_in(owner.get("/account"))

    assert page.count("This one") == 1
    assert page.count("Another browser") == 0
    assert page.count("Trust it no more") == 1
    assert other.officer.email not in page


def test_a_device_is_revoked_by_its_owner_alone(real: Flask) -> None:
    owner, other = Owner(real), Owner(real)
    (device,) = TrustedDevice.of(owner.officer, NOW)

    for number in (device.id, 10**8, "x", ""):
        assert other.post(f"/account/devices/revoke?id={number}").status_code == 404
    assert owner.post(f"/account/devices/revoke?id={device.id}").status_code == 302
    owner.post("/sign-out")
    assert owner.sign_in(owner.officer).location == "/sign-in/code"


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"present": "not the password"}, "That is not your present password."),
        ({"present": ""}, "Enter your present password."),
        ({"password": "short", "again": "short"}, "12 characters or more"),
        ({"password": "password1234", "again": "password1234"}, "lists attackers try first"),
        ({"again": NEW + "x"}, "These two differ"),
    ],
)
def test_a_password_is_changed_by_who_knows_the_present_one(
    real: Flask, form: dict[str, str], words: str
) -> None:
    owner = Owner(real)
    given = {"present": PASSWORD, "password": NEW, "again": NEW, **form}
    page = owner.post("/account/password", given)

    assert page.status_code == 422
    assert words in words_in(page)
    assert given["password"] not in words_in(page)
    assert Officer.with_password(owner.officer.email, PASSWORD) is not None


def test_t16_the_present_password_is_not_to_be_guessed_from_an_unlocked_screen(
    real: Flask,
) -> None:
    owner = Owner(real)
    statuses = [owner.change_password(present=f"guess number {n}") for n in range(12)]

    assert statuses.count(422) == 5
    assert statuses.count(429) == 7


def test_another_phone_takes_over_only_once_it_has_shown_a_code(real: Flask) -> None:
    import pyotp

    owner = Owner(real)
    assert owner.post("/account/second-factor/begin", {"present": "wrong"}).status_code == 422
    assert owner.get("/account/second-factor").status_code == 302
    owner.post("/account/second-factor/begin", {"present": PASSWORD})
    assert owner.get("/account/second-factor/picture.svg").mimetype == "image/svg+xml"
    kept = SecondFactor.of(owner.officer)
    assert kept is not None
    other = pyotp.TOTP(kept.offered_secret(real.config["SEAL"]))
    assert owner.post("/account/second-factor", {"code": "000000"}).status_code == 422
    assert "Recovery codes" in words_in(
        owner.post("/account/second-factor", {"code": other.at(NOW)})
    )

    kept = SecondFactor.of(owner.officer)
    assert kept is not None
    with writing():
        assert not kept.takes(owner.phone.at(NOW), real.config["SEAL"], NOW)


def test_ten_new_recovery_codes_end_the_old(real: Flask) -> None:
    owner = Owner(real)
    with writing():
        old, *_ = RecoveryCode.make_ten(owner.officer, NOW)
    assert owner.post("/account/recovery-codes", {"present": "wrong"}).status_code == 422
    page = owner.post("/account/recovery-codes", {"present": PASSWORD})

    assert words_in(page).count("<code>") == 10
    with writing():
        assert not RecoveryCode.takes(owner.officer, old, NOW)


# -- by colleagues --------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["manager", "system_administrator"])
def test_a_lost_phone_is_reset_by_a_colleague_and_the_owner_told(real: Flask, role: str) -> None:
    owner, helper = Owner(real), Owner(real, role)
    page = helper.get(f"/officers/details/?id={owner.officer.id}")
    assert "Reset second factor" in words_in(page)
    helper.post(f"/officers/reset/?id={owner.officer.id}")

    assert owner.get("/").status_code == 302
    assert owner.sign_in(owner.officer).location == "/sign-in/set-up"
    assert "second_factor_reset" in [event.verb for event in Event.select()]
    ((message, _),) = mail(real)
    assert (message.recipient, message.subject) == (
        owner.officer.email,
        "Your second factor was reset",
    )


@pytest.mark.parametrize("role", ["business_support", "cme_officer", "returns_officer", "auditor"])
def test_nobody_else_may(real: Flask, role: str) -> None:
    owner, other = Owner(real), Owner(real, role)
    page = words_in(other.get(f"/officers/details/?id={owner.officer.id}"))
    assert "Reset second factor" not in page
    assert "Disable at once" not in page

    for action in ("reset", "disable", "enable", "invite"):
        answer = other.post(f"/officers/{action}/?id={owner.officer.id}")
        assert answer.status_code == 403, action
    assert owner.get("/").status_code == 200


def test_t02_a_manager_of_another_authority_may_not(real: Flask) -> None:
    owner, manager = Owner(real), Owner(real, "manager")
    theirs = make_authority(code="874", name="Peterborough City Council")
    Role.update(authority=theirs).where(Role.officer == manager.officer).execute()

    for action in ("reset", "disable"):
        assert manager.post(f"/officers/{action}/?id={owner.officer.id}").status_code == 403
    assert owner.get("/").status_code == 200


def test_nobody_disables_themselves(real: Flask) -> None:
    manager = Owner(real, "manager")

    assert manager.post(f"/officers/disable/?id={manager.officer.id}").status_code == 403
    assert manager.get("/").status_code == 200


def test_a_leaver_is_out_at_once_and_the_open_work_is_listed(real: Flask) -> None:
    owner, manager = Owner(real), Owner(real, "manager")
    case = make_case(officer=owner.officer)
    enquiry, task = make_enquiry(case=case), make_task(case=case, officer=owner.officer)
    done = make_case(officer=owner.officer)
    close_case(done, done.opened_on)
    where = manager.post(f"/officers/disable/?id={owner.officer.id}").location

    assert owner.get("/").status_code == 302
    page = manager.get(where)
    assert {
        f"/cases/details/?id={case.id}",
        f"/tasks/details/?id={task.id}",
        f"/enquiries/details/?id={enquiry.id}",
    } <= set(links_in(page))
    assert f"/cases/details/?id={done.id}" not in links_in(page)
    assert owner.sign_in(owner.officer).status_code == 401
    manager.post(f"/officers/enable/?id={owner.officer.id}")
    assert owner.sign_in(owner.officer).location == "/sign-in/code"


def test_t04_a_system_administrator_sees_off_a_leaver_without_seeing_a_case(real: Flask) -> None:
    owner, admin = Owner(real), Owner(real, "system_administrator")
    case = make_case(officer=owner.officer)
    where = admin.post(f"/officers/disable/?id={owner.officer.id}").location
    page = admin.get(where)

    assert case.reference not in words_in(page)
    assert "Not open to your role" in words_in(page)


def test_an_administrator_makes_an_account_without_a_password_and_it_is_invited(
    real: Flask,
) -> None:
    admin = Owner(real, "system_administrator")
    form = {"name": "Ann Lee", "email": " Ann.Lee@council.example", "job_title": "", "phone": ""}
    answer = admin.post("/officers/new/", form)

    assert answer.status_code == 302, messages_in(answer)
    ann = Officer.get(Officer.email == "ann.lee@council.example")
    assert ann.password_hash == ""
    assert [(one.address, one.kind) for one in OfficerMail.waiting()] == [(ann.email, "invite")]
    assert "Invite again" in words_in(admin.get(f"/officers/details/?id={ann.id}"))
    assert admin.post(f"/officers/invite/?id={ann.id}").status_code == 302
    assert admin.post("/officers/new/", {**form, "email": "no address"}).status_code == 409


def test_only_an_administrator_moves_an_account_to_another_mailbox(real: Flask) -> None:
    owner, manager = Owner(real), Owner(real, "manager")
    row = Officer.get_by_id(owner.officer.id)
    form = {
        "name": row.name,
        "email": "manager2@council.example",
        "row_version": str(row.row_version),
    }
    answer = manager.post(f"/officers/edit/?id={row.id}", form)

    assert "Only a system administrator" in words_in(answer)
    assert Officer.get_by_id(row.id).email == row.email


def test_t03_a_manager_who_is_none_any_more_resets_nobody(real: Flask) -> None:
    owner, manager = Owner(real), Owner(real, "manager")
    token = {"csrf_token": manager.token()}
    Role.update(name="auditor").where(Role.officer == manager.officer).execute()

    answer = manager.post(f"/officers/reset/?id={owner.officer.id}", token)
    assert answer.status_code == 403
    assert SecondFactor.is_on(owner.officer)


def test_an_officer_without_a_role_may_be_seen_off_by_any_manager(real: Flask) -> None:
    manager = Owner(real, "manager")
    nobody = saved(Officer(name="Nobody", email="nobody@council.example"))
    assert the_authority().ours

    assert manager.post(f"/officers/disable/?id={nobody.id}").status_code == 302
    assert not Officer.get_by_id(nobody.id).active
