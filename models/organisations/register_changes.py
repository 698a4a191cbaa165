"""What the national register would change here, and the writing of it with one event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from peewee import IntegrityError

from models.base import RuleBroken, database
from models.organisations.authority import Authority
from models.organisations.register_file import SchoolRow
from models.organisations.register_sheet import BadRow
from models.organisations.school import School
from models.transaction import Transaction

WALES = range(660, 682)  # the codes of its authorities, whose schools the register lists too

Values = dict[str, Any]


class Change(NamedTuple):
    """A school that is to change: field by field what stands there and what will.

    Authorities are told by code, successors by URN.
    """

    id: int
    row_version: int
    urn: str
    name: str
    was: Values
    will_be: Values


@dataclass
class Comparison:
    """What the register would change here; `write` does it."""

    sha256: str  # of the file
    fields: tuple[str, ...]
    new: dict[str, SchoolRow] = field(default_factory=dict)
    changed: dict[str, Change] = field(default_factory=dict)
    unchanged: int = 0
    not_in_the_file: int = 0
    authorities: dict[str, str] = field(default_factory=dict)  # new ones: code -> name
    successors: dict[str, str] = field(default_factory=dict)  # of new schools, by URN
    found_by: dict[str, str] = field(default_factory=dict)  # where it is new or another, by URN
    bad: list[BadRow] = field(default_factory=list)

    @property
    def closed(self) -> list[Change]:
        return [one for one in self.changed.values() if one.will_be.get("status") == "closed"]

    def write(self, tx: Transaction) -> None:
        """Write all of it, with one event. Raise RuleBroken if a school was changed meanwhile."""
        tx.check(School())
        tx.check(School(id=0))
        try:
            self._write_authorities()
            codes = {code: id_ for id_, code in Authority.codes().items()}
            self._write_new(codes)
            self._write_changes(codes)
        except IntegrityError as crossed:
            raise _crossed() from crossed
        tx.record("import", School, values=self._before_and_after(), about=self._counts())

    def _write_authorities(self) -> None:
        rows = [
            {"code": code, "name": name or f"Authority {code}", "nation": _nation(code)}
            for code, name in self.authorities.items()
        ]
        if rows:
            Authority.insert_many(rows).execute()

    def _write_new(self, codes: dict[str, int]) -> None:
        """Insert as the driver does many rows: with Peewee others would wait six times as long."""
        fields = [School.urn, *(getattr(School, name) for name in self.fields)]
        at = self.fields.index("local_authority")
        phone = self.fields.index("register_phone") if "register_phone" in self.fields else None
        if phone is not None:
            fields.append(School.phone)
        fields.append(School.found_by)
        rows = [
            (*_stored(row, codes, at, phone), self.found_by[urn]) for urn, row in self.new.items()
        ]
        if rows:
            one = School.insert_many(rows[:1], fields).returning()
            sql, values = one.sql()
            defaults = values[len(fields) :]  # of the columns that no row gives
            database.cursor().executemany(sql, [(*row, *defaults) for row in rows])

    def _write_changes(self, codes: dict[str, int]) -> None:
        named = {*self.successors, *self.successors.values()}
        named |= {str(one.will_be["successor"]) for one in self._with_successor()}
        ids = School.ids_by_urn(named)
        alike: dict[tuple[str, ...], list[Change]] = {}
        for one in self.changed.values():
            alike.setdefault(tuple(sorted(one.will_be)), []).append(one)
        for changes in alike.values():
            _update([(one, _columns(one, codes, ids)) for one in changes])
        anew = [(words, urn) for urn, words in self.found_by.items() if urn not in self.new]
        if anew:
            sql, _ = School.update(found_by="").where(School.urn == "").sql()
            database.cursor().executemany(sql, anew)
        if self.successors:
            sql, _ = School.update(successor=0).where(School.urn == "").sql()
            pairs = [(ids[successor], urn) for urn, successor in self.successors.items()]
            database.cursor().executemany(sql, pairs)

    def _with_successor(self) -> Iterator[Change]:
        return (one for one in self.changed.values() if "successor" in one.will_be)

    def _before_and_after(self) -> Values:
        """Return for each field what stood there and what does, by URN: for the event."""
        told: dict[str, list[Values]] = {}
        for one in self.changed.values():
            for name, value in one.will_be.items():
                before, after = told.setdefault(name, [{}, {}])
                before[one.urn], after[one.urn] = one.was[name], value
        return dict(told)

    def _counts(self) -> Values:
        return {
            "file": self.sha256,
            "new": len(self.new),
            "changed": len(self.changed),
            "closed": len(self.closed),
            "unchanged": self.unchanged,
            "bad_rows": len(self.bad),
            "new_authorities": sorted(self.authorities),
        }


def _stored(row: SchoolRow, codes: dict[str, int], at: int, phone: int | None) -> tuple[Any, ...]:
    values = list(row.values)
    values[at] = codes[values[at]]
    if phone is not None:
        values.append(values[phone])
    return (row.urn, *values)


def _columns(one: Change, codes: dict[str, int], ids: dict[str, int]) -> Values:
    values = {**one.will_be, "row_version": one.row_version + 1}
    if "local_authority" in values:
        values["local_authority"] = codes[values["local_authority"]]
    if "successor" in values:
        values["successor"] = ids[values["successor"]]
    return values


def _update(changes: Sequence[tuple[Change, Values]]) -> None:
    """Update schools whose same columns change, each only if it is still as it was compared."""
    first, columns = changes[0]
    as_compared = (School.id == first.id) & (School.row_version == first.row_version)
    sql, given = School.update(columns).where(as_compared).sql()
    names = [name for name in School._meta.sorted_field_names if name in columns]
    rows = [(*(values[name] for name in names), one.id, one.row_version) for one, values in changes]
    assert list(rows[0]) == given  # the statement takes its values in this order
    cursor = database.cursor()
    cursor.executemany(sql, rows)
    if cursor.rowcount != len(rows):
        raise _crossed()


def _nation(code: str) -> str:
    return "wales" if int(code) in WALES else "england"


def _crossed() -> RuleBroken:
    return RuleBroken(
        "Somebody changed a school while the file was read. Nothing was imported; run it again."
    )
