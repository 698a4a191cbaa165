"""Our tables, as far as the measured screens show them; made and indexed by our own migrations."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models


def text(**options: Any) -> models.CharField:
    return models.CharField(max_length=255, blank=True, default="", **options)


def key(to: str, **options: Any) -> models.ForeignKey:
    return models.ForeignKey(to, models.RESTRICT, **options)


def maybe(to: str, **options: Any) -> models.ForeignKey:
    return key(to, null=True, blank=True, **options)


class Named(models.Model):
    name = models.CharField(max_length=255)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Authority(Named):
    code = models.CharField(max_length=3)

    class Meta:
        managed = False
        db_table = "authority"

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class School(Named):
    class Meta:
        managed = False
        db_table = "school"


class Agency(Named):
    class Meta:
        managed = False
        db_table = "agency"


class CaseKind(Named):
    class Meta:
        managed = False
        db_table = "case_kind"


class Officer(Named):
    class Meta:
        managed = False
        db_table = "officer"


class Record(models.Model):
    authority = key("Authority")
    row_version = models.IntegerField(default=1, editable=False)

    class Meta:
        abstract = True


class Child(Record):
    SEXES: ClassVar = (("F", "Female"), ("M", "Male"), ("U", "Unknown"))

    forenames = text()
    surname = models.CharField(max_length=255)
    born_on = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=1, choices=SEXES, default="U")
    upn = text()
    first_language = text()
    safeguarding_note = models.TextField(blank=True, default="")

    class Meta:
        managed = False
        db_table = "child"

    def __str__(self) -> str:
        return f"{self.forenames} {self.surname}, born {self.born_on} (CH-{self.id})"


class ChildWithAll(Child):
    """The page of a child with all that hangs on it."""

    class Meta:
        proxy = True


class Person(Record):
    forenames = text()
    surname = models.CharField(max_length=255)

    class Meta:
        managed = False
        db_table = "person"

    def __str__(self) -> str:
        return f"{self.forenames} {self.surname}"


class Case(Record):
    child = key("Child")
    kind = key("CaseKind")
    officer = maybe("Officer")
    reason = text()
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        managed = False
        db_table = "case"

    def __str__(self) -> str:
        return f"{self.kind.name}-{self.id}"


class Enquiry(Record):
    case = key("Case")
    school = maybe("School")
    other_authority = maybe("Authority", related_name="+")
    agency = maybe("Agency")
    person = maybe("Person")
    question = models.TextField()
    sent_on = models.DateField()
    due_on = models.DateField()
    answered_on = models.DateField(null=True, blank=True)

    class Meta:
        managed = False
        db_table = "enquiry"

    def __str__(self) -> str:
        return f"ENQ-{self.id}"


class Relationship(Record):
    child = key("Child")
    person = key("Person")
    kind = text()
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        managed = False
        db_table = "relationship"


class Address(Record):
    child = maybe("Child")
    lines = models.TextField()
    postcode = text()
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        managed = False
        db_table = "address"


class ChildName(Record):
    child = key("Child")
    kind = text()
    forenames = text()
    surname = text()

    class Meta:
        managed = False
        db_table = "child_name"


class Notice(Record):
    child = key("Child")
    kind = text()
    decided_on = models.DateField()

    class Meta:
        managed = False
        db_table = "notice"


class Note(Record):
    child = key("Child")
    written_on = models.DateField()
    written_by = maybe("Officer")
    text = models.TextField()

    class Meta:
        managed = False
        db_table = "note"
