"""Hands a child over to another authority: by mail, or straight into records kept here."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from correspondence.drafted import drafted
from correspondence.emails import Words, how_to_answer
from correspondence.questions import ask_by_mail
from models.base import RuleBroken
from models.casework.case import Case
from models.casework.enquiry import Enquiry
from models.casework.handover import MAIL, QUESTION, SHARED, Handover
from models.casework.packet import packet_of
from models.casework.referral import DECISIONS, NOT_CME, Referral
from models.casework.task import Task
from models.dates.london import london_day
from models.dates.words import long_date
from models.organisations.officer import Officer
from models.scope import Scope
from models.transaction import transaction

HANDING = Scope.job("handovers")


def prepare(handover: Handover, by: Officer | None, today: date) -> None:
    """Fill in how it goes, what is told and by when, before it is saved. RuleBroken says why not.

    Call inside a transaction.
    """
    about = handover.about
    if isinstance(about, Case):
        _refuse_a_second(about)
    handover.why, handover.whereabouts = handover.why.strip(), (handover.whereabouts or "").strip()
    handover.way = Handover.way_to(about, handover.to_authority)
    handover.sent_by, handover.sent_on = by, today
    handover.due_on = handover.usual_due_day()
    handover.packet = packet_of(about, handover.why, handover.whereabouts, today)


def send(handover: Handover, now: datetime, today: date) -> None:
    """Queue the mail of a hand-over that goes by mail. Call in the transaction that saves it.

    Into the records of an authority that shares the program it goes afterwards, by `deliver`.
    """
    if handover.way != MAIL:
        return
    if isinstance(handover.about, Case):
        handover.enquiry = _question(handover, handover.about)
        handover.save()
        ask_by_mail(handover.enquiry, now, today)
    else:
        _tell(handover, now, today)


def _refuse_a_second(case: Case) -> None:
    if not case.is_open:
        raise RuleBroken("This case is closed. Re-open it before you hand the child over.")
    waiting = Handover.waiting(HANDING).where(Handover.case == case.id).first()
    if waiting is not None:
        raise RuleBroken(
            f"{waiting.reference} is not answered yet. Record what they said, then hand over anew."
        )


def _question(handover: Handover, case: Case) -> Enquiry:
    enquiry = Enquiry(
        authority=case.authority_id,
        case=case,
        other_authority=handover.to_authority_id,
        question=QUESTION,
        sent_on=handover.sent_on,
        due_on=handover.due_on,
    )
    enquiry.save()
    return enquiry


def _tell(handover: Handover, now: datetime, today: date) -> None:
    """A child who was no case here is told of by phone; the mail only asks for the call."""
    council = handover.authority
    body = "\n\n".join(
        [
            f"Dear {handover.to_authority.name},",
            f"We were told of a child who seems to live in your area, and hand the child over to "
            f"you under the reference {handover.reference}. We name no child in an email: please "
            f"call us by {long_date(handover.due_on)}, and we tell you what we know.",
            how_to_answer(council),
            "\n".join(line for line in (council.team_name, council.name) if line) + "\n",
        ]
    )
    words = Words(f"A child handed over to you: {handover.reference}", body)
    to = handover.to_authority.contact_email.strip().lower()
    drafted(council, to, words, today).queue(now)


def deliver(now: datetime) -> int:
    """Put each hand-over to an authority that shares the program into its records, once.

    What arrives there is a referral of its own with what was told, never a shared row.
    Return how many. Safe to run twice, or twice at once.
    """
    waiting = Handover.waiting(HANDING).where(Handover.way == SHARED, Handover.their_receipt == "")
    return sum(_delivered(one.id, now) for one in waiting)


def _delivered(handover_id: int, now: datetime) -> bool:
    with transaction(HANDING, now):
        handover = HANDING.get(Handover, handover_id)
        way = Handover.way_to(handover.about, handover.to_authority)
        if handover.their_receipt or way != SHARED:
            return False  # kept from most since: it waits here for a call
        said = _said(handover)
        referral = Referral.receive(handover.to_authority_id, "authority", said, now)
        handover.their_receipt = referral.receipt
        handover.save()
    return True


def _said(handover: Handover) -> dict[str, Any]:
    """Return the referral the other authority receives."""
    council, officer = handover.authority, handover.sent_by
    told = dict(handover.packet["child"])
    if told.get("born_on"):
        told["born_on"] = date.fromisoformat(told["born_on"])
    return told | {
        "told": handover.packet["told"],
        "referrer_name": officer.name if officer else "",
        "referrer_role": officer.job_title if officer else "",
        "referrer_organisation": council.name,
        "referrer_email": council.email,
        "referrer_phone": (officer.phone if officer else "") or council.phone,
    }


def settle(now: datetime) -> int:
    """Write down what the authorities that share the program decided since; return of how many."""
    waiting = Handover.waiting(HANDING).where(Handover.way == SHARED, Handover.their_receipt != "")
    answers = [HANDING.of(Referral).where(Referral.receipt == one.their_receipt) for one in waiting]
    return sum(answered_by(one.get(), now) for one in answers)


def answered_by(referral: Referral, now: datetime) -> bool:
    """Tell the authority that handed this child over what was decided; False if none waits for it.

    Taken as a child: acknowledged. Not missing education here: sent back with the reason.
    Call after the transaction that decides, as it writes in the other authority's records;
    the job that runs every minute does the same for whoever forgets.
    """
    if referral.route != "authority" or referral.is_open:
        return False
    with transaction(HANDING, now):
        handover = (
            HANDING.of(Handover).where(Handover.their_receipt == referral.receipt).get_or_none()
        )
        if handover is None or not handover.is_open:
            return False
        officer = referral.decided_by
        names = [officer.name if officer else "", referral.authority.name]
        by, on = ", ".join(name for name in names if name), london_day(now)
        if referral.decision == "not_cme":
            reason = dict(NOT_CME).get(referral.not_cme, dict(DECISIONS)["not_cme"])
            handover.refuse(by, f"{reason}. {referral.decision_why}".strip(), on)
            Task.create(
                authority=handover.authority_id,
                case=handover.case_id,
                officer=None if handover.case_id else handover.sent_by_id,
                what=f"{handover.reference} was sent back. Read why, and go on.",
                due_on=on,
            )
        else:
            handover.acknowledge(by, f"Under their reference {referral.reference}.", on)
    return True
