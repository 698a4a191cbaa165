"""Who there is before any family: authorities, schools, agencies and the officers of the demo.

What is there already under the same key is kept as it is.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, TypeVar

from commands.demo_data.places import a_landline
from commands.demo_data.registers import (
    AGENCIES,
    AUTHORITIES,
    CASE_KINDS,
    OFFICERS,
    SCHOOL_STEMS,
    SITES,
    Post,
)
from models.base import EditableModel
from models.casework.case import CaseKind
from models.organisations.agency import Agency
from models.organisations.authority import Authority
from models.organisations.officer import Officer
from models.organisations.password import hashed
from models.organisations.role import Role
from models.organisations.school import School
from models.outgoing.ladder import Ladder

DEMO_PASSWORD = "whereabouts-demo"

PRIMARY = (
    "Primary School",
    "Church of England Primary School",
    "Community Primary School",
    "Primary Academy",
)
SECONDARY = ("College", "Academy", "School", "Village College")

Row = TypeVar("Row", bound=EditableModel)


@dataclass
class Schools:
    """The open schools of one authority."""

    primary: list[School] = field(default_factory=list)
    secondary: list[School] = field(default_factory=list)

    def for_age(self, age: int) -> list[School]:
        return self.primary if age < 11 else self.secondary


@dataclass
class Organisations:
    ours: dict[str, Authority] = field(default_factory=dict)  # by code
    others: list[Authority] = field(default_factory=list)
    schools: dict[str, Schools] = field(default_factory=dict)  # by the authority's code
    agencies: list[Agency] = field(default_factory=list)
    kinds: dict[str, CaseKind] = field(default_factory=dict)
    officers: dict[str, Officer] = field(default_factory=dict)  # by what stands before the @
    made: Counter[str] = field(default_factory=Counter)  # rows a table
    password_hash: str = ""


def found() -> Organisations:
    """Save whatever is missing. Call inside a transaction."""
    there = Organisations()
    _found_authorities(there)
    for code, name, active in CASE_KINDS:
        there.kinds[code] = _kept(there, CaseKind, "code", code=code, name=name, active=active)
    for kind, name, email in AGENCIES:
        phone = a_landline(700 + len(there.agencies))
        row = {"kind": kind, "name": name, "email": email, "phone": phone}
        there.agencies.append(_kept(there, Agency, "name", **row))
    for authority in there.ours.values():
        there.schools[authority.code] = _found_schools(there, authority)
    for post in OFFICERS:
        there.officers[post.mailbox] = _found_officer(there, post)
    return there


def _kept(there: Organisations, table: type[Row], key: str, **row: Any) -> Row:
    known: Row | None = table.get_or_none(table._meta.fields[key] == row[key])
    if known is not None:
        return known
    there.made[table._meta.table_name] += 1
    made: Row = table.create(**row)
    return made


def _found_authorities(there: Organisations) -> None:
    for row in AUTHORITIES:
        authority = _kept(there, Authority, "code", **row)
        if not row.get("ours"):
            there.others.append(authority)
            continue
        there.ours[authority.code] = authority
        if Ladder.get_or_none(Ladder.authority == authority) is None:
            Ladder.start_for(authority)


def _found_schools(there: Organisations, authority: Authority) -> Schools:
    schools = Schools()
    for number, stem in enumerate(SCHOOL_STEMS[authority.code]):
        secondary = number % 3 == 2
        row = _school_row(authority, number, stem, secondary=secondary)
        school = _kept(there, School, "urn", **row)
        if school.status == "open":
            (schools.secondary if secondary else schools.primary).append(school)
    return schools


def _school_row(authority: Authority, number: int, stem: str, *, secondary: bool) -> dict[str, Any]:
    kinds = SECONDARY if secondary else PRIMARY
    name = f"{stem} {kinds[number // 3 % len(kinds)]}"
    town, postcode = SITES[authority.code][number % len(SITES[authority.code])]
    domain = "".join(mark for mark in stem.lower() if mark.isascii() and mark.isalpha())
    return {
        "urn": f"9{authority.code[1:]}{number + 1:03}",
        "name": name,
        "local_authority": authority,
        "establishment_number": f"{(4000 if secondary else 2000) + number + 11}",
        "status": "closed" if number % 10 == 9 else "open",
        "address_lines": f"School Lane\n{town}",
        "postcode": postcode,
        "phone": a_landline(100 + number + (50 if authority.code == "874" else 0)),
        "email": f"office@{domain}.example",
    }


def _give_password(officer: Officer, there: Organisations) -> None:
    """Hash the password once for all: a hash is slow to make, and this one guards no secret."""
    if there.password_hash:
        officer.password_hash = there.password_hash
    else:
        # Not by set_password: that rightly refuses a password which everybody can read here.
        officer.password_hash = there.password_hash = hashed(DEMO_PASSWORD)


def _found_officer(there: Organisations, post: Post) -> Officer:
    row = {"name": post.name, "job_title": post.job_title, "phone": a_landline(post.extension)}
    email = f"{post.mailbox}@demo.example"
    officer: Officer | None = Officer.get_or_none(Officer.email == email)
    if officer is None:
        officer = Officer(email=email, **row)
        _give_password(officer, there)
        officer.save()
        there.made["officer"] += 1
    for code in post.authorities:
        tie = {"officer": officer, "authority": there.ours[code], "name": post.role}
        if Role.get_or_none(*(Role._meta.fields[name] == tie[name] for name in tie)) is None:
            Role.create(**tie, may_publish=post.role == "manager")
    return officer
