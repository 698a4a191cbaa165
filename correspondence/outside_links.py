"""Links for people outside, put into a mail at the last moment: the outbox never holds one."""

from __future__ import annotations

import re

from models.casework.leavers_link import LeaversLink
from models.casework.pending_referral import PendingReferral
from models.sealing import Seal

PAGES: dict[str, tuple[type[PendingReferral] | type[LeaversLink], str]] = {
    "confirmation": (PendingReferral, "confirm"),
    "list": (LeaversLink, "leavers"),
}
_PLACE = re.compile(r"\[(confirmation|list) link ([0-9]{1,9})\]")


def to_confirm(pending: PendingReferral) -> str:
    """Return what stands for the link until the mail leaves."""
    return f"[confirmation link {pending.id}]"


def for_a_list(link: LeaversLink) -> str:
    return f"[list link {link.id}]"


def with_outside_links(body: str, recipient: str, base_url: str, seal: Seal) -> str:
    """Return the body with its links, each only in a mail to the link's own reader."""

    def made(found: re.Match[str]) -> str:
        noun, page = PAGES[found[1]]
        token = noun.token_to(recipient, int(found[2]), seal)
        return f"{base_url}/refer/{page}/{token}" if token else found[0]

    return _PLACE.sub(made, body)
