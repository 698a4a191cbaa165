"""Where a school sends its list of leavers, by the link it was mailed: looked over, then sent."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from flask import Response, request

from browser.moment import request_now, today
from correspondence.leavers_workbook import XLSX, template, to_mend
from models.casework.leavers import MOST, BadRow, Leaver, weighed
from models.casework.leavers_link import LeaversLink, LeaversLinkRefused
from models.casework.leavers_sent import receive, received
from models.casework.workbook import NoSheet, rows_of
from models.organisations.sent_form import SentBefore
from models.scope import Scope
from models.sealing import Broken
from models.transaction import transaction
from public_views import visit
from public_views.pages import Answer, blueprint, page
from public_views.questions import Question, Step

PURPOSE = "list of leavers"
GOOD_FOR = timedelta(hours=21)  # a list that was looked over
SENDER = Step(
    "sender",
    "Your list of leavers",
    (
        Question("referrer-name", "Your name", needed="Enter your name.", fills="name"),
        Question("referrer-role", "Your role", needed="Enter your role."),
        Question("referrer-phone", "Phone number", fills="tel", keyboard="tel"),
    ),
)
TOO_OLD = "This list was looked over too long ago, or is not whole. Give the file again."


class Looked(NamedTuple):
    """A list that was looked over: it stands in the page, sealed, until it is sent."""

    sender: dict[str, str]
    good: list[Leaver]
    bad: list[BadRow]

    def closed(self, link: LeaversLink, now: datetime) -> str:
        told = [link.id, now.isoformat(), self.sender, self.good, self.bad]
        return visit.seal().close(PURPOSE, json.dumps(told))


def _opened(sealed: str, link: LeaversLink, now: datetime) -> Looked:
    """Raise NoSheet for what we did not close, for this link and today."""
    try:
        told: list[Any] = json.loads(visit.seal().open(PURPOSE, sealed))
    except Broken as wrong:
        raise NoSheet(TOO_OLD) from wrong
    number, at, sender, good, bad = told
    if number != link.id or now - datetime.fromisoformat(at) > GOOD_FOR:
        raise NoSheet(TOO_OLD)
    rows = [BadRow(row, cells, [(t, w) for t, w in faults]) for row, cells, faults in bad]
    return Looked(sender, [Leaver(*one) for one in good], rows)


@blueprint.errorhandler(LeaversLinkRefused)
def refused(error: LeaversLinkRefused) -> Answer:
    return page("refer_link_refused.html", why=str(error)), 410


def _link(token: str) -> LeaversLink:
    return LeaversLink.opened_by(token, visit.seal(), request_now())


@blueprint.get("/leavers/<token>/template")
def leavers_template(token: str) -> Response:
    _link(token)
    return _workbook(template(), "leavers")


@blueprint.route("/leavers/<token>", methods=("GET", "POST"))
def leavers(token: str) -> Answer:
    """Ask for the list; look it over; and send what is good of it."""
    link = _link(token)
    if request.method == "GET":
        return _asked(link, token, {})
    try:
        if request.form.get("do") == "look":
            return _looked_over(link, token)
        looked = _opened(request.form.get("list", ""), link, request_now())
        if request.form.get("do") == "mend":
            return _workbook(to_mend(looked.bad), "leavers-to-mend")
        return _sent(link, looked)
    except NoSheet as refused:
        return _asked(link, token, {"file": str(refused)}), 422


def _asked(link: LeaversLink, token: str, wrong: dict[str, str]) -> str:
    answers = SENDER.read(request.form)
    told = {"link": link, "token": token, "step": SENDER, "answers": answers, "wrong": wrong}
    return page("refer_leavers.html", link.authority, most=MOST, **told)


def _looked_over(link: LeaversLink, token: str) -> Answer:
    """Change nothing: say what would be sent, and what is to be mended first."""
    answers = SENDER.read(request.form)
    file = request.files.get("file")
    wrong = SENDER.wrong(answers, today())
    if file is None or not file.filename:
        wrong["file"] = "Choose the file."
    if wrong or file is None:
        return _asked(link, token, wrong), 422
    found = weighed(rows_of(file.read()), today())
    sender = {name.replace("-", "_"): str(text) for name, text in answers.items()}
    sealed = Looked(sender, found.good, found.bad).closed(link, request_now())
    return page("refer_leavers_looked.html", link.authority, found=found, list=sealed, token=token)


def _sent(link: LeaversLink, looked: Looked) -> Answer:
    """Keep all of it in one transaction; the same list again is told what came of it before."""
    if not looked.good:
        raise NoSheet("There is nothing to send yet: mend the rows, then give the file again.")
    before = False
    try:
        with transaction(Scope.visitor(), request_now()):
            receive(link, looked.good, looked.sender, request_now())
    except SentBefore:
        before = True
    rows = received(link, looked.good)
    return page("refer_leavers_sent.html", link.authority, rows=rows, before=before)


def _workbook(content: bytes, name: str) -> Response:
    response = Response(content, mimetype=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response
