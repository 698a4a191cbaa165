"""What somebody said of a child, and what is kept of one, as far as the two can be compared."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class Adult(NamedTuple):
    """A parent or carer, as told or as kept."""

    forenames: str
    surname: str
    phone: str = ""


class Told(NamedTuple):
    """What somebody said of a child. Everything but a name may be missing."""

    forenames: str
    surname: str
    known_as: str = ""
    born_on: date | None = None
    sex: str = ""
    upn: str = ""
    postcode: str = ""
    adults: tuple[Adult, ...] = ()


class Called(NamedTuple):
    """One of a child's names, and in words when or how it is borne; "" for the present one."""

    forenames: str
    surname: str
    when: str = ""


class Kept(NamedTuple):
    """What is kept of one child, as far as the reader may compare it."""

    child_id: int
    names: tuple[Called, ...]  # the present one first
    born_on: date | None = None
    sex: str = ""
    upn: str = ""
    postcodes: tuple[str, ...] = ()
    adults: tuple[Adult, ...] = ()
