"""The letters and their versions: download, edit in Word, upload, try on a case, publish."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import Response, abort, flash, redirect, request, url_for
from flask_admin import BaseView, expose
from werkzeug.wrappers import Response as AnyResponse
from wtforms import StringField
from wtforms.validators import InputRequired

from admin_views.asking import scope, today
from admin_views.doors.sessions import request_now
from admin_views.outgoing.letters import as_download, download
from admin_views.records.base import Action, CaseView
from admin_views.records.forms import ProtectedForm
from admin_views.records.reading import note_listed, note_read
from admin_views.records.rows import is_id, load_named
from admin_views.records.words import moment
from admin_views.signed_in import SignedInView
from correspondence.drafts import keep_draft, preview, row_called
from correspondence.guide import FILE_NAME, field_guide
from correspondence.letters import LetterFault
from correspondence.pdf import NO_LIBREOFFICE, NoPdf, can_make_pdf, to_pdf
from models.base import BaseModel, RuleBroken
from models.ledger.stored_file import DOCX
from models.outgoing.letter import Letter
from models.outgoing.template import STATES, LetterTemplate, TemplateVersion
from models.transaction import transaction

PDF = "application/pdf"
PDF_SECONDS = 20.0  # somebody waits for this one

Answer = AnyResponse | tuple[str, int]


class Faulty(NamedTuple):
    """An upload that was refused, and all that is wrong with it."""

    template: LetterTemplate
    faults: Sequence[str]


class PreviewForm(ProtectedForm):
    reference = StringField(
        "Reference of an enquiry, notice or case",
        [InputRequired("Enter the reference of an enquiry, a notice or a case.")],
        description="Like ENQ-1, NOT-1 or EHE-1. No letter is kept or sent; it is recorded that you"
        " looked at the case.",
    )


class LetterTemplatesView(SignedInView, BaseView):
    def __init__(self) -> None:
        self._default_view = "index"  # the library looks for a page at "/", which the letters have
        super().__init__(
            "Letter templates", endpoint="letter-templates", url="/letters", category="Templates"
        )

    def is_accessible(self) -> bool:
        return super().is_accessible() and scope().may("see", TemplateVersion)

    @expose("/templates")
    def index(self) -> Answer:
        return self._page(None)

    @expose("/templates/guide")
    def guide(self) -> Response:
        return download(field_guide(), DOCX, FILE_NAME)

    @expose("/templates/upload", methods=("POST",))
    def upload(self) -> Answer:
        number = request.args.get("id", "")
        template = scope().get(LetterTemplate, int(number) if is_id(number) else 0)
        file = request.files.get("file")
        try:
            if file is None or not file.filename:
                raise LetterFault(["Choose the Word file (.docx) first."])
            version = keep_draft(scope(), template, file.read(), request_now())
        except LetterFault as refused:
            return self._page(Faulty(template, refused.faults))
        flash(f"{version} is added as a draft. Somebody else now has to read and publish it.")
        return redirect(url_for(".index"))

    def _page(self, faulty: Faulty | None) -> tuple[str, int]:
        letters = list(scope().of(LetterTemplate).order_by(LetterTemplate.title, LetterTemplate.id))
        versions = list(scope().of(TemplateVersion).order_by(TemplateVersion.number.desc()))
        load_named(letters, ["authority.code"], scope())
        load_named(versions, ["template.title", "uploaded_by.name", "published_by.name"], scope())
        note_listed(TemplateVersion, versions, len(versions), "")
        page = self.render(
            "letter_templates.html",
            letters=letters,
            versions_of=lambda letter: [v for v in versions if v.template_id == letter.id],
            states=dict(STATES),
            scope=scope(),
            may_upload=lambda letter: scope().may("add", TemplateVersion, letter.authority_id),
            may_try=lambda letter: scope().may("add", Letter, letter.authority_id),
            moment=moment,
            faulty=faulty,
            pdf=can_make_pdf(),
            no_pdf=NO_LIBREOFFICE,
        )
        return str(page), 422 if faulty else 200


class TemplateVersionView(CaseView):
    shows = TemplateVersion
    title = "Template versions"
    address = "template-versions"
    group = "Templates"
    creates = False
    edits = False
    column_list = ("template", "number", "state", "uploaded_by", "published_by", "published_at")
    column_sortable_list = (("number", "number"), ("template", "template.title"))
    narrow_by = ("state",)
    actions = (
        Action("Download the Word file", "template-versions.file_view"),
        Action("Try it on a case", "template-versions.preview_view", needs=("add", Letter)),
        Action(
            "Publish",
            "template-versions.publish_view",
            posts=True,
            confirm="From now on every such letter is produced from this version. The version "
            "published before is kept, and can be brought back as a draft.",
        ),
    )

    def actions_for(self, row: BaseModel) -> Sequence[Action]:
        assert isinstance(row, TemplateVersion)
        *reading, publish = self.actions
        ready = row.state == "draft" and not row.why_not_published_by(scope())
        return [*reading, publish] if ready else reading

    @expose("/file/")
    def file_view(self) -> Response:
        version = self._version()
        return as_download(version.file, version.file_name)

    @expose("/preview/", methods=("GET", "POST"))
    def preview_view(self) -> Answer:
        version = self._to_act_on(TemplateVersion, "add", Letter)
        form = PreviewForm(request.form if request.method == "POST" else None)
        if request.method == "POST" and form.validate():
            try:
                return self._tried(version, str(form.reference.data))
            except RuleBroken as refused:
                form.reference.errors = [str(refused)]
            except NoPdf as none:
                flash(str(none), "error")
        page = self.render(
            "letter_preview.html",
            version=version,
            form=form,
            pdf=can_make_pdf(),
            no_pdf=NO_LIBREOFFICE,
        )
        return str(page), 200 if request.method == "GET" else 422

    def _tried(self, version: TemplateVersion, reference: str) -> Response:
        row = row_called(scope(), reference, version.authority_id)
        note_read(row)
        letter = preview(scope(), version, row, today())
        name = f"preview-{row.reference}-version-{version.number}"
        if request.form.get("kind") == "pdf":
            return download(to_pdf([letter], PDF_SECONDS)[0], PDF, f"{name}.pdf")
        return download(letter, DOCX, f"{name}.docx")

    @expose("/publish/", methods=("POST",))
    def publish_view(self) -> AnyResponse:
        version = self._version()
        reads_only = not scope().may("change", TemplateVersion, version.authority_id)
        if reads_only and version.authority_id not in scope().publishes_for:
            abort(403)
        with transaction(scope(), request_now()):
            version.publish(scope(), request_now())
        flash(f"{version} is published. Letters are produced from it from now on.")
        return redirect(url_for("letter-templates.index"))

    @expose("/bring-back/", methods=("POST",))
    def bring_back_view(self) -> AnyResponse:
        version = self._to_act_on(TemplateVersion, "add", TemplateVersion)
        with transaction(scope(), request_now()):
            draft = version.bring_back(scope(), request_now())
        flash(f"{version} is back as draft {draft.number}. Somebody else now has to publish it.")
        return redirect(url_for("letter-templates.index"))

    def _version(self) -> TemplateVersion:
        version: Any = self._record_or_404()
        return version if isinstance(version, TemplateVersion) else abort(404)
