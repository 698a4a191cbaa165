"""Every form of every screen needs its own token, and no link changes anything."""

from __future__ import annotations

from flask import Flask

from models.base import database
from models.organisations.authority import AuthorityRecord
from tests.admin_views.conftest import Councils
from tests.admin_views.sweeping import (
    WRITTEN_BY_LOOKING,
    case_views,
    everything_but,
    form_in,
    is_outside,
    make_all_roles,
    messages_in,
    pages_from,
    rows_of,
    sweeper,
)
from tests.browsing import Browser
from tests.cluster import POSTGRESQL, some
from tests.making import (
    make_officer,
)

KEPT_FOR_LAST = ("door.sign_in", "door.sign_out", "account.sign_out_everywhere")


def posts_of(app: Flask) -> list[tuple[str, str]]:
    """Every (endpoint, address) that takes a POST; a record's is about one of ours."""
    models = {view.endpoint: view.model for view in case_views(app)}
    found = []
    for rule in app.url_map.iter_rules():
        if "POST" not in rule.methods:
            continue
        model = models.get(rule.endpoint.partition(".")[0])
        row = model.select().order_by(model.id).first() if model else None
        address = rule.rule.replace("<export_type>", "csv").replace("<int:id>", "1")
        found.append((rule.endpoint, f"{address}?id={row.id}" if row else address))
    return sorted(found, key=lambda one: one[0] in KEPT_FOR_LAST)


def test_t05_no_form_is_taken_without_its_own_token(app: Flask, councils: Councils) -> None:
    officer = make_all_roles(councils.ours)
    browser, other = sweeper(app, officer), sweeper(app, make_officer("manager"))
    before_sign_in = Browser(app).token()
    before = everything_but(*WRITTEN_BY_LOOKING)
    accepted, tried = [], 0
    wrong = (None, "", "made up", before_sign_in, other.token())
    for number, (endpoint, address) in enumerate(some(posts_of(app))):
        # Two of the five a form, in turn: what weighs them stands before every view alike.
        for token in (wrong[number % 5], wrong[(number + 2) % 5]):
            fields = {} if token is None else {"csrf_token": token}
            tried += 1
            if browser.client.post(address, data=fields).status_code != 400:
                accepted.append((endpoint, token))
    database.connect(reuse_if_open=True)
    print(f"{tried} forms without their token, {len(accepted)} taken")  # noqa: T201

    assert accepted == []
    assert everything_but(*WRITTEN_BY_LOOKING) == before
    assert tried > (100 if POSTGRESQL else 300)


def test_t05_every_form_is_taken_with_its_token(app: Flask, councils: Councils) -> None:
    officer = make_all_roles(councils.ours)
    browser, refused = sweeper(app, officer), []
    for endpoint, address in some(posts_of(app)):
        if is_outside(app, endpoint):
            continue  # they have a token of their own: tests/public_views/test_visit.py
        if endpoint in KEPT_FOR_LAST:
            browser = sweeper(app, officer)  # the one before may have ended the session
        if browser.post(address).status_code in (400, 500):
            refused.append(endpoint)

    assert refused == []


def test_every_change_form_is_saved_as_it_was_opened(app: Flask, councils: Councils) -> None:
    browser = sweeper(app, make_all_roles(councils.ours))
    not_saved = []
    for view in case_views(app):
        row = (rows_of(view.model, councils.ours) or list(view.model.select()))[0]
        address = f"/{view.address}/edit/?id={row.id}"
        if not view.edits:
            assert browser.get(address).status_code == 403
            continue
        answer = browser.post(address, form_in(browser.get(address)))
        if answer.status_code != 302:
            not_saved.append((view.address, messages_in(answer)))
        elif isinstance(row, AuthorityRecord):
            assert type(row).get_by_id(row.id).__data__ == row.__data__, view.address

    assert not_saved == []


def test_t05_a_get_does_what_a_get_does_and_no_more(app: Flask, councils: Councils) -> None:
    browser = sweeper(app, make_all_roles(councils.ours))
    before = everything_but(*WRITTEN_BY_LOOKING)
    has_page = {rule.rule for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    for endpoint, address in some(posts_of(app)):
        if endpoint.startswith("replies."):
            continue  # a link that opens nothing is counted, as every guess is
        page = browser.get(address)
        expected = (
            (200, 302, 403, 404, 410) if address.partition("?")[0] in has_page else (404, 405)
        )
        assert page.status_code in expected, address

    assert everything_but(*WRITTEN_BY_LOOKING) == before


def test_t06_following_every_link_changes_nothing(
    app: Flask, councils: Councils, browser: Browser
) -> None:
    before = everything_but(*WRITTEN_BY_LOOKING)
    followed = 0
    for address, page in pages_from(browser):
        assert page.status_code == 200, address
        followed += 1
    print(f"{followed} links followed")  # noqa: T201

    assert everything_but(*WRITTEN_BY_LOOKING) == before
    assert followed > (60 if POSTGRESQL else 200)
