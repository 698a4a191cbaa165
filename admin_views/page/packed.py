"""Pages go out gzipped, each with a filler of random length in front.

The length of a packed page tells whether a guessed text stands in it already
(BREACH). The filler blurs that: it is the file's name in the gzip header, which
every browser skips. After R. Palacios and others, "HTB: A Very Effective Method
to Protect Web Servers Against BREACH Attack to HTTPS", IEEE Access 10 (2022).
"""

from __future__ import annotations

import secrets
import zlib

from flask import Flask, Response, request

SMALLEST = 500  # bytes: less fits one packet anyhow
FILLER = 100  # bytes at most
LEVEL = 5
TEXTS = frozenset({"application/json", "image/svg+xml", "text/javascript"})


def register(app: Flask) -> None:
    app.after_request(pack)


def pack(response: Response) -> Response:
    if not _may_be_packed(response):
        return response
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"] > 0:
        response.set_data(packed(response.get_data()))
        response.headers["Content-Encoding"] = "gzip"
    return response


def _may_be_packed(response: Response) -> bool:
    kind = response.mimetype or ""
    return (
        (kind in TEXTS or kind.startswith("text/"))
        and response.is_sequence
        and not response.direct_passthrough
        and "Content-Encoding" not in response.headers
        and (response.content_length or 0) >= SMALLEST
    )


def packed(content: bytes) -> bytes:
    """Return the gzip file of `content`, a few bytes longer each time (RFC 1952)."""
    name = b"x" * (1 + secrets.randbelow(FILLER)) + b"\0"
    head = b"\x1f\x8b\x08\x08\0\0\0\0\0\xff"  # deflate, a name follows, no date, no system
    deflate = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = deflate.compress(content) + deflate.flush()
    tail = zlib.crc32(content).to_bytes(4, "little") + len(content).to_bytes(4, "little")
    return head + name + body + tail
