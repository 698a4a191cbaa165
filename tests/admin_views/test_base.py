"""CaseView: what the library does by itself and this program does not."""

from __future__ import annotations

from flask import Flask

from admin_views.records.base import CaseView
from tests.admin_views.conftest import Councils
from tests.admin_views.sweeping import (
    WRITTEN_BY_LOOKING,
    case_views,
    everything_but,
    make_all_roles,
    sweeper,
)
from tests.browsing import Browser


def test_delete_is_on_no_screen(app: Flask, councils: Councils) -> None:
    browser = sweeper(app, make_all_roles(councils.ours))
    before = everything_but(*WRITTEN_BY_LOOKING)
    tried = 0
    for view in case_views(app):
        ids = [row.id for row in view.model.select().limit(20)]
        assert view.can_delete is False
        assert "delete" in view.action_disallowed_list
        for route, fields in (
            ("delete", {"id": ids[0]}),
            ("action", {"action": "delete", "rowid": ids}),
        ):
            assert browser.post(f"/{view.address}/{route}/", fields).status_code in (403, 404)
            tried += 1

    assert everything_but(*WRITTEN_BY_LOOKING) == before
    assert tried == 2 * len(case_views(app)) > 50


def test_every_screen_with_a_table_is_a_case_view(app: Flask) -> None:
    views = case_views(app)

    assert [view.name for view in views if not isinstance(view, CaseView)] == []
    assert len(views) > 25


def test_no_cell_is_changed_in_a_list(app: Flask, browser: Browser) -> None:
    for view in case_views(app):
        assert not view.column_editable_list
        assert browser.post(f"/{view.address}/ajax/update/").status_code in (403, 404)


def test_the_library_s_look_up_lists_nobody(app: Flask, browser: Browser) -> None:
    for view in case_views(app):
        page = browser.get(f"/{view.address}/ajax/lookup/?name=child&query=")

        assert page.status_code in (403, 404)
