"""A two-page letter with a logo, a table and conditions, twice: with tags and with merge fields."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

LOGO_PIXELS = 240
VISITS = 8
PARAGRAPH = (
    "We are writing about {child}, whose school has told us that the last day of attendance was"
    " {last_day}. Every child of compulsory school age is entitled to an education, and we should"
    " like to know where {child} is learning now. You do not have to fill in a form, let us visit"
    " your home or come to a meeting: a letter, a call or an email is enough, and we are glad of"
    " whatever you can tell us by {reply_by}. If you have moved, please tell us where to, so that"
    " we can ask the council there instead of asking you again."
)


def values_of(number: int) -> dict[str, Any]:
    """Return what the letter to one family says. Each is another family."""
    day = date(2026, 9, 7) + timedelta(days=number % 60)
    return {
        "reference": f"CME-2026-{number:05}",
        "council_name": "Camford & District Council",
        "child": f"Zoë O’Neil-{number}",
        "salutation": f"Dear Ms <O’Neil> {number}",
        "address": [f"{number} Mill Lane", "Camford", "CB1 1AA"],
        "last_day": day,
        "reply_by": day + timedelta(days=30),
        "served_how": "hand" if number % 2 else "post",
        "visits": [
            {
                "on": day + timedelta(days=7 * visit),
                "how": "a call" if visit % 2 else "a visit",
                "said": f"nobody answered, attempt {visit + 1} for {number}",
            }
            for visit in range(VISITS)
        ],
    }


def our_template() -> bytes:
    """Return the letter with tags."""
    dated = {"last_day": "last_day | long_date", "reply_by": "reply_by | weekday_date"}
    document = _letter(lambda name: f"{{{{ {dated.get(name, name)} }}}}", _our_conditions)
    table = document.add_table(4, 3)
    table.style = "Table Grid"
    rows = (
        ("On", "How", "What was said"),
        ("{%tr for visit in visits %}", "", ""),
        ("{{ visit.on | long_date }}", "{{ visit.how }}", "{{ visit.said }}"),
        ("{%tr endfor %}", "", ""),
    )
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    return _saved(document)


def merge_template() -> bytes:
    """Return the same letter with merge fields; a condition is beyond them, so both stay."""
    document = _letter(lambda name: f"«{name}»", lambda _: ["We handed or posted this to you."])
    table = document.add_table(2, 3)
    table.style = "Table Grid"
    for column, text in enumerate(("On", "How", "What was said")):
        table.cell(0, column).text = text
    for column, name in enumerate(("visit_on", "visit_how", "visit_said")):
        table.cell(1, column).text = f"«{name}»"
    section = document.sections[0]
    for holder in (document.element.body, section.header._element, section.footer._element):
        for paragraph in list(holder.iter(qn("w:p"))):
            _with_merge_fields(paragraph)
    return _saved(document)


def _our_conditions(field: Any) -> list[str]:
    return [
        '{%p if served_how == "hand" %}',
        "We handed this letter to you.",
        "{%p else %}",
        "We posted this letter to you.",
        "{%p endif %}",
        f"{{% if visits %}}We tried to reach you{{% endif %}} before {field('reply_by')}.",
    ]


def _letter(field: Any, conditions: Any) -> Any:
    document = Document()
    document.add_picture(BytesIO(_logo()), width=Mm(30))
    address = ["{%p for line in address %}", "{{ line }}", "{%p endfor %}"]
    lines: Sequence[str] = address if "{" in field("x") else ["«address»"]
    filled = {name: field(name) for name in ("child", "last_day", "reply_by")}
    body = [PARAGRAPH.format(**filled)] * 5
    for text in (*lines, field("salutation"), *body, *conditions(field), "Yours sincerely"):
        document.add_paragraph(text)
    section = document.sections[0]
    section.header.paragraphs[0].text = field("council_name")
    section.footer.paragraphs[0].text = field("reference")
    return document


def _with_merge_fields(paragraph: Any) -> None:
    """Turn each «name» of a paragraph into the field Word would have put there."""
    pieces = "".join(text.text or "" for text in paragraph.iter(qn("w:t"))).replace("»", "«")
    if "«" not in pieces:
        return
    for run in paragraph.findall(qn("w:r")):
        paragraph.remove(run)
    for place, piece in enumerate(pieces.split("«")):
        holder = paragraph
        if place % 2:
            holder = OxmlElement("w:fldSimple")
            holder.set(qn("w:instr"), f" MERGEFIELD {piece} ")
            paragraph.append(holder)
        run, text = OxmlElement("w:r"), OxmlElement("w:t")
        text.text = piece
        text.set(qn("xml:space"), "preserve")
        run.append(text)
        holder.append(run)


def _logo() -> bytes:
    """Return a picture that packs as badly as a real crest: some 20 kB."""
    noise = zlib.compress(b"logo", 9)
    rows = bytearray()
    for y in range(LOGO_PIXELS):
        rows.append(0)
        for x in range(LOGO_PIXELS):
            noise = zlib.crc32(noise).to_bytes(4, "big")
            rows += bytes((x & 0xF0, y & 0xF0, noise[0] & 0x0F))
    header = struct.pack(">2I5B", LOGO_PIXELS, LOGO_PIXELS, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def _saved(document: Any) -> bytes:
    written = BytesIO()
    document.save(written)
    return written.getvalue()
