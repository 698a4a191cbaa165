"""Finished letters from Word templates and plain values; it never reads a template itself."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any, TypeAlias
from zipfile import BadZipFile, ZipFile

from correspondence.workers import NoAnswer, ask_a_worker

Value: TypeAlias = "str | date | Sequence[Value] | Mapping[str, Value] | None"

SECONDS = 10.0  # wall clock for one letter
TEMPLATE_BYTES = 5_000_000
UNZIPPED_BYTES = 50_000_000
PARTS = 500
RATIO = 200  # honest Word XML packs at 10 to 60 to one
VALUES_BYTES = 1_000_000

TOO_SLOW = (
    "Reading this template took longer than {seconds:g} seconds and was stopped. Remove what is not"
    " needed, such as large pictures, long tables and loops inside loops, and try again."
)
STOPPED = (
    "The letter writer stopped part way through this letter, and nothing was produced. Try again."
    " If it happens again, the template is too large or damaged: open it in Word and save a copy."
)

# What XML 1.0 cannot hold: one such character would silently cut off the rest of the letter.
# The direction overrides are printable but make a name read as another name.
_UNPRINTABLE = re.compile(
    "[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]"
)

_OTHER_FILES = (
    (b"%PDF", "This is a PDF."),
    (b"{\\rtf", "This is a rich text file (.rtf)."),
    (b"\xd0\xcf\x11\xe0", "This is an old Word file (.doc), or a file with a password."),
)
_SAVE_AS = "Open it in Word, save it as a Word document (.docx), and upload that."

logger = logging.getLogger(__name__)


class LetterFault(Exception):
    """A letter or template is refused. Each fault is a sentence saying what to do."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = list(faults)


def render_letter(template: bytes, values: Mapping[str, Value], seconds: float = SECONDS) -> bytes:
    """Return the finished .docx, or raise LetterFault listing all that is wrong.

    `values` must hold every field the template names: None or blank where there is nothing,
    which is refused only where the template would print it. Anything but text, dates, lists
    and dicts of those is a mistake of ours and raises TypeError.
    """
    return ask("merge", template, values, seconds)


def unprintable_fields(values: Mapping[str, Value]) -> list[str]:
    """Return the fields that lose a character in a letter, for the officer to be told."""
    return [name for name, value in values.items() if _UNPRINTABLE.search(_joined(value))]


def ask(verb: str, template: bytes, given: Value, seconds: float = SECONDS) -> bytes:
    """Have a worker do `verb`. Raise LetterFault with its faults, or why there is no answer."""
    faults = _unfit(template)
    request = json.dumps(_plain({"verb": verb, "given": given})).encode()
    if len(request) > VALUES_BYTES:
        faults.append("The texts for this letter come to more than a megabyte. Shorten them.")
    if faults:
        raise LetterFault(faults)
    try:
        return _read_reply(ask_a_worker(request, template, seconds))
    except NoAnswer as none:
        words = TOO_SLOW.format(seconds=seconds) if none.too_slow else STOPPED
        raise LetterFault([words]) from None


def read_group(group: dict[str, Any]) -> Any:
    """Return what _plain wrote. Nothing but text, dates, lists and groups can come of it."""
    return date.fromisoformat(group["date"]) if "date" in group else dict(group["group"])


def _unfit(template: bytes) -> list[str]:
    """Return why these bytes are not worth opening: judged by the list in the zip, not unpacked."""
    if not template:
        return ["The file is empty. Upload the letter again."]
    if len(template) > TEMPLATE_BYTES:
        return [f"The file is larger than {TEMPLATE_BYTES // 1_000_000} MB. Use smaller pictures."]
    for start, words in _OTHER_FILES:
        if template.startswith(start):
            return [f"{words} {_SAVE_AS}"]
    try:
        with ZipFile(BytesIO(template)) as package:
            parts = package.infolist()
    except (BadZipFile, ValueError, NotImplementedError, OSError):
        return [f"The file is damaged, or is not a Word document. {_SAVE_AS}"]
    unzipped = sum(part.file_size for part in parts)
    packed_bomb = any(
        part.file_size > 1_000_000 and part.file_size > RATIO * part.compress_size for part in parts
    )
    if len(parts) > PARTS or unzipped > UNZIPPED_BYTES or packed_bomb:
        return ["The file holds far more than a letter needs. Copy its text into a new document."]
    return []


def _plain(value: Value) -> Any:
    """Return the value as JSON can carry it to read_group, without what a letter cannot print."""
    if value is None:
        return None
    if isinstance(value, str):
        return _UNPRINTABLE.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, date) and not isinstance(value, datetime):
        return {"date": value.isoformat()}
    if isinstance(value, Mapping):
        return {"group": [[name, _plain(inner)] for name, inner in value.items()]}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    raise TypeError(f"A letter takes text, dates and lists, not {type(value).__name__}.")


def _joined(value: Value) -> str:
    if isinstance(value, str):
        return value.replace("\r", "\n")
    inner = value.values() if isinstance(value, Mapping) else value
    return "\n".join(map(_joined, inner)) if isinstance(inner, Iterable) else ""


def _read_reply(reply: bytes) -> bytes:
    """Return what was made, or raise the faults. A reply is never trusted to be more than text."""
    if reply[:1] == b"D":
        return reply[1:]
    answer = json.loads(reply[1:])
    if answer["cause"]:
        logger.warning("template not readable: %s", answer["cause"])
    raise LetterFault([str(fault) for fault in answer["faults"]])
