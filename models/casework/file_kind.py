"""What a file is, told by its bytes and never by its name. Bytes in, a kind out: it opens nothing.

It looks whether a file is of one of six kinds and whether it is all there. It
is no scanner: what a sound file of such a kind does elsewhere is not known here.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO
from typing import NamedTuple

from models.base import RuleBroken
from models.ledger.stored_file import DOCX

WELCOME = "Word (.docx), PDF, a picture (.jpg or .png) or an email (.eml or .msg)"

MOST_PARTS = 2_000  # in a Word file; an ordinary one has some twenty
LARGEST_PART = 2**20  # of those that are read here; others are not unpacked
LONGEST_HEAD = 256 * 1024  # of an email


# What the library raises, one or another, for a package that is damaged or locked.
BROKEN_PACKAGE = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    KeyError,
    ValueError,
)


class FileKind(NamedTuple):
    ending: str
    words: str
    media_type: str


WORD = FileKind("docx", "Word file", DOCX)
PDF = FileKind("pdf", "PDF", "application/pdf")
JPEG = FileKind("jpg", "Picture", "image/jpeg")
PNG = FileKind("png", "Picture", "image/png")
EMAIL = FileKind("eml", "Email", "message/rfc822")
OUTLOOK = FileKind("msg", "Email from Outlook", "application/vnd.ms-outlook")
KINDS = (WORD, PDF, JPEG, PNG, EMAIL, OUTLOOK)
BY_MEDIA_TYPE = {kind.media_type: kind for kind in KINDS}

_PNG_BEGINS, _PNG_ENDS = b"\x89PNG\r\n\x1a\n", b"\x00\x00\x00\x00IEND\xaeB`\x82"
_COMPOUND_BEGINS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OF_A_MESSAGE = "__properties_version1.0".encode("utf-16-le")
_PROGRAMS = re.compile(
    r"vbaproject|vbadata|^word/activex/|^word/embeddings/.*\.(?!xlsx$|docx$|pptx$)", re.IGNORECASE
)


def size_in_words(size: int) -> str:
    return f"{size / 2**20:.1f} MB" if size >= 2**20 else f"{max(size // 1024, 1)} kB"


def kind_of(content: bytes) -> FileKind:
    """Return what `content` is. Raise RuleBroken for what may not be kept, or is cut off."""
    if not content:
        raise RuleBroken("This file is empty. Save it again where it came from, then attach that.")
    if content.startswith(b"PK"):
        return _checked_word(content)
    if content.startswith(b"%PDF-"):
        return _whole(PDF, b"%%EOF" in content[-2048:])
    if content.startswith(b"\xff\xd8\xff"):
        return _whole(JPEG, _is_whole_jpeg(content))
    if content.startswith(_PNG_BEGINS):
        return _whole(PNG, content[12:16] == b"IHDR" and _PNG_ENDS in content[-4096:])
    if content.startswith(_COMPOUND_BEGINS) and _OF_A_MESSAGE in content:
        return _whole(OUTLOOK, _is_whole_compound(content))
    if _is_email(content):
        return EMAIL
    raise RuleBroken(
        f"This file is not what may be attached, whatever its name says. Attach {WELCOME}; "
        "save anything else as PDF first."
    )


def _whole(kind: FileKind, is_whole: bool) -> FileKind:
    if not is_whole:
        raise RuleBroken(
            f"This looks like a {kind.words} that is cut off or damaged. Open it where it came "
            "from, save it again, then attach that."
        )
    return kind


def _checked_word(content: bytes) -> FileKind:
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            names = package.namelist()
            types = _part(package, "[Content_Types].xml")
            settings = _part(package, "word/_rels/settings.xml.rels", needed=False)
    except BROKEN_PACKAGE:
        return _whole(WORD, False)
    if "word/document.xml" not in names or len(names) > MOST_PARTS:
        raise RuleBroken(
            f"This is a package of files, but no Word file. Attach {WELCOME}; take other files "
            "out of their package first."
        )
    fetched = b"attachedTemplate" in settings and b"External" in settings
    if fetched or b"macroEnabled" in types or any(_PROGRAMS.search(name) for name in names):
        raise RuleBroken(
            "This Word file holds a macro, a program or a template from elsewhere, which may not "
            "be kept here. Save it as PDF, then attach that."
        )
    return WORD


def _part(package: zipfile.ZipFile, name: str, needed: bool = True) -> bytes:
    if not needed and name not in package.namelist():
        return b""
    with package.open(name) as part:
        return part.read(LARGEST_PART)


def _is_whole_jpeg(content: bytes) -> bool:
    """Walk to where the picture itself begins: a small one in its head ends like a whole one."""
    place = 2
    while place + 4 <= len(content) and content[place] == 0xFF:
        marker = content[place + 1]
        if marker == 0xDA:
            return content.find(b"\xff\xd9", place) > 0
        if marker == 0xFF:
            place += 1
            continue
        place += 2 + int.from_bytes(content[place + 2 : place + 4], "big")
    return False


def _is_whole_compound(content: bytes) -> bool:
    """Say whether the last sector its table of sectors tells of could be there."""
    shift = int.from_bytes(content[30:32], "little")
    directory = int.from_bytes(content[48:52], "little")
    if shift not in (9, 12):
        return False
    return (directory + 2) << shift <= len(content) and len(content) % 512 == 0


_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:")


def _is_email(content: bytes) -> bool:
    """Say whether it begins with the head of an email (RFC 5322): its sender and one thing more."""
    head, gap, _body = content[:LONGEST_HEAD].replace(b"\r\n", b"\n").partition(b"\n\n")
    if b"\0" in head or (not gap and len(content) > LONGEST_HEAD):
        return False
    names: set[bytes] = set()
    for line in head.rstrip(b"\n").split(b"\n"):
        if line[:1] in (b" ", b"\t") and names:
            continue  # goes on from the line before
        field = _FIELD.match(line)
        if field is None:
            return False
        names.add(field[1].lower())
    return b"from" in names and bool(names & {b"date", b"to", b"subject", b"message-id"})
