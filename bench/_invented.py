"""Families invented by dice that fall the same each time, and what strangers say of their children.

Nothing here looks anything up: what was told is made from the child by slips of the pen,
other spellings, swapped names and dates, and by leaving things out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate, pairwise
from random import Random
from string import ascii_lowercase

from stdnum.gb.upn import calc_check_digit

from models.folding import fold
from models.people.forenames import spellings
from models.people.told import Adult, Told

FIRST_BIRTHDAY, BIRTHDAYS = date(2008, 9, 1), 6200

ENGLISH_GIRLS = """Olivia Amelia Isla Ava Lily Freya Ivy Florence Willow Mia Isabella Rosie
Sophia Sienna Poppy Grace Daisy Elsie Emily Evie Ella Sofia Evelyn Phoebe Charlotte Sophie
Harper Maisie Alice Matilda Luna Millie Esme Eva Mabel Eliza Violet Ada Erin Chloe Bonnie Emma
Lottie Maya Ruby Penelope Arabella Thea Aria Jessica Hallie Orla Robyn Lola Margot Delilah
Darcie Edith Nancy Eleanor Olive Zara Molly Ellie Aurora Maeve Rose Iris Imogen Clara Summer
Amber Layla Holly Heidi Lyla Georgia Mila Beatrice Bella Scarlett Hannah Lucy Abigail Megan
Lauren Katie Rebecca Jasmine Paige Leah Nicole Courtney Bethany Danielle Shannon Caitlin Jade
Eve Lacey Skye Gracie Martha"""
ENGLISH_BOYS = """Noah Oliver George Arthur Muhammad Leo Harry Oscar Archie Henry Theodore
Freddie Jack Charlie Theo Alfie Jacob Thomas Finley Arlo William Lucas Roman Tommy Isaac Teddy
Alexander Luca Edward James Joshua Albie Elijah Max Mohammed Reuben Mason Sebastian Rory Jude
Louie Benjamin Ethan Adam Hugo Joseph Reggie Ronnie Harrison Louis Ezra Jaxon Logan Daniel
Zachary Samuel Hunter Dylan Toby Frederick Caleb Gabriel Grayson Stanley Riley Albert Jesse
Frankie Sonny Kai Blake Michael David Rowan Ralph Tyler Callum Connor Kieran Ryan Jake Bradley
Jordan Liam Nathan Luke Aaron Owen Matthew Lewis Jamie Kian Cameron Aidan Sean Rhys Evan Hayden
Jayden Kayden Corey Reece Dexter"""
ENGLISH_SURNAMES = """Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Robinson
Wright Thompson Evans Walker White Roberts Green Hall Thomas Clarke Jackson Wood Harris Edwards
Turner Martin Cooper Hill Ward Hughes Moore Clark King Harrison Lewis Baker Lee Allen Morris
Scott Watson Davis Parker James Bennett Young Phillips Richardson Mitchell Bailey Carter Cook
Singh Shaw Bell Collins Morgan Kelly Begum Miller Cox Marshall Simpson Price Anderson Adams
Wilkinson Foster Ellis Murphy Chapman Mason Gray Richards Webb Rogers Hunt Mills Holmes Palmer
Matthews Gibson Fisher Barnes Knight Lloyd Butler Russell Barker Stevens Jenkins Dixon Fletcher
Reynolds Andrews Graham Harvey Howard Payne Fox Pearson Owen Stewart Ford Brooks Day West
Lawrence Walsh Elliott Atkinson Hart Saunders Pearce Burton Cole Watts Dean Newman Spencer
Armstrong Webster Hudson Francis Gardner Wells Reid Peacock Fordham Setchell Gooch Negus Parrish
Thorpe Hobbs Fuller Whitehead Doherty McDonagh Connors O'Brien O'Neill Sullivan Gallagher Byrne
Ryan Doyle Rooney Flanagan"""
SLAVIC_GIRLS = """Zofia Zuzanna Hanna Julia Maja Aleksandra Katarzyna Małgorzata Agnieszka
Wiktoria Oliwia Natalia Weronika Amelia Emilija Gabija Oksana Daryna Solomiya Kateryna
Anastasiia"""
SLAVIC_BOYS = """Jakub Szymon Antoni Mateusz Łukasz Michał Paweł Stanisław Krzysztof Wojciech
Piotr Aleksander Oleksandr Mykola Andriy Dmytro Bohdan Taras Domantas Matas Jonas Dominik Filip"""
SLAVIC_SURNAMES = """Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński
Szymański Woźniak Dąbrowski Kozłowski Jankowski Mazur Kwiatkowski Krawczyk Piotrowski Grabowski
Zając Pawłowski Michalski Król Wieczorek Jabłoński Shevchenko Kovalchuk Melnyk Bondarenko
Tkachenko Ivanov Petrov Kazlauskas Petrauskas Jankauskas Žukauskas Horváth Novák Dimitrov"""
MUSLIM_GIRLS = """Aisha Fatima Maryam Zainab Khadija Yasmin Layla Noor Amina Hafsa Safa Sumaya
Hodan Ifrah Inaya Zahra Rania Salma Iqra Hira Laiba Mahnoor"""
MUSLIM_BOYS = """Muhammad Mohammed Ibrahim Yusuf Ahmed Omar Hamza Ali Hassan Bilal Abdullah Musa
Zakariya Ismail Karim Liban Warsame Imran Faisal Usman Haris Idris Mohammed-Ali"""
MUSLIM_SURNAMES = """Khan Ahmed Hussain Ali Begum Mahmood Shah Malik Iqbal Akhtar Hassan Rahman
Chowdhury Miah Uddin Islam Mohamed Abdi Warsame Jaamac Al-Sayed El-Amrani Haddad Mirza Qureshi
Sheikh Yousaf Aslam Farooq Siddiqui"""
OTHER_GIRLS = """Ioana Andreea Mădălina Beatriz Inês Leonor Linh Thảo Jing Yuxin Folasade
Temitope Ștefania Anjali Merin Élodie Anaïs Siobhán Aoife Niamh"""
OTHER_BOYS = """Andrei Ștefan Ionuț Răzvan João Gonçalo Martim Huy Quang Jun Wei Ayodele
Babatunde Abin Vishnu Théo Loïc Cillian Oisín Seán"""
OTHER_SURNAMES = """Popescu Ionescu Munteanu Stoica Țurcanu Gonçalves Da-Silva Santos Araújo
Nguyen Tran Pham Chen Li Wong Zhang Adeyemi Okonkwo Ogunleye Olatunji Kurian Varghese D'Souza
Lefèvre Traoré"""

ORIGINS = [
    tuple(text.split() for text in origin)
    for origin in (
        (ENGLISH_GIRLS, ENGLISH_BOYS, ENGLISH_SURNAMES),
        (SLAVIC_GIRLS, SLAVIC_BOYS, SLAVIC_SURNAMES),
        (MUSLIM_GIRLS, MUSLIM_BOYS, MUSLIM_SURNAMES),
        (OTHER_GIRLS, OTHER_BOYS, OTHER_SURNAMES),
    )
]
SHARES = (66, 14, 13, 7)
ADULTS = """Sarah Claire Emma Nicola Lisa Karen Mark David Paul Andrew James Ian Anna Marta Nadia"""
# Twins have been called so, and one is not a slip for the other.
ALIKE = [("Ava", "Eva"), ("Ella", "Bella"), ("Jayden", "Hayden"), ("Mia", "Maya"), ("Evie", "Edie")]


@dataclass(frozen=True)
class Invented:
    """A child. `family` is shared with brothers and sisters."""

    family: int
    forenames: str
    surname: str
    sex: str
    born_on: date
    upn: str
    postcode: str
    parents: tuple[Adult, ...]
    former: str = ""  # an earlier surname
    known_as: str = ""


class Dice:
    """Makes families until nobody asks for more."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.families = 0

    def by_rank(self, names: list[str]) -> str:
        """Draw a name, the first in the list most often: as names are."""
        weights = list(accumulate(1 / (place + 3) for place in range(len(names))))
        return self.rng.choices(names, cum_weights=weights)[0]

    def chance(self, percent: float) -> bool:
        return self.rng.random() * 100 < percent

    def family(self) -> list[Invented]:
        self.families += 1
        girls, boys, surnames = self.rng.choices(ORIGINS, SHARES)[0]
        surname = self.by_rank(surnames)
        if self.chance(4):
            surname = f"{surname}-{self.by_rank(surnames)}"
        home = self.postcode()
        parents = tuple(self.adult(surname) for _ in range(self.rng.choice((1, 2, 2))))
        former = self.by_rank(surnames) if self.chance(8) else ""
        taken: set[str] = set()
        children = []
        born = FIRST_BIRTHDAY + timedelta(days=self.rng.randrange(BIRTHDAYS))
        for place in range(self.rng.choices((1, 2, 3, 4), (45, 37, 13, 5))[0]):
            if place and not self.chance(4):  # else a twin
                born += timedelta(days=self.rng.randrange(330, 1500))
            children.append(self.child((girls, boys), surname, born, home, parents, former, taken))
        return self.twins_alike(children)

    def child(
        self,
        names: tuple[list[str], list[str]],
        surname: str,
        born: date,
        home: str,
        parents: tuple[Adult, ...],
        former: str,
        taken: set[str],
    ) -> Invented:
        girl = self.chance(50)
        pool = [one for one in names[0 if girl else 1] if one not in taken]
        first = self.by_rank(pool)
        taken.add(first)
        second = f" {self.by_rank(pool)}" if self.chance(30) else ""
        return Invented(
            self.families,
            first + second,
            surname,
            "F" if girl else "M",
            born,
            self.upn() if self.chance(85) else "",
            home if self.chance(95) else self.postcode(),
            parents,
            former,
        )

    def twins_alike(self, children: list[Invented]) -> list[Invented]:
        """A fifth of the twins have names that a hasty reader takes for one."""
        for one, other in pairwise(children):
            if one.born_on == other.born_on and self.chance(20):
                first, second = self.rng.choice(ALIKE)
                sex = "M" if first == "Jayden" else "F"
                pair = (
                    replace(one, forenames=first, sex=sex),
                    replace(other, forenames=second, sex=sex),
                )
                return [pair[0] if c is one else pair[1] if c is other else c for c in children]
        return children

    def adult(self, surname: str) -> Adult:
        phone = f"07{self.rng.randrange(10**9):09}" if self.chance(80) else ""
        return Adult(self.rng.choice(ADULTS.split()), surname, phone)

    def postcode(self) -> str:
        area = self.rng.choice(("PE", "CB"))
        letters = "".join(self.rng.choice("ABDEFGHJLNPQRSTUWXYZ") for _ in range(2))
        return f"{area}{self.rng.randrange(1, 39)} {self.rng.randrange(1, 10)}{letters}"

    def upn(self) -> str:
        body = f"873{self.rng.randrange(10**9):09}"
        return f"{calc_check_digit(body)}{body}"


