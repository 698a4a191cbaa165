"""Where a child was last known to be, in the few words that another office may be told."""

from __future__ import annotations

from datetime import date

from models.casework.case import Case
from models.casework.restriction import Restriction
from models.people.address import Address
from models.people.relationship import Relationship


def last_school_or_area(case: Case, today: date) -> str:
    """Return the child's last school, else the postal district last lived in; "" if neither.

    A district holds thousands of homes. Of a restricted address not even that is told.
    """
    return last_school(case) or _district(case, today)


def last_school(case: Case) -> str:
    """Return the school the case names, else what the referral says; "" if neither does."""
    told = case.referral
    school = case.school or (told.school if told is not None else None)
    if school is not None:
        return str(school.name)
    return told.school_name if told is not None else ""


def _district(case: Case, today: date) -> str:
    at_home = Relationship.select().where(
        Relationship.child == case.child_id, Relationship.lives_with, Relationship.to_on.is_null()
    )
    lived = [Address.of_child(case.child, today)]
    lived += [Address.of_person(one.person, today) for one in at_home]
    known = [address for address in lived if address is not None]
    if any(_is_kept(address) for address in known):
        return ""
    districts = [address.postcode.rpartition(" ")[0] for address in known]
    return next((f"the postal district {one}" for one in districts if one), "")


def _is_kept(address: Address) -> bool:
    return address.restricted or bool(Restriction.in_force_on("address", address.id, []))
