"""Emails about referrals, by their reference alone: given back to a school, or kept with a record.

They name no child. A school knows whom it told us of by the receipt it was given.
"""

from __future__ import annotations

from datetime import datetime

from correspondence.drafted import drafted
from correspondence.emails import Words
from models.casework.referral import Referral
from models.casework.restriction import RestrictionReader
from models.dates.london import london_day
from models.dates.words import long_date
from models.organisations.officer import Officer
from models.organisations.role import Role
from models.outgoing.message import Message

FROM_A_SCHOOL = ("school", "sheet")


def give_back(referral: Referral, officer: Officer | None, now: datetime) -> Message | None:
    """Write and queue the mail that gives an absent pupil back to the school; return it.

    Call in the transaction that decides. Return None when no school sent it, or there is
    no address to write to: then somebody has to ring. A member of the public or an agency
    is never told what came of a referral.
    """
    if referral.route not in FROM_A_SCHOOL:
        return None
    to = referral.referrer_email or (referral.school.email if referral.school else "")
    if not to:
        return None
    return _queue(referral, to, back_to_school_email(referral, officer), now)


def back_to_school_email(referral: Referral, officer: Officer | None) -> Words:
    council = referral.authority
    name = "" if referral.anonymous else referral.referrer_name
    call = f", or call {council.phone}" if council.phone else ""
    signed = [officer.name, officer.job_title, officer.phone] if officer else []
    body = [
        f"Dear {name or 'colleague'},",
        f"Thank you for your referral of {long_date(london_day(referral.received_at))}, "
        f"{referral.receipt}. Our reference is {referral.reference}.",
        "From what we know the pupil is on a school's roll and absent. That is no child missing "
        "education: while the name is on the roll, the school's own attendance procedure applies, "
        "and the case stays with the school. We have closed the referral.",
        "Please go on with your attendance procedure: first-day calling, contact with the family, "
        "and where it is needed the council's attendance team. Do not take the name off the roll "
        "for this reason.",
        "Refer again when the family cannot be found after you have tried everything, or when they "
        "have moved and nobody knows where to. If you worry that the child is not safe, do not "
        f"wait: {council.hub_numbers()} If a child is in danger now, ring 999.",
        f"To ask about this, reply to this email{call}. Please give the reference, and name no "
        "child in the subject.",
        "\n".join(filter(None, [*signed, council.team_name, council.name])),
    ]
    subject = f"Your referral {referral.receipt} goes back to the school"
    return Words(subject, "\n\n".join(body) + "\n")


def tell_who_may_see(referral: Referral, now: datetime) -> int:
    """Tell those who may see it that a referral is kept with a restricted record; return how many.

    They are the officers named on the restriction. Where nobody is, or nobody
    active, every manager is told, who can open it with a reason.
    """
    named = RestrictionReader.of_child(referral.kept_with_id)
    told = named or Role.managers(referral.authority_id)
    for officer in told:
        _queue(referral, officer.email, kept_email(referral, officer.name), now)
    return len(told)


def kept_email(referral: Referral, name: str) -> Words:
    body = [
        f"Dear {name},",
        f"A referral, {referral.reference}, came in and may be about a child whose record is "
        "restricted. Only those who may see that record see the referral, so it waits for you: "
        "nobody else will decide on it.",
        "Open it in Whereabouts under Referrals, judge the risk today, and decide. If it turns out "
        "to be another child, say so there, and the team sees it again. If it does not open for "
        "you, give its reference and your reason under Restricted, Open one.",
        "We name no child in an email. Please do not name one in an answer.",
    ]
    return Words(f"Referral {referral.reference} waits for you", "\n\n".join(body) + "\n")


def _queue(referral: Referral, to: str, words: Words, now: datetime) -> Message:
    message = drafted(referral.authority, to, words, london_day(now), referral=referral)
    message.queue(now)
    return message
