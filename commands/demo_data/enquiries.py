"""What was asked about a case, of whom, and what came of it. It saves nothing.

`OfficeDays.past` counts working days back from today, so a place in it is both
a day and how long ago it was.
"""

from __future__ import annotations

from typing import Any

from commands.demo_data.caseload import CaseFile, Team
from commands.demo_data.chance import skewed
from commands.demo_data.stories import ANSWERS, QUESTIONS
from models.casework.enquiry import Enquiry

# With five working days to answer, sent so many ago is due today or overdue by up to 20.
LATEST_UNANSWERED = 25
# When a silent family was written to: twice, long enough ago for a notice.
SILENT = (24, 14)
NAMES = {"school": "school office", "authority": "duty officer", "agency": "duty desk"}


def ask(team: Team, file: CaseFile) -> None:
    """Add the enquiries of the case."""
    case = file.case
    first = team.days.since(case.opened_on) - 1  # the place of the day it was opened
    last = team.days.since(case.closed_on) if case.closed_on else 0
    if first < last:
        return  # opened after the last working day
    if is_silent(file) and first > SILENT[0]:
        file.enquiries = [_enquiry(team, file, "person", place, last, None) for place in SILENT]
        return
    for asked in file.story.asks:
        if team.rng.random() < 0.75:
            file.enquiries.append(_asked_and_perhaps_answered(team, file, asked, first, last))


def is_silent(file: CaseFile) -> bool:
    """Say whether the family is home educating, as far as anybody knows, and answers nothing."""
    story = file.story
    silent = (story.kind, story.reason) == ("EHE", "ehe_no_information")
    return silent and file.case.closed_on is None


def _asked_and_perhaps_answered(
    team: Team, file: CaseFile, asked: str, first: int, last: int
) -> Enquiry:
    rng = team.rng
    if last == 0 and rng.random() < 0.45:
        place = rng.randint(0, min(first, LATEST_UNANSWERED))
        return _enquiry(team, file, asked, place, last, None)
    place = rng.randint(last, first)
    return _enquiry(team, file, asked, place, last, max(last, place - rng.randint(1, 9)))


def _enquiry(
    team: Team, file: CaseFile, asked: str, place: int, last: int, answered: int | None
) -> Enquiry:
    sent_on = team.days.past[place]
    enquiry = Enquiry(
        authority=team.authority.id,
        case=file.case,
        question=team.rng.choice(QUESTIONS[asked]),
        sent_on=sent_on,
        due_on=team.days.due(sent_on),
        **_of_whom(team, file, asked),
    )
    if answered is not None:
        enquiry.answered_on = team.days.past[answered]
        enquiry.answer = team.rng.choice(ANSWERS[asked])
        enquiry.answered_by = enquiry.person.name if enquiry.person else NAMES[asked]
        enquiry.recorded_by_id = file.case.officer_id
    return enquiry


def _of_whom(team: Team, file: CaseFile, asked: str) -> dict[str, Any]:
    if asked == "school":
        return {"school": file.school.id}
    if asked == "authority":
        return {"other_authority": skewed(team.rng, team.there.others).id}
    if asked == "agency":
        return {"agency": skewed(team.rng, team.there.agencies).id}
    return {"person": skewed(team.rng, file.people)}
