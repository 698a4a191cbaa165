"""Files put with a child, from the page that asks for one to the download."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from models.casework.attachment import LARGEST, Attachment
from models.ledger.event import Event
from models.ledger.stored_file import StoredFile
from tests.admin_views.sweeping import (
    Sweeper,
    counting,
    form_in,
    messages_in,
    no_audit,
    sweeper,
    words_in,
)
from tests.attached import PROGRAM, WHOLE
from tests.making import NOW, make_attachment, make_case, make_officer, make_restriction, writing


def sent(browser: Sweeper, address: str, content: bytes, name: str, **fields: Any) -> TestResponse:
    row = {"what": "Report of the school", **fields, "file": (BytesIO(content), name)}
    return browser.post(address, row, content_type="multipart/form-data")


@pytest.mark.parametrize("ending", WHOLE)
def test_a_file_of_each_kind_goes_in_and_comes_out_the_same(browser: Sweeper, ending: str) -> None:
    case = make_case()
    content = WHOLE[ending]
    address = f"/attachments/new/?child={case.child_id}"
    answer = sent(browser, address, content, r"C:\O’Neil\report.bin", child=case.child.reference)
    kept = Attachment.get()
    page = browser.get(f"/attachments/details/?id={kept.id}")
    out = browser.post(f"/attachments/unseen/?id={kept.id}")

    assert answer.location == f"/children/details/?id={case.child_id}"
    assert "report.bin" in words_in(page)
    assert out.get_data() == content
    assert out.mimetype == kept.kind.media_type
    assert out.headers["Content-Disposition"] == f'attachment; filename="ATT-{kept.id}.{ending}"'
    assert out.headers["X-Content-Type-Options"] == "nosniff"


def test_the_form_from_a_child_knows_the_child_and_the_one_open_case(browser: Sweeper) -> None:
    case = make_case()
    page = words_in(browser.get(f"/attachments/new/?child={case.child_id}"))

    assert 'enctype="multipart/form-data"' in page
    assert f"({case.child.reference})" in page
    assert f'value="{case.reference}"' in page


def test_t11_f49_a_program_called_a_paper_is_refused_beside_its_field(browser: Sweeper) -> None:
    child = make_case().child
    page = sent(browser, "/attachments/new/", PROGRAM, "letter.pdf", child=child.reference)

    assert page.status_code == 422
    assert any("not what may be attached" in said for said in messages_in(page))
    assert "Report of the school" in words_in(page)  # what was typed stays
    assert not Attachment.select().exists()
    assert not StoredFile.select().exists()


def test_f55_a_file_just_within_the_limit_goes_in_and_one_over_it_is_told_the_limit(
    browser: Sweeper,
) -> None:
    child = make_case().child
    whole = WHOLE["pdf"]
    most = whole[:9] + b" " * (LARGEST - len(whole)) + whole[9:]

    assert sent(browser, "/attachments/new/", most, "a.pdf", child=child.id).status_code == 422
    over = sent(browser, "/attachments/new/", b"%PDF-" + most, "a.pdf", child=child.reference)
    inside = sent(browser, "/attachments/new/", most, "a.pdf", child=child.reference)

    assert any("one may have 10 MB" in said for said in messages_in(over))
    assert inside.status_code == 302
    # The room is for this form alone.
    elsewhere = sent(browser, "/notes/new/", most, "a.pdf")
    assert elsewhere.status_code == 413


def test_f58_an_upload_dropped_half_way_leaves_nothing(browser: Sweeper) -> None:
    token = browser.token()
    body = (
        f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n'
        '--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7'
    ).encode()
    page = browser.client.post(
        "/attachments/new/",
        input_stream=BytesIO(body),
        content_length=len(body) + 5_000,
        content_type="multipart/form-data; boundary=x",
    )

    assert page.status_code == 400
    assert not Attachment.select().exists()
    assert not StoredFile.select().exists()


def test_f57_a_file_sent_twice_is_one_and_another_file_is_another(browser: Sweeper) -> None:
    case = make_case()
    address = f"/attachments/new/?child={case.child_id}"
    key = form_in(browser.get(address))["form_key"]
    fields = {"child": case.child.reference, "form_key": key}
    for ending in ("pdf", "pdf", "png"):
        assert sent(browser, address, WHOLE[ending], "scan", **fields).status_code == 302

    assert [one.kind.ending for one in Attachment.select().order_by(Attachment.id)] == [
        "pdf",
        "png",
    ]


def test_t28_a_download_is_a_look_at_the_child(browser: Sweeper) -> None:
    attachment = make_attachment(scan="clean")
    browser.get(f"/attachments/file/?id={attachment.id}")
    event = Event.select().order_by(Event.id.desc()).get()

    assert (event.verb, event.about["children"]) == ("read", [attachment.child_id])


def test_f63_no_look_written_no_file(browser: Sweeper) -> None:
    attachment = make_attachment(content=WHOLE["eml"], scan="clean")
    with no_audit():
        page = browser.get(f"/attachments/file/?id={attachment.id}")

    assert page.status_code == 503
    assert b"what we read" not in page.get_data()


def test_t04_a_restricted_child_s_file_is_not_there(browser: Sweeper) -> None:
    attachment = make_attachment()
    make_restriction(child=attachment.child)

    for page in ("details", "file", "edit"):
        assert browser.get(f"/attachments/{page}/?id={attachment.id}").status_code == 404


def test_whoever_only_reads_attaches_nothing(app: Flask) -> None:
    attachment = make_attachment(scan="clean")
    auditor = sweeper(app, make_officer("auditor"))
    returns = sweeper(app, make_officer("returns_officer"))

    assert auditor.get(f"/attachments/file/?id={attachment.id}").status_code == 200
    assert auditor.get("/attachments/new/").status_code == 403
    assert returns.get(f"/attachments/file/?id={attachment.id}").status_code == 403
    assert "Attach a file" not in words_in(
        auditor.get(f"/children/details/?id={attachment.child_id}")
    )


def test_no_page_about_a_file_fetches_the_file(
    browser: Sweeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    attachment = make_attachment()
    with counting(monkeypatch) as asked:
        for address in (
            "/attachments/",
            f"/attachments/details/?id={attachment.id}",
            f"/children/details/?id={attachment.child_id}",
        ):
            assert browser.get(address).status_code == 200

    assert not any('"content"' in sql for sql in asked)


def test_a_misfiled_file_leaves_the_lists_and_is_told_of_on_the_timeline(app: Flask) -> None:
    officer = make_officer("cme_officer", name="Una Marsh")
    attachment = make_attachment(scan="clean", what="Report about Tomasz")
    page, child = f"/attachments/out/?id={attachment.id}", attachment.child_id
    browser = sweeper(app, officer)

    before = words_in(browser.get(f"/attachments/details/?id={attachment.id}"))
    assert "It is not deleted" in words_in(browser.get(page))
    assert browser.post(page, {"why": " "}).status_code == 422
    answer = browser.post(page, {"why": "Of another child."})
    timeline = words_in(browser.get(answer.location))
    details = words_in(browser.get(f"/attachments/details/?id={attachment.id}"))

    assert f"File taken out: {attachment.reference}" in timeline
    assert "Of another child." in timeline
    assert "Report about Tomasz" not in timeline
    assert "Report about Tomasz" not in words_in(browser.get("/attachments/"))
    assert "Una Marsh" in details
    assert "Why it was taken out" in details
    assert "Why it was taken out" not in before
    for button in ("Download", "Take it out", ">Change<"):
        assert button not in details
    assert browser.get(f"/attachments/file/?id={attachment.id}").status_code == 403
    assert browser.post(f"/attachments/unseen/?id={attachment.id}").status_code == 403
    for role in ("manager", "auditor"):
        theirs = sweeper(app, make_officer(role))
        assert theirs.get(f"/attachments/file/?id={attachment.id}").status_code == 200
    # Whoever may not change it does not take it out.
    assert sweeper(app, make_officer("auditor")).get(page).status_code == 403
    assert child == Attachment.get_by_id(attachment.id).child_id


def test_f61_a_file_is_shut_from_the_moment_it_is_attached_where_there_is_a_scanner(
    app: Flask, browser: Sweeper
) -> None:
    app.config["SCANNER"] = "unix:/run/clamav/clamd.ctl"
    case = make_case()
    sent(browser, "/attachments/new/", WHOLE["pdf"], "a.pdf", child=case.child.reference)
    row = f"/checks/record/?case={case.id}&row=1"
    form = {**form_in(browser.get(row)), "result": "found", "words": "It is there."}
    form["file"] = (BytesIO(WHOLE["png"]), "b.png")
    browser.post(row, form, content_type="multipart/form-data")

    assert [one.scan for one in Attachment.select()] == ["waiting", "waiting"]
    page = words_in(browser.get(f"/cases/details/?id={case.id}"))
    assert "(waiting for the virus scanner)" in page


def test_f61_a_virus_is_told_on_the_timeline(browser: Sweeper) -> None:
    attachment = make_attachment(scan="waiting")
    with writing():
        attachment.scanned(infected=True, now=NOW)
    page = words_in(browser.get(f"/children/details/?id={attachment.child_id}"))

    assert "Virus found in a file: Report of the school" in page
    assert f"{attachment.reference} stays shut." in page
