"""Believable families, one after another, from one source of chance. It saves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from stdnum.gb.upn import calc_check_digit

from commands.demo_data.chance import each_then_weighted, skewed, weighted
from commands.demo_data.household import Family, Household, born
from commands.demo_data.names import ORIGINS, Origin, surname_form
from commands.demo_data.organisations import Schools
from commands.demo_data.promises import PROMISES, promise
from commands.demo_data.shapes import SHAPES
from models.dates.school_age import birthday, school_year
from models.organisations.authority import Authority
from models.organisations.school import School
from models.people.child import Child
from models.people.child_name import ChildName

# how many children, and whether the last two are twins -> weight
SIZES: dict[tuple[int, bool], int] = {
    (1, False): 44,
    (2, False): 32,
    (2, True): 3,
    (3, False): 14,
    (3, True): 1,
    (4, False): 5,
    (5, False): 1,
}
_UPN_SORTS = {"permanent": 84, "none": 12, "temporary": 4}
_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


@dataclass
class FamilyMaker:
    rng: Random
    authority: Authority
    schools: Schools
    today: date
    _serials: dict[tuple[str, int], int] = field(default_factory=dict)

    def families(self, children: int) -> Iterator[Family]:
        """Yield families until there are `children` children, the last one made to fit."""
        origins = each_then_weighted(self.rng, ORIGINS)
        shapes = each_then_weighted(self.rng, SHAPES)
        sizes = each_then_weighted(self.rng, SIZES)
        promises = each_then_weighted(self.rng, PROMISES)
        number = 0
        while children > 0:
            origin, shape, (size, twins) = next(origins), next(shapes), next(sizes)
            draft = self._draft(origin, shape.__name__, first=number < len(ORIGINS))
            for index in range(min(size, children)):
                self._add_child(draft, twin=twins and index == size - 1)
            shape(draft)
            promise(draft, next(promises))
            yield draft.family
            children -= len(draft.family.children)
            number += 1

    def _draft(self, origin: Origin, shape: str, *, first: bool) -> Household:
        surname = origin.surnames[0] if first else self.rng.choice(origin.surnames)
        family = Family(shape, children=[], schools=[])
        return Household(
            rng=self.rng,
            area=self.authority.code,
            authority_id=self.authority.id,
            today=self.today,
            origin=origin,
            surname=surname,
            family=family,
            notable=first,
        )

    def _add_child(self, draft: Household, *, twin: bool) -> None:
        family = draft.family
        sex = self.rng.choice("FM")
        forename = self._forename(draft, sex)
        born_on = born(family.children[-1]) if twin else self._birth(elder=family.children)
        school = self._school(draft, born_on)
        child = Child(
            authority=self.authority.id,
            forenames=forename,
            surname=surname_form(draft.own_name(draft.surname), sex, child=True),
            born_on=born_on,
            sex=sex,
            upn=self._upn(born_on, school),
            first_language=draft.origin.language,
        )
        family.children.append(child)
        family.schools.append(school)
        if " " in forename or self.rng.random() < 0.03:
            self._known_as(draft, child)

    def _forename(self, draft: Household, sex: str) -> str:
        choices = draft.origin.girls if sex == "F" else draft.origin.boys
        if draft.notable and not draft.family.children:
            return choices[0]
        taken = {child.forenames for child in draft.family.children}
        free = [name for name in choices if name not in taken] or list(choices)
        return self.rng.choice(free)

    def _known_as(self, draft: Household, child: Child) -> None:
        short = child.forenames.split(" ")[0][:4] or child.surname[:4]
        known_as = ChildName(
            authority=self.authority.id,
            child=child,
            kind="known_as",
            forenames=short,
            surname=child.surname,
        )
        draft.family.names.append(known_as)

    def _birth(self, elder: list[Child]) -> date:
        """Return a birthday of compulsory school age, or now and then just outside it."""
        # From 5.7 years every child has been of school age for three months, whatever the month.
        youngest, oldest = (4.2, 16.9) if elder and self.rng.random() < 0.15 else (5.7, 15.7)
        days = self.rng.randint(int(youngest * 365.25), int(oldest * 365.25))
        day = self.today - timedelta(days=days)
        too_near = any(abs((day - born(other)).days) < 300 for other in elder)
        return self._birth(elder) if too_near else day

    def _school(self, draft: Household, born_on: date) -> School:
        """Return the school of a child that age; brothers and sisters share one."""
        choices = self.schools.for_age(11 if birthday(born_on, 11) <= self.today else 5)
        shared = [school for school in draft.family.schools if school in choices]
        return shared[0] if shared else skewed(self.rng, choices)

    def _upn(self, born_on: date, school: School) -> str:
        """Return a UPN as the school would have given it in the child's first year, or ""."""
        sort = weighted(self.rng, _UPN_SORTS)
        year = school_year(born_on) + 5
        if sort == "none" or year > school_year(self.today):
            return ""
        key = (school.establishment_number, year)
        serial = self._serials[key] = self._serials.get(key, 0) + 1
        last = f"{serial % 1000:03}"
        if sort == "temporary":
            last = last[:2] + _UPN_LETTERS[serial % len(_UPN_LETTERS)]
        body = f"{self.authority.code}{school.establishment_number}{year % 100:02}{last}"
        return calc_check_digit(body) + body
