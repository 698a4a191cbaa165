"""A letter's Word template and all its versions; nothing is ever overwritten."""

from __future__ import annotations

from datetime import datetime

from peewee import CharField, ForeignKeyField, IntegerField, IntegrityError, ModelSelect

from models.base import InstantField, RuleBroken, database
from models.ledger.stored_file import DOCX, StoredFile
from models.organisations.authority import Authority, AuthorityRecord
from models.organisations.officer import Officer
from models.scope import Scope

STATES = (("draft", "Draft"), ("published", "Published"), ("retired", "Retired"))


# What stands in a letter's name for something that is written otherwise.
WRITTEN_AS = {"s437": "s.437", "cme": "CME", "ehe": "EHE"}


def title_of(name: str) -> str:
    """Return what people read for a letter's name: "CME closure to school"."""
    title = " ".join(WRITTEN_AS.get(word, word) for word in name.split("-"))
    return title[:1].upper() + title[1:]


class LetterTemplate(AuthorityRecord):
    """`name` is what commands call it and the stem of its starter file."""

    name = CharField()
    title = CharField()
    versions: ModelSelect[TemplateVersion]

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
            template = cls.create(authority=authority, name=name, title=title_of(name))
            template._add(content, "published", now)
            return f"{name}: published as version 1"
        file = StoredFile.keep(content, DOCX)
        if TemplateVersion.get_or_none(
            TemplateVersion.template == template, TemplateVersion.file == file
        ):
            return f"{name}: already there"
        version = template._add(content, "draft", now)
        return f"{name}: added as draft version {version.number}"

    def add_draft(self, content: bytes, scope: Scope, now: datetime) -> TemplateVersion:
        """Add what an officer uploaded, already checked, for somebody else to publish."""
        return self._add(content, "draft", now, scope.officer_id)

    def _add(
        self, content: bytes, state: str, now: datetime, by: int | None = None
    ) -> TemplateVersion:
        return self._add_file(StoredFile.keep(content, DOCX), state, now, by)

    def _add_file(
        self, file: StoredFile, state: str, now: datetime, by: int | None
    ) -> TemplateVersion:
        last = self.versions.order_by(TemplateVersion.number.desc()).first()
        row = {
            "authority": self.authority_id,
            "template": self,
            "number": last.number + 1 if last else 1,
            "file": file,
            "state": state,
            "uploaded_by": by,
            "uploaded_at": now,
            "published_at": now if state == "published" else None,
        }
        try:
            with database.atomic():
                return TemplateVersion.create(**row)
        except IntegrityError as taken:
            raise RuleBroken(
                "Somebody else added a version at this very moment. Nothing was saved. Try again."
            ) from taken

    def __str__(self) -> str:
        return self.title


class TemplateVersion(AuthorityRecord):
    """Its file never changes. Draft, published by a second person, retired by the next one."""

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

    @property
    def file_name(self) -> str:
        return f"{self.template.name}-version-{self.number}.docx"

    def why_not_published_by(self, scope: Scope) -> str:
        """Return in words why this reader may not publish it now, or ""."""
        if self.state != "draft":
            return f"{self} is {self.state} already. Bring it back as a draft first."
        if self.authority_id not in scope.publishes_for:
            return (
                "You do not have the permission to publish letters. Ask a manager who has it: they"
                " are listed under Roles."
            )
        if self.uploaded_by_id == scope.officer_id:
            return "You added this version, so somebody else has to read and publish it."
        return ""

    def publish(self, scope: Scope, now: datetime) -> None:
        """Let letters be produced from this version from now on; retire the one before."""
        if why := self.why_not_published_by(scope):
            raise RuleBroken(why)
        for earlier in self.template.versions.where(TemplateVersion.state == "published"):
            earlier.state = "retired"
            earlier.save()
        self.state, self.published_by_id, self.published_at = "published", scope.officer_id, now
        self.save()

    def bring_back(self, scope: Scope, now: datetime) -> TemplateVersion:
        """Add the same file as a new draft: who published it first, and when, stays as it was."""
        if self.state != "retired":
            raise RuleBroken(f"{self} is {self.state}. Only a retired version is brought back.")
        return self.template._add_file(self.file, "draft", now, scope.officer_id)

    def __str__(self) -> str:
        return f"{self.template.title}, version {self.number}"
