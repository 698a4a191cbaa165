"""A scan and an email put with the first child of each authority, to open and download."""

from __future__ import annotations

from datetime import datetime

from commands.demo_data.caseload import Team
from models.casework.attachment import Attachment
from models.casework.case import Case

EMAIL = (
    b"From: School office <office@school.example>\r\n"
    b"To: Education Inclusion Team <education@demo.example>\r\n"
    b"Subject: Your question\r\n\r\n"
    b"Dear colleague,\r\n\r\nthe last day in school was a Friday in the summer term.\r\n"
)


def attach(team: Team, case: Case, now: datetime) -> int:
    """Save the papers of this case, already saved itself; return how many."""
    officer = team.there.officers["support"]
    papers = (
        ("Scan of the school's register", "scan 0041.pdf", _page("Made up for the demo.")),
        ("Email from the school's office", "Your question.eml", EMAIL),
    )
    for what, name, content in papers:
        row = {"authority": team.authority.id, "child": case.child_id, "case": case}
        paper = Attachment(**row, what=what)
        paper.take(content, name, officer, now, scanner=False)
        paper.save()
    return len(papers)


def _page(words: str) -> bytes:
    """Return a PDF of one page with one line on it."""
    line = f"BT /F1 24 Tf 72 720 Td ({words}) Tj ET".encode()
    parts = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(line), line),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    page, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(page))
        page += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start, size = len(page), len(parts) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    tail = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return page + head + table + tail
