"""How the demo's searches went: rows of the checklist, visits, steps, standings and outcomes.

Drawn apart from the rest, so that what was there before comes out as it always did.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from commands.demo_data.caseload import CaseFile, Team
from models.base import BaseModel
from models.casework.case import CME
from models.casework.check_row import CheckRow
from models.casework.checklist import HOME_VISIT, REQUIRED, ROWS, usual_need
from models.casework.outcome import Outcome, OutcomeEvidence
from models.casework.outcome_kinds import KINDS
from models.casework.stage import Stage
from models.casework.standing import Standing
from models.casework.visit import Visit
from models.organisations.term import Term

FIRST_DAYS = 8  # calendar days within which a case's checks are begun
LEFT = 0.2  # of the open cases have required rows not done

# What came of a row, and in words.
FOUND = (
    ("found", "A neighbour says that the family left with a van on a Sunday."),
    ("nothing", "Rang at nine, at one and at six: the number is not in use."),
    ("found", "An aunt answered: the family was with her until last week."),
    ("nothing", "Nothing newer than the school's own record."),
    ("nothing", "Searched by name, date of birth and UPN."),
)
OF_VISITS = (
    "Nobody in. The curtains were open and there was post behind the door.",
    "A new tenant opened. The family left at the end of the month.",
    "Spoke at the door. The child was at the window and looked well.",
)
HOMES = ("Their last address", "The grandmother's house")
SAFETY = ("A large dog in the yard, not tied up.", "Go in twos: threats at the last visit.")

# By a word of the outcome: its kind, and what showed it.
ENDS = (
    ("school in our area", "roll_here", "school_says"),
    ("another authority", "roll_elsewhere", "officer"),
    ("abroad", "abroad", "new_school"),
    ("home educated", "home_educated", "parent_letter"),
    ("same school", "roll_here", "school_says"),
    ("school age", "over_age", ""),
)
TERMS = (
    ("Autumn term, first half", (9, 3), (10, 23)),
    ("Autumn term, second half", (11, 2), (12, 18)),
    ("Spring term, first half", (1, 4), (2, 12)),
    ("Spring term, second half", (2, 22), (3, 25)),
)


def search_for(team: Team, file: CaseFile) -> Iterator[BaseModel]:
    """Yield what was done in the search for one child, up to its outcome; nothing is saved."""
    case = file.case
    if case.kind_id != team.there.kinds[CME].id:
        return
    rng = Random(f"{case.opened_on} {case.since_on} {case.child.forenames} {case.child.surname}")
    case.school = file.school
    left = rng.randint(1, 3) if case.closed_on is None and rng.random() < LEFT else 0
    yield from _checks(team, file, rng, left)
    yield from _visits(team, file, rng)
    if case.closed_on is not None:
        yield from _outcome(file)
    elif (team.today - case.opened_on).days > 90 and not left:
        yield from _belief(team, file, rng)


def _checks(team: Team, file: CaseFile, rng: Random, left: int) -> Iterator[CheckRow]:
    case = file.case
    needed = [row for row in ROWS if usual_need(case.reason, row.number) == REQUIRED]
    for row in needed[: len(needed) - left]:
        done_on = case.opened_on + timedelta(days=rng.randint(0, FIRST_DAYS))
        if done_on <= min(team.today, case.closed_on or team.today):
            result, words = rng.choice(FOUND)
            at_home = row.number == HOME_VISIT
            yield CheckRow(
                authority=team.authority.id,
                case=case,
                number=row.number,
                done_on=done_on,
                done_by=case.officer_id,
                result="nothing" if at_home else result,
                words=rng.choice(OF_VISITS) if at_home else words,
            )


def _visits(team: Team, file: CaseFile, rng: Random) -> Iterator[Visit]:
    case, days = file.case, rng.randint(3, 12)
    on = case.opened_on + timedelta(days=days)
    if rng.random() < 0.6:
        return
    visit = Visit(
        authority=team.authority.id,
        case=case,
        planned_on=on,
        half=rng.choice(("am", "pm")),
        place=rng.choice(HOMES),
        officer=case.officer_id,
    )
    if on <= min(team.today, case.closed_on or team.today):
        visit.made_on, visit.result = on, rng.choice(OF_VISITS)
        visit.child_seen = "no"
        visit.safety_note = rng.choice(SAFETY) if rng.random() < 0.2 else ""
    elif case.closed_on is not None:
        return
    yield visit


def _outcome(file: CaseFile) -> Iterator[BaseModel]:
    case = file.case
    told = next((one for one in ENDS if one[0] in case.outcome), ENDS[0])
    _, kind, piece = told
    asks = KINDS[kind].asks
    outcome = Outcome(
        authority=case.authority_id,
        case=case,
        kind=kind,
        school=file.school if "school" in asks else None,
        destination="Confirmed in the words of the case" if "destination" in asks else "",
        starts_on=case.closed_on if "starts_on" in asks else None,
        confirmed_by="The school's office" if piece else "Worked out from the date of birth",
        confirmed_on=case.closed_on,
        closed_on=case.closed_on,
        closed_by=case.officer_id,
    )
    yield outcome
    for one in (piece, "family" if kind == "abroad" else ""):
        if one:
            words = "Seen, and noted on the case."
            row = {"authority": case.authority_id, "piece": one, "words": words}
            yield OutcomeEvidence(closing=outcome, **row)


def _belief(team: Team, file: CaseFile, rng: Random) -> Iterator[BaseModel]:
    """Some long searches have come to a place at a school, some to a belief."""
    case, chance = file.case, rng.random()
    on = case.opened_on + timedelta(days=40)
    if chance < 0.1:
        yield Stage(
            authority=team.authority.id,
            case=case,
            stage="place_agreed",
            from_on=on,
            words="Admissions offered a place, and the parents took it.",
            school=file.school,
            starts_on=team.today + timedelta(days=rng.randint(-2, 20)),
            told_by=case.officer_id,
        )
    elif chance < 0.3 and case.officer_id is not None:
        yield _standing(team, file, on, signed=chance > 0.14)


def _standing(team: Team, file: CaseFile, on: date, signed: bool) -> Standing:
    standing = Standing(
        authority=team.authority.id,
        case=file.case,
        kind="believed_abroad" if on.day % 2 else "believed_moved",
        reasons="Every required row is done. The neighbour and the school say the same.",
        proposed_by=file.case.officer_id,
        proposed_on=on,
    )
    if signed:
        standing.signed_by_id = team.there.officers["manager"].id
        standing.signed_on = on + timedelta(days=2)
        weeks = 12 * (1 + (team.today - standing.signed_on).days // 84)
        standing.review_due_on = standing.signed_on + timedelta(weeks=weeks)
    return standing


def found_terms(team: Team) -> Counter[str]:
    """Save the terms of this school year and of the last; return how many."""
    begins = team.today.year - (team.today.month < 9)
    rows = [
        Term(
            authority=team.authority.id,
            name=name,
            from_on=date(year + (first[0] < 9), *first),
            until_on=date(year + (last[0] < 9), *last),
        )
        for year in (begins - 1, begins)
        for name, first, last in TERMS
    ]
    for row in rows:
        row.save()
    return Counter(term=len(rows))
