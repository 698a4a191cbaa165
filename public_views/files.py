"""The files of a referral: added one by one or together, told what they are by their bytes."""

from __future__ import annotations

from flask import redirect, request, url_for

from browser.moment import request_now
from models.base import RuleBroken
from models.casework.draft_file import DraftFile
from models.casework.file_kind import WELCOME
from models.scope import Scope
from models.transaction import transaction
from public_views import visit
from public_views.pages import Answer, Open, page
from public_views.questions import Step


def take_files(here: Open, step: Step, back: str, onward: str) -> Answer:
    """Show the files there are; add to them, take one away, or go on."""
    if request.method == "GET":
        return _page(here, step, back)
    then = request.form.get("then", "")
    if then.startswith("remove-"):
        _take_away(here, then.removeprefix("remove-"))
        return redirect(request.full_path)
    if wrong := _add(here):
        return _page(here, step, back, wrong), 422
    if then == "save":
        return redirect(url_for("refer.save"))
    return redirect(request.full_path if then == "add" else onward)


def _add(here: Open) -> list[str]:
    """Keep each file that will do; return of each other why not."""
    wrong = []
    for sent in request.files.getlist("file"):
        if not sent.filename:
            continue  # what a browser sends when none is chosen
        try:
            with transaction(Scope.visitor(), request_now()):
                DraftFile.add(here.draft, sent.read(), sent.filename, visit.seal())
        except RuleBroken as broken:
            wrong.append(f"{sent.filename}: {broken}")
    if request.form.get("then") == "add" and not any(
        sent.filename for sent in request.files.getlist("file")
    ):
        wrong.append("Choose a file first, or go on without.")
    return wrong


def _take_away(here: Open, number: str) -> None:
    if number.isascii() and number.isdecimal() and len(number) < 10:
        with transaction(Scope.visitor(), request_now()):
            DraftFile.take_away(here.draft, int(number))


def _page(here: Open, step: Step, back: str, wrong: list[str] | None = None) -> str:
    return page(
        "refer_files.html",
        here.council,
        step=step,
        back=back,
        files=DraftFile.of(here.draft, visit.seal()),
        wrong=wrong or [],
        welcome=WELCOME,
    )
