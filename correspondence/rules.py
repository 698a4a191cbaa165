"""What no letter may carry, hide or fetch: an allow-list of parts, and the elements refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from correspondence.word_file import WORD, W, WordFile, shorten, where

TRACKED = "a tracked change. Accept or reject all changes under Review"
COMMENT = "a comment. Delete all comments under Review"
HIDDEN = "hidden text. Delete it, or show it"
EMBEDDED = "an embedded object. Replace it with text or a picture"
CONTROL = "a form control. Replace it with text"
ELEMENTS = {
    **dict.fromkeys(("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel"), TRACKED),
    **dict.fromkeys(("cellMerge", "rPrChange", "pPrChange", "tblPrChange", "trPrChange"), TRACKED),
    **dict.fromkeys(("tcPrChange", "sectPrChange", "numberingChange", "tblGridChange"), TRACKED),
    "tblPrExChange": TRACKED,
    "commentReference": COMMENT,
    "commentRangeStart": COMMENT,
    "vanish": HIDDEN,
    "specVanish": HIDDEN,
    "object": EMBEDDED,
    "objectEmbed": EMBEDDED,
    "objectLink": EMBEDDED,
    "control": CONTROL,
    "ffData": CONTROL,
    "dataBinding": "a box that Word fills in by itself. Replace it with text or a tag",
    "altChunk": "another document inserted as a file. Copy its text in instead",
    "subDoc": "a linked sub-document. Copy its text in instead",
}
# The same things in the words of Office's other vocabularies.
FOREIGN = {"OLEObject": EMBEDDED, "oleObj": EMBEDDED, "ocx": CONTROL, "script": "a program"}

_ORDINARY_PART = re.compile(
    rf"""({re.escape(WORD)}(document\.main|header|footer|footnotes|endnotes|styles|settings
        |webSettings|fontTable|numbering|document\.glossary|people|commentsExtended
        |commentsIds|commentsExtensible)\+xml
    |{re.escape(WORD)}printerSettings
    |application/vnd\.ms-office\.(classificationlabels|drawingml\.diagramDrawing)\+xml
    |application/vnd\.openxmlformats-officedocument\.drawingml\.diagram\w+\+xml
    |application/vnd\.openxmlformats-officedocument\.(theme|themeOverride|extended-properties
        |custom-properties|customXmlProperties)\+xml
    |application/vnd\.openxmlformats-package\.(relationships|core-properties)\+xml
    |application/vnd\.ms-word\.(stylesWithEffects|people|commentsExtended)\+xml
    |application/vnd\.openxmlformats-officedocument\.obfuscatedFont
    |application/xml|text/xml
    |image/(png|jpe?g|gif|bmp|tiff?|x-emf|x-wmf|vnd\.ms-photo))""",
    re.VERBOSE | re.IGNORECASE,
)
_EMBEDDED = re.compile(
    r"/(embeddings|activeX|webextensions|ctrlProps|control)/|vbaProject|vbaData|oleObject|/afchunk",
    re.IGNORECASE,
)
_PROGRAM = re.compile(r"macro|vba|ms-office\.(activeX|webextension)|javascript", re.IGNORECASE)
_ELSEWHERE = re.compile(r"\s*([a-z][a-z0-9+.-]+:|\\\\|//)", re.IGNORECASE)
_ORDINARY_TARGET = ("https://", "http://", "mailto:")


def nothing_is_embedded(file: WordFile) -> Iterator[str]:
    for name, kind in file.kinds.items():
        if name == "[Content_Types].xml" or name.endswith(("/", ".rels")):
            continue  # of Word's packing; what the links lead to is looked at below
        if kind == f"{WORD}comments+xml":
            if file.trees[name].find(f"{W}comment") is not None:
                yield f"The document holds {COMMENT}."
        elif kind.lower() == "image/svg+xml":
            yield "A picture is of a kind that can carry programs (.svg). Use a PNG or JPEG."
        elif _PROGRAM.search(kind):
            yield "The document holds macros or a program. Save it without, as a .docx."
        elif _EMBEDDED.search(f"/{name}") or not _ORDINARY_PART.fullmatch(kind):
            what = shorten(PurePosixPath(name).name)
            yield (
                f"Another file is embedded in the document, “{what}”. Remove it: only pictures"
                " may stay."
            )


def no_link_leads_outside(file: WordFile) -> Iterator[str]:
    for name, tree in file.trees.items():
        for link in tree if name.endswith(".rels") else ():
            kind, target = str(link.get("Type")), str(link.get("Target"))
            outside = str(link.get("TargetMode")).lower() == "external" or _ELSEWHERE.match(target)
            ordinary = kind.endswith("/hyperlink") and target.lower().startswith(_ORDINARY_TARGET)
            if outside and not ordinary:
                yield f"The document {_led(kind)}, “{shorten(target)}”. {_way_out(kind)}"
            if kind.endswith(("/vbaProject", "/oleObject", "/control", "/aFChunk", "/package")):
                yield "Another file is embedded in the document. Remove it: only pictures may stay."


def _led(kind: str) -> str:
    return (
        "is attached to a template elsewhere"
        if kind.endswith("/attachedTemplate")
        else "links to something outside it"
    )


def _way_out(kind: str) -> str:
    if kind.endswith("/attachedTemplate"):
        return "In Word, under Developer, Document Template, choose Normal."
    if kind.endswith(("/mailMergeSource", "/mailMergeHeaderSource", "/recipientData")):
        return "In Word, under Mailings, Start Mail Merge, choose Normal Word Document."
    return "Remove the link, or paste the picture in itself."


def no_picture_is_fetched(file: WordFile) -> Iterator[str]:
    """Refuse an address in a drawing itself, where Word's old pictures have it."""
    for _, place, tree in file.filled_in():
        for element in tree.iter("{urn:schemas-microsoft-com:vml}*"):
            for name in ("src", "href", "althref", "{urn:schemas-microsoft-com:office:office}href"):
                target = element.get(name)
                if target and _ELSEWHERE.match(target):
                    yield (
                        f"In {where(place, element)} a picture links to something outside,"
                        f" “{shorten(target)}”. Paste the picture in itself."
                    )


