"""A case of a child missing education on the screens: checked, visited, reviewed, closed."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from models.casework.attachment import LARGEST, Attachment
from models.casework.case import Case
from models.casework.check_row import CheckRow
from models.casework.clock import Clock
from models.casework.enquiry import Enquiry
from models.casework.outcome import Outcome, OutcomeEvidence
from models.casework.review import Review
from models.casework.standing import Standing
from models.casework.visit import Visit
from models.ledger.stored_file import StoredFile
from models.organisations.officer import Officer
from models.organisations.term import Term
from models.outgoing.letter import Letter
from models.outgoing.message import Message
from models.outgoing.template import LetterTemplate
from tests.admin_views.sweeping import Sweeper, form_in, messages_in, sweeper, words_in
from tests.correspondence.word_files import text_of
from tests.making import (
    NOW,
    TODAY,
    close_case,
    make_authority,
    make_case,
    make_checks,
    make_child,
    make_enquiry,
    make_handover,
    make_message,
    make_officer,
    make_parent,
    make_restriction,
    make_school,
    make_visit,
    the_authority,
    writing,
)

LETTERS = Path(__file__).parents[2] / "letter_templates"

pytestmark = pytest.mark.usefixtures("db")


def boxes(name: str, day: date = TODAY) -> dict[str, str]:
    return {name: str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


@pytest.fixture
def officer(app: Flask) -> Sweeper:
    return sweeper(app, make_officer("cme_officer", name="Una Marsh"))


def test_the_page_of_a_case_shows_the_checklist_and_what_is_still_to_do(officer: Sweeper) -> None:
    case = make_case()
    page = words_in(officer.get(f"/cases/details/?id={case.id}"))

    assert "6 of the required rows are still to do." in page
    assert "7. Housing, council tax, housing benefit" in page
    assert "Where it stands" in page
    make_checks(case)
    assert "Every required row is done." in words_in(officer.get(f"/cases/details/?id={case.id}"))


def test_a_row_is_recorded_with_its_evidence_and_kept_as_typed_when_refused(
    officer: Sweeper,
) -> None:
    case = make_case()
    address = f"/checks/record/?case={case.id}&row=2"
    typed = {"result": "found", "words": "On the admissions system since May.", **boxes("done_on")}

    refused = officer.post(address, typed | {"result": ""})
    assert refused.status_code == 422
    assert "On the admissions system since May." in words_in(refused)
    file = (BytesIO(b"%PDF-1.7\n1\n%%EOF"), "printout.pdf")
    answer = officer.post(address, typed | {"file": file})
    assert answer.status_code == 302, messages_in(answer)

    check = CheckRow.get()
    assert (check.number, check.result, check.done_on) == (2, "found", TODAY)
    assert (check.evidence.name, check.evidence.case_id) == ("printout.pdf", case.id)
    assert "printout" not in words_in(officer.get("/attachments/?sort=name"))[:0]
    program = (BytesIO(b"MZ\x90\x00 a program"), "photo.pdf")
    assert officer.post(address, typed | {"file": program}).status_code == 422
    assert Attachment.select().count() == 1


def test_a_row_asks_a_school_in_one_click_and_its_answer_proposes_the_result(
    officer: Sweeper,
) -> None:
    school = make_school(name="Hilltop Primary")
    case = make_case(school=school)
    address = f"/checks/ask/?case={case.id}&row=3"
    form = form_in(officer.get(address))
    assert form["whom"] == str(school)

    assert officer.post(address, form).status_code == 302
    assert officer.post(address, form).status_code == 302  # a double click asks once
    enquiry = Enquiry.get()
    assert (enquiry.school_id, enquiry.sent_on) == (school.id, TODAY)
    with writing():
        enquiry.record_answer("Last seen on 9 October.", TODAY, None)

    record = form_in(officer.get(f"/checks/record/?case={case.id}&row=3"))
    assert record["words"] == f"{enquiry.reference}, Hilltop Primary: Last seen on 9 October."
    assert CheckRow.get().done_on is None


def test_a_visit_is_planned_with_its_warning_then_made_and_ticks_off_its_row(
    officer: Sweeper,
) -> None:
    case = make_case()
    make_visit(case=case, made_on=date(2026, 9, 8), safety_note="A large dog, not tied up.")
    form_page = officer.get(f"/visits/new/?case={case.id}")
    assert "A large dog, not tied up." in words_in(form_page)
    typed = {"place": "The caravan site", "at_time": "14.30", **boxes("planned_on")}
    assert officer.post("/visits/new/", form_in(form_page) | typed).status_code == 302

    visit = Visit.get(Visit.made_on.is_null())
    assert visit.at_time == "14:30"
    made = f"/visits/made/?id={visit.id}"
    assert "A large dog" in words_in(officer.get(made))
    told = {"half": "am", "spoke_to": "Mrs Dunn", "child_seen": "no", "result": "Moved in May."}
    refused = officer.post(made, told | boxes("made_on"))
    assert refused.status_code == 409
    assert "Say what that person is to the child." in words_in(refused)
    assert (
        officer.post(made, told | boxes("made_on") | {"relation": "Neighbour"}).status_code == 302
    )

    check = CheckRow.get()
    assert (check.number, check.result) == (4, "found")
    assert check.words == f"{visit.reference}: Moved in May."
    assert Clock.get(Clock.case == case, Clock.standard == "visit").met_on == TODAY


def test_a_review_is_recorded_from_what_is_due_and_the_next_is_counted(officer: Sweeper) -> None:
    case = make_case()
    clock = Clock.get(Clock.case == case, Clock.standard == "review_12")
    page = words_in(officer.get(f"/cases/details/?id={case.id}"))
    address = f"/reviews/hold/?id={clock.id}"
    assert f'href="{address}"' in page
    typed = {"words": "All enquiries are out.", "next_step": "Visit again.", **boxes("done_on")}

    assert officer.post(address, typed).status_code == 302
    again = officer.post(address, typed)
    assert again.status_code == 409
    assert "Somebody has recorded this review" in words_in(again)
    assert Review.get().standard == "review_12"
    monthly = Clock.get(Clock.case == case, Clock.standard == "review_monthly")
    assert monthly.due_on == TODAY + timedelta(days=28)


def close_address(case: Case, kind: str) -> str:
    return f"/outcomes/close/?case={case.id}&kind={kind}"


def test_a_case_is_closed_with_an_outcome_and_what_shows_it(officer: Sweeper) -> None:
    school = make_school(name="Hilltop Primary")
    case = make_case()
    choice = words_in(officer.get(f"/outcomes/close/?case={case.id}"))
    assert "On roll at a school in our area" in choice
    form = form_in(officer.get(close_address(case, "roll_here")))
    typed = {
        **form,
        "school": str(school),
        "confirmed_by": "Mrs Reed, the school's office",
        **boxes("starts_on", date(2026, 11, 16)),
        **boxes("confirmed_on"),
    }
    refused = officer.post(close_address(case, "roll_here"), typed)
    assert refused.status_code == 409
    assert "needs at least one of these" in words_in(refused)
    assert "Mrs Reed" in words_in(refused)

    shown = {"words_register": "Entry of 16 November, seen on screen."}
    done = officer.post(close_address(case, "roll_here"), typed | shown)
    assert done.status_code == 302, messages_in(done)
    kept = Case.get_by_id(case.id)
    assert kept.closed_on == TODAY
    assert kept.outcome == (
        "On roll at a school in our area: Hilltop Primary, from 16 November 2026."
    )
    page = words_in(officer.get(done.location))
    assert "Entry of 16 November, seen on screen." in page
    assert "Other authority" not in page  # not asked of this outcome, so no row of its own
    form = form_in(officer.get(f"/cases/edit/?id={case.id}"))
    assert not {"closed_on", "outcome"} & form.keys()


def test_the_closing_page_asks_what_the_council_asks(officer: Sweeper, app: Flask) -> None:
    manager = sweeper(app, make_officer("manager"))
    form, off = (
        form_in(manager.get("/outcome-needs/new/")) | {"authority": str(the_authority().id)}
        for _ in range(2)
    )
    asks = {"kind": "in_error", "evidence": "What was mistaken\r\nThe head’s email", "least": "2"}
    saved = manager.post("/outcome-needs/new/", form | asks | boxes("effective_from"))
    assert saved.status_code == 302, messages_in(saved)
    del off["used"]  # as a browser sends a box without its tick
    unused = off | {"kind": "duplicate"} | boxes("effective_from")
    assert manager.post("/outcome-needs/new/", unused).status_code == 302
    case = make_case()

    choice = officer.get(f"/outcomes/close/?case={case.id}")
    assert "open under another reference" not in words_in(choice)
    refused = officer.get(close_address(case, "duplicate"))
    assert refused.status_code == 422
    assert "Choose another outcome" in words_in(refused)
    nothing = officer.get(f"/outcomes/close/?case={case.id}&asked=1")
    assert "Choose what became of the child." in words_in(nothing)

    page = officer.get(close_address(case, "in_error"))
    assert "at least two of the pieces below" in words_in(page)
    assert "Your council asks for this since 23 November 2026." in words_in(page)
    sent = form_in(page) | {"confirmed_by": "Una Marsh", "words_which_error": "The wrong child."}
    refused = officer.post(close_address(case, "in_error"), sent)
    assert "needs at least two of these" in words_in(refused)
    (own,) = (name for name in sent if name.startswith("words_") and name != "words_which_error")
    done = officer.post(close_address(case, "in_error"), sent | {own: "Of 20 November."})
    assert "The head’s email" in words_in(officer.get(done.location))


def test_a_new_file_shows_an_outcome_and_is_not_kept_when_the_closing_is_refused(
    officer: Sweeper,
) -> None:
    case = make_case()
    address = close_address(case, "in_error")
    typed = form_in(officer.get(address)) | {"confirmed_by": "Una Marsh"}

    program = officer.post(address, typed | {"new_which_error": a_file(b"MZ a program")})
    assert program.status_code == 422
    assert "not what may be attached" in words_in(program)
    typed |= boxes("confirmed_on", TODAY + timedelta(days=1))
    refused = officer.post(address, typed | {"new_which_error": a_file()})
    assert refused.status_code == 409
    assert "Choose the file again" in words_in(refused)
    assert not Attachment.select().exists()
    assert not StoredFile.select().exists()

    done = officer.post(address, typed | boxes("confirmed_on") | {"new_which_error": a_file()})
    assert done.status_code == 302, messages_in(done)
    kept = OutcomeEvidence.get().file
    assert (kept.name, kept.case_id, kept.added_by.name) == ("email.pdf", case.id, "Una Marsh")
    assert f"What was mistaken ({kept.reference})" in words_in(officer.get(done.location))


def test_each_piece_may_be_shown_by_a_file_of_the_full_size(officer: Sweeper) -> None:
    case = make_case()
    address = close_address(case, "died")
    typed = form_in(officer.get(address)) | {"confirmed_by": "The registrar"}
    most = b"%PDF-1.7\n" + b" " * (LARGEST - 15) + b"%%EOF\n"
    pieces = ("new_registrar", "new_social_care")

    over = {name: a_file(most + b" ") for name in pieces}
    refused = officer.post(address, typed | over)
    assert refused.status_code == 422
    assert words_in(refused).count("one may have 10 MB") == 4  # above, and beside each
    assert "The registrar" in words_in(refused)
    full = {name: a_file(most) for name in pieces}
    assert officer.post(address, typed | full).status_code == 302
    assert OutcomeEvidence.select().where(OutcomeEvidence.file.is_null(False)).count() == 2


def a_file(content: bytes = b"%PDF-1.7\n1\n%%EOF") -> tuple[BytesIO, str]:
    return BytesIO(content), "email.pdf"


@pytest.mark.parametrize("kind", ["believed_moved", "believed_abroad", "not_found"])
def test_what_is_only_believed_closes_nothing_and_says_what_to_do(
    officer: Sweeper, kind: str
) -> None:
    case = make_case()

    answer = officer.get(close_address(case, kind))

    assert answer.status_code == 422
    assert "Propose a standing instead" in words_in(answer)
    assert Case.get_by_id(case.id).is_open


def test_f60_who_closes_or_opens_a_case_that_another_closed_or_opened_is_told(
    officer: Sweeper, app: Flask
) -> None:
    case = make_case()
    typed = form_in(officer.get(close_address(case, "in_error"))) | {
        "words_which_error": "The wrong child.",
        "confirmed_by": "Una Marsh",
    }
    close_case(Case.get_by_id(case.id))

    late = officer.post(close_address(case, "in_error"), typed)
    assert late.status_code == 409
    assert "Somebody closed this case on 23 November 2026" in words_in(late)
    assert "The wrong child." in words_in(late)
    assert Outcome.select().count() == 1

    reopening = f"/outcomes/reopen/?case={case.id}"
    first, second = (form_in(officer.get(reopening)) | {"why": why} for why in ("Seen.", "Rang."))
    assert officer.post(reopening, first).status_code == 302
    told = officer.post(reopening, second)
    assert told.status_code == 409
    assert "This case is open." in words_in(told)
    kept = Outcome.get()
    assert (kept.why_superseded, kept.superseded_on) == ("Seen.", TODAY)
    assert OutcomeEvidence.select().count() == 1
    assert "Closed before, and opened again" in words_in(
        officer.get(f"/cases/details/?id={case.id}")
    )


def test_a_standing_needs_the_whole_checklist_and_another_person_s_signature(
    officer: Sweeper, app: Flask
) -> None:
    case = make_case(officer=None)
    form = form_in(officer.get(f"/standings/new/?case={case.id}"))
    unsaid = officer.post("/standings/new/", form | {"reasons": "The van was seen."})
    assert "Choose what is believed." in words_in(unsaid)
    assert "The van was seen." in words_in(unsaid)
    typed = form | {"kind": "believed_moved", "reasons": "The van was seen."}
    refused = officer.post("/standings/new/", typed)
    assert refused.status_code == 409
    assert "of the required rows 1, 2, 3, 4, 5, 7 are still to do" in words_in(refused)
    make_checks(case)
    assert officer.post("/standings/new/", typed).status_code == 302

    standing = Standing.get()
    sign = f"/standings/sign/?id={standing.id}"
    assert sign not in words_in(officer.get(f"/standings/details/?id={standing.id}"))
    assert officer.post(sign, {"words": ""}).status_code == 409
    manager = sweeper(app, make_officer("manager"))
    assert sign in words_in(manager.get(f"/standings/details/?id={standing.id}"))
    assert manager.post(sign, {"words": "Agreed."}).status_code == 302
    standing = Standing.get()
    assert (standing.is_in_force, standing.review_due_on) == (True, TODAY + timedelta(weeks=12))
    page = words_in(manager.get(f"/cases/details/?id={case.id}"))
    assert "Off daily chasing" in page


def test_t02_nothing_is_done_on_a_case_of_another_council(officer: Sweeper) -> None:
    theirs = make_authority(code="874", name="Peterborough")
    case = make_case(child=make_child(authority=theirs))
    clock: Any = Clock.get(Clock.case == case, Clock.standard == "review_4")
    for address in (
        f"/checks/record/?case={case.id}&row=1",
        f"/checks/ask/?case={case.id}&row=1",
        f"/outcomes/close/?case={case.id}",
        f"/outcomes/reopen/?case={case.id}",
        f"/reviews/hold/?id={clock.id}",
    ):
        assert officer.get(address).status_code == 404, address
        assert officer.post(address, {"words": "x"}).status_code == 404, address


def test_at_the_end_the_school_and_the_family_are_told_and_not_what_was_found(
    officer: Sweeper, app: Flask
) -> None:
    child = make_child()
    case = make_case(child=child, officer=Officer.get(Officer.name == "Una Marsh"))
    make_parent(child)
    asked = make_enquiry(case=case, school=make_school(name="Hilltop Primary"))
    make_enquiry(case=case, school=make_school(name="Without Mail", email=""))
    case = close_case(Case.get_by_id(case.id), words="On roll at Hilltop Primary.")
    outcome = Outcome.get()
    with writing():
        for name in ("cme-closure-to-family",):
            content = (LETTERS / f"{name}.docx").read_bytes()
            LetterTemplate.load_starter(case.authority, name, content, NOW)

    told = officer.post(f"/outcomes/email/?id={outcome.id}")
    assert told.status_code == 302
    assert officer.post(f"/outcomes/email/?id={outcome.id}").status_code == 302
    (mail,) = Message.select()  # each is told once
    assert (mail.recipient, mail.state) == (asked.asked.email, "queued")
    assert asked.reference in mail.body
    assert not [word for word in ("Neil", "On roll", "lodie") if word in mail.subject + mail.body]
    page = words_in(officer.get(told.location))
    assert "Without Mail: no address is held" in page

    letter = officer.post(f"/outcomes/letter-to-family/?id={outcome.id}")
    assert letter.status_code == 302
    assert "We have closed our enquiries" in text_of(Letter.get().file.read())
    assert "Hilltop" not in text_of(Letter.get().file.read())
    untold = f"/outcomes/untold/?id={outcome.id}"
    assert officer.post(untold, {"untold": "The aunt: she asked us not to."}).status_code == 302
    assert Outcome.get().untold == "The aunt: she asked us not to."

    make_restriction(case=case)
    make_message(subject="Another")
    manager = sweeper(app, make_officer("manager"))
    assert mail.reference not in words_in(manager.get("/messages/"))


def test_terms_are_read_in_from_a_file_and_bad_lines_told(app: Flask) -> None:
    browser = sweeper(app, make_officer("business_support"))
    form = form_in(browser.get("/term-file/"))
    assert browser.post("/term-file/", form).status_code == 422
    table = b"name,from,until,closed\nAutumn,3/9/2026,23/10/2026,\nSpring,soon,1/4/2027,\n"
    form |= {"authority": str(the_authority().id), "file": (BytesIO(table), "terms.csv")}

    page = browser.post("/term-file/", form)

    assert page.status_code == 200
    assert "1 kept; 1 left out, told below." in words_in(page)
    assert Term.get().name == "Autumn"


def test_a_hand_over_that_was_acknowledged_fills_in_the_outcome_and_one_that_waits_refuses_it(
    officer: Sweeper,
) -> None:
    case = make_case()
    handover = make_handover(case=case)
    address = close_address(case, "transferred")
    typed = {"words_acknowledged": "They rang.", "confirmed_by": "Ms Ali", **boxes("confirmed_on")}
    form = form_in(officer.get(address)) | {"other_authority": str(handover.to_authority)}

    refused = officer.post(address, form | typed)
    assert refused.status_code == 409
    assert f"{handover.reference} is not acknowledged yet" in words_in(refused)

    with writing():
        handover.acknowledge("Ms Ali, CME team", "We have her.", TODAY)
    form = form_in(officer.get(address))
    assert handover.reference in form["words_acknowledged"]
    assert form["confirmed_by"] == "Ms Ali, CME team"
    assert officer.post(address, form).status_code == 302
    assert Case.get_by_id(case.id).outcome.startswith("Taken on by another authority")
