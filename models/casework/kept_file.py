"""What every file that is kept has in common: its kind, its size in words, a name to travel by."""

from __future__ import annotations

from models.casework.file_kind import BY_MEDIA_TYPE, FileKind, size_in_words
from models.ledger.stored_file import StoredFile


class KeptFile:
    """Mixed into a noun with a `reference`, a `file`, its `media_type` and its `size`."""

    file_id: int
    media_type: str
    size: int

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

    def read(self) -> bytes:
        return bytes(StoredFile.get_by_id(self.file_id).content)
