"""Weighs what was told of a child against one child's record: a verdict and its reasons, in words.

It knows no table: `matching` fetches what is kept of each child.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from models.dates.words import short_date
from models.folding import fold
from models.people.agreement import (
    Agreement,
    IsName,
    births_agree,
    forenames_agree,
    surnames_agree,
    upns_agree,
)
from models.people.told import Adult, Called, Kept, Told
from models.people.typed import phone_key, plain_key

SAME, NEAR, OTHER, UNTOLD = Agreement.SAME, Agreement.NEAR, Agreement.OTHER, Agreement.UNTOLD
SWAPPED, CLOSE = Agreement.SWAPPED, Agreement.CLOSE


# What each agreement is worth. A child is the same from 9 points, likely the same from 6,
# perhaps from 4: a full name and the birth date are 10, a name alone is 6.
FORENAME = {SAME: 3, NEAR: 2, UNTOLD: 1, OTHER: -4}
SURNAME = {SAME: 3, NEAR: 2, UNTOLD: 0, OTHER: -2}
BORN = {SAME: 4, SWAPPED: 3, CLOSE: 2, UNTOLD: 0, OTHER: -3}
HOME = 2  # the postcode
FAMILY = 2  # a parent or carer, by name or by telephone
UPN_DIFFERS = -3
UPN_NEARLY = 2
OTHER_SEX = -2
RARE = 1  # few children bear the forename, so that it says more
SAME_FROM, LIKELY_FROM, PERHAPS_FROM = 9, 6, 4


class Verdict(NamedTuple):
    rank: int  # the best first
    words: str

    @property
    def is_proposed(self) -> bool:
        """Say whether the child is put forward as the one that is meant."""
        return self.rank <= LIKELY.rank


THE_SAME = Verdict(1, "The same child")
LIKELY = Verdict(2, "Likely the same child")
PERHAPS = Verdict(3, "Perhaps the same child")
TWIN = Verdict(4, "A twin")
SIBLING = Verdict(5, "A brother or sister")
NO = Verdict(9, "Another child")


class Likeness:
    """What was told beside one child's record."""

    def __init__(self, told: Told, kept: Kept, is_name: IsName, is_rare: IsName) -> None:
        self.told, self.kept, self.is_name = told, kept, is_name
        self.name, self.forename, self.surname, self.turned = self._best_name()
        self.rare = is_rare(fold(told.forenames))
        self.born = births_agree(told.born_on, kept.born_on)
        self.upn = upns_agree(plain_key(told.upn), plain_key(kept.upn))
        self.home = self._home()

    def _best_name(self) -> tuple[Called, Agreement, Agreement, bool]:
        """Return the name that fits best, how its two parts agree, and whether they are swapped."""
        told = self.told
        told_names = [(told.forenames, told.surname)]
        if told.known_as:
            told_names.append((told.known_as, told.surname))
        found = [self._compared(one, name) for one in told_names for name in self.kept.names]
        return max(found, key=lambda one: FORENAME[one[1]] + SURNAME[one[2]] - one[3])

    def _compared(
        self, told: tuple[str, str], name: Called
    ) -> tuple[Called, Agreement, Agreement, bool]:
        forename = forenames_agree(told[0], name.forenames, self.is_name)
        surname = surnames_agree(told[1], name.surname)
        if forename is NEAR and self._other_sex:
            forename = OTHER  # Daniel and Danielle
        if forename is OTHER and surname is OTHER:
            swapped = (
                forenames_agree(told[1], name.forenames, self.is_name),
                surnames_agree(told[0], name.surname),
            )
            if all(one.speaks_for for one in swapped):
                return name, *swapped, True
        return name, forename, surname, False

    @property
    def _other_sex(self) -> bool:
        return {self.told.sex, self.kept.sex} == {"F", "M"}

    def _home(self) -> Agreement:
        told = plain_key(self.told.postcode)
        if not told or not self.kept.postcodes:
            return UNTOLD
        return SAME if told in map(plain_key, self.kept.postcodes) else OTHER

    @cached_property
    def adult(self) -> Adult | None:
        """The parent or carer whom both sides name, by the telephone or by the whole name."""
        for told in self.told.adults:
            for kept in self.kept.adults:
                phone = phone_key(told.phone)
                if phone and phone == phone_key(kept.phone):
                    return kept
                if _one_adult(told, kept):
                    return kept
        return None

    @property
    def is_close(self) -> bool:
        """Say whether home or family are shared."""
        return self.home is SAME or self.adult is not None

    @property
    def points(self) -> int:
        return (
            FORENAME[self.forename]
            + SURNAME[self.surname]
            + BORN[self.born]
            + (HOME if self.home is SAME else 0)
            + (FAMILY if self.adult is not None else 0)
            + (UPN_DIFFERS if self.upn is OTHER else UPN_NEARLY if self.upn is NEAR else 0)
            + (OTHER_SEX if self._other_sex else 0)
            + (RARE if self.rare and self.forename is SAME else 0)
        )

    @property
    def verdict(self) -> Verdict:
        """Decide by the UPN, unless name and birth date both contradict it; then by the points."""
        if self.upn is SAME:
            contradicted = self.forename is OTHER and self.born is OTHER
            return PERHAPS if contradicted else THE_SAME
        if self.forename is OTHER:
            return self._of_the_family()
        points = self.points
        if points >= SAME_FROM and self.born is not OTHER:
            return THE_SAME
        if points >= LIKELY_FROM:
            return LIKELY
        return PERHAPS if points >= PERHAPS_FROM else NO

    def _of_the_family(self) -> Verdict:
        """Another forename is another child: a twin, a brother or sister, or nobody we know."""
        kin = self.surname.speaks_for or self.adult is not None
        if kin and self.born is SAME and (self.is_close or self.surname is SAME):
            return TWIN
        if kin and self.is_close:
            return SIBLING
        renamed = self.born in (SAME, SWAPPED) and self.is_close
        return PERHAPS if renamed or self.upn is NEAR else NO

    def agrees(self) -> list[str]:
        """Return what speaks for it, in words."""
        return list(self._agreeing())

    def _agreeing(self) -> Iterator[str]:
        told = self.told
        if self.upn is SAME:
            yield "same UPN"
        if self.upn is NEAR:
            yield f"nearly the same UPN: {self.kept.upn}"
        if self.turned:
            yield "forename and surname the other way round"
        elif self.forename is SAME and self.surname is SAME:
            yield f"{_when(self.name)}same name"
        elif self.forename.speaks_for or self.surname.speaks_for:
            yield f"{_when(self.name)}{' and '.join(self._parts_of_name())}"
        if self.born is SAME:
            yield "same birth date"
        if self.born in (SWAPPED, CLOSE) and told.born_on and self.kept.born_on:
            how = "day and month swapped" if self.born is SWAPPED else "one part differs"
            written = f"born {short_date(self.kept.born_on)}, written {short_date(told.born_on)}"
            yield f"{written}: {how}"
        if self.home is SAME:
            yield "same postcode"
        if self.adult is not None:
            yield f"same parent or carer: {self.adult.forenames} {self.adult.surname}".strip()

    def _parts_of_name(self) -> Iterator[str]:
        pairs = (
            ("forename", self.forename, self.told.forenames, self.name.forenames),
            ("surname", self.surname, self.told.surname, self.name.surname),
        )
        for part, agreement, told, kept in pairs:
            if agreement is SAME:
                yield f"same {part}"
            elif agreement is NEAR:
                yield f"{part} {kept}, written {told}"

    def differs(self) -> list[str]:
        """Return what speaks against it, in words."""
        return list(self._differing())

    def _differing(self) -> Iterator[str]:
        told, kept = self.told, self.kept
        if self.forename is OTHER:
            yield f"forename {kept.names[0].forenames or 'none'}, not {told.forenames}"
        if self.surname is OTHER:
            yield f"surname {kept.names[0].surname}, not {told.surname}"
        if self.born is OTHER and told.born_on and kept.born_on:
            yield f"born {short_date(kept.born_on)}, not {short_date(told.born_on)}"
        if self._other_sex:
            yield "girl and boy"
        if self.upn is OTHER:
            yield "another UPN"
        if self.home is OTHER:
            yield "another postcode"


def _one_adult(told: Adult, kept: Adult) -> bool:
    """Two adults of the same surname and forename, or of an initial that fits it, are one."""
    if surnames_agree(told.surname, kept.surname) is not SAME:
        return False
    agree = forenames_agree(told.forenames, kept.forenames, lambda name: True)
    return agree in (SAME, NEAR)


def _when(name: Called) -> str:
    return f"{name.when}: " if name.when else ""


def best_first(found: Sequence[Likeness]) -> list[Likeness]:
    """Return those worth showing: by verdict, and within one by how much speaks for it."""
    shown = [one for one in found if one.verdict is not NO]
    return sorted(shown, key=lambda one: (one.verdict.rank, -one.points, one.kept.child_id))
