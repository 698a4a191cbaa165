"""Pages that say who saw or changed what: for those who may, and hidden with the child."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from admin_views.running.history import PAGE_SIZE
from models.base import database
from models.ledger.event import Event, EventDetail
from models.organisations.access import ROLES
from models.organisations.officer import Officer
from models.organisations.role import Role
from models.people.child import Child
from tests.admin_views.conftest import Councils
from tests.admin_views.sweeping import MARK, links_in, mark, rows_of, sweeper, words_in
from tests.browsing import TOKEN
from tests.conftest import NOW, clock
from tests.making import (
    make_authority,
    make_case,
    make_child,
    make_officer,
    make_restriction,
    saved,
)

CHILD = "/history/child/?id={}"
MARCH = datetime(2026, 3, 17, 10, 30, tzinfo=UTC)


def seen_by(app: Flask, officer: Officer, address: str, when: datetime = NOW) -> None:
    """Let an officer open a page at some other time."""
    clock["now"] = when
    try:
        assert sweeper(app, officer).get(address).status_code == 200
    finally:
        clock["now"] = NOW


def last_event() -> Event:
    return Event.select().order_by(Event.id.desc()).get()


def test_t28_who_saw_this_child_s_record_in_march(app: Flask) -> None:
    case, dana = make_case(), make_officer(name="Dana Reed")
    seen_by(app, dana, f"/children/details/?id={case.child_id}", MARCH)
    seen_by(app, dana, f"/cases/details/?id={case.id}", MARCH + timedelta(minutes=5))
    auditor = sweeper(app, make_officer("auditor"))
    page = auditor.get(f"/children/details/?id={case.child_id}")

    (link,) = [link for link in links_in(page) if link.endswith("month=2026-03")]
    told = words_in(auditor.get(link))

    assert told.count("Dana Reed") == 2
    assert "17 Mar 2026, 10:30" in told
    assert f"Children: CH-{case.child_id}" in told
    assert f"Cases: {case.reference}" in told
    assert "127.0.0.1" in told
    assert case.child.surname not in told


def test_this_month_is_shown_unless_another_is_asked_for(app: Flask) -> None:
    child = make_child()
    browser = sweeper(app, make_officer("manager"))
    for asked in ("", "&month=", "&month=2026-13", "&month=9999-12", "&month=0001-01", "&month=x"):
        page = browser.get(CHILD.format(child.id) + asked)
        assert page.status_code == 200
        assert "<h2>November 2026</h2>" in words_in(page)


def test_t28_looking_at_the_lookers_is_recorded(app: Flask) -> None:
    child, auditor = make_child(), make_officer("auditor", name="Ada Lund")
    browser = sweeper(app, auditor)
    browser.get(CHILD.format(child.id))
    event = last_event()

    assert (event.verb, event.row_id) == ("history_seen", child.id)
    assert event.about["children"] == [child.id]
    assert event.about["month"] == "2026-11"
    told = words_in(browser.get(CHILD.format(child.id)))
    assert "Ada Lund" in told
    assert "saw who had looked" in told


@pytest.mark.parametrize("role", [name for name, _ in ROLES])
def test_only_those_who_may_see_history_see_it(app: Flask, role: str) -> None:
    child, officer = make_child(), make_officer(role)
    browser, allowed = sweeper(app, officer), role in ("manager", "auditor")
    for address in (
        "/history/",
        CHILD.format(child.id),
        f"/history/officer/?id={officer.id}",
        f"/history/child/export/?id={child.id}",
        "/audit/",
    ):
        assert browser.get(address).status_code == (200 if allowed else 403), address
    if role != "system_administrator":
        page = words_in(browser.get(f"/children/details/?id={child.id}"))
        assert ("Who has seen or changed this" in page) is allowed


def test_t02_t04_another_authority_s_and_a_hidden_child_s_history_are_not_there(
    app: Flask,
) -> None:
    hidden, open_one = make_child(), make_child()
    theirs = make_authority(code="874", name="Peterborough City Council")
    foreign = make_child(authority=theirs)
    make_restriction(child=hidden)
    manager = sweeper(app, make_officer("manager"))
    assert manager.get(CHILD.format(open_one.id)).status_code == 200
    missing = manager.get(CHILD.format(10**8))
    manager.token()
    events = Event.select().count()

    for child in (hidden, foreign):
        for page in ("", "export/"):
            answer = manager.get(f"/history/child/{page}?id={child.id}")
            # Only the form's token is another on every page.
            assert TOKEN.sub("", words_in(answer)) == TOKEN.sub("", words_in(missing))
            assert answer.status_code == 404
        file = manager.post(f"/history/child/export/csv/?id={child.id}", {"reason": "Why"})
        assert file.status_code == 404
    assert Event.select().where(Event.verb.startswith("history")).count() == 1
    assert Event.select().count() == events
    assert sweeper(app, make_officer("auditor")).get(CHILD.format(hidden.id)).status_code == 200


def test_a_manager_of_another_authority_too_sees_a_child_s_history_where_manager(
    app: Flask,
) -> None:
    theirs = make_authority(code="874", name="Peterborough City Council")
    child, officer = make_child(), make_officer("cme_officer")
    saved(Role(officer=officer, authority=theirs, name="manager"))

    browser = sweeper(app, officer)

    assert browser.get(f"/children/details/?id={child.id}").status_code == 200
    assert browser.get(CHILD.format(child.id)).status_code == 403


def test_what_an_officer_looked_at_is_a_link_on_the_officer_s_page(app: Flask) -> None:
    case, dana = make_case(), make_officer(name="Dana Reed")
    seen_by(app, dana, f"/cases/details/?id={case.id}")
    seen_by(app, dana, "/children/")
    browser = sweeper(app, make_officer("manager"))
    page = browser.get(f"/officers/details/?id={dana.id}")

    (link,) = [link for link in links_in(page) if link.startswith("/history/officer/")]
    told = words_in(browser.get(link))

    assert f"Cases: {case.reference}" in told
    assert "Children: 1 record" in told
    event = last_event()
    assert (event.verb, event.table_name, event.about["count"]) == ("listed", "event", 2)


def test_t02_an_officer_who_never_worked_here_is_not_there(app: Flask) -> None:
    theirs = make_authority(code="874", name="Peterborough City Council")
    stranger = make_officer("manager", authority=theirs)
    browser = sweeper(app, make_officer("manager"))

    assert browser.get(f"/history/officer/?id={stranger.id}").status_code == 404
    assert stranger.name not in words_in(browser.get("/history/"))
    page = browser.get(f"/officers/details/?id={stranger.id}")
    assert not [link for link in links_in(page) if link.startswith("/history/officer/")]


def test_a_leaver_s_looking_can_still_be_asked_after(app: Flask) -> None:
    leaver = make_officer("cme_officer")
    leaver.active = False
    saved(leaver)
    browser = sweeper(app, make_officer("auditor"))

    assert leaver.name in words_in(browser.get("/history/"))
    assert browser.get(f"/history/officer/?id={leaver.id}").status_code == 200


def test_t02_no_page_of_history_says_anything_of_another_authority_s_records(
    app: Flask, councils: Councils
) -> None:
    mark(councils.theirs)
    there = make_officer("manager", authority=councils.theirs)
    for child in rows_of(Child, councils.theirs):
        seen_by(app, there, f"/children/details/?id={child.id}")
    both = make_officer("manager", authority=councils.theirs)
    saved(Role(officer=both, authority=councils.ours, name="cme_officer"))
    seen_by(app, both, f"/children/details/?id={rows_of(Child, councils.theirs)[0].id}")
    browser = sweeper(app, make_officer("auditor", authority=councils.ours))

    told = words_in(browser.get(f"/history/officer/?id={both.id}"))

    assert "Nothing was looked at" in told
    assert MARK not in told


def test_a_long_month_is_paged(app: Flask) -> None:
    child, officer = make_child(), make_officer()
    reader = sweeper(app, officer)
    for _ in range(PAGE_SIZE + 1):
        reader.get(f"/children/details/?id={child.id}")
    browser = sweeper(app, make_officer("auditor"))

    first = words_in(browser.get(f"/history/officer/?id={officer.id}"))
    second = words_in(browser.get(f"/history/officer/?id={officer.id}&page=2"))

    assert first.count("Children: CH-") == PAGE_SIZE
    assert second.count("Children: CH-") == 1
    assert browser.get(f"/history/officer/?id={officer.id}&page=99").status_code == 200


def test_t12_the_history_is_downloaded_with_a_reason_and_the_download_is_in_it(
    app: Flask,
) -> None:
    child, auditor = make_child(), make_officer("auditor", name="Ada Lund")
    seen_by(app, make_officer(name="Dana Reed"), f"/children/details/?id={child.id}")
    browser, address = sweeper(app, auditor), f"/history/child/export/csv/?id={child.id}"
    assert browser.post(address).status_code == 422

    file = browser.post(address, {"reason": "A subject access request"})

    mark_row, titles, *rows = csv.reader(io.StringIO(words_in(file).removeprefix("\ufeff")))
    assert "Ada Lund" in mark_row[0]
    assert f"Criteria: {child.reference}, November 2026" in mark_row[0]
    assert titles == ["When", "Who", "What", "Record", "From"]
    assert ["Dana Reed", "saw"] in [row[1:3] for row in rows]
    assert file.headers["Content-Disposition"].startswith('attachment; filename="child-history-')
    event = last_event()
    assert (event.verb, event.row_id) == ("history_exported", child.id)
    detail = EventDetail.get(EventDetail.event == event)
    assert detail.values == {"reason": [None, "A subject access request"]}
    assert "A subject access request" in words_in(browser.get(CHILD.format(child.id)))


def test_t12_an_officer_s_month_is_downloaded_for_excel(app: Flask) -> None:
    officer = make_officer()
    seen_by(app, officer, "/schools/")
    seen_by(app, officer, "/children/")
    browser = sweeper(app, make_officer("manager"))
    assert "Download for Excel" in words_in(
        browser.get(f"/history/officer/export/?id={officer.id}")
    )

    file = browser.post(f"/history/officer/export/xlsx/?id={officer.id}", {"reason": "A complaint"})

    assert file.mimetype.endswith("spreadsheetml.sheet")
    assert last_event().verb == "export"


def test_t34_no_history_is_shown_when_its_event_cannot_be_written(app: Flask) -> None:
    child = make_child()
    browser = sweeper(app, make_officer("auditor"))
    database.execute_sql("ALTER TABLE event_child RENAME TO event_child_gone")
    try:
        page = browser.get(f"/children/details/?id={child.id}")
    finally:
        database.connect(reuse_if_open=True)
        database.execute_sql("ALTER TABLE event_child_gone RENAME TO event_child")

    assert page.status_code == 503
    assert child.surname not in words_in(page)
