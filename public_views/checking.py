"""Check your answers, send them, and the receipt."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for

from browser.moment import request_now, today
from models.casework.draft_file import DraftFile
from models.casework.referral_draft import ReferralDraft
from public_views import visit
from public_views.flood import send_or_hold
from public_views.pages import Answer, Open, blueprint, in_progress, nothing_open, page
from public_views.questions import Step
from public_views.routes import council_of, steps_of


@blueprint.route("/check", methods=("GET", "POST"))
def check() -> Answer:
    """Show everything once more; sent, it becomes one referral however often it is sent."""
    form_key = request.form.get("form_key", "")
    if request.method == "POST" and _was_sent(form_key):
        return redirect(url_for("refer.sent"))
    here = in_progress()
    if here is None:
        return redirect(url_for("refer.sent")) if _sent_here() else nothing_open()
    owed = _owed(here)
    if request.method == "GET" or owed or form_key != here.answers["form_key"]:
        return _page(here, owed), 200 if request.method == "GET" else 422
    return send_or_hold(here, form_key)


def _was_sent(form_key: str) -> bool:
    draft = ReferralDraft.by_form(form_key)
    return draft is not None and bool(draft.receipt)


def _owed(here: Open) -> list[Step]:
    """Return the pages whose answers are wanting, or will not do."""
    day = today()
    return [
        step
        for step in steps_of(here.answers)
        if step.wrong(here.answers, day) or step.doubted(here.answers, day)
    ]


def _page(here: Open, owed: list[Step]) -> str:
    told: list[dict[str, Any]] = [
        {"step": step, "rows": step.told(here.answers), "owed": step in owed}
        for step in steps_of(here.answers)
    ]
    return page(
        "refer_check.html",
        here.council,
        pages=told,
        owed=owed,
        files=DraftFile.of(here.draft, visit.seal()),
        form_key=here.answers["form_key"],
    )


def _sent_here() -> ReferralDraft | None:
    return ReferralDraft.sent_from(visit.key(), request_now())


@blueprint.get("/sent")
def sent() -> Answer:
    """The receipt, which stands only where a referral was committed."""
    draft = _sent_here()
    if draft is None:
        return redirect(url_for("refer.start"))
    return page("refer_sent.html", council_of(draft.answers(visit.seal())), receipt=draft.receipt)
