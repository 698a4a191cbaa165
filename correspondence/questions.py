"""Puts a question to another office by mail: the first mail, which names no child."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from correspondence.drafted import drafted
from correspondence.emails import (
    HOW_A_LINK_WORKS,
    WHY_WE_ASK,
    Words,
    how_to_answer,
    line_of,
    signature,
)
from correspondence.reply_links import links_for
from models.base import RuleBroken
from models.casework.case import Case
from models.casework.enquiry import Enquiry
from models.casework.handover import Handover
from models.casework.restriction import Restriction
from models.organisations.authority import Authority
from models.outgoing.chase import THE_QUESTION, Chase
from models.outgoing.message import Message
from models.outgoing.reply_link import BY_LINK

IS_THIS_CHILD_WITH_YOU = "Is this child with you, or known to you? If so, since when, and where?"


def ask_authorities(
    case: Case, others: Sequence[Authority], question: str, now: datetime, today: date
) -> list[Enquiry]:
    """Put one question to each of these authorities and queue the mails. RuleBroken says why not.

    Call inside a transaction: all are asked or none.
    """
    asked = []
    for other in others:
        enquiry = Enquiry(
            authority=case.authority_id,
            case=case,
            other_authority=other,
            question=question,
            sent_on=today,
        )
        enquiry.save()
        ask_by_mail(enquiry, now, today)
        asked.append(enquiry)
    return asked


def ask_by_mail(enquiry: Enquiry, now: datetime, today: date) -> Message:
    """Queue the mail that puts the question. RuleBroken says why it cannot go by mail.

    Call inside a transaction.
    """
    if why := no_mail(enquiry, today):
        raise RuleBroken(why)
    recipient = enquiry.asked.email
    link = links_for([enquiry], recipient, now, today).get(enquiry.id, "")
    words = question_email(enquiry, link)
    message = drafted(enquiry.authority, recipient, words, today)
    Chase.create(
        authority=enquiry.authority_id,
        enquiry=enquiry,
        round=enquiry.round,
        step=THE_QUESTION,
        recipient=recipient,
        message=message,
        made_at=now,
    )
    message.queue(now)
    return message


def no_mail(enquiry: Enquiry, today: date) -> str:
    """Say in a sentence why this question cannot be put by mail, or ""."""
    asked = enquiry.asked
    if asked.kind not in BY_LINK:
        return "A family is asked by letter, or by phone."
    if Restriction.is_kept(enquiry.case):
        return "Ask by phone and record the answer: of this child no mail goes out."
    if not asked.email:
        return f"No email address is held for {asked.name}. Enter one, or ask by phone."
    if why := enquiry.no_chasing(today):
        return f"{asked.name} cannot be asked by mail: {why}."
    if Chase.was_begun(enquiry):
        return "This question went by mail already. A reminder follows by itself when it is late."
    return ""


def question_email(enquiry: Enquiry, link: str) -> Words:
    """Return the words that put a question, or hand a child over. They name no child."""
    handover = Handover.of_enquiry(enquiry)
    asked = [ASK_A_HANDOVER] if handover is not None else [ASK]
    body = "\n\n".join(
        [
            f"Dear {enquiry.asked.name},",
            *asked,
            line_of(enquiry, link),
            "We name no child in an email. Please give the reference when you answer, and no "
            "child's name in the subject.",
            *([HOW_A_LINK_WORKS] if link else []),
            how_to_answer(enquiry.authority, bool(link)),
            WHY_WE_ASK,
            signature(enquiry),
        ]
    )
    what = "A child handed over to you" if handover is not None else "A question to you"
    return Words(f"{what}: {enquiry.reference}", body + "\n")


ASK = (
    "We are trying to find a child who may be missing education, and have to ask you whether the "
    "child is with you, or known to you."
)
ASK_A_HANDOVER = (
    "We believe that a child on our records now lives in your area, and we hand the child over to "
    "you. The case stays open here until you tell us that you have taken it on, or send it back "
    "to us with your reason."
)
