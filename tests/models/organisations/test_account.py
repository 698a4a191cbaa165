"""What ends with what: sessions, devices, links and codes, when an account changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from models.base import OutOfScope, RuleBroken
from models.organisations import account
from models.organisations.device import TRUSTED_FOR, TrustedDevice, label_of
from models.organisations.officer import Officer
from models.organisations.officer_mail import OfficerMail
from models.organisations.recovery_code import RecoveryCode
from models.organisations.second_factor import SecondFactor
from models.organisations.session import SECOND_STEP_WITHIN, Session
from models.scope import Scope
from models.transaction import transaction
from tests.making import NOW, PASSWORD, make_officer, writing
from tests.models.organisations.test_second_factor import SEAL, set_up

pytestmark = pytest.mark.usefixtures("db")

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


class Open:
    """Everything by which an officer may get in."""

    def __init__(self, officer: Officer) -> None:
        set_up(officer)
        with writing():
            _, self.cookie = Session.start(officer, NOW)
            _, self.half = Session.start_second_step(officer, NOW)
            _, self.device = TrustedDevice.trust(officer, FIREFOX, NOW)
            RecoveryCode.make_ten(officer, NOW)

    def ways_in(self) -> int:
        sessions = [Session.opened_by(cookie, NOW) for cookie in (self.cookie, self.half)]
        return sum(one is not None for one in [*sessions, TrustedDevice.known_by(self.device, NOW)])


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda o: account.sign_out_everywhere(o, NOW), id="sign out everywhere"),
        pytest.param(lambda o: account.set_password(o, "plum orchard", NOW), id="a new password"),
        pytest.param(lambda o: account.reset_second_factor(o, NOW), id="second factor reset"),
        pytest.param(lambda o: account.disable(o, NOW), id="disabled"),
    ],
)
def test_t14_every_way_in_ends_at_once_and_nobody_else_s(
    change: Callable[[Officer], None],
) -> None:
    ann, bob = make_officer(), make_officer()
    anns, bobs = Open(ann), Open(bob)
    assert anns.ways_in() == bobs.ways_in() == 3
    with writing():
        change(ann)

    assert anns.ways_in() == 0
    assert bobs.ways_in() == 3


def test_t14_somebody_let_back_in_finds_nothing_open() -> None:
    ann = make_officer()
    anns = Open(ann)
    with writing():
        account.disable(ann, NOW)
    assert Officer.with_password(ann.email, PASSWORD) is None
    with writing():
        account.enable(ann, NOW)

    assert anns.ways_in() == 0
    assert Officer.with_password(ann.email, PASSWORD) == ann


def test_a_reset_second_factor_takes_the_recovery_codes_with_it_and_tells_the_owner() -> None:
    ann = make_officer()
    Open(ann)
    with writing():
        account.reset_second_factor(ann, NOW)

    assert not SecondFactor.is_on(ann)
    assert RecoveryCode.left(ann) == 0
    assert [(mail.address, mail.kind) for mail in OfficerMail.waiting()] == [
        (ann.email, "second_factor_reset")
    ]
    with writing(), pytest.raises(RuleBroken, match="no second factor"):
        account.reset_second_factor(ann, NOW)


def test_only_who_has_no_password_yet_is_invited() -> None:
    ann = make_officer()
    with writing(), pytest.raises(RuleBroken, match="has a password already"):
        account.invite(ann, NOW)
    Officer.update(password_hash="").execute()
    ann = Officer.get_by_id(ann.id)
    with writing():
        account.invite(ann, NOW)
        account.disable(ann, NOW)
        with pytest.raises(RuleBroken, match="disabled"):
            account.invite(ann, NOW)

    assert [mail.kind for mail in OfficerMail.waiting()] == ["invite"]


def test_the_second_step_signs_nobody_in_and_is_owed_for_ten_minutes() -> None:
    ann = make_officer()
    with writing():
        half, _ = Session.start_second_step(ann, NOW)

    assert half.officer is None
    assert half.owes_second_step(NOW + SECOND_STEP_WITHIN) == ann
    assert half.owes_second_step(NOW + SECOND_STEP_WITHIN + timedelta(seconds=1)) is None
    with writing():
        account.disable(ann, NOW)
    assert Session.get_by_id(half.id).owes_second_step(NOW) is None


# -- devices ------------------------------------------------------------------------------------


def test_a_device_is_trusted_for_fourteen_days_and_no_longer() -> None:
    ann = make_officer()
    with writing():
        device, cookie = TrustedDevice.trust(ann, FIREFOX, NOW)

    assert timedelta(days=14) == TRUSTED_FOR
    assert TrustedDevice.known_by(cookie, NOW + TRUSTED_FOR - timedelta(seconds=1)) == device
    assert TrustedDevice.known_by(cookie, NOW + TRUSTED_FOR) is None
    assert TrustedDevice.known_by(device.key_hash, NOW) is None
    assert len(cookie) == 43  # 256 bits


def test_one_device_is_revoked_and_the_other_stays() -> None:
    ann = make_officer()
    with writing():
        one, _ = TrustedDevice.trust(ann, FIREFOX, NOW)
        two, _ = TrustedDevice.trust(ann, FIREFOX, NOW)
        one.revoke(NOW)

    assert TrustedDevice.of(ann, NOW) == [two]


@pytest.mark.parametrize(
    ("user_agent", "label"),
    [
        (FIREFOX, "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge on Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36", "Chrome on Windows"),
        ("Mozilla/5.0 (Linux; Android 14; Pixel) Chrome/130.0 Safari/537", "Chrome on Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18) Version/18 Safari/604", "Safari on iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X) Version/18 Safari/604", "Safari on Mac"),
        ("", "A browser on a computer"),
        ("<script>alert(1)</script>", "A browser on a computer"),
    ],
)
def test_a_device_is_called_by_its_family_only(user_agent: str, label: str) -> None:
    assert label_of(user_agent) == label


# -- who may change what ------------------------------------------------------------------------


def test_everybody_looks_after_their_own_door_and_nobody_else_s() -> None:
    ann, bob = make_officer("auditor"), make_officer("auditor")
    anns = Scope.officer(ann)

    with transaction(anns, NOW):
        account.set_password(ann, "plum orchard", NOW)
        SecondFactor.offer(ann, SEAL)
    for change in (
        lambda: account.set_password(bob, "plum orchard", NOW),
        lambda: SecondFactor.offer(bob, SEAL),
        lambda: TrustedDevice.trust(bob, "", NOW),
        lambda: account.disable(bob, NOW),
    ):
        with pytest.raises(OutOfScope), transaction(anns, NOW):
            change()


def test_nobody_renames_or_enables_themselves() -> None:
    ann = make_officer("cme_officer")
    ann.name = "Somebody else"
    with pytest.raises(OutOfScope), transaction(Scope.officer(ann), NOW):
        ann.save()
