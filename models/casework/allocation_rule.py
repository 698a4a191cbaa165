"""Whom the council's rule gives a case to: a brother's or sister's officer, the area, the load."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, NamedTuple

from peewee import fn

from models.casework.case import Case
from models.organisations.cover import Cover
from models.organisations.officer import Officer
from models.organisations.patch import Patch
from models.organisations.role import Role
from models.people.address import Address
from models.people.relationship import Relationship
from models.scope import Scope


class Proposal(NamedTuple):
    """An officer, and why this one, as a sentence."""

    officer: Officer
    why: str


def propose(scope: Scope, case: Case, today: date) -> Proposal | None:
    """Return whom the rule gives this case to; None if nobody is there to take it.

    First the officer of a brother or sister, so that one person knows the family; then,
    of those whose area the child's address is in, whoever has the fewest open cases;
    then whoever has the fewest of all. Whoever is away today is passed over. Brothers
    and sisters that the reader may not see play no part: the words would tell of them.
    """
    here = _who_is_here(case.authority_id, f"{case.kind.code.lower()}_officer", today)
    if not here:
        return None
    sibling = _of_a_sibling(scope, case, here)
    if sibling is not None:
        known = here[sibling.officer_id or 0]
        return Proposal(known, f"{known.name} has {sibling.reference}, of a brother or sister.")
    loads = _open_cases(here)
    near = _of_the_area(scope, case, here, today)
    officer = min((here[one] for one in near or here), key=lambda one: (loads[one.id], one.name))
    of_how_many = f"{loads[officer.id]:,} open case{'' if loads[officer.id] == 1 else 's'}"
    fewest = f"has the fewest cases: {of_how_many}"
    if not near:
        return Proposal(officer, f"{officer.name} {fewest}. Nobody has this area.")
    alone = f"has this area, and {of_how_many}"
    several = f"of those who have this area {fewest}"
    return Proposal(officer, f"{officer.name} {alone if len(near) == 1 else several}.")


def _who_is_here(authority_id: int, role: str, today: date) -> dict[int, Officer]:
    theirs = Role.select(Role.officer).where(
        Role.authority == authority_id, Role.name == role, Role.active
    )
    people = {one.id: one for one in Officer.select().where(Officer.id.in_(theirs), Officer.active)}
    away = Cover.away(people, today)
    return {number: one for number, one in people.items() if number not in away}


def _of_a_sibling(scope: Scope, case: Case, here: Mapping[int, Officer]) -> Case | None:
    family = Relationship.select(Relationship.person).where(
        Relationship.child == case.child_id, Relationship.bonds()
    )
    others = Relationship.select(Relationship.child).where(
        Relationship.person.in_(family), Relationship.bonds(), Relationship.child != case.child_id
    )
    theirs = scope.of(Case).where(
        Case.child.in_(others),
        Case.closed_on.is_null(),
        Case.officer.in_(sorted(here)),
        Case.authority == case.authority_id,
    )
    # A case of the same kind before another: it is the same work.
    found: Case | None = theirs.order_by(Case.kind != case.kind_id, Case.opened_on.desc()).first()
    return found


def _of_the_area(
    scope: Scope, case: Case, here: Mapping[int, Officer], today: date
) -> Collection[int]:
    """Return those whose area fits the child's address most closely."""
    address = Address.of_child(case.child, today)
    if address is None or not scope.sees_field(address, "postcode"):
        return ()
    if not scope.of(Address).where(Address.id == address.id).exists():
        return ()
    patches = Patch.select().where(
        Patch.authority == case.authority_id, Patch.officer.in_(sorted(here))
    )
    fits = {patch.officer_id: 0 for patch in patches}
    for patch in patches:
        fits[patch.officer_id] = max(fits[patch.officer_id], patch.holds(address.postcode))
    closest = max(fits.values(), default=0)
    return [officer for officer, fit in fits.items() if closest and fit == closest]


def _open_cases(officers: Collection[int]) -> dict[int, int]:
    counted: Any = (
        Case.select(Case.officer, fn.COUNT(Case.id))
        .where(Case.officer.in_(sorted(officers)), Case.closed_on.is_null())
        .group_by(Case.officer)
    )
    return dict.fromkeys(officers, 0) | dict(counted.tuples())
