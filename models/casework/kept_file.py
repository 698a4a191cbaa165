"""What every file that is kept has in common: its bytes and names, and what the scanner said."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta

from peewee import CharField, ForeignKeyField, IntegerField

from models.base import EditableModel, InstantField
from models.casework.file_kind import BY_MEDIA_TYPE, KINDS, FileKind, size_in_words
from models.ledger.stored_file import StoredFile

LONGEST_NAME = 100
SCANS = (
    ("", "No virus scanner has looked at it"),
    ("waiting", "Waiting for the virus scanner"),
    ("clean", "No virus was found"),
    ("infected", "A virus was found"),
)
UNSEEN = ("", "waiting")
LATE = timedelta(minutes=10)  # a scanner that is up has looked long before


class KeptFile(EditableModel):
    """Mixed into a noun with a `reference`, before AuthorityRecord. Its bytes never change."""

    file = ForeignKeyField(StoredFile, on_delete="RESTRICT", backref="+")
    file_id: int
    # As the file has them: a page that tells of the file never loads the file.
    media_type = CharField(choices=[(kind.media_type, kind.words) for kind in KINDS])
    size = IntegerField()
    name = CharField(max_length=LONGEST_NAME)  # as it was given, for eyes only
    scan = CharField(default="", choices=SCANS, index=True)
    scanned_at = InstantField(null=True)

    @property
    def reference(self) -> str:
        raise NotImplementedError

    @property
    def kind(self) -> FileKind:
        return BY_MEDIA_TYPE[self.media_type]

    @property
    def size_in_words(self) -> str:
        return size_in_words(self.size)

    @property
    def file_name(self) -> str:
        """A reference and what the bytes are, never the name it came with: file names travel."""
        return f"{self.reference}.{self.kind.ending}"

    @property
    def is_shut(self) -> bool:
        """Say whether it may not be opened: not looked at yet, or with a virus in it."""
        return self.scan in ("waiting", "infected")

    def is_held(self, scanner: bool) -> bool:
        """Say the same; `scanner` is whether there is one to look at what came before it."""
        return self.is_shut or (scanner and self.scan in UNSEEN)

    @property
    def caution(self) -> str:
        """Return what to know where the file is named; "" of one in which no virus was found."""
        return "" if self.scan == "clean" else dict(SCANS)[self.scan]

    def scanned(self, infected: bool, now: datetime) -> None:
        """Write down what the scanner found."""
        self.scan, self.scanned_at = "infected" if infected else "clean", now
        self.save()

    def read(self) -> bytes:
        return bytes(StoredFile.get_by_id(self.file_id).content)


def first_state(scanner: bool) -> str:
    """Return how the scan of a new file stands; `scanner` is whether there is one."""
    return "waiting" if scanner else ""


def tidy_name(given: str) -> str:
    """Return the name of a file without its folders or anything that is not to be seen.

    A name that is too long loses its middle: the ending tells what was claimed.
    """
    last = re.split(r"[/\\]", given)[-1]
    seen = "".join(c for c in last if unicodedata.category(c)[0] != "C" or c == "\t")
    name = " ".join(seen.split()).lstrip(".") or "File without a name"
    if len(name) > LONGEST_NAME:
        name = f"{name[: LONGEST_NAME - 21]}…{name[-20:]}"
    return name
