"""A welfare concern that was taken on within minutes, and a rota of who is told of the next."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from commands.demo_data.caseload import Team
from commands.demo_data.places import a_landline
from models.casework.case import Case
from models.casework.concern import Concern
from models.organisations.duty import FIRST, DutyTurn
from models.organisations.role import Role

WHAT = "A neighbour rang: the younger child cries at night and the curtains stay drawn."


def raise_and_acknowledge(team: Team, case: Case, now: datetime) -> Counter[str]:
    """Save both for this case, already saved itself; return how many rows a table got."""
    authority, officer = team.authority, team.there.officers["cme"]
    raised = now - timedelta(days=2)
    concern = Concern.create(
        authority=authority,
        child=case.child_id,
        case=case,
        what=WHAT,
        raised_by=officer,
        raised_at=raised,
    )
    referred, taken_on = raised + timedelta(minutes=3), raised + timedelta(minutes=11)
    concern.refer("Family Safeguarding Front Door", "phone", "FD-0417", officer, referred, now)
    concern.acknowledge("Duty social worker", "Will visit this afternoon.", taken_on, now)
    return Counter(concern=1) + _rota(team)


def _rota(team: Team) -> Counter[str]:
    managers = Role.managers(team.authority.id)[:1]
    for manager in managers:
        DutyTurn.create(
            authority=team.authority,
            officer=manager,
            place=FIRST,
            from_on=team.today,
            until_on=team.today + timedelta(days=365),
        )
    team.authority.hub_phone = a_landline(900)
    team.authority.hub_phone_at_night = a_landline(901)
    team.authority.save()
    return Counter(duty_turn=len(managers))
