"""What another authority is told of a child who is handed over: the least that finds the child."""

from __future__ import annotations

from datetime import date
from typing import Any

from models.casework.case import REASONS, Case
from models.casework.last_known import last_school, last_school_or_area
from models.casework.referral import Referral
from models.dates.words import long_date


def packet_of(about: Case | Referral, why: str, whereabouts: str, today: date) -> dict[str, Any]:
    """Return plain values to be frozen: `child` for the columns of a referral, `told` in words."""
    child = _of_case(about) if isinstance(about, Case) else _of_referral(about)
    last = last_school_or_area(about, today) if isinstance(about, Case) else about.school_name
    child["address_lines"] = whereabouts
    born = date.fromisoformat(child["born_on"]) if child["born_on"] else None
    told = [
        ["Name", f"{child['forenames']} {child['surname']}".strip()],
        ["Date of birth", long_date(born) if born else ""],
        ["Unique pupil number", child["upn"]],
        ["Last school or area", last],
        ["Where the child is believed to be", whereabouts],
        ["Why the child is handed over", why],
        ["Why the child was missing education", dict(REASONS).get(child["reason"], "")],
        ["Reference of the other authority", about.reference],
    ]
    known = [pair for pair in told if pair[1]]
    return {"child": child, "told": [["Handed over", known]], "last": last}


def _of_case(case: Case) -> dict[str, Any]:
    child = case.child
    return {
        "forenames": child.forenames,
        "surname": child.surname,
        "born_on": child.born_on.isoformat() if child.born_on else None,
        "sex": child.sex,
        "upn": child.upn,
        "school_name": last_school(case),
        "reason": case.reason,
    }


def _of_referral(referral: Referral) -> dict[str, Any]:
    return {
        "forenames": referral.forenames,
        "surname": referral.surname,
        "born_on": referral.born_on.isoformat() if referral.born_on else None,
        "sex": referral.sex,
        "upn": referral.upn,
        "school_name": referral.school.name if referral.school else referral.school_name,
        "reason": referral.reason,
    }
