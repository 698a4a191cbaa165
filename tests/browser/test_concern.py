"""A welfare concern: from the child’s page to the duty manager’s mail and an acknowledgement."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from commands.catcher import catching
from correspondence.caught import caught
from correspondence.smtp import SmtpMailer
from jobs.schedule import SCHEDULE, tick
from jobs.world import World
from models.casework.concern import Concern
from tests.browser.conftest import Visit, free_port
from tests.conftest import clock
from tests.making import (
    NOW,
    make_case,
    make_child,
    make_duty_turn,
    make_officer,
    saved,
    the_authority,
)

pytestmark = pytest.mark.browser


def test_a_concern_is_raised_mailed_late_referred_and_acknowledged(
    app: Flask, visit: Callable[..., Visit]
) -> None:
    here = the_authority()
    here.hub_phone = "0345 045 5203"
    saved(here)
    duty, second, officer = (make_officer(r) for r in ("manager", "manager", "cme_officer"))
    make_duty_turn(duty)
    make_duty_turn(second, place="second")
    child = make_child(forenames="Zephyrine", surname="Quill")
    make_case(child=child, officer=officer)
    folder, port = app.config["MAIL_FOLDER"], free_port()

    def told(minutes: int) -> list[tuple[str, str]]:
        """Do what the jobs do so many minutes later; return to whom what has come by then."""
        clock["now"] = NOW + timedelta(minutes=minutes)
        mailer = SmtpMailer(f"smtp://127.0.0.1:{port}")
        with catching(folder, port=port):
            tick(World(clock["now"], mailer, "team@council.example", "here:1"), SCHEDULE[:2])
        return [(mail.recipient, mail.subject) for mail in caught(folder)]

    at = visit()
    at.sign_in(officer)
    at.open(f"/children/details/?id={child.id}")
    at.page.get_by_role("link", name="Raise a welfare concern").click()
    at.page.get_by_label("What was seen or said").fill("A bruise on the left arm.")
    found = at.violations()
    at.page.get_by_role("button", name="Raise a welfare concern").click()
    at.page.get_by_role("link", name="Record the referral").wait_for()
    concern = Concern.get()
    first = (duty.email, f"Welfare concern {concern.reference}: act now")
    assert told(minutes=1) == [first]

    again = (second.email, f"Welfare concern {concern.reference} is not acknowledged: act now")
    assert sorted(told(minutes=15)) == sorted([first, again])
    at.open("/")
    banner = at.page.get_by_role("region", name="Welfare concerns", exact=True)
    banner.get_by_text("Ring the safeguarding hub on 0345 045 5203.").wait_for()
    assert "Quill" not in banner.inner_text()
    found += at.violations()

    at.page.get_by_role("link", name="Record the referral").click()
    at.page.get_by_label("Referred to").fill("Front door of social care")
    at.page.get_by_label("How", exact=True).select_option("By phone")
    found += at.violations()
    at.page.get_by_role("button", name="Record the referral").click()
    at.page.get_by_role("link", name="Record that it was acknowledged").click()
    at.page.get_by_label("Who acknowledged it").fill("Pat Bell")
    at.page.get_by_role("button", name="Record that it was acknowledged").click()

    at.page.get_by_text("Acknowledged 15 minutes after it was raised.").wait_for()
    assert banner.count() == 0
    assert found + at.violations() == []
    assert len(told(minutes=40)) == 2
    assert at.complaints == []
