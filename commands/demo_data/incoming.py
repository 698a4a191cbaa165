"""What came in this morning: referrals to triage, of a known child, a new one and a truant."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

from commands.demo_data.caseload import Team
from models.casework.case import Case
from models.casework.referral import Referral
from models.people.child import Child

NEIGHBOUR = "The family moved in over the summer. Two children are at home every day."
LEFT = "The flat is empty. A neighbour says that they went back to Poland in October."
AWAY = "She is on our roll and has been away eight days. The parents say that she is ill."


def refer_some(team: Team, case: Case, now: datetime) -> Counter[str]:
    """Save four referrals of this morning and yesterday; `case` is that of a child we know."""
    child = case.child
    this_morning, yesterday = now - timedelta(minutes=50), now - timedelta(days=1)
    several = (
        ("school", _leaver(team), yesterday),
        ("agency", _known(child), this_morning),
        ("public", _neighbour(), this_morning + timedelta(minutes=20)),
        ("school", _truant(team), this_morning + timedelta(minutes=35)),
    )
    for route, said, moment in several:
        Referral.receive(team.authority, route, said, moment)
    return Counter(referral=len(several), clock=2 * len(several))


def _from_school(team: Team) -> dict[str, Any]:
    school = team.there.schools[team.authority.code].primary[0]
    return {
        "school": school,
        "school_name": school.name,
        "referrer_name": "Bridget Amos",
        "referrer_role": "Designated safeguarding lead",
        "referrer_organisation": school.name,
        "referrer_email": school.email,
    }


def _leaver(team: Team) -> dict[str, Any]:
    last = team.days.past[14]
    return _from_school(team) | {
        "forenames": "Zuzanna",
        "surname": "Wiśniewska",
        "born_on": date(2016, 3, 4),
        "sex": "F",
        "address_lines": "14 Fen Road",
        "postcode": "CB6 1AB",
        "last_attended_on": last,
        "reason": "vanished",
        "told": [
            ["The child", [["Name", "Zuzanna Wiśniewska"], ["Last attended", f"{last:%d/%m/%Y}"]]],
            ["What was tried", [["Home visit", LEFT], ["Emergency contacts", "Both unobtainable"]]],
        ],
    }


def _known(child: Child) -> dict[str, Any]:
    """The child of a case, its day and month of birth swapped where that is a date."""
    born = child.born_on
    if born is not None and born.day <= 12:
        born = born.replace(day=born.month, month=born.day)
    return {
        "forenames": child.forenames,
        "surname": child.surname,
        "born_on": born,
        "referrer_name": "Sam Whitlock",
        "referrer_role": "Health visitor",
        "referrer_organisation": "Community health",
        "referrer_email": "whitlock@health.example",
        "reason": "moved_out",
        "told": [["Why we write", [["What is known", "Did not come to two appointments."]]]],
    }


def _neighbour() -> dict[str, Any]:
    return {
        "forenames": "Daniel",
        "address_lines": "The house with the blue door, Station Road",
        "anonymous": True,
        "reason": "newly_found",
        "told": [["What was seen", [["In their own words", NEIGHBOUR]]]],
    }


def _truant(team: Team) -> dict[str, Any]:
    return _from_school(team) | {
        "forenames": "Ruby",
        "surname": "Fordham",
        "born_on": date(2013, 11, 2),
        "sex": "F",
        "reason": "vanished",
        "told": [["Why we write", [["What happened", AWAY]]]],
    }
