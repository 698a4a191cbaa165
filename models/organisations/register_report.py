"""What an import of the register did, in words: the same after a command and on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from models.organisations.register_changes import Change, Comparison

FIELD_WORDS = {
    "register_phone": "the register's phone",
    "local_authority": "authority",
    "kind": "type",
    "address_lines": "address",
    "opened_on": "open date",
    "closed_on": "close date",
}


class Section(NamedTuple):
    title: str
    lines: Sequence[str]


def headline(found: Comparison) -> str:
    """Return the counts in one sentence."""
    if not found.new and not found.changed:
        return f"Nothing has changed: {_schools(found.unchanged)} as before{_left_out(found)}."
    closed = len(found.closed)
    return (
        f"{len(found.new):,} new, {len(found.changed) - closed:,} changed, {closed:,} closed, "
        f"{found.unchanged:,} unchanged{_left_out(found)}."
    )


def sections(found: Comparison) -> list[Section]:
    """Return what the counts are made of; the new ones are listed only by number."""
    closed = {one.urn for one in found.closed}
    changed = [one for one in found.changed.values() if one.urn not in closed]
    told = [
        Section("Changed", [_told(one) for one in changed]),
        Section("Closed", [_told(one) for one in found.closed]),
        Section(
            "Authorities added, as not ours",
            [f"{code} {name}".strip() for code, name in sorted(found.authorities.items())],
        ),
        Section("Left out", [str(row) for row in found.bad]),
    ]
    if found.not_in_the_file:
        words = f"{_schools(found.not_in_the_file)} here, left as they were."
        told.append(Section("Not in the file", [words]))
    return [section for section in told if section.lines]


def _told(one: Change) -> str:
    fields = [FIELD_WORDS.get(name, name.replace("_", " ")) for name in one.will_be]
    return f"{one.urn} {one.name}: {', '.join(sorted(fields))}"


def _left_out(found: Comparison) -> str:
    rows = len(found.bad)
    return f"; {rows:,} {'row' if rows == 1 else 'rows'} left out" if rows else ""


def _schools(count: int) -> str:
    return f"{count:,} {'school' if count == 1 else 'schools'}"
