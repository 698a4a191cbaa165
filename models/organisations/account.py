"""What ends with what: a new password, a lost phone or a leaver closes every way in at once."""

from __future__ import annotations

from datetime import datetime

from models.base import RuleBroken
from models.organisations.device import TrustedDevice
from models.organisations.door_link import DoorLink
from models.organisations.officer import Officer
from models.organisations.officer_mail import OfficerMail
from models.organisations.recovery_code import RecoveryCode
from models.organisations.second_factor import SecondFactor
from models.organisations.session import Session


def sign_out_everywhere(officer: Officer, now: datetime) -> None:
    """End every session on the next request, and trust no device any more."""
    Session.end_all(officer, now)
    TrustedDevice.revoke_all(officer, now)


def set_password(officer: Officer, password: str, now: datetime) -> None:
    """Set another password and end all that was open under the old; RuleBroken for a poor one."""
    officer.set_password(password)
    officer.save()
    sign_out_everywhere(officer, now)
    DoorLink.end_all(officer, now)
    OfficerMail.ask(officer.email, "password_changed", now)


def reset_second_factor(officer: Officer, now: datetime) -> None:
    """Forget the secret and the recovery codes: a lost phone must not let its finder in."""
    kept = SecondFactor.of(officer)
    if kept is None or kept.confirmed_at is None:
        raise RuleBroken(f"{officer.name} has no second factor set up.")
    forget_second_factor(kept, now)
    sign_out_everywhere(officer, now)
    OfficerMail.ask(officer.email, "second_factor_reset", now)


def forget_second_factor(kept: SecondFactor, now: datetime) -> None:
    kept.reset()
    RecoveryCode.forget(kept.officer, now)
    TrustedDevice.revoke_all(kept.officer, now)


def disable(officer: Officer, now: datetime) -> None:
    """Shut out somebody who leaves: sessions, devices and links end with the account."""
    if not officer.active:
        raise RuleBroken(f"{officer.name} is disabled already.")
    officer.active = False
    officer.save()
    sign_out_everywhere(officer, now)
    DoorLink.end_all(officer, now)


def enable(officer: Officer, now: datetime) -> None:
    """Let somebody back in. What was open before stays shut; the password is the old one."""
    if officer.active:
        raise RuleBroken(f"{officer.name} is not disabled.")
    officer.active = True
    officer.save()


def invite(officer: Officer, now: datetime) -> None:
    """Ask for a mail with a link by which a first password is set."""
    if not officer.active:
        raise RuleBroken(f"{officer.name} is disabled. Enable the account first.")
    if officer.password_hash:
        raise RuleBroken(f"{officer.name} has a password already and can set another alone.")
    OfficerMail.ask(officer.email, "invite", now)
