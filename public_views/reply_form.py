"""The form on which somebody outside answers: what was typed, what is wrong, what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from correspondence.reply_answers import (
    ACKNOWLEDGEMENTS,
    ANSWERS,
    ELSE,
    SENT_BACK,
    WAS_WITH_US,
    WITH_US,
    Said,
)
from models.dates.typed import PARTS, NotADay, day_typed
from models.outgoing.reply_link import ANSWER

LONGEST, LONGEST_WORDS = 200, 5000

# The answers to which a place and a day belong.
OF_A_PLACE = (WITH_US, WAS_WITH_US)


@dataclass
class ReplyForm:
    """What is typed stays in it as it was, so that nothing is lost when something is wrong."""

    purpose: str
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)  # by the name of the box

    @property
    def answers(self) -> tuple[tuple[str, str], ...]:
        return ANSWERS if self.purpose == ANSWER else ACKNOWLEDGEMENTS

    def of(self, name: str) -> str:
        return self.typed.get(name, "").strip()

    def said(self, today: date) -> Said | None:
        """Return the answer, or None with the errors filled in."""
        answer = self.of("answer")
        if answer not in dict(self.answers):
            self.errors["answer"] = "Choose one of the answers."
        for name, what in (("name", "your name"), ("role", "what you do, such as office manager")):
            if not self.of(name):
                self.errors[name] = f"Enter {what}."
            elif len(self.of(name)) > LONGEST:
                self.errors[name] = f"Use {LONGEST} characters or fewer."
        self._check_words(answer)
        place = self.of("place") if answer in OF_A_PLACE else ""
        if len(place) > LONGEST:
            self.errors["place"] = f"Use {LONGEST} characters or fewer."
        if answer == WITH_US and not place:
            self.errors["place"] = "Enter the school or setting the child is at."
        day = self._day(answer, today) if answer in OF_A_PLACE else None
        if self.errors:
            return None
        return Said(answer, self.of("name"), self.of("role"), self.of("words"), place, day)

    def _check_words(self, answer: str) -> None:
        if len(self.of("words")) > LONGEST_WORDS:
            self.errors["words"] = f"Use {LONGEST_WORDS:,} characters or fewer."
        if answer in (ELSE, SENT_BACK) and not self.of("words"):
            asked = "why you send the child back" if answer == SENT_BACK else "what you know"
            self.errors["words"] = f"Write {asked}."

    def _day(self, answer: str, today: date) -> date | None:
        """A day may be left empty: who does not know it can still answer."""
        boxes = [self.of(f"day-{part}") for part in PARTS]
        if not any(boxes):
            return None
        try:
            day = day_typed(*boxes)
        except NotADay as wrong:
            self.errors["day"] = str(wrong)
            return None
        if answer == WAS_WITH_US and day > today:
            self.errors["day"] = "The child cannot have left on a day to come."
        return day
