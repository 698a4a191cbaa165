"""What the pages of a referral share: the draft open in this browser, and the council's head."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from browser.moment import request_now
from models.casework.draft_file import LARGEST
from models.casework.referral_draft import Answers, ReferralDraft
from models.organisations.authority import Authority
from models.scope import Scope
from models.sealing import Broken
from models.transaction import transaction
from public_views import visit
from public_views.questions import Step
from public_views.routes import COUNCIL, council_of, step_named

FORM_AROUND = 256 * 1024  # the other fields of a form, and what a browser puts between them

Answer = str | Response | tuple[str, int]

blueprint = Blueprint("refer", __name__, url_prefix="/refer", template_folder="templates")
visit.look_after(blueprint)


class Head(NamedTuple):
    """The council at the head of a page, by the names that every page asks for."""

    name: str
    code: str


class Open(NamedTuple):
    """A draft and what is answered in it by now."""

    draft: ReferralDraft
    answers: Answers

    @property
    def council(self) -> Authority:
        return council_of(self.answers)

    def keep(self, more: Answers) -> None:
        self.answers.update(more)
        with transaction(Scope.visitor(), request_now()):
            self.draft.keep(self.answers, visit.seal(), request_now())


@blueprint.url_value_preprocessor
def make_room(_endpoint: str | None, _values: Any) -> None:
    """Let the files in, all at once if need be, before anything reads the form.

    What is asked before a request, for every page alike, reads it already.
    """
    if request.endpoint == "refer.step" and request.mimetype == "multipart/form-data":
        request.max_content_length = LARGEST + FORM_AROUND


def in_progress() -> Open | None:
    """Return what is being written in this browser."""
    draft = ReferralDraft.open_in(visit.key(), request_now())
    return Open(draft, draft.answers(visit.seal())) if draft is not None else None


@blueprint.errorhandler(Broken)
def sealed_for_good(_error: Broken) -> Response:
    """The secret key was changed: what was written under the old one is as good as erased."""
    return nothing_open()


def nothing_open() -> Response:
    """Where somebody is sent whose draft is not open in this browser."""
    return redirect(url_for("refer.come_back"))


def step_or_404(answers: Answers, name: str) -> Step:
    step = step_named(answers, name)
    if step is None:
        abort(404)
    return step


def page(template: str, council: Authority | None = None, **told: Any) -> str:
    """Make a page under the head of one council, or of all ours where none is chosen yet."""
    if council is not None:
        head = Head(council.name, council.code)
        told |= {"council": lambda: head, "here": council}
    return render_template(template, form_token=visit.form_token, **told)


def asked_council() -> str:
    """Return the code of the council a link names, as a council's own site has it, or ""."""
    return request.args.get("authority", request.form.get(f"{COUNCIL}-named", ""))
