"""Whether a person or an address may be written to, asked for many at once or for one alike."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from peewee import ModelSelect

from models.people.bad_address import BadAddress
from models.people.contact_promise import ContactPromise
from models.people.relationship import Relationship

# Ids, or a query that gives them: a database takes a query of any length as one question.
Ids: TypeAlias = "Collection[int] | ModelSelect[Any]"


@dataclass(frozen=True)
class ContactRules:
    """What was said about writing to these people and addresses, as it stands on one day."""

    ties: Mapping[tuple[int, int], list[Relationship]]  # by child and person
    promises: Mapping[int, ContactPromise]
    bad: Mapping[tuple[int, str], BadAddress]
    today: date

    @classmethod
    def about(cls, people: Ids, authority_ids: Collection[int], today: date) -> ContactRules:
        """Fetch it: three queries, however many are asked about."""
        return cls(
            Relationship.now_of(people),
            ContactPromise.binding(people, today),
            BadAddress.standing(authority_ids),
            today,
        )

    def forbid_person(self, child_id: int, person_id: int) -> str:
        """Say why this person may not be emailed about this child, or ""."""
        ties = self.ties.get((child_id, person_id), [])
        if not ties or not all(tie.may_be_contacted for tie in ties):
            return "not to be contacted about this child"
        promise = self.promises.get(person_id)
        return promise.forbids("email", self.today) if promise is not None else ""

    def forbid_address(self, authority_id: int, address: str) -> str:
        """Say why nothing may go to this address, or ""."""
        if not address:
            return "no email address is held"
        bad = self.bad.get((authority_id, address))
        return bad.why if bad is not None else ""
