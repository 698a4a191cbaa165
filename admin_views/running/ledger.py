"""Screens for settings, closed days and the record of what happened."""

from __future__ import annotations

from admin_views.records.base import CaseView
from models.ledger.calendar import Calendar
from models.ledger.event import Event
from models.ledger.setting import Setting


class SettingView(CaseView):
    shows = Setting
    title = "Settings"
    address = "settings"
    group = "Running it"
    column_list = ("name", "value", "authority", "effective_from")
    narrow_by = ("name", "authority")
    form_columns = ("authority", "name", "value", "effective_from")


class CalendarView(CaseView):
    shows = Calendar
    title = "Closed days"
    address = "calendar"
    group = "Running it"
    column_list = ("day", "name", "authority", "closed")
    column_default_sort = ("day", True)
    narrow_by = ("authority", "day", "closed")
    form_columns = ("authority", "day", "name", "closed")


class EventView(CaseView):
    """What happened, for those who may read it: of their own authorities' chains only."""

    shows = Event
    title = "Events"
    address = "events"
    group = "Running it"
    creates = False
    edits = False
    can_export = False
    column_list = ("happened_at", "actor", "verb", "table_name", "row_id", "fields", "about")
    column_labels = {"table_name": "Of", "row_id": "Number", "happened_at": "When"}
    column_default_sort = ("id", True)
    column_sortable_list = (("happened_at", "id"),)
    narrow_by = ("verb", "table_name", "actor")
