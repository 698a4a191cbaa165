"""The bytes of every file: the only table that holds any, each content once."""

from __future__ import annotations

import hashlib

from peewee import BlobField, CharField, IntegerField

from models.base import BaseModel

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class StoredFile(BaseModel):
    """Reached only through the row that owns it; no list ever selects `content`."""

    area = "files"  # no role's: a file has no authority, the row that owns it has

    sha256 = CharField(unique=True, max_length=64)
    size = IntegerField()
    media_type = CharField()
    content = BlobField()

    @classmethod
    def keep(cls, content: bytes, media_type: str) -> StoredFile:
        """Return the row that holds exactly these bytes, made if it is not there yet."""
        sha256 = hashlib.sha256(content).hexdigest()
        cls.insert(
            sha256=sha256, size=len(content), media_type=media_type, content=content
        ).on_conflict_ignore().execute()
        without_content = (cls.id, cls.sha256, cls.size, cls.media_type)
        return cls.select(*without_content).where(cls.sha256 == sha256).get()

    def read(self) -> bytes:
        return bytes(StoredFile.get_by_id(self.id).content)
