"""Looking is recorded: every page with case data has its event, and none is shown without one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from flask import Flask

from admin_views.records.base import CaseView
from models.base import database, on_postgresql
from models.casework.case import Case
from models.casework.check_need import CheckNeed
from models.casework.enquiry import Enquiry
from models.casework.leavers_link import LeaversLink
from models.casework.outcome_need import OutcomeNeed
from models.ledger.audit import verify
from models.ledger.event import Event
from models.organisations.authority import AuthorityRecord
from models.organisations.cover import Cover
from models.organisations.duty import DutyTurn
from models.organisations.patch import Patch
from models.organisations.role import Role
from models.organisations.term import Term
from models.outgoing.ladder import Ladder, LadderStep
from models.outgoing.letter import Letter
from models.outgoing.message import Message
from models.outgoing.template import LetterTemplate, TemplateVersion
from models.people.child import Child
from tests.admin_views.conftest import Councils
from tests.admin_views.sweeping import (
    MARK,
    Sweeper,
    everything_but,
    form_in,
    make_all_roles,
    mark,
    no_audit,
    open_views,
    pages_from,
    rows_of,
    sweeper,
    words_in,
)
from tests.browsing import Browser
from tests.cluster import POSTGRESQL
from tests.conftest import AUDIT_KEY
from tests.making import PASSWORD, make_case, make_child, make_enquiry, make_officer, saved

# What an authority has that is about no child.
OF_NO_CHILD = {
    CheckNeed,
    OutcomeNeed,
    Cover,
    Patch,
    Role,
    DutyTurn,
    LeaversLink,
    Ladder,
    LadderStep,
    LetterTemplate,
    TemplateVersion,
    Message,
    Term,
}


@pytest.fixture
def reader(app: Flask, councils: Councils) -> Sweeper:
    """A browser of somebody with every role in 873, whose every record says MARK."""
    mark(councils.ours)
    return sweeper(app, make_all_roles(councils.ours))


def guarded_views(app: Flask, reader: Sweeper) -> list[CaseView]:
    """The screens of what belongs to an authority, as far as they are open."""
    return [v for v in open_views(app, reader) if issubclass(v.model, AuthorityRecord)]


@contextmanager
def events_of(found: list[Event]) -> Iterator[None]:
    """Fill `found` with the events written meanwhile."""
    last = Event.select(Event.id).order_by(Event.id.desc()).limit(1).scalar() or 0
    yield
    found.extend(Event.select().where(Event.id > last).order_by(Event.id))


def test_t28_opening_a_record_is_one_event_that_names_the_children(
    app: Flask, reader: Sweeper, councils: Councils
) -> None:
    opened = 0
    for view in guarded_views(app, reader):
        for row in rows_of(view.model, councils.ours)[:2]:
            found: list[Event] = []
            with events_of(found):
                assert reader.get(f"/{view.address}/details/?id={row.id}").status_code == 200
            (event,) = found
            assert (event.verb, event.table_name) == ("read", view.model._meta.table_name)
            assert event.row_id == row.id
            assert event.head.authority_id == councils.ours.id
            assert event.about.pop("from") == "127.0.0.1"
            assert event.about == ({"children": row.child_ids()} if row.child_ids() else {})
            assert event.about or view.model in OF_NO_CHILD
            opened += 1
    assert opened > 20


def test_t28_a_list_is_one_event_with_what_was_asked_how_many_and_which(
    app: Flask, reader: Sweeper, councils: Councils
) -> None:
    for view in guarded_views(app, reader):
        found: list[Event] = []
        with events_of(found):
            reader.get(f"/{view.address}/")
        (event,) = found
        rows = rows_of(view.model, councils.ours)
        assert (event.verb, event.row_id) == ("listed", None)
        assert event.table_name == view.model._meta.table_name
        assert event.about["find"] == ""
        assert event.about["count"] == len(rows)
        assert sorted(event.about["ids"]) == sorted(row.id for row in rows)


def test_t28_a_search_is_recorded_by_its_token_and_not_by_the_name(reader: Sweeper) -> None:
    token = reader.post("/children/find/", {"search": MARK}).location.partition("find=")[2]
    found: list[Event] = []
    with events_of(found):
        reader.get(f"/children/?find={token}")
    (event,) = found

    assert event.about["find"] == token
    assert MARK not in repr(event.__data__)


def test_t28_a_search_that_found_nobody_is_recorded_too(reader: Sweeper) -> None:
    kept = reader.post("/children/find/", {"search": "Ermintrude"}).location
    found: list[Event] = []
    with events_of(found):
        reader.get(kept)

    assert [(event.verb, event.about["count"]) for event in found] == [("listed", 0)]


def test_t28_an_officer_of_two_councils_leaves_an_event_with_each(
    app: Flask, councils: Councils
) -> None:
    officer = make_officer("manager", authority=councils.ours)
    saved(Role(officer=officer, authority=councils.theirs, name="manager"))
    found: list[Event] = []
    with events_of(found):
        sweeper(app, officer).get("/children/")
    listed = [event for event in found if event.verb == "listed"]

    assert {event.head.authority_id for event in listed} == {one.id for one in councils}
    assert all(event.about["ids"] for event in listed)


def test_t28_no_page_with_case_data_is_without_its_event(app: Flask, reader: Sweeper) -> None:
    """Follow every link: whatever page says MARK must have written that somebody looked."""
    with_data, missing, pages = 0, [], pages_from(reader)
    while True:
        found: list[Event] = []
        with events_of(found):
            address, page = next(pages, ("", None))
        if page is None:
            break
        if address == "/letters/templates/guide":
            continue  # made of the published fields: no record stands in it
        if MARK in words_in(page) or page.mimetype != "text/html":
            with_data += 1
            looks = [event for event in found if event.verb in ("read", "listed", "export")]
            missing += [] if looks else [address]
    print(f"{with_data} pages with case data, {len(missing)} without an event")  # noqa: T201

    assert missing == []
    assert with_data > (30 if POSTGRESQL else 100)


def test_t28_what_a_form_shows_is_recorded_however_it_came_to_be_shown(reader: Sweeper) -> None:
    child, enquiry = Child.get(Child.surname == MARK), Enquiry.get(Enquiry.question == MARK)
    reader.token()
    shown: dict[str, Callable[[], Any]] = {
        "filled in by a link": lambda: reader.get(f"/cases/new/?child={child.id}"),
        "opened to change": lambda: reader.get(f"/children/edit/?id={child.id}"),
        "sent back, with nothing typed": lambda: reader.post(f"/children/edit/?id={child.id}"),
        "found by a look-up": lambda: reader.post("/cases/new/", {"child": child.reference}),
        "asked for an answer": lambda: reader.get(f"/enquiries/answer/?id={enquiry.id}"),
        "sent an empty answer": lambda: reader.post(f"/enquiries/answer/?id={enquiry.id}"),
    }
    for how, show in shown.items():
        found: list[Event] = []
        with events_of(found):
            assert MARK in words_in(show()), how
        assert [event.verb for event in found] in (["read"], ["listed"]), how


def test_t28_a_letter_s_file_is_recorded_as_read(reader: Sweeper, councils: Councils) -> None:
    (letter,) = rows_of(Letter, councils.ours)
    found: list[Event] = []
    with events_of(found):
        file = reader.get(f"/letters/file/?id={letter.id}")

    assert file.headers["Content-Disposition"] == f'attachment; filename="LET-{letter.id}.docx"'
    assert [(event.verb, event.row_id) for event in found] == [("read", letter.id)]


def test_what_is_refused_or_sent_on_is_not_recorded_as_read(reader: Sweeper) -> None:
    case = make_case()
    found: list[Event] = []
    with events_of(found):
        reader.get("/children/details/?id=999999")
        form = {"answer": "With an aunt", "answered_on": "2026-11-20"}
        reader.post(f"/enquiries/answer/?id={make_enquiry(case=case).id}", form)
    assert "read" not in [event.verb for event in found]


def test_the_chains_stay_whole_through_all_this(app: Flask, reader: Sweeper) -> None:
    for view in guarded_views(app, reader):
        reader.get(f"/{view.address}/")

    assert [chain.fault for chain in verify(AUDIT_KEY) if chain.fault] == []


# -- no event, no page -----------------------------------------------------------------------


@contextmanager
def refusing_events() -> Iterator[None]:
    """Let the database refuse every new event."""
    if on_postgresql():
        database.execute_sql(
            "CREATE FUNCTION no_more() RETURNS trigger AS "
            "$$ BEGIN RAISE EXCEPTION 'no more'; END $$ LANGUAGE plpgsql"
        )
        does = "EXECUTE FUNCTION no_more()"
    else:
        does = "BEGIN SELECT RAISE(ABORT, 'no more'); END"
    database.execute_sql(f"CREATE TRIGGER no_more BEFORE INSERT ON event FOR EACH ROW {does}")
    try:
        yield
    finally:
        database.connect(reuse_if_open=True)
        on_table = " ON event" if on_postgresql() else ""
        database.execute_sql(f"DROP TRIGGER no_more{on_table}")
        if on_postgresql():
            database.execute_sql("DROP FUNCTION no_more()")


Failing = Callable[[], AbstractContextManager[None]]
FAILURES = pytest.mark.parametrize("failing", [no_audit, refusing_events])


@FAILURES
def test_t34_f63_no_page_is_shown_when_its_event_cannot_be_written(
    app: Flask, reader: Sweeper, councils: Councils, failing: Failing
) -> None:
    asked = ["/"]
    for view in guarded_views(app, reader):
        row = rows_of(view.model, councils.ours)[0]
        asked += [f"/{view.address}/", f"/{view.address}/details/?id={row.id}"]
        asked += [f"/{view.address}/edit/?id={row.id}"] if view.edits else []
    child, letter, enquiry = (rows_of(one, councils.ours)[0] for one in (Child, Letter, Enquiry))
    asked += [f"/cases/new/?child={child.id}", f"/letters/file/?id={letter.id}"]
    asked += [f"/enquiries/answer/?id={enquiry.id}"]
    shown = []
    with failing():
        for address in asked:
            page = reader.get(address)
            if page.status_code != 503 or MARK in words_in(page) or page.mimetype != "text/html":
                shown.append((address, page.status_code))
    print(f"{len(asked)} pages asked for with no audit, {len(shown)} shown")  # noqa: T201

    assert shown == []
    assert len(asked) > 50


@FAILURES
def test_t34_f63_nothing_is_changed_when_its_event_cannot_be_written(
    app: Flask, reader: Sweeper, councils: Councils, failing: Failing
) -> None:
    child, case = make_child(), make_case()
    enquiry, token = make_enquiry(case=case), reader.token()
    forms = {
        f"/children/edit/?id={child.id}": form_in(reader.get(f"/children/edit/?id={child.id}"))
        | {"surname": "Changed"},
        "/children/new/": {
            "authority": str(councils.ours.id),
            "forenames": "Zofia",
            "surname": "Nowak",
        },
        f"/enquiries/answer/?id={enquiry.id}": {"answer": "Gone", "answered_on": "2026-11-20"},
        "/children/find/": {"search": "Nowak"},
    }
    before = everything_but("event", "event_gone", "session", "saved_search")
    with failing():
        for address, form in forms.items():
            page = reader.post(address, form | {"csrf_token": token})
            # A search only keeps its criteria: the list it leads to is not shown.
            expected = (302,) if address.endswith("find/") else (409, 503)
            assert page.status_code in expected, address
    assert everything_but("event", "event_gone", "session", "saved_search") == before
    assert Case.get_by_id(case.id).row_version == case.row_version


@FAILURES
def test_t34_f63_nobody_signs_in_when_it_cannot_be_recorded(app: Flask, failing: Failing) -> None:
    officer, browser = make_officer(), Browser(app)
    token = browser.token()
    form = {"csrf_token": token, "email": officer.email, "password": PASSWORD}
    with failing():
        assert browser.client.post("/sign-in", data=form).status_code in (500, 503)
        database.connect(reuse_if_open=True)
    assert browser.get("/").status_code == 302
