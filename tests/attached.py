"""The smallest whole file of each kind that may be attached, and some that may not."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def package(**changes: str | bytes) -> bytes:
    """A Word file as far as anybody looks into it here; `changes` adds parts by name."""
    parts = {"[Content_Types].xml": TYPES, "word/document.xml": "<w:document/>"} | changes
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for name, part in parts.items():
            new.writestr(name, part)
    return written.getvalue()


def _chunk(name: bytes, content: bytes = b"") -> bytes:
    check = zlib.crc32(name + content).to_bytes(4, "big")
    return len(content).to_bytes(4, "big") + name + content + check


def _png() -> bytes:
    head = (1).to_bytes(4, "big") * 2 + bytes([8, 0, 0, 0, 0])
    dot = zlib.compress(b"\0\xff")
    chunks = _chunk(b"IHDR", head) + _chunk(b"IDAT", dot) + _chunk(b"IEND")
    return b"\x89PNG\r\n\x1a\n" + chunks


def _segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(content) + 2).to_bytes(2, "big") + content


def _jpg() -> bytes:
    """With a small picture inside its head, as cameras write it."""
    preview = b"Exif\0\0\xff\xd8\xff\xda\0\2little\xff\xd9"
    return b"\xff\xd8" + _segment(0xE1, preview) + _segment(0xDA, b"\1" * 10) + b"big\xff\xd9"


def _msg() -> bytes:
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    head[30] = 9
    return bytes(head) + "__properties_version1.0".encode("utf-16-le").ljust(512, b"\0")


EML = (
    b"Received: by mail.example;\r\n\tMon, 23 Nov 2026 08:59:00 +0000\r\n"
    b"From: Mrs Hill <hill@home.example>\r\nSubject: Books\r\n\r\nHere is what we read.\r\n"
)
WHOLE = {
    "docx": package(),
    "pdf": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n",
    "jpg": _jpg(),
    "png": _png(),
    "eml": EML,
    "msg": _msg(),
}
PROGRAM = b"MZ\x90\0\3\0\0\0This program cannot be run in DOS mode.\r\n\r\nPE\0\0" + bytes(200)
REFUSED = {
    "nothing": (b"", "This file is empty"),
    "a program": (PROGRAM, "not what may be attached"),
    "a page": (b"<html><script>alert(1)</script></html>", "not what may be attached"),
    "a picture that runs": (b'<svg onload="alert(1)"/>', "not what may be attached"),
    "plain words": (b"From here to there: nothing.", "not what may be attached"),
    "a program with the head of an email": (b"From: x\n\0MZ\n\nTo: y", "not what may be"),
    "an old Word file": (WHOLE["msg"][:512] + bytes(512), "not what may be attached"),
    "a package": (package(**{"word/document.xml": ""})[:-30], "cut off or damaged"),
    "a program in a package": (
        package().replace(b"word/document.xml", b"word/documemt.exe"),
        "no Word file",
    ),
    "a macro": (package(**{"word/vbaProject.bin": b"x"}), "holds a macro"),
    "a file with macros": (
        package(**{"[Content_Types].xml": "application/vnd.ms-word.document.macroEnabled.12"}),
        "holds a macro",
    ),
    "an embedded program": (package(**{"word/embeddings/oleObject1.bin": b"x"}), "holds a macro"),
    "a template from elsewhere": (
        package(
            **{
                "word/_rels/settings.xml.rels": '<Relationship Type=".../attachedTemplate" '
                'TargetMode="External"/>'
            }
        ),
        "holds a macro",
    ),
}
