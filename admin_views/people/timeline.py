"""A child's timeline: everything that happened, newest first, fetched by one question."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import reduce
from operator import add
from typing import Any, ClassVar, NamedTuple

from flask import url_for
from peewee import JOIN, SQL, Field, ForeignKeyField, Function, ModelSelect, TextField, Value, fn

from admin_views.asking import scope
from models.base import BaseModel
from models.casework.case import Case
from models.casework.enquiry import Enquiry
from models.dates.london import LONDON
from models.organisations.authority import AuthorityRecord
from models.people.child import Child
from models.people.person import Person

SHOWN = 50
MOST = 5_000  # on one page, to print: no child has half of that
LONGEST = 2_000  # characters of one entry
TEXTS = 5  # columns of words that every entry has, empty or not


class Entry(NamedTuple):
    """Something that happened on a day: `what` in a few words, `words` in full."""

    day: date
    kind: str
    row_id: int
    what: str
    words: str
    address: str


class Shown(NamedTuple):
    """A page of the timeline, and whether there is more before it."""

    entries: list[Entry]
    more: bool


class Part(NamedTuple):
    """What a row of a kind tells of: a day, words from the database, and how they are put."""

    day: Any
    texts: Sequence[Any]
    told: Callable[..., tuple[str, str]]  # given the row's id and the texts: what, words


class Kind:
    """Rows of one table on the timeline. Whoever adds a table about children adds its kind."""

    name: ClassVar[str]  # in the address of the page
    title: ClassVar[str]
    model: ClassVar[type[AuthorityRecord]]
    endpoint: ClassVar[str]  # the page an entry opens
    by: ClassVar[Any]  # the column that names the child, the case or the enquiry
    joins: ClassVar[Sequence[ForeignKeyField]] = ()  # to what gives names or words
    parts: ClassVar[Sequence[Part]]

    def heads(self, ids: Any) -> Iterator[ModelSelect[Any]]:
        """Yield for each part the rows in sight: kind, part, id, day and the texts."""
        # A joined row is in sight with the row that names it: hiding follows the keys.
        if not scope().may("see", self.model):
            return
        for number, part in enumerate(self.parts):
            words = [*map(_begun, part.texts), *[Value("")] * (TEXTS - len(part.texts))]
            day = part.day.cast("text")
            columns: list[Any] = [Value(self.name).alias("kind"), Value(number).alias("part")]
            columns += [self.model.id.alias("row_id"), day.alias("day")]
            # By names of their own: a table may have a column called kind or day.
            columns += [word.alias(f"words_{n}") for n, word in enumerate(words)]
            query = scope().of(self.model).select(*columns)
            for key in self.joins:
                there = key.rel_model
                query = query.join_from(key.model, there, JOIN.LEFT_OUTER, on=(key == there.id))
            yield query.where(self.by.in_(ids), part.day.is_null(False))

    def entry(self, part: int, row_id: int, day: str, texts: Sequence[str]) -> Entry:
        told = [_cut(text) for text in texts[: len(self.parts[part].texts)]]
        what, words = self.parts[part].told(row_id, *told)
        address = url_for(f"{self.endpoint}.details_view", id=row_id)
        return Entry(_day(day), self.name, row_id, what, words, address)


def timeline(
    kinds: Collection[Kind],
    child: Child,
    cases: Sequence[int],
    skipping: int = 0,
    most: int = SHOWN,
) -> Shown:
    """Return what is in sight of whoever asks, of these kinds, newest first.

    `cases` are the ids of the child's cases in sight.
    """
    by_table = _by_table(child, cases)
    asked = [(kind, by_table[kind.by.rel_model]) for kind in kinds]
    heads = [head for kind, ids in asked if not _is_none(ids) for head in kind.heads(ids)]
    if not heads:
        return Shown([], False)
    query = reduce(add, heads).order_by(
        SQL("day").desc(), SQL("kind").desc(), SQL("row_id").desc(), SQL("part").desc()
    )
    rows = list(query.limit(most + 1).offset(skipping).tuples())
    by_name = {kind.name: kind for kind in kinds}
    entries = [
        by_name[kind].entry(part, row_id, day, texts)
        for kind, part, row_id, day, *texts in rows[:most]
    ]
    # A moment late in a summer evening belongs to the next day, which only London knows.
    entries.sort(key=lambda entry: entry.day, reverse=True)
    return Shown(entries, len(rows) > most)


def _by_table(child: Child, cases: Sequence[int]) -> dict[type[BaseModel], Any]:
    """Return the ids in sight by which a row may hang on the child: its own, its cases', ..."""
    asked = scope().of(Enquiry).select(Enquiry.id).where(Enquiry.case.in_(cases)) if cases else []
    return {Child: [child.id], Case: cases, Enquiry: asked}


def _is_none(ids: Any) -> bool:
    return isinstance(ids, list) and not ids


def _begun(column: Any) -> Any:
    """Return no more of a long text than a timeline shows: a page holds fifty of them."""
    is_long = isinstance(column, TextField)
    return fn.SUBSTR(column, 1, LONGEST + 1) if is_long else column


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… (open it to read the rest)"


def _day(text: str) -> date:
    if len(text) == len("2026-11-23"):
        return date.fromisoformat(text)
    moment = datetime.fromisoformat(text[: len("2026-11-23 09:00:00")])
    return moment.replace(tzinfo=UTC).astimezone(LONDON).date()


def named(person: type[Person]) -> Function:
    """Return a person's name as the database puts it together; spaces may be doubled."""
    spaced = person.title.concat(" ").concat(person.forenames).concat(" ").concat(person.surname)
    return fn.COALESCE(spaced, "")


def one_line(words: str) -> str:
    return " ".join(words.split())


def words_of(field: Field, value: str) -> str:
    """Return how a choice reads on a page."""
    return str(dict(field.choices).get(value, value))


def text(column: Any) -> Any:
    """Return a number or a day as words, and nothing as none."""
    # As it comes: the column's own reading would make a day of it again.
    return fn.COALESCE(column.cast("text"), "").coerce(False)
