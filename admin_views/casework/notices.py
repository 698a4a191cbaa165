"""Screens for statutory notices: decided by a person, dated by rule, one a parent."""

from __future__ import annotations

from flask_admin import expose
from werkzeug.wrappers import Response

from admin_views.asking import officer_asking, scope, today
from admin_views.doors.sessions import request_now
from admin_views.outgoing.produced import produced_once
from admin_views.people.explained import Holidays, notice_dates
from admin_views.records.base import Action, CaseView, Related
from correspondence.producing import produce_for_notice
from models.base import BaseModel
from models.dates.explanation import Explained
from models.outgoing.letter import Letter
from models.statute.notice import Notice


class NoticeView(CaseView):
    shows = Notice
    title = "Notices"
    address = "notices"
    column_list = ("reference", "child", "parent", "intended_on", "served_by", "reply_by")
    column_labels = {
        "intended_on": "To be sent",
        "served_by": "Served by then",
        "reply_by": "Reply by",
        "appears": "Why it appears that there is no suitable education",
    }
    column_default_sort = ("intended_on", True)
    column_sortable_list = (
        ("child", "child.surname"),
        ("intended_on", "intended_on"),
        ("reply_by", "reply_by"),
    )
    search_child = Notice.child
    narrow_by = ("authority", "method", "intended_on", "reply_by")
    form_columns = (
        "child",
        "case",
        "parent",
        "kind",
        "appears",
        "method",
        "intended_on",
        "decided_on",
    )
    prefills = ("child", "case")
    actions = (
        Action("Produce the notice", "notices.letter_view", posts=True, needs=("add", Letter)),
    )
    more = "explained_dates.html"
    related = (Related("Letters", Letter, "notice"),)

    def dates_of(self, notice: Notice) -> list[tuple[str, Explained]]:
        """Return the days that were worked out for this notice, each with how."""
        return list(notice_dates(notice, Holidays(notice.authority_id)))

    def before_saving(self, row: BaseModel, created: bool) -> None:
        if created and isinstance(row, Notice):
            row.decided_by = officer_asking()

    @expose("/letter/", methods=("POST",))
    def letter_view(self) -> Response:
        notice = self._to_act_on(Notice, "add", Letter)
        return produced_once(
            lambda key: produce_for_notice(scope(), notice, request_now(), today(), key),
            then="Check it before it is served.",
        )
