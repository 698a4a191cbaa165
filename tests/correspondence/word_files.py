"""Word files to test with, made in memory. The smallest of each kind that Word would open."""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NOT_NEEDED = ("/styles", "/stylesWithEffects", "/theme", "/customXml", "/thumbnail", "/numbering")
PLACES = ("body", "table", "header", "footer", "footnote", "properties")


def word_file(*paragraphs: str) -> bytes:
    """Return a .docx of these paragraphs."""
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    return saved(document)


def word_file_with(text: str, place: str) -> bytes:
    """Return a .docx with the text in one of PLACES."""
    document = Document()
    if place == "body":
        document.add_paragraph(text)
    elif place == "table":
        document.add_table(1, 1).cell(0, 0).text = text
    elif place == "header":
        document.sections[0].header.paragraphs[0].text = text
    elif place == "footer":
        document.sections[0].footer.paragraphs[0].text = text
    elif place == "properties":
        document.core_properties.title = text
    else:
        return with_footnote(saved(document), text)
    return saved(document)


def with_footnote(document: bytes, text: str) -> bytes:
    return altered(
        document,
        {
            "word/footnotes.xml": f'<w:footnotes xmlns:w="{WORD}"><w:footnote w:id="1"><w:p><w:r>'
            f"<w:t>{text}</w:t></w:r></w:p></w:footnote></w:footnotes>",
            "[Content_Types].xml": (
                "</Types>",
                '<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxml'
                'formats-officedocument.wordprocessingml.footnotes+xml"/></Types>',
            ),
            "word/_rels/document.xml.rels": (
                "</Relationships>",
                f'<Relationship Id="rIdF" Type="{OFFICE}/footnotes" Target="footnotes.xml"/>'
                "</Relationships>",
            ),
        },
    )


def altered(document: bytes, changes: Mapping[str, str | tuple[str, str]]) -> bytes:
    """Return the file with parts written anew, or with (this, replaced by that) in a part."""
    written = BytesIO()
    with ZipFile(BytesIO(document)) as old, ZipFile(written, "w", ZIP_DEFLATED) as new:
        for name in dict.fromkeys((*old.namelist(), *changes)):
            change = changes.get(name)
            if isinstance(change, str):
                new.writestr(name, change)
            elif change is None:
                new.writestr(name, old.read(name))
            else:
                before = old.read(name).decode()
                assert change[0] in before, f"{name} has no {change[0]}"
                new.writestr(name, before.replace(*change))
    return written.getvalue()


def in_body(document: bytes, xml: str) -> bytes:
    """Return the file with this XML at the start of its body."""
    return altered(document, {"word/document.xml": ("<w:body>", f"<w:body>{xml}")})


def saved(document: Any) -> bytes:
    for holder in (document.part, document.part.package):
        for key, link in list(holder.rels.items()):
            if link.reltype.endswith(NOT_NEEDED):
                del holder.rels[key]  # nine tenths of the file, and of the time to read it
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def text_of(letter: bytes) -> str:
    """Return the letter's paragraphs as python-docx reads them, tables and footers too."""
    document = Document(BytesIO(letter))
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    holders = [document, *cells, document.sections[0].header, document.sections[0].footer]
    return "\n".join(paragraph.text for holder in holders for paragraph in holder.paragraphs)


def everything_in(letter: bytes) -> str:
    """Return the bytes of all parts as text, mark-up and all, for a search."""
    with ZipFile(BytesIO(letter)) as package:
        return "".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())


def count_of_pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))
