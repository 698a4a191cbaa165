"""What the forms about one case have in common: which case it is, and a file that shows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import abort, flash, g, request
from flask_admin.helpers import get_form_data
from wtforms import SelectField
from wtforms.validators import InputRequired

from admin_views.asking import officer_asking, scope
from admin_views.doors.sessions import request_now
from admin_views.people.attachments import TakenFile, file_fits
from admin_views.records.base import CaseView
from admin_views.records.forms import ProtectedForm
from admin_views.records.joining import naming
from admin_views.records.kept_files import scanner_is_set
from admin_views.records.reading import note_read
from admin_views.records.rows import is_id
from models.base import BaseModel, StaleRow
from models.casework.attachment import Attachment
from models.casework.case import Case
from models.casework.file_kind import WELCOME


def case_asked(verb: str, noun: type[BaseModel]) -> Case:
    """Return the case the address names, or answer 404, or 403 without the right to do this."""
    number = request.args.get("case", "")
    if not is_id(number):
        abort(404)
    query = naming(scope().of(Case), Case, (Case.kind, Case.child))
    case: Case | None = query.where(Case.id == int(number)).get_or_none()
    if case is None:
        abort(404)
    note_read(case)
    if not scope().may(verb, noun, case.authority_id):
        abort(403)
    return case


def sent() -> Any:
    """Return what was sent, the files with it; None for a page that is only asked for."""
    return get_form_data() if request.method == "POST" else None


class OneOf(SelectField):
    """A choice among a few, none of them chosen beforehand."""

    def __init__(
        self, label: str, offered: Sequence[tuple[str, str]] = (), needed: str = "", **kwargs: Any
    ) -> None:
        checks = [InputRequired(needed)] if needed else []
        super().__init__(label, checks, default="", **kwargs)
        self.choices = [("", "Choose"), *offered]


class OfTheChild(SelectField):
    """A choice among the files put with a child; `offer` says whose."""

    def __init__(self, label: str = "A file that is here already", **kwargs: Any) -> None:
        super().__init__(label, default="", **kwargs)
        self.choices = [("", "None")]

    def offer(self, case: Case) -> None:
        newest = Attachment.to_show_by(scope(), case.child_id).limit(100)
        self.choices = [("", "None"), *((str(file.id), str(file)) for file in newest)]

    def chosen(self) -> Attachment | None:
        return scope().get(Attachment, int(self.data)) if self.data else None


class EvidenceForm(ProtectedForm):
    """Asks for a file that shows something: one that is here, or a new one."""

    evidence = OfTheChild()
    file = TakenFile(
        "Or a new file", [file_fits], description=f"A scan, a photograph, an email: {WELCOME}."
    )

    def shown(self, case: Case, what: str) -> Attachment | None:
        """Return the file chosen, or the new one as kept. Call inside the transaction."""
        return taken(self.file, case, what) or self.evidence.chosen()


def taken(field: TakenFile, case: Case, what: str) -> Attachment | None:
    """Put the new file with the case; None if none was sent. Call inside the transaction."""
    given = field.data
    if not given:
        return None
    file = Attachment(authority=case.authority_id, child=case.child, case=case, what=what)
    by, now = officer_asking(), request_now()
    file.take(given.read(), given.filename or "", by, now, scanner_is_set())
    file.save()
    return file


class AboutCase(CaseView):
    """Screens of a noun that hangs on a case, with forms of their own."""

    def kept(self, write: Callable[[], None]) -> bool:
        """Run `write` as `written` does; somebody else's change meanwhile is told in words."""
        try:
            return self.written(write)
        except StaleRow as stale:
            g.not_saved = 409
            flash(f"{stale} Go back to the case to see what was changed.", "error")
        return False

    def step_page(
        self, form: Any, case: Case, step: str, template: str = "step.html", **about: Any
    ) -> tuple[str, int]:
        """Return the form for one step on a case, as it was sent."""
        return self.form_page(form, template, row=case, step=step, **about)
