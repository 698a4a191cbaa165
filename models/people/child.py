"""A child somebody must find, or whose home education is on the register."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from peewee import CharField, DateField, ModelSelect, TextField

from models.base import BaseModel, Changes, RuleBroken
from models.dates.words import short_date
from models.organisations.authority import AuthorityRecord
from models.people.folding import birth_keys
from models.people.identifiers import BadUpn, check_upn
from models.people.search import SearchKey, name_keys
from models.people.typed import phone_key, plain_key

SEXES = (("F", "Female"), ("M", "Male"), ("U", "Unknown"))


class Child(AuthorityRecord):
    """Names now stand here; earlier and other names are ChildName rows."""

    forenames = CharField(default="")  # some people have one name, kept as the surname
    surname = CharField()
    born_on = DateField(null=True)
    sex = CharField(default="U", choices=SEXES)
    upn = CharField(default="", max_length=13, index=True)
    first_language = CharField(default="")
    safeguarding_note = TextField(default="")  # not for every reader: see access.py
    names: ModelSelect[Any]
    addresses: ModelSelect[Any]
    relationships: ModelSelect[Any]

    class Meta:
        indexes = (
            (("authority", "surname"), False),
            (("surname", "id", "authority"), False),  # a list of every council's, in order
            (("authority", "born_on"), False),
        )

    def children_at_hand(self) -> set[int]:
        return {self.id}

    @classmethod
    def children_of(cls, ids: Collection[int]) -> dict[int, set[int]]:
        return {row_id: {row_id} for row_id in ids}

    @property
    def reference(self) -> str:
        return f"CH-{self.id}"

    @property
    def name(self) -> str:
        return f"{self.forenames} {self.surname}".strip()

    def __str__(self) -> str:
        born = f", born {short_date(self.born_on)}" if isinstance(self.born_on, date) else ""
        return f"{self.name}{born} ({self.reference})"

    def save(self, force_insert: bool = False, only: object = None) -> int:
        """Raise RuleBroken, in words, for a UPN whose check letter is wrong."""
        if self.upn:
            try:
                self.upn = check_upn(self.upn).upn
            except BadUpn as bad:
                raise RuleBroken(str(bad)) from bad
        is_new = force_insert or self.id is None
        saved = super().save(force_insert, only)
        if is_new:
            self.refresh_search_keys()
        return saved

    def _write(self, changes: Changes, stored: BaseModel) -> None:
        super()._write(changes, stored)
        if changes.keys() & {"forenames", "surname", "born_on", "upn"}:
            self.refresh_search_keys()

    def upn_warning(self) -> str:
        """Return what to look at again about the UPN, or "". Never a reason to refuse it."""
        return (check_upn(self.upn).warning or "") if self.upn else ""

    def refresh_search_keys(self) -> None:
        """Bring the search keys up to date with the child's names, addresses and family."""
        SearchKey.replace_for(self.id, self.authority_id, self.found_by())

    def found_by(self) -> list[tuple[str, str]]:
        """Return every (kind, key) a search should find this child by."""
        keys: list[tuple[str, str]] = []
        for one in (self, *self.names):
            keys += name_keys(one.forenames, one.surname)
        keys += [("upn", plain_key(self.upn)), ("reference", plain_key(self.reference))]
        if isinstance(self.born_on, date):
            keys += [("born", key) for key in birth_keys(self.born_on)]
        # Finding by a restricted address would tell who lives there.
        open_addresses = [address for address in self.addresses if not address.restricted]
        keys += [("postcode", plain_key(address.postcode)) for address in open_addresses]
        for relationship in self.relationships:
            person = relationship.person
            keys.append(("phone", phone_key(person.phone)))
            keys += name_keys(person.forenames, person.surname, "parent")
        return keys
