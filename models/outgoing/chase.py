"""A chase: one step of the ladder for one enquiry, taken once and never twice."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from peewee import CharField, ForeignKeyField, IntegerField, ModelSelect

from models.base import BaseModel, InstantField, RuleBroken
from models.casework.enquiry import Asked, Enquiry
from models.casework.standing import Standing
from models.dates.deadlines import step_due
from models.dates.words import long_date
from models.dates.working_days import is_working_day, week_of
from models.ledger.calendar import Calendar
from models.ledger.setting import Setting
from models.organisations.authority import AuthorityRecord
from models.outgoing.ladder import Ladder, LadderStep
from models.outgoing.message import WAITING, Message
from models.people.contact_rules import ContactRules
from models.scope import Scope

# In place of a step: the mail in which the question was put, which is no reminder.
THE_QUESTION = 0

# The columns by which an enquiry names other rows.
NAMED = ("case", "school", "other_authority", "agency", "person")


@dataclass(frozen=True)
class Planned:
    """An enquiry that is late today: the step that would be taken, or why none is."""

    enquiry: Enquiry
    asked: Asked
    step: LadderStep | None
    why: str


@dataclass(frozen=True)
class Known:
    """What a plan rests on, fetched once for all the enquiries in it."""

    today: date
    rules: ContactRules
    holidays: Mapping[int, Collection[date]]  # by authority
    steps: Mapping[tuple[int, str], list[LadderStep]]  # by authority and who is asked
    taken: Mapping[tuple[int, int], frozenset[int]]  # by enquiry and round
    named: Mapping[str, Mapping[int, BaseModel]]  # by column: the rows enquiries name
    standing: Mapping[int, date]  # the cases that are off daily chasing, and since when
    worked_out: dict[object, LadderStep | None] = field(default_factory=dict)

    @classmethod
    def about(cls, late: ModelSelect[Enquiry], authorities: Collection[int], today: date) -> Known:
        people = late.clone().select(Enquiry.person).order_by()
        return cls(
            today,
            ContactRules.about(people.where(Enquiry.person.is_null(False)), authorities, today),
            {one: Calendar.holidays(one, today) for one in authorities},
            Ladder.steps_of(authorities),
            Chase.taken(late),
            {column: _named(late, column) for column in NAMED},
            Standing.cases_off_chasing(late.clone().select(Enquiry.case).order_by()),
        )

    def filled_in(self, enquiry: Enquiry) -> Enquiry:
        """Hang on the enquiry the rows it names, so that none is asked for one by one."""
        for column, rows in self.named.items():
            if (row := rows.get(enquiry.__data__[column])) is not None:
                enquiry.__rel__[column] = row
        return enquiry

    def is_working_day(self, enquiry: Enquiry) -> bool:
        return is_working_day(self.today, self.holidays[enquiry.authority_id])

    def step_due(self, enquiry: Enquiry, asked: Asked) -> LadderStep | None:
        """Return the step due; the same day and steps are worked out once, as hundreds share it."""
        ladder = (enquiry.authority_id, asked.kind)
        taken = self.taken.get((enquiry.id, enquiry.round), frozenset())
        key = (ladder, enquiry.due_on, taken)
        if key not in self.worked_out:
            closed = self.holidays[enquiry.authority_id]
            steps = self.steps.get(ladder, [])
            self.worked_out[key] = step_due(enquiry.due_on, steps, taken, self.today, closed)
        return self.worked_out[key]


def _named(late: ModelSelect[Enquiry], column: str) -> dict[int, BaseModel]:
    key = Enquiry._meta.fields[column]
    ids = late.clone().select(key).where(key.is_null(False)).order_by()
    return {row.id: row for row in key.rel_model.select().where(key.rel_model.id.in_(ids))}


class Chase(AuthorityRecord):
    """Unique by enquiry, round, step and recipient, so no run can take a step again."""

    enquiry = ForeignKeyField(Enquiry, on_delete="RESTRICT", backref="chases")
    enquiry_id: int
    round = IntegerField()
    step = IntegerField()
    recipient = CharField()
    message = ForeignKeyField(Message, on_delete="RESTRICT", backref="chases")
    message_id: int
    made_at = InstantField()

    class Meta:
        indexes = ((("enquiry", "round", "step", "recipient"), True),)

    @classmethod
    def plan(cls, scope: Scope, today: date) -> list[Planned]:
        """Return every overdue enquiry with what would be sent today, and why or why not.

        It asks the same few questions of the database for ten enquiries and for ten thousand.
        """
        query = Enquiry.overdue(scope, today)
        # As plain rows: the library would look for columns of the joined case in each.
        late: list[Enquiry] = list(query.objects())
        if not late:
            return []
        known = Known.about(query, {enquiry.authority_id for enquiry in late}, today)
        planned = [cls._planned(known.filled_in(enquiry), known) for enquiry in late]
        return _within_limits(planned, today)

    @classmethod
    def _planned(cls, enquiry: Enquiry, known: Known) -> Planned:
        asked = enquiry.asked
        if why := enquiry.no_chasing(known.today, known.rules, standing=known.standing):
            return Planned(enquiry, asked, None, why)
        if not known.is_working_day(enquiry):
            return Planned(enquiry, asked, None, "today is not a working day")
        step = known.step_due(enquiry, asked)
        if step is None:
            return Planned(enquiry, asked, None, "no further step has fallen due")
        return Planned(
            enquiry,
            asked,
            step,
            f"answer was due {long_date(enquiry.due_on)}; step {step.number} comes "
            f"{step.working_days} working days after",
        )

    @classmethod
    def taken(cls, enquiries: ModelSelect[Enquiry]) -> dict[tuple[int, int], frozenset[int]]:
        """Return the steps taken, by enquiry and round; in one query."""
        found: dict[tuple[int, int], set[int]] = {}
        ids = enquiries.clone().select(Enquiry.id).order_by()
        query = cls.select(cls.enquiry, cls.round, cls.step).where(cls.enquiry.in_(ids))
        rows: Iterable[Any] = query.tuples()
        for enquiry, asked_round, step in rows:
            found.setdefault((enquiry, asked_round), set()).add(step)
        return {key: frozenset(steps) for key, steps in found.items()}

    @classmethod
    def was_begun(cls, enquiry: Enquiry) -> bool:
        """Say whether any mail was written about this question in its present round."""
        mine = (cls.enquiry == enquiry.id) & (cls.round == enquiry.round)
        return bool(cls.select().where(mine).exists())

    def as_planned(self) -> Planned:
        """Return the step as it was planned, to write it into another message."""
        if self.step == THE_QUESTION:
            return Planned(self.enquiry, self.enquiry.asked, None, "the question itself")
        steps = Ladder.steps_for(self.enquiry.authority_id, self.enquiry.asked.kind)
        step = next((step for step in steps if step.number == self.step), None)
        if step is None:
            raise RuleBroken(f"Step {self.step} is no longer on the ladder.")
        return Planned(self.enquiry, self.enquiry.asked, step, "")

    @property
    def reference(self) -> str:
        return f"CHASE-{self.id}"

    def __str__(self) -> str:
        return f"Step {self.step} for ENQ-{self.enquiry_id}"


def _within_limits(planned: list[Planned], today: date) -> list[Planned]:
    """Hold back what would be a recipient's second message today or too many this week."""
    monday, _ = week_of(today)
    messages = Message.since(monday)
    authorities = {one.enquiry.authority_id for one in planned}
    most = {one: Setting.of(one, "chases_a_week", today) for one in authorities}
    held: dict[tuple[int, str], str] = {}
    writing: dict[str, int] = {}
    for one in planned:
        key = (one.enquiry.authority_id, one.asked.email)
        if one.step is None or key in held:
            continue
        held[key] = _too_many(messages.get(one.asked.email, []), most[key[0]], today)
        # The longest due goes first; a school that two authorities ask still hears once a day.
        if not held[key] and writing.setdefault(one.asked.email, key[0]) != key[0]:
            held[key] = "another authority writes to them today"
    return [
        Planned(one.enquiry, one.asked, None, why)
        if one.step and (why := held[one.enquiry.authority_id, one.asked.email])
        else one
        for one in planned
    ]


def _too_many(messages: Collection[Message], most: int, today: date) -> str:
    if any(message.state in WAITING for message in messages):
        return "a message to them is still waiting to be sent"
    days = [message.sent_on or message.due_on for message in messages]
    if today in days:
        return "had a message today already"
    return f"had {most} messages this week already" if len(days) >= most else ""


def by_recipient(planned: Iterable[Planned]) -> dict[tuple[int, str], list[Planned]]:
    """Put together what goes in one message: one recipient of one authority."""
    together: dict[tuple[int, str], list[Planned]] = {}
    for one in planned:
        if one.step is not None:
            together.setdefault((one.enquiry.authority_id, one.asked.email), []).append(one)
    return together


def chases_in(message: Message) -> list[Chase]:
    return list(Chase.select().where(Chase.message == message).order_by(Chase.id))
