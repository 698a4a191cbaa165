"""A subject asks who saw a child's record in March: one click from the child's page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask

from correspondence.smtp import SmtpMailer
from jobs.audit import note_heads
from jobs.world import World
from models.scope import Scope
from models.transaction import transaction
from tests.browser.conftest import Visit
from tests.browser.working_day import with_and_without
from tests.conftest import NOW
from tests.making import make_case, make_officer

pytestmark = pytest.mark.browser

MARCH = datetime(2026, 3, 17, 10, 30, tzinfo=UTC)


@with_and_without
def test_t28_an_auditor_answers_who_saw_this_child_s_record_in_march(
    app: Flask, visit: Callable[..., Visit], javascript: bool
) -> None:
    case, dana = make_case(), make_officer(name="Dana Reed")
    with transaction(Scope.officer(dana).asking_from("10.20.30.40"), MARCH) as tx:
        tx.record("read", case.child)
        tx.record("read", case)
    auditor = make_officer("auditor", name="Ada Lund")
    at = visit(javascript=javascript)
    at.sign_in(auditor)
    at.open(f"/children/details/?id={case.child_id}")

    at.page.get_by_role("link", name="March 2026").click()

    at.page.get_by_role("heading", name="March 2026").wait_for()
    told = at.page.get_by_role("table").inner_text()
    assert told.count("Dana Reed") == 2
    assert "10.20.30.40" in told
    assert f"CH-{case.child_id}" in told
    assert case.reference in told
    assert case.child.surname not in at.page.title() + at.page.url
    assert not javascript or at.violations() == []

    # It is taken away with a reason, and the taking is in the history too.
    at.page.get_by_role("link", name="Download this month").click()
    at.page.get_by_role("button", name="Download for Excel").click()
    at.page.get_by_role("heading", name="There is a problem").wait_for()
    at.page.get_by_label("Why you need these rows").fill("A subject access request")
    with at.page.expect_download() as downloading:
        at.page.get_by_role("button", name="Download for Excel").click()
    assert downloading.value.suggested_filename.startswith("child-history-")
    at.open(f"/history/child/?id={case.child_id}")
    at.page.get_by_text("exported who had looked: A subject access request").wait_for()
    assert at.complaints == []


def test_no_page_of_the_audit_has_a_violation(app: Flask, visit: Callable[..., Visit]) -> None:
    case, auditor = make_case(), make_officer("auditor")
    note_heads(World(NOW, SmtpMailer("smtp://127.0.0.1:1"), "a@council.example", "here:1"))
    at = visit()
    at.sign_in(auditor)
    found = []
    pages = (
        f"/children/details/?id={case.child_id}",
        f"/history/child/?id={case.child_id}",
        f"/history/child/export/?id={case.child_id}",
        "/history/",
        f"/history/officer/?id={auditor.id}",
        f"/history/officer/export/?id={auditor.id}",
        "/audit/",
        "/audit/export/",
        "/children/export/",
    )
    for path in pages:
        at.open(path)
        found += at.violations()

    assert found == []
    assert at.complaints == []
