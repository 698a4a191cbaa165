"""Finds a school of the national register by what somebody typed: its number, or words."""

from __future__ import annotations

import re

from peewee import Case

from models.organisations.authority import Authority
from models.organisations.school import School

MOST = 10
NONE = "none"  # chosen: it is none of those in the register


def find(typed: str, authority_id: int) -> list[School]:
    """Return the first ten schools that fit: this council's first, open ones before closed.

    By URN, by DfE number (873/2001) or by words of the name and the postcode.
    """
    if number := re.fullmatch(r"\s*(\d{3})\s*[/-]?\s*(\d{4})\s*", typed):
        by_number = (Authority.code == number[1]) & (School.establishment_number == number[2])
        return list(School.select().join(Authority).where(by_number).limit(MOST))
    if re.fullmatch(r"\s*\d{5,6}\s*", typed):
        return list(School.select().where(School.urn == typed.strip()))
    if (fits := School.fitting(typed)) is None:
        return []
    theirs = Case(None, [(School.local_authority == authority_id, 0)], 1)
    shut = Case(None, [(School.status == "closed", 1)], 0)
    return list(School.select().where(fits).order_by(theirs, shut, School.name).limit(MOST))


def by_urn(urn: str) -> School | None:
    found: School | None = School.get_or_none(School.urn == urn) if urn else None
    return found


def in_words(school: School) -> str:
    """Return a school as one tells it from others of its name."""
    place = ", ".join(line for line in school.address_lines.splitlines()[-1:] if line)
    told = [school.name, place, school.postcode, f"URN {school.urn}"]
    shut = "closed" if school.status == "closed" else ""
    return ", ".join(part for part in [*told, shut] if part)
