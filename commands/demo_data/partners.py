"""Two children handed over to other authorities: one taken on, and one nobody has answered for."""

from __future__ import annotations

from collections import Counter
from datetime import date

from commands.demo_data.caseload import Team
from models.casework.case import CME, Case, CaseKind
from models.casework.handover import PHONE, Handover
from models.casework.packet import packet_of

WHY = "The landlord says that the family moved, and a cousin there says the same."


def hand_over_some(team: Team) -> Counter[str]:
    """Save both, for the two cases that are open longest; return how many rows a table got."""
    kinds = CaseKind.select().where(CaseKind.code == CME)
    cases = Case.select().where(
        Case.authority == team.authority.id, Case.kind.in_(kinds), Case.closed_on.is_null()
    )
    handed = list(cases.order_by(Case.opened_on, Case.id).limit(2))
    sent = [team.days.past[12], team.days.past[8]]
    rows = [_handed(team, *pair) for pair in zip(handed, sent, strict=False) if _was_open(*pair)]
    for first in rows[:1]:
        first.acknowledge("Marianne Hope", "We have met the family.", team.days.past[9])
    return Counter(handover=len(rows))


def _was_open(case: Case, day: date) -> bool:
    return bool(case.opened_on <= day)


def _handed(team: Team, case: Case, day: date) -> Handover:
    there = "A flat near the station."
    return Handover.create(
        authority=team.authority,
        case=case,
        to_authority=team.there.others[0],
        why=WHY,
        whereabouts=there,
        way=PHONE,
        packet=packet_of(case, WHY, there, day),
        sent_by=team.there.officers["cme"],
        sent_on=day,
    )
