"""What officers heard, wrote down and have still to do about a case. It saves nothing."""

from __future__ import annotations

from datetime import date

from commands.demo_data.caseload import CaseFile, Team
from commands.demo_data.stories import CONTACTS, NOTES, TASKS, TEAM_TASKS
from models.casework.ehe_contact import EheContact
from models.casework.note import Note
from models.casework.task import Task

_OVERDUE, _LATER = (-20, -1), (1, 30)  # days from today on which a task falls due


def write_up(team: Team, file: CaseFile) -> None:
    """Add the contacts, notes and tasks of the case."""
    if file.case.kind_id == team.there.kinds["EHE"].id:
        _answers_as_contacts(team, file)
        _further_contacts(team, file)
    for _ in range(team.rng.choice((0, 0, 0, 1, 1, 2))):
        file.others.append(_note(team, file))
    if file.case.closed_on is None and team.rng.random() < 0.4:
        file.others.append(_task(team, file))


def team_tasks(team: Team) -> list[Task]:
    """Return tasks about the running of the team, on no case."""
    return [
        Task(authority=team.authority.id, what=what, due_on=team.today.replace(day=28))
        for what in TEAM_TASKS
    ]


def _answers_as_contacts(team: Team, file: CaseFile) -> None:
    """A parent's answer is a contact too: the same words on the same day."""
    for enquiry in file.enquiries:
        if enquiry.answered_on and enquiry.person:
            contact = _contact(team, file, "report", enquiry.answered_on, enquiry.answer)
            contact.person, contact.enquiry = enquiry.person, enquiry
            file.others.append(contact)


def _further_contacts(team: Team, file: CaseFile) -> None:
    for _ in range(team.rng.randint(0, 3)):
        kind = team.rng.choice(list(CONTACTS))
        on, summary = _some_day(team, file), team.rng.choice(CONTACTS[kind])
        contact = _contact(team, file, kind, on, summary)
        if kind in ("call", "visit"):
            contact.person = file.people[0]
        file.others.append(contact)


def _contact(team: Team, file: CaseFile, kind: str, on: date, summary: str) -> EheContact:
    return EheContact(
        authority=team.authority.id,
        case=file.case,
        kind=kind,
        happened_on=on,
        summary=summary,
        officer=file.case.officer_id,
    )


def _some_day(team: Team, file: CaseFile) -> date:
    """Return a working day while the case was open, or the day it was opened."""
    case, days = file.case, team.days
    first = days.since(case.opened_on) - 1
    last = days.since(case.closed_on) if case.closed_on else 0
    return days.past[team.rng.randint(last, first)] if first >= last else case.opened_on


def _note(team: Team, file: CaseFile) -> Note:
    return Note(
        authority=team.authority.id,
        child=file.case.child,
        case=file.case,
        written_on=_some_day(team, file),
        written_by=file.case.officer_id or file.case.opened_by_id,
        text=team.rng.choice(NOTES),
    )


def _task(team: Team, file: CaseFile) -> Task:
    rng = team.rng
    days_on = rng.choice((rng.randint(*_OVERDUE), 0, rng.randint(*_LATER)))
    due_on = date.fromordinal(team.today.toordinal() + days_on)
    task = Task(
        authority=team.authority.id,
        case=file.case,
        what=rng.choice(TASKS),
        officer=file.case.officer_id,
        due_on=due_on,
    )
    if days_on < 0 and rng.random() < 0.5:
        task.done_on = due_on
    return task