def families(seed: int = 18) -> Iterator[list[Invented]]:
    dice = Dice(seed)
    while True:
        yield dice.family()


class Stranger:
    """Somebody who refers a child, and does not get everything right."""

    def __init__(self, seed: int) -> None:
        self.dice = Dice(seed)
        self.rng = self.dice.rng

    def tells_of(self, child: Invented) -> Told:
        dice = self.dice
        forenames, surname = self.forenames(child), self.surname(child)
        if dice.chance(2):
            forenames, surname = surname, forenames
        if dice.chance(5):
            forenames, surname = forenames.upper(), surname.upper()
        mother = child.parents[0]
        adults = (mother._replace(phone=mother.phone if dice.chance(60) else ""),)
        return Told(
            forenames,
            surname,
            born_on=self.born(child.born_on),
            sex=child.sex if dice.chance(90) else "",
            upn=self.upn(child.upn),
            postcode=""
            if dice.chance(12)
            else dice.postcode()
            if dice.chance(18)
            else child.postcode,
            adults=adults if dice.chance(50) else (),
        )

    def forenames(self, child: Invented) -> str:
        first, *others = child.forenames.split(" ")
        told = first
        if self.dice.chance(12):
            told = self.slip(first)
        elif self.dice.chance(12) and (also := sorted(spellings(fold(first)))):
            told = self.rng.choice(also).title()
        elif self.dice.chance(4):
            told = self.by_ear(first)
        elif others and self.dice.chance(4):
            return others[0]
        return " ".join([told, *others]) if self.dice.chance(40) else told

    def surname(self, child: Invented) -> str:
        surname = child.surname
        if child.former and self.dice.chance(50):
            surname = child.former
        if "-" in surname and self.dice.chance(40):
            surname = self.rng.choice(surname.split("-"))
        if self.dice.chance(8):
            return self.slip(surname)
        return self.by_ear(surname) if self.dice.chance(6) else surname

    def born(self, born: date) -> date | None:
        if self.dice.chance(8):
            return None
        if self.dice.chance(8) and born.day <= 12:
            return born.replace(month=born.day, day=born.month)
        if self.dice.chance(4):
            return self.rng.choice(
                (
                    born.replace(year=born.year + self.rng.choice((-1, 1)), day=min(born.day, 28)),
                    born.replace(day=self.rng.randrange(1, 29)),
                    born.replace(month=self.rng.randrange(1, 13), day=min(born.day, 28)),
                )
            )
        return born

    def upn(self, upn: str) -> str:
        if not upn or not self.dice.chance(45):
            return ""
        if self.dice.chance(4):
            place = self.rng.randrange(1, 13)
            return upn[:place] + str(self.rng.randrange(10)) + upn[place + 1 :]
        return upn

    def slip(self, name: str) -> str:
        """One letter wrong, left out, doubled, or changed for the next; in a long name two."""
        for _ in range(2 if len(name) > 7 and self.dice.chance(25) else 1):
            place = self.rng.randrange(len(name))
            before, here, after = name[:place], name[place], name[place + 1 :]
            name = self.rng.choice(
                (
                    before + self.rng.choice(ascii_lowercase) + after,
                    before + after,
                    before + here + here.lower() + after,
                    before + after[:1] + here + after[1:],
                )
            )
        return name or "X"

    def by_ear(self, name: str) -> str:
        """Write it as somebody does who only heard it, or knows another alphabet."""
        heard = fold(name)
        rules = [("w", "v"), ("sz", "sh"), ("cz", "ch"), ("sh", "sz"), ("ch", "cz"), ("j", "y")]
        rules += [("ph", "f"), ("ck", "k"), ("ai", "ay"), ("ee", "i"), ("ou", "u"), ("y", "i")]
        fitting = [rule for rule in rules if rule[0] in heard]
        for old, new in self.rng.sample(fitting, min(2, len(fitting))):
            heard = re.sub(old, new, heard, count=1)
        return heard.title()
