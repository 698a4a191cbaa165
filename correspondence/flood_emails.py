"""Asks the sender of a referral to confirm it, while there are more of them than usual."""

from __future__ import annotations

from datetime import date, datetime

from correspondence.concern_emails import whom_to_ring
from correspondence.drafted import drafted
from correspondence.emails import Words
from correspondence.outside_links import to_confirm
from models.casework.pending_referral import PendingReferral
from models.organisations.authority import Authority
from models.scope import Scope
from models.sealing import Seal
from models.transaction import transaction

AT_MOST = 20  # a tick, so that in a flood chases and answers are mailed too


def ask_to_confirm(scope: Scope, seal: Seal, now: datetime, today: date) -> int:
    """Write and queue the mails that are owed; return how many. Safe to run twice."""
    owed = PendingReferral.untold(AT_MOST)
    for pending in owed:
        with transaction(scope, now):
            _queue(pending, seal, now, today)
            pending.told(now)
    return len(owed)


def _queue(pending: PendingReferral, seal: Seal, now: datetime, today: date) -> None:
    words = confirmation(pending.council, to_confirm(pending))
    drafted(pending.council, pending.recipient(seal), words, today).queue(now)


def confirmation(council: Authority, link: str) -> Words:
    """Return the words. They tell nothing of what was written: the address may be a stranger's."""
    body = [
        "Hello,",
        f"Somebody, we hope you, wrote a referral to {council.name} and gave this address. It is "
        "not sent yet. To send it, open this link within two days and press the button there:",
        link,
        "If it was not you, you need do nothing: it is erased.",
        whom_to_ring(council),
        "\n".join(line for line in (council.team_name, council.name) if line),
    ]
    return Words("Confirm your referral", "\n\n".join(body) + "\n")
