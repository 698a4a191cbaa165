"""Fields for what an officer types: a refusal says what to enter instead."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any, NamedTuple

from wtforms import Field, HiddenField, IntegerField
from wtforms.utils import unset_value
from wtforms.validators import InputRequired, StopValidation
from wtforms.widgets import HiddenInput, TextInput

from models.dates.typed import DAY, MONTH, PARTS, YEAR, NotADay, Parts, day_typed

LARGEST = 9_999
LONGEST_TEXT = 100_000  # characters: some forty pages


class Box(NamedTuple):
    """One of the three boxes of a day."""

    part: str
    name: str  # also its id
    label: str
    typed: str
    wrong: bool


class Given:
    """Required, but what was already found wrong with the text is not said over again.

    The library's own validator puts "This field is required." in the place of
    why the text that was typed does not do.
    """

    field_flags = {"required": True}

    def __init__(self, told: str = "This is needed.") -> None:
        self.told = told

    def __call__(self, form: Any, field: Any) -> None:
        if field.process_errors:
            raise StopValidation
        if field.data is None or (isinstance(field.data, str) and not field.data.strip()):
            raise StopValidation(self.told)


class AtMost:
    """No more than so many characters. What was typed stays on the page, to be shortened there."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, form: Any, field: Any) -> None:
        has = len(field.data or "")
        if has > self.most:
            raise StopValidation(f"Write at most {self.most:,} characters. This has {has:,}.")


class DayField(Field):
    """A day in three boxes: its own name holds the day, `-month` and `-year` the rest.

    The first box understands a whole date too, so a date sent under the field's
    name alone, by a paste or by a program, is as good as three boxes.
    """

    data: date | None
    widget = TextInput()
    sent: Parts | None = None
    wrong_part = DAY

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        self.sent = _sent(formdata, self.name)
        super().process(formdata, data, extra_filters)

    @property
    def typed(self) -> Parts:
        """Return what stands in the boxes: the day understood, else what was sent, as it was."""
        if self.data is not None:
            return str(self.data.day), str(self.data.month), str(self.data.year)
        return self.sent or ("", "", "")

    def process_formdata(self, valuelist: list[str]) -> None:
        if self.sent is None:
            return
        self.data = None
        # Whether anything is there at all is asked of this: a month alone is something.
        self.raw_data = [" ".join(self.sent).strip()]
        if not self.raw_data[0]:
            return
        try:
            self.data = day_typed(*self.sent)
        except NotADay as wrong:
            self.wrong_part = wrong.part
            raise

    @property
    def boxes(self) -> list[Box]:
        """Return the boxes as they are shown, each with what was typed in it."""
        return [
            Box(part, self._named(part), part.title(), text, part == self.wrong_part)
            for part, text in zip(PARTS, self.typed, strict=True)
        ]

    def _named(self, part: str) -> str:
        return str(self.id) if part == DAY else f"{self.id}-{part}"

    @property
    def wrong_id(self) -> str:
        """Return the id of the box an error is about."""
        return self._named(self.wrong_part)


def _sent(formdata: Any, name: str) -> Parts | None:
    """Return what was sent in the three boxes; None if the form did not show them."""
    names = (name, f"{name}-{MONTH}", f"{name}-{YEAR}")
    if formdata is None or not any(one in formdata for one in names):
        return None
    day, month, year = (str((formdata.getlist(one) or [""])[0]).strip() for one in names)
    return day, month, year


class WholeNumberField(IntegerField):
    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Enter a whole number, like 5.") from None
        if self.data is not None and not 0 <= self.data <= LARGEST:
            self.data = None
            raise ValueError(f"Enter a number from 0 to {LARGEST:,}.")


class VersionField(IntegerField):
    """The version of the row that the officer was looking at; without it nothing is compared."""

    widget = HiddenInput()

    def __init__(self, label: str | None = None, validators: Any = None, **kwargs: Any) -> None:
        lost = "The form was not whole. Open the record again, then change it."
        super().__init__(label or "Version", validators or [InputRequired(lost)], **kwargs)


class FormKeyField(HiddenField):
    """A number used once: a form sent twice, by a double click, makes one record."""

    def __init__(self, label: str | None = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, default=new_form_key, **kwargs)

    def renew(self) -> None:
        """Let the same form make another record when it is sent again."""
        self.data = new_form_key()

    def populate_obj(self, obj: Any, name: str) -> None:
        """It is no part of the record."""


def new_form_key() -> str:
    return secrets.token_urlsafe(16)
