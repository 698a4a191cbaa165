"""The clocks of a child's cases: awaited answers, the days of notices, standards that run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from flask import url_for
from peewee import JOIN

from admin_views.asking import scope
from admin_views.people.explained import Holidays, notice_dates
from admin_views.records.joining import seen
from models.casework.case import CME, Case, CaseKind
from models.casework.clock import Clock as StandardClock
from models.casework.enquiry import Enquiry
from models.dates.explanation import Explained, due_day_explained, school_days_in_short
from models.dates.words import long_date
from models.organisations.agency import Agency
from models.organisations.authority import Authority
from models.organisations.officer import Officer
from models.organisations.school import School
from models.people.child import Child
from models.people.person import Person
from models.statute.notice import Notice


class Clock(NamedTuple):
    """Something with a day: what, the day in words, whether that day is past, and why that day."""

    what: str
    address: str
    day: str
    late: str  # how late, or ""
    explained: Explained | None = None
    letter: str = ""  # where to post for the letter that goes with it


class CaseFile(NamedTuple):
    """A case with what its clocks go by, as far as it is open: by id, each once."""

    case: Case
    awaited: dict[int, Enquiry]  # questions that nobody has answered
    notices: dict[int, Notice]

    @property
    def may_write_to_family(self) -> bool:
        return self.case.is_open and self.case.kind.code == "EHE"


def files_of(child: Child) -> list[CaseFile]:
    """Return a child's cases in sight, open ones first; all by one question."""
    parent = Person.alias()
    waits = (Enquiry.case == Case.id) & Enquiry.answered_on.is_null() & Case.closed_on.is_null()
    runs = (Notice.case == Case.id) & Case.closed_on.is_null()
    outer = JOIN.LEFT_OUTER
    query = (
        scope()
        .of(Case)
        .select(Case, CaseKind, Officer, Enquiry, School, Authority, Agency, Person, Notice, parent)
        .join_from(Case, CaseKind)
        .join_from(Case, Officer, outer, on=Case.officer)
        .join_from(Case, Enquiry, outer, on=waits & seen(Enquiry), attr="awaited")
        .join_from(Case, Notice, outer, on=runs & seen(Notice), attr="notice")
        .join_from(Notice, parent, outer, on=(Notice.parent == parent.id), attr="parent")
    )
    for key in (Enquiry.school, Enquiry.other_authority, Enquiry.agency, Enquiry.person):
        query = query.join_from(Enquiry, key.rel_model, outer, on=key)
    found: dict[int, CaseFile] = {}
    for row in query.where(Case.child == child.id).order_by(
        Case.closed_on.is_null().desc(),
        Case.opened_on.desc(),
        Case.id.desc(),
        Enquiry.due_on,
        Notice.intended_on,
    ):
        file = found.setdefault(row.id, CaseFile(row, {}, {}))
        if (awaited := getattr(row, "awaited", None)) is not None:
            file.awaited[awaited.id] = awaited
        if (notice := getattr(row, "notice", None)) is not None:
            file.notices[notice.id] = notice
    return list(found.values())


def clocks_of(files: Sequence[CaseFile], today: date) -> dict[int, list[Clock]]:
    """Return by case what falls due on which day, the next first."""
    if not files:
        return {}
    holidays = Holidays(files[0].case.authority_id)
    standards = _standards_of(files)
    found: dict[int, list[Clock]] = {}
    for file in files:
        clocks = [_enquiry_clock(one, holidays, today) for one in file.awaited.values()]
        for notice in file.notices.values():
            clocks += _notice_clocks(notice, holidays, today)
        running = (one for one in standards if one.case_id == file.case.id)
        clocks += [_standard_clock(one, holidays, today) for one in running]
        found[file.case.id] = clocks
    return found


def _standards_of(files: Sequence[CaseFile]) -> list[StandardClock]:
    """Return the standards that run on the searches among these cases, the next first."""
    searches = [file.case.id for file in files if file.case.kind.code == CME]
    if not searches:
        return []
    query = (
        scope().of(StandardClock).where(StandardClock.case.in_(searches), StandardClock.that_run())
    )
    return list(query.order_by(StandardClock.due_on, StandardClock.id))


def _standard_clock(standard: StandardClock, holidays: Holidays, today: date) -> Clock:
    late = (today - standard.due_on).days
    if standard.in_school_days:
        told = school_days_in_short(standard.started_on, standard.due_on)
    else:
        told = standard.explained(holidays.near(standard.started_on))
    return Clock(
        standard.title,
        url_for("cases.details_view", id=standard.case_id),
        told.value,
        f"{_days(late)} overdue" if late > 0 else "",
        told,
    )


def _enquiry_clock(enquiry: Enquiry, holidays: Holidays, today: date) -> Clock:
    late = (today - enquiry.due_on).days
    has_letter = enquiry.agency_id is None and enquiry.person_id is None
    return Clock(
        f"{enquiry.reference}: answer of {enquiry.asked.name} due",
        url_for("enquiries.details_view", id=enquiry.id),
        long_date(enquiry.due_on),
        f"{_days(late)} overdue" if late > 0 else "",
        due_day_explained(enquiry.sent_on, enquiry.due_on, holidays.near(enquiry.sent_on)),
        url_for("enquiries.letter_view", id=enquiry.id) if has_letter else "",
    )


def _notice_clocks(notice: Notice, holidays: Holidays, today: date) -> Iterator[Clock]:
    address = url_for("notices.details_view", id=notice.id)
    for what, explained in notice_dates(notice, holidays):
        yield Clock(
            f"{notice.reference} to {notice.parent.name}: {what.lower()}",
            address,
            explained.value,
            "",
            explained,
        )
    if notice.served_on is None and notice.intended_on < today:
        late = _days((today - notice.intended_on).days)
        what = f"{notice.reference} to {notice.parent.name}: to be sent"
        yield Clock(what, address, long_date(notice.intended_on), f"{late} overdue")


def opened_in_words(case: Case, today: date) -> str:
    return f"Opened {_days((today - case.opened_on).days)} ago"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
