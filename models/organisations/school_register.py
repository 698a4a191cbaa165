"""Compares our schools with what the national register says of them, and writes nothing.

Comparing takes most of the time and holds nobody up; the write after it is short
(`register_changes.py`). What an officer wrote that the register does not hold stays:
an email always, a phone number once it is another than the register's.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import IO

from peewee import chunked

from models.organisations.authority import Authority
from models.organisations.register_changes import Change, Comparison, Values
from models.organisations.register_file import Link, LinksFile, RegisterFile, SchoolRow
from models.organisations.register_sheet import BadRow, WrongFile, opened
from models.organisations.school import AT_ONCE, School
from models.organisations.school_words import words_of

Progress = Callable[[int, int], object]


def compare(
    register: IO[bytes], links: IO[bytes] | None = None, progress: Progress = lambda rows, of: None
) -> Comparison:
    """Compare the files with the schools here; write nothing.

    `progress` is told of every so many rows read, and of how many lines. Raise
    WrongFile, in one sentence, for a file that is not the register or not its links.
    """
    file = RegisterFile(opened(register))
    successors = LinksFile(opened(links)) if links is not None else None
    found = Comparison(file.sheet.sha256, file.fields)
    here = School.ids_by_urn()
    codes = Authority.codes()
    known = set(codes.values())
    seen = 0
    for rows in chunked(file.schools(), AT_ONCE):
        schools = [row for row in rows if isinstance(row, SchoolRow)]
        found.bad += [row for row in rows if isinstance(row, BadRow)]
        seen += _compare_schools(found, schools, codes)
        for school in schools:
            code = school.values[file.fields.index("local_authority")]
            if code not in known and not found.authorities.get(code):
                found.authorities[code] = school.authority_name
        progress(len(rows), file.sheet.lines)
    if not seen + len(found.new):
        raise WrongFile(f"Not one row of the file could be read as a school. {found.bad[0]}")
    found.not_in_the_file = len(here) - seen
    if successors is not None:
        _compare_successors(found, successors, here)
    found.unchanged = seen - len(found.changed)
    return found


def _compare_schools(found: Comparison, schools: Sequence[SchoolRow], codes: dict[int, str]) -> int:
    """Sort the rows into new, changed and neither; return how many are here already."""
    ours = {
        school.urn: school
        for school in School.select().where(School.urn.in_([row.urn for row in schools]))
    }
    for row in schools:
        school = ours.get(row.urn)
        said = dict(zip(found.fields, row.values, strict=True))
        _note_words(found, row.urn, said, school)
        if school is None:
            found.new[row.urn] = row
            continue
        was = {name: getattr(school, name) for name in said if name != "local_authority"}
        was["local_authority"] = codes[school.local_authority_id]
        _settle_phone(school, said, was)
        _note(found, school, was, said)
    return len(ours)


def _note_words(found: Comparison, urn: str, said: Values, school: School | None) -> None:
    """Keep by what a school is found, where it is another than by now."""
    was = school.postcode if school is not None else ""
    words = words_of(said["name"], urn, said.get("postcode", was))
    if school is None or words != school.found_by:
        found.found_by[urn] = words


def _settle_phone(school: School, said: Values, was: Values) -> None:
    """The register's number is ours too, until an officer writes another."""
    if not said.get("register_phone"):
        said.pop("register_phone", None)  # saying nothing takes nothing away
    elif school.phone in ("", school.register_phone):
        said["phone"], was["phone"] = said["register_phone"], school.phone


def _note(found: Comparison, school: School, was: Values, said: Values) -> None:
    will_be = {name: value for name, value in said.items() if was[name] != value}
    if not will_be:
        return
    was = {name: was[name] for name in will_be}
    if (one := found.changed.get(school.urn)) is not None:
        was, will_be = one.was | was, one.will_be | will_be
    found.changed[school.urn] = Change(
        school.id, school.row_version, school.urn, school.name, was, will_be
    )


def _compare_successors(found: Comparison, file: LinksFile, here: dict[str, int]) -> None:
    latest = _latest(found, file, here)
    urns: dict[int | None, str] = {id_: urn for urn, id_ in here.items()}
    ours = [urn for urn in latest if urn in here]
    for some in chunked(ours, AT_ONCE):
        for school in School.select().where(School.urn.in_(some)):
            was = {"successor": urns.get(school.successor_id)}
            _note(found, school, was, {"successor": latest[school.urn]})
    found.successors = {urn: later for urn, later in latest.items() if urn not in here}


def _latest(found: Comparison, file: LinksFile, here: dict[str, int]) -> dict[str, str]:
    """Return each school's successor; of several, as when it was split, the latest link's."""
    known = here.keys() | found.new.keys()
    latest: dict[str, Link] = {}
    for link in file.successors():
        if isinstance(link, BadRow):
            found.bad.append(link)
        elif why := _not_to_be_used(link, known):
            found.bad.append(BadRow(link.line, why, "links"))
        elif link.urn not in latest or link.since > latest[link.urn].since:
            latest[link.urn] = link
    return {urn: link.successor for urn, link in latest.items()}


def _not_to_be_used(link: Link, known: Collection[str]) -> str:
    if link.urn == link.successor:
        return "a school cannot follow itself."
    unknown = [urn for urn in (link.urn, link.successor) if urn not in known]
    return f"there is no school {unknown[0]}." if unknown else ""
