"""What a referral becomes when a person accepts it: a child's record, and words for the case."""

from __future__ import annotations

from models.casework.referral import ROUTES, Referral
from models.dates.words import long_date
from models.people.address import Address
from models.people.child import Child
from models.people.child_name import ChildName
from models.people.identifiers import BadUpn, check_upn


def referrer_of(referral: Referral) -> str:
    """Return who told us, as a case keeps it."""
    if referral.anonymous:
        return "Asked not to be named"
    told = (referral.referrer_name, referral.referrer_role, referral.referrer_organisation)
    return ", ".join(filter(None, told)) or dict(ROUTES)[referral.route]


def child_of(referral: Referral) -> Child:
    """Make and save the child told of, with the name gone by and the address."""
    authority = referral.authority_id
    child = Child(
        authority=authority,
        forenames=referral.forenames if referral.surname else "",
        surname=referral.surname or referral.forenames,
        born_on=referral.born_on,
        sex=referral.sex,
        upn=_sound_upn(referral.upn),
    )
    child.save()
    if referral.known_as:
        known_as = {"forenames": referral.known_as, "surname": child.surname}
        ChildName(authority=authority, child=child, kind="known_as", **known_as).save()
    if referral.address_lines or referral.postcode:
        lines = referral.address_lines or referral.postcode
        home = {"lines": lines, "postcode": referral.postcode}
        Address(authority=authority, child=child, **home).save()
    return child


def school_history(referral: Referral) -> str:
    """Return in words which school the child was at, and what else has no place of its own."""
    school = referral.school.name if referral.school else referral.school_name
    ground = " ".join(filter(None, (referral.ground_regulation, referral.ground_letter)))
    last = referral.last_attended_on
    told = [
        f"As told in {referral.reference}.",
        f"Last school: {school or 'not told'}.",
        f"Last attended on {long_date(last)}." if last else "",
        f"Ground for taking the name off the roll: {ground}." if ground else "",
    ]
    if referral.upn and not _sound_upn(referral.upn):
        told.append(f"The UPN was written {referral.upn}, which cannot be one.")
    return "\n".join(filter(None, told))


def _sound_upn(told: str) -> str:
    """Return the UPN if it can be one; what cannot stands in the note."""
    try:
        return check_upn(told).upn if told else ""
    except BadUpn:
        return ""
