"""Turns what was written into a referral: all of it and its receipt, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from models.base import RuleBroken
from models.casework.draft_file import DraftFile
from models.casework.referral import Referral
from models.casework.referral_draft import Answers, ReferralDraft
from models.casework.referral_file import ReferralFile
from models.ledger.stored_file import StoredFile
from models.people.identifiers import tidy_postcode
from models.scope import Scope
from models.sealing import Seal
from models.transaction import transaction
from public_views.criteria import reason_of
from public_views.grounds import ground_of
from public_views.public_route import ANONYMOUS
from public_views.questions import day_in, told
from public_views.routes import COUNCIL, ROUTE, council_of, steps_of
from public_views.schools import by_urn


def uncounted() -> None:
    """Count nothing: it was counted before."""


def send(
    form_key: str,
    seal: Seal,
    scanned: bool,
    now: datetime,
    count: Callable[[], None] = uncounted,
) -> str:
    """Keep the referral and return its receipt, which is there only once all is committed.

    The form's key is used once: the same form sent again, or twice at once, gets
    the same receipt. Where files are `scanned` they stay shut until that is done.
    `count` is called once for what is new, and may raise to refuse it.
    """
    # Whoever asks not to be named is not told of by the address they wrote from either.
    with transaction(Scope.visitor(), now):
        draft = ReferralDraft.by_form(form_key)
        if draft is None:
            raise RuleBroken("What you wrote is not kept any more. Begin again, or ring us.")
        if draft.receipt:
            return draft.receipt
        count()
        answers = draft.answers(seal)
        files = DraftFile.of(draft, seal)
        said = values_of(answers) | {"told": _told(answers, [file.name for file in files])}
        council = council_of(answers)
        referral = Referral.receive(council, answers[ROUTE], said, now)
        for file in files:
            kept = StoredFile.keep(DraftFile.read(file.id, seal), file.media_type)
            ReferralFile.create(
                authority=council,
                referral=referral,
                file=kept,
                media_type=file.media_type,
                size=file.size,
                name=file.name,
                scan="waiting" if scanned else "",
            )
        draft.became(referral.receipt, {COUNCIL: council.code}, seal, now)
    return draft.receipt


def _told(answers: Answers, files: list[str]) -> list[list[Any]]:
    pages = told(steps_of(answers), answers)
    return [*pages, ["Files", [["Name", name] for name in files]]] if files else pages


def values_of(answers: Answers) -> dict[str, Any]:
    """Return what of the answers has a column of its own."""

    def text(name: str) -> str:
        return str(answers.get(name, ""))

    anonymous = answers.get(ANONYMOUS) == "yes"
    referrer = {
        f"referrer_{one}": "" if anonymous else text(f"referrer-{one}")
        for one in ("name", "role", "organisation", "email", "phone")
    }
    postcode = tidy_postcode(text("postcode"))[:10]
    regulation, letter = ground_of(answers)
    return {
        "forenames": text("forenames"),
        "surname": text("surname"),
        "known_as": text("known-as"),
        "born_on": day_in(answers, "born"),
        "sex": text("sex") or "U",
        "upn": "".join(text("upn").split()).upper(),
        "address_lines": text("address") or postcode,
        "postcode": postcode,
        "school": by_urn(text("school-urn")),
        "school_name": text("school"),
        "last_attended_on": day_in(answers, "last-attended"),
        "reason": reason_of(answers.get("criteria", ())),
        "ground_regulation": regulation,
        "ground_letter": letter,
        "anonymous": anonymous,
        "worried": answers.get("worried") == "yes",
        **referrer,
    }