def no_forbidden_element(file: WordFile) -> Iterator[str]:
    hidden = _hiding_styles(file)
    for _, place, tree in file.filled_in():
        for element in tree.iter(*(W + name for name in ELEMENTS)):
            if element.get(f"{W}val") in ("0", "false", "off", "none"):
                continue  # Word's way to say that this text is not hidden after all
            words = ELEMENTS[element.tag.removeprefix(W)]
            yield f"In {where(place, element)} there is {words}."
        for element in tree.iter(*("{*}" + name for name in FOREIGN)):
            yield f"In {where(place, element)} there is {FOREIGN[_local(element)]}."
        for element in tree.iter(f"{W}pStyle", f"{W}rStyle", f"{W}tblStyle"):
            if element.get(f"{W}val") in hidden:
                yield f"In {where(place, element)} there is {HIDDEN}."


def the_usual_style_hides_nothing(file: WordFile) -> Iterator[str]:
    hiding = _hiding_styles(file)
    for name, tree in file.trees.items():
        usual = tree.iter(f"{W}style") if file.kinds.get(name) == f"{WORD}styles+xml" else ()
        defaults = tree.iter(f"{W}docDefaults")
        if any(_hides(each) for each in defaults) or any(
            style.get(f"{W}default") in ("1", "true") and style.get(f"{W}styleId") in hiding
            for style in usual
        ):
            yield "The document's usual style hides all text. Choose another under Styles."


def _hiding_styles(file: WordFile) -> set[str]:
    """Return the styles that hide text, by themselves or by the style they are based on."""
    hiding: set[str] = set()
    for name, tree in file.trees.items():
        if file.kinds.get(name) != f"{WORD}styles+xml":
            continue
        styles = list(tree.iter(f"{W}style"))
        hiding |= {str(style.get(f"{W}styleId")) for style in styles if _hides(style)}
        for _ in styles:  # as deep as one style can stand on others
            found = {
                str(style.get(f"{W}styleId"))
                for style in styles
                if any(base.get(f"{W}val") in hiding for base in style.iter(f"{W}basedOn"))
            }
            if found <= hiding:
                break
            hiding |= found
    return hiding


def _hides(style: Any) -> bool:
    return any(
        mark.get(f"{W}val") not in ("0", "false", "off")
        for mark in style.iter(f"{W}vanish", f"{W}specVanish")
    )


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
