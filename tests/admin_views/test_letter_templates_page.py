"""The letters and their versions: a manager uploads one, tries it, and another publishes it."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import lxml.html
import pytest
from docx import Document
from flask import Flask
from werkzeug.test import TestResponse

from correspondence.workers import close_workers
from models.base import database
from models.casework.enquiry import Enquiry
from models.ledger.event import Event
from models.ledger.stored_file import DOCX, StoredFile
from models.organisations.officer import Officer
from models.outgoing.letter import Letter
from models.outgoing.template import LetterTemplate, TemplateVersion
from tests.admin_views.sweeping import everything_but, sweeper, words_in
from tests.browsing import Browser
from tests.correspondence.word_files import text_of, word_file
from tests.making import (
    make_authority,
    make_case,
    make_child,
    make_enquiry,
    make_officer,
    make_restriction,
    make_template,
    saved,
    the_authority,
)

NAME = "enquiry-to-school"
STARTER = (Path(__file__).parents[2] / "letter_templates" / f"{NAME}.docx").read_bytes()
CHANGED = word_file("Dear {{ recipient_name }}, about {{ child_name }}: {{ reference }}")
PAGE = "/letters/templates"
PUBLISH = "template-versions.publish_view"


@pytest.fixture(scope="module", autouse=True)
def _no_worker_left() -> Iterator[None]:
    yield
    close_workers()


@pytest.fixture
def first(app: Flask) -> TemplateVersion:
    """The published first version of the enquiry to a school."""
    return make_template(NAME, STARTER)


@pytest.fixture
def manager(first: TemplateVersion) -> Officer:
    return make_officer("manager", may_publish=True)


@pytest.fixture
def browser(app: Flask, manager: Officer) -> Browser:
    return sweeper(app, manager)


@pytest.fixture
def other(app: Flask, first: TemplateVersion) -> Browser:
    """The browser of a second manager who may publish."""
    return sweeper(app, make_officer("manager", may_publish=True))


def upload(
    browser: Browser, template_id: int, content: bytes, name: str = "letter.docx"
) -> TestResponse:
    fields = {"file": (BytesIO(content), name)}
    return browser.post(f"{PAGE}/upload?id={template_id}", fields)


def draft_of(browser: Browser, version: TemplateVersion, content: bytes = CHANGED) -> int:
    """Upload it; return the id of the draft."""
    answer = upload(browser, version.template_id, content)
    assert answer.status_code == 302, words_in(answer)
    browser.get(str(answer.location))
    return int(TemplateVersion.select().order_by(TemplateVersion.id.desc()).get().id)


def act(browser: Browser, verb: str, version_id: int) -> str:
    """Press a button of the page; return what the page says then."""
    answer = browser.post(
        f"/template-versions/{verb}/?id={version_id}",
        headers={"Referer": f"http://localhost{PAGE}"},
        follow_redirects=True,
    )
    return words_in(answer)


def states() -> list[str]:
    return [row.state for row in TemplateVersion.select().order_by(TemplateVersion.id)]


def faults_on(page: TestResponse) -> list[str]:
    tree = lxml.html.fromstring(words_in(page))
    return [
        one.text_content() for one in tree.xpath("//div[contains(@class, 'error-summary')]//li")
    ]


def in_school() -> Enquiry:
    return make_enquiry(case=make_case(officer=make_officer("cme_officer")))


def test_each_letter_is_listed_with_its_versions_who_and_when(
    browser: Browser, other: Browser, manager: Officer, first: TemplateVersion
) -> None:
    act(other, "publish", draft_of(browser, first))

    page = browser.get(PAGE)

    rows = [
        [" ".join(cell.text_content().split()) for cell in row]
        for row in lxml.html.fromstring(words_in(page)).xpath("//tbody/tr")
    ]
    assert page.status_code == 200
    assert [row[:2] for row in rows] == [["2", "Published"], ["1", "Retired"]]
    assert rows[0][2] == f"23 Nov 2026, 09:00, {manager.name}"
    assert rows[1][2] == "23 Nov 2026, 09:00, with the program"


def test_the_page_is_titled_labelled_and_its_tables_have_captions(browser: Browser) -> None:
    tree = lxml.html.fromstring(words_in(browser.get(PAGE)))

    assert [h1.text for h1 in tree.xpath("//h1")] == ["Letter templates"]
    assert len(tree.xpath("//table")) == len(tree.xpath("//table/caption")) == 1
    (field,) = tree.xpath("//input[@type='file']")
    assert tree.xpath(f"//label[@for='{field.get('id')}']")
    assert not tree.xpath("//main//script | //main//*[@style] | //main//style")


def test_the_current_letter_is_downloaded_as_it_is(
    browser: Browser, first: TemplateVersion
) -> None:
    answer = browser.get(f"/template-versions/file/?id={first.id}")

    assert answer.data == STARTER
    assert f'filename="{NAME}-version-1.docx"' in answer.headers["Content-Disposition"]


def test_a_good_file_becomes_a_draft_and_letters_stay_as_they_were(
    browser: Browser, manager: Officer, first: TemplateVersion
) -> None:
    answer = upload(browser, first.template_id, CHANGED)

    assert answer.location == PAGE
    assert states() == ["published", "draft"]
    draft = TemplateVersion.get(TemplateVersion.state == "draft")
    assert (draft.uploaded_by, draft.file.read()) == (manager, CHANGED)
    created = (Event.verb == "create") & (Event.table_name == "template_version")
    event = Event.get(created, Event.row_id == draft.id)
    assert event.actor == f"officer:{manager.id}"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"", "The file is empty.", id="empty"),
        pytest.param(STARTER[:3000], "The file is damaged", id="cut short"),
        pytest.param(b"%PDF-1.7 ...", "This is a PDF.", id="a PDF renamed"),
        pytest.param(b"Dear parent", "is not a Word document", id="text renamed"),
        pytest.param(b"\xd0\xcf\x11\xe0 old", "This is an old Word file", id="an old Word file"),
    ],
)
def test_f49_a_file_that_is_no_letter_is_refused_with_the_reason_on_the_page(
    browser: Browser, first: TemplateVersion, content: bytes, reason: str
) -> None:
    answer = upload(browser, first.template_id, content)

    assert answer.status_code == 422
    (fault,) = faults_on(answer)
    assert reason in fault
    assert (states(), StoredFile.select().count()) == (["published"], 1)


def test_f50_an_unknown_field_is_refused_with_its_paragraph_quoted(
    browser: Browser, first: TemplateVersion
) -> None:
    faulty = word_file("We write about {{ child_nam }} today.", "From {{ oficer_name }}.")

    answer = upload(browser, first.template_id, faulty)

    assert answer.status_code == 422
    one, two = faults_on(answer)
    assert "We write about {{ child_nam }} today." in one
    assert "child_name" in one
    assert "From {{ oficer_name }}." in two
    assert (states(), StoredFile.select().count()) == (["published"], 1)


def test_a_faulty_upload_writes_nothing_but_that_the_page_was_seen(
    browser: Browser, first: TemplateVersion
) -> None:
    seen = ("event", "event_detail", "event_child", "audit_head", "session")
    browser.get(PAGE)
    before = everything_but(*seen)

    upload(browser, first.template_id, word_file("{{ child_nam }}"))

    assert everything_but(*seen) == before


def test_no_file_chosen_is_said(browser: Browser, first: TemplateVersion) -> None:
    answer = upload(browser, first.template_id, b"", name="")

    assert faults_on(answer) == ["Choose the Word file (.docx) first."]


def test_more_than_ten_megabytes_are_not_taken(browser: Browser, first: TemplateVersion) -> None:
    answer = browser.client.post(
        f"{PAGE}/upload?id={first.template_id}",
        data=b"x" * 11_000_000,
        content_type="multipart/form-data; boundary=x",
    )
    database.connect(reuse_if_open=True)

    assert answer.status_code == 413
    assert "Send less than 10 MB" in words_in(answer)
    assert states() == ["published"]


def test_whoever_uploaded_it_is_offered_no_button_and_cannot_press_it(
    browser: Browser, first: TemplateVersion
) -> None:
    draft = draft_of(browser, first)

    page = words_in(browser.get(PAGE))
    told = act(browser, "publish", draft)

    assert PUBLISH not in page
    assert "somebody else has to read and publish it" in page
    assert "somebody else has to read and publish it" in told
    assert states() == ["published", "draft"]


def test_a_second_person_publishes_it(
    browser: Browser, other: Browser, first: TemplateVersion
) -> None:
    draft = draft_of(browser, first)

    assert f"?id={draft}&amp;do={PUBLISH}" in words_in(other.get(PAGE))
    ask = other.get(f"/template-versions/confirm/?id={draft}&do={PUBLISH}")
    assert "every such letter is produced from this version" in words_in(ask)
    told = act(other, "publish", draft)

    assert "version 2 is published" in told
    assert states() == ["retired", "published"]


def test_without_the_permission_nobody_publishes(
    app: Flask, browser: Browser, first: TemplateVersion
) -> None:
    draft = draft_of(browser, first)
    without = sweeper(app, make_officer("manager"))

    page = words_in(without.get(PAGE))
    told = act(without, "publish", draft)

    assert PUBLISH not in page
    assert "You do not have the permission to publish letters" in told
    assert states() == ["published", "draft"]


@pytest.mark.parametrize("role", ["business_support", "cme_officer", "returns_officer", "auditor"])
def test_only_a_manager_uploads_or_brings_back(
    app: Flask, first: TemplateVersion, role: str
) -> None:
    browser = sweeper(app, make_officer(role))
    first.state = "retired"
    saved(first)

    back = browser.post(f"/template-versions/bring-back/?id={first.id}")

    assert upload(browser, first.template_id, CHANGED).status_code in (403, 404)
    assert back.status_code in (403, 404)
    assert states() == ["retired"]


def test_an_old_version_is_brought_back_for_a_second_person(
    browser: Browser, other: Browser, first: TemplateVersion
) -> None:
    act(other, "publish", draft_of(browser, first))

    told = act(browser, "bring-back", first.id)
    back = TemplateVersion.get(TemplateVersion.number == 3)
    refused = act(browser, "publish", back.id)
    act(other, "publish", back.id)

    assert "version 1 is back as draft 3" in told
    assert "somebody else has to" in refused
    assert states() == ["retired", "retired", "published"]
    assert LetterTemplate.named(the_authority().id, NAME).published().file.read() == STARTER


@pytest.mark.parametrize("verb", ["file", "preview", "publish", "bring-back"])
def test_a_version_of_another_authority_is_not_there(browser: Browser, verb: str) -> None:
    theirs = make_template(NAME, CHANGED, authority=make_authority(code="874", name="Elsewhere"))
    address = f"/template-versions/{verb}/?id={theirs.id}"

    statuses = {browser.get(address).status_code, browser.post(address).status_code}

    assert statuses <= {404, 405}
    assert upload(browser, theirs.template_id, CHANGED).status_code == 404
    assert "Elsewhere" not in words_in(browser.get(PAGE))


def try_on(browser: Browser, version_id: int, reference: str, kind: str = "docx") -> TestResponse:
    fields = {"reference": reference, "kind": kind}
    return browser.post(f"/template-versions/preview/?id={version_id}", fields)


def test_a_draft_is_tried_on_a_case_as_a_word_file_and_nothing_is_kept(
    browser: Browser, manager: Officer, first: TemplateVersion
) -> None:
    enquiry, draft = in_school(), draft_of(browser, first)

    answer = try_on(browser, draft, f" {enquiry.reference.lower()} ")

    assert (answer.status_code, answer.mimetype) == (200, DOCX)
    assert enquiry.reference in text_of(answer.data)
    assert enquiry.case.child.name in text_of(answer.data)
    assert not Letter.select().exists()
    assert StoredFile.select().count() == 2  # the two versions
    read = Event.get(Event.verb == "read", Event.table_name == "enquiry")
    assert (read.actor, read.row_id) == (f"officer:{manager.id}", enquiry.id)
    assert read.about["children"] == [enquiry.case.child_id]
    assert enquiry.case.child.surname not in answer.headers["Content-Disposition"]


@pytest.mark.office
def test_a_draft_is_tried_on_a_case_as_a_pdf(browser: Browser, first: TemplateVersion) -> None:
    enquiry, draft = in_school(), draft_of(browser, first)

    answer = try_on(browser, draft, enquiry.reference, "pdf")

    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.data.startswith(b"%PDF")
    assert f'filename="preview-{enquiry.reference}-version-2.pdf"' in str(answer.headers)


def test_f62_when_the_pdf_hangs_the_word_file_is_still_offered(
    browser: Browser, first: TemplateVersion, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nsleep 600\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr("admin_views.outgoing.letter_templates.PDF_SECONDS", 0.3)
    enquiry = in_school()

    answer = try_on(browser, first.id, enquiry.reference, "pdf")

    assert answer.status_code == 422
    assert "Take the Word file instead" in words_in(answer)
    assert 'value="docx"' in words_in(answer)
    assert f'value="{enquiry.reference}"' in words_in(answer)
    assert try_on(browser, first.id, enquiry.reference).mimetype == DOCX


def test_without_libreoffice_the_pages_say_so_and_offer_the_word_file(
    browser: Browser, first: TemplateVersion, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    asked = words_in(browser.get(f"/template-versions/preview/?id={first.id}"))

    assert "There is no LibreOffice on this server" in asked
    assert "There is no LibreOffice on this server" in words_in(browser.get(PAGE))
    assert 'value="pdf"' not in asked
    assert try_on(browser, first.id, in_school().reference, "pdf").status_code == 422


@pytest.mark.parametrize("reference", ["", "ENQ-999999", "nonsense", "CH-1", "ENQ-x", "ENQ-"])
def test_a_reference_that_opens_nothing_is_said_beside_the_field(
    browser: Browser, first: TemplateVersion, reference: str
) -> None:
    answer = try_on(browser, first.id, reference)

    assert answer.status_code == 422
    assert "reference" in " ".join(faults_on(answer))


def test_a_restricted_case_is_told_of_as_a_missing_one(
    browser: Browser, first: TemplateVersion
) -> None:
    enquiry = in_school()
    make_restriction(child=enquiry.case.child)

    hidden = faults_on(try_on(browser, first.id, enquiry.reference))

    assert hidden == faults_on(try_on(browser, first.id, "ENQ-999999"))


def test_an_enquiry_of_another_authority_is_told_of_as_a_missing_one(
    browser: Browser, first: TemplateVersion
) -> None:
    authority = make_authority(code="874", name="Elsewhere")
    child = make_child(authority=authority)
    theirs = make_enquiry(case=make_case(authority=authority, child=child))

    hidden = faults_on(try_on(browser, first.id, theirs.reference))

    assert hidden == faults_on(try_on(browser, first.id, "ENQ-999999"))


def test_what_the_record_lacks_is_said(browser: Browser, first: TemplateVersion) -> None:
    enquiry = make_enquiry(case=make_case(officer=None))

    answer = try_on(browser, first.id, enquiry.reference)

    assert answer.status_code == 422
    assert "This case has no officer yet" in " ".join(faults_on(answer))


def test_the_guide_to_the_fields_is_downloaded_as_a_word_file(browser: Browser) -> None:
    answer = browser.get(f"{PAGE}/guide")

    assert answer.mimetype == DOCX
    assert Document(BytesIO(answer.data)).tables


def test_who_may_not_see_templates_sees_no_page(app: Flask, first: TemplateVersion) -> None:
    browser = sweeper(app, make_officer("returns_officer"))

    assert browser.get(PAGE).status_code == 403
    assert browser.get(f"{PAGE}/guide").status_code == 403
