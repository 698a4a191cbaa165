"""What a page of the referral asks, as data: questions in steps. It knows no browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from models.casework.referral_draft import Answers
from models.dates.typed import DAY, MONTH, PARTS, YEAR, NotADay, day_typed
from models.dates.words import long_date

LONGEST_LINE, LONGEST_TEXT = 200, 10_000  # characters
TOO_LONG = "Write at most"

# Kinds of question. ONE_DAY is a day in one box, for a long list of them.
LINE, TEXT, DAY_KIND, ONE_DAY, ONE, MANY, SCHOOL = (
    "line",
    "text",
    "day",
    "one day",
    "one",
    "many",
    "school",
)


class Wrong(ValueError):
    """An answer will not do. The message says what to enter instead."""


@dataclass(frozen=True)
class Question:
    """One question. `needed` is what is said when it is left empty; "" lets it be."""

    name: str
    label: str
    kind: str = LINE
    hint: str = ""
    needed: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    tidy: Callable[[str], str] | None = None  # raises Wrong
    group: str = ""  # questions of one group that follow each other stand in one frame
    fills: str = ""  # what a browser may fill in by itself: the value of `autocomplete`
    keyboard: str = ""  # the value of `inputmode`

    @property
    def boxes(self) -> tuple[str, ...]:
        """The names under which the answer is sent."""
        if self.kind == DAY_KIND:
            return tuple(box_of(self.name, part) for part in PARTS)
        return (self.name, f"{self.name}-urn") if self.kind == SCHOOL else (self.name,)

    def read(self, form: Any) -> Answers:
        """Return what was sent, as it was typed but for spaces around it."""
        if self.kind == MANY:
            known = dict(self.choices)
            return {self.name: [one for one in form.getlist(self.name) if one in known]}
        sent = {box: str(form.get(box, "")).replace("\r\n", "\n").strip() for box in self.boxes}
        if self.kind == ONE and sent[self.name] not in dict(self.choices):
            sent[self.name] = ""
        return sent

    def wrong(self, answers: Answers) -> str:
        """Return why the answer will not do, or ""."""
        try:
            self._check(answers)
        except Wrong as wrong:
            return str(wrong)
        except NotADay as wrong:
            return str(wrong)
        return ""

    def _check(self, answers: Answers) -> None:
        told = [answers.get(box) for box in self.boxes]
        if not any(told):
            if self.needed:
                raise Wrong(self.needed)
            return
        if self.kind in (DAY_KIND, ONE_DAY):
            self.day(answers)
        most = LONGEST_TEXT if self.kind == TEXT else LONGEST_LINE
        for text in told:
            if isinstance(text, str) and len(text) > most:
                raise Wrong(f"{TOO_LONG} {most:,} characters. This has {len(text):,}.")
        if self.tidy is not None:
            self.tidy(str(answers[self.name]))

    def day(self, answers: Answers) -> date | None:
        """Return the day that was answered, None if none was. Raise NotADay."""
        typed = [str(answers.get(box, "")) for box in self.boxes]
        return day_typed(*typed) if any(typed) else None

    @property
    def label_in_full(self) -> str:
        return f"{self.group}: {self.label}" if self.group else self.label

    def named_in_full(self, words: str) -> str:
        """Return which question words are about that do not say so themselves, else ""."""
        alike = self.kind in (DAY_KIND, ONE_DAY) or words.startswith(TOO_LONG)
        return self.label_in_full if alike and words != self.needed else ""

    @property
    def typed_in(self) -> tuple[tuple[str, str], ...]:
        """Return the three boxes of a day, as (name, label)."""
        return tuple((box_of(self.name, part), part.title()) for part in PARTS)

    def problem(self, wrong: Mapping[str, str]) -> tuple[str, str] | None:
        """Return what is wrong here, as (box, words), of all that is wrong on the page."""
        boxes = {*self.boxes, f"{self.name}-1"}
        return next((pair for pair in wrong.items() if pair[0] in boxes), None)

    def wrong_box(self, answers: Answers) -> str:
        """Return the box to go to when the answer will not do."""
        if self.kind == DAY_KIND:
            try:
                self.day(answers)
            except NotADay as wrong:
                return box_of(self.name, wrong.part)
        if self.kind in (ONE, MANY):
            return f"{self.name}-1"
        return self.name

    def told(self, answers: Answers) -> str:
        """Return the answer in words, as it is shown again and sent; "" if there is none."""
        given = answers.get(self.name)
        if self.kind == MANY:
            return "\n".join(words for key, words in self.choices if key in (given or []))
        if self.kind == ONE:
            return dict(self.choices).get(str(given), "")
        if self.kind in (DAY_KIND, ONE_DAY):
            try:
                day = self.day(answers)
            except NotADay:
                return " ".join(str(answers.get(box, "")) for box in self.boxes).strip()
            return long_date(day) if day else ""
        text = str(answers.get(f"{self.name}-chosen") or given or "")
        try:
            return self.tidy(text) if self.tidy is not None and text else text
        except Wrong:
            return text


class Doubt(NamedTuple):
    """An answer that may be right: asked about once, and taken when it is said to be right."""

    sign: str  # what it is said about, so that another answer is asked about again
    words: str


def no_doubt(_answers: Answers, _today: date) -> Doubt | None:
    return None


Check = Callable[[Answers, date], Mapping[str, str]]  # box -> what is wrong


def nothing_more(_answers: Answers, _today: date) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True)
class Step:
    """One page. `check` weighs its answers together, once each will do alone."""

    name: str
    title: str
    questions: tuple[Question, ...] = ()
    words: tuple[str, ...] = ()  # paragraphs above the questions
    check: Check = nothing_more
    doubt: Callable[[Answers, date], Doubt | None] = no_doubt
    numbers: bool = False  # whom to ring stands on the page
    files: bool = False
    folded: bool = False  # a group is opened when there is something to write in it

    def read(self, form: Any) -> Answers:
        sent: Answers = {}
        for question in self.questions:
            sent |= question.read(form)
        return sent

    def wrong(self, answers: Answers, today: date) -> dict[str, str]:
        """Return what is wrong, by the box to go to, in the order of the page."""
        found = {}
        for question in self.questions:
            if words := question.wrong(answers):
                found[question.wrong_box(answers)] = words
        return found or dict(self.check(answers, today))

    def doubted(self, answers: Answers, today: date) -> Doubt | None:
        doubt = self.doubt(answers, today)
        return None if doubt is None or answers.get(f"sure-{self.name}") == doubt.sign else doubt

    def told(self, answers: Answers) -> list[list[str]]:
        """Return each question that has an answer, with it; a group's name before its questions."""
        pairs = [(question, question.told(answers)) for question in self.questions]
        return [[one.label_in_full, words] for one, words in pairs if words]

    @staticmethod
    def is_open(group: Sequence[Question], answers: Answers, wrong: Mapping[str, str]) -> bool:
        """Say whether a folded group holds an answer, or what is wrong with one."""
        return any(answers.get(one.name) or one.problem(wrong) for one in group)

    def groups(self) -> list[tuple[str, list[Question]]]:
        """Return the questions as they stand together: (name of the frame or "", questions)."""
        return [(name, list(some)) for name, some in groupby(self.questions, lambda one: one.group)]

    def problems(self, wrong: Mapping[str, str]) -> list[tuple[str, str, str]]:
        """Return what is wrong in the order of the page, as (box, question, words)."""
        found = [(one, one.problem(wrong)) for one in self.questions]
        return [(pair[0], one.named_in_full(pair[1]), pair[1]) for one, pair in found if pair]


def box_of(name: str, part: str) -> str:
    """Return the name of one of the three boxes of a day."""
    return name if part == DAY else f"{name}-{part}"


def day_in(answers: Answers, name: str) -> date | None:
    """Return the day answered under this name, or None for none and for what is no day."""
    boxes = (name, f"{name}-{MONTH}", f"{name}-{YEAR}")
    try:
        return day_typed(*(str(answers.get(box, "")) for box in boxes))
    except NotADay:
        return None


def told(steps: Sequence[Step], answers: Answers) -> list[list[Any]]:
    """Return all that is answered: heading by heading, as [heading, [[question, answer], ...]]."""
    pages = [[step.title, step.told(answers)] for step in steps]
    return [page for page in pages if page[1]]
