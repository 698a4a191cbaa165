"""A letter's Word template and all its versions; nothing is ever overwritten."""

from __future__ import annotations

from datetime import datetime

from peewee import CharField, ForeignKeyField, IntegerField

from models.base import InstantField, RuleBroken
from models.ledger.stored_file import DOCX, StoredFile
from models.organisations.authority import Authority, AuthorityRecord
from models.organisations.officer import Officer

STATES = (("draft", "Draft"), ("published", "Published"), ("retired", "Retired"))


class LetterTemplate(AuthorityRecord):
    """`name` is what commands call it and the stem of its starter file."""

    name = CharField()
    title = CharField()

    class Meta:
        indexes = ((("authority", "name"), True),)

    def published(self) -> TemplateVersion:
        """Return the version letters are produced from, or raise RuleBroken in words."""
        version: TemplateVersion | None = (
            TemplateVersion.select()
            .where(TemplateVersion.template == self, TemplateVersion.state == "published")
            .order_by(TemplateVersion.number.desc())
            .first()
        )
        if version is None:
            raise RuleBroken(f"{self.title}: no version is published yet. Ask a manager.")
        return version

    @classmethod
    def named(cls, authority_id: int, name: str) -> LetterTemplate:
        template = cls.get_or_none(cls.authority == authority_id, cls.name == name)
        if template is None:
            raise RuleBroken(f"There is no letter called {name} in this authority.")
        return template

    @classmethod
    def load_starter(cls, authority: Authority, name: str, content: bytes, now: datetime) -> str:
        """Take in a starter file; say what was done.

        The first of its name is published; a changed one is added as a draft
        for a manager to look at, and one already there is left alone.
        """
        template = cls.get_or_none(cls.authority == authority, cls.name == name)
        if template is None:
            title = name.replace("-", " ").replace("s437", "s.437").capitalize()
            template = cls.create(authority=authority, name=name, title=title)
            template._add(content, "published", now)
            return f"{name}: published as version 1"
        file = StoredFile.keep(content, DOCX)
        if TemplateVersion.get_or_none(
            TemplateVersion.template == template, TemplateVersion.file == file
        ):
            return f"{name}: already there"
        version = template._add(content, "draft", now)
        return f"{name}: added as draft version {version.number}"

    def _add(self, content: bytes, state: str, now: datetime) -> TemplateVersion:
        last = (
            TemplateVersion.select()
            .where(TemplateVersion.template == self)
            .order_by(TemplateVersion.number.desc())
            .first()
        )
        return TemplateVersion.create(
            authority=self.authority_id,
            template=self,
            number=last.number + 1 if last else 1,
            file=StoredFile.keep(content, DOCX),
            state=state,
            uploaded_at=now,
            published_at=now if state == "published" else None,
        )

    def __str__(self) -> str:
        return self.title


class TemplateVersion(AuthorityRecord):
    template = ForeignKeyField(LetterTemplate, on_delete="RESTRICT", backref="versions")
    template_id: int
    number = IntegerField()
    file = ForeignKeyField(StoredFile, on_delete="RESTRICT", backref="+")
    file_id: int
    state = CharField(default="draft", choices=STATES)
    uploaded_by = ForeignKeyField(Officer, on_delete="RESTRICT", null=True, backref="+")
    uploaded_by_id: int | None
    uploaded_at = InstantField()
    published_by = ForeignKeyField(Officer, on_delete="RESTRICT", null=True, backref="+")
    published_by_id: int | None
    published_at = InstantField(null=True)

    class Meta:
        indexes = ((("template", "number"), True),)

    def __str__(self) -> str:
        return f"{self.template.title}, version {self.number}"
