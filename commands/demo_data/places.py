"""Where people live and how they are reached: invented streets, numbers that ring nobody.

Telephone numbers are of the ranges that Ofcom keeps for drama (01632 960 and 07700 900),
and every email address ends in `.example`.
"""

from __future__ import annotations

from random import Random
from typing import NamedTuple


def listed(names: str) -> tuple[str, ...]:
    return tuple(names.split(", "))


# authority -> town -> the first halves of its postcodes
TOWNS: dict[str, dict[str, tuple[str, ...]]] = {
    "873": {
        "Cambridge": ("CB1", "CB2", "CB3", "CB4", "CB5"),
        "Ely": ("CB6", "CB7"),
        "Cambourne": ("CB23",),
        "Histon\nCambridge": ("CB24",),
        "Huntingdon": ("PE28", "PE29"),
        "St Neots": ("PE19",),
        "St Ives": ("PE27",),
        "Ramsey\nHuntingdon": ("PE26",),
        "Wisbech": ("PE13", "PE14"),
        "March": ("PE15",),
        "Chatteris": ("PE16",),
    },
    "874": {
        "Peterborough": ("PE1", "PE2", "PE3", "PE4"),
        "Orton Longueville\nPeterborough": ("PE2",),
        "Werrington\nPeterborough": ("PE4",),
        "Hampton Vale\nPeterborough": ("PE7",),
        "Eye\nPeterborough": ("PE6",),
    },
    "elsewhere": {
        "Boston\nLincolnshire": ("PE21",),
        "Lowestoft\nSuffolk": ("NR32", "NR33"),
        "Haverhill\nSuffolk": ("CB9",),
        "Luton": ("LU1", "LU2"),
        "Bedford": ("MK40", "MK41"),
    },
}
_FIRST = listed(
    "Avocet, Bittern, Bulrush, Curlew, Dragonfly, Drainers’, Eelcatcher’s, Fieldfare, Goosander, "
    "Heronry, Kingcup, Lapwing, Lodesman’s, Meadowsweet, Nightjar, Osier, Pochard, Reedmace, "
    "Sallow, Sedge, Sluice, Teasel, Turbary, Wherry, Whinchat, Withy, Yellowhammer"
)
_SECOND = ("Avenue", "Close", "Court", "Drove", "Gardens", "Lane", "Rise", "Road", "Walk", "Way")
_INWARD = "ABDEFGHJLNPQRSTUWXYZ"
_MAIL = ("home.example", "letterbox.example", "post.example", "webmail.example")


class Home(NamedTuple):
    lines: str
    postcode: str


NO_FIXED_ABODE = Home("No fixed abode", "")


def a_home(rng: Random, area: str) -> Home:
    """Return an address in the area of an authority's code, or "elsewhere"."""
    towns = TOWNS[area]
    town = rng.choice(list(towns))
    number = rng.choice(("", "", "", "Flat 2\n", "Flat 4b\n")) + str(rng.randint(1, 140))
    street = f"{rng.choice(_FIRST)} {rng.choice(_SECOND)}"
    return Home(f"{number} {street}\n{town}", a_postcode(rng, rng.choice(towns[town])))


def a_postcode(rng: Random, outward: str) -> str:
    return f"{outward} {rng.randint(1, 9)}{rng.choice(_INWARD)}{rng.choice(_INWARD)}"


def a_mobile(rng: Random) -> str:
    return f"07700 900{rng.randrange(1000):03}"


def a_landline(number: int) -> str:
    return f"01632 960{number % 1000:03}"


def an_email(rng: Random, forename: str, surname: str) -> str:
    name = ".".join(part for part in (forename, surname) if part)
    return f"{name}{rng.randint(1, 9999)}@{rng.choice(_MAIL)}"
