"""Fields for what an officer types: a refusal says what to enter instead."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import DateField, IntegerField
from wtforms.validators import InputRequired, StopValidation
from wtforms.widgets import HiddenInput

EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)
LARGEST = 9_999


class Given:
    """Required, but what was already found wrong with the text is not said over again.

    The library's own validator puts "This field is required." in the place of
    why the text that was typed does not do.
    """

    field_flags = {"required": True}

    def __call__(self, form: Any, field: Any) -> None:
        if field.process_errors:
            raise StopValidation
        if field.data is None or (isinstance(field.data, str) and not field.data.strip()):
            raise StopValidation("This is needed.")


class DayField(DateField):
    """A day as browsers send it or as it is written in this country.

    Rules add periods to days, and beyond these years there is none to add.
    """

    def __init__(self, label: str | None = None, validators: Any = None, **kwargs: Any) -> None:
        kwargs["format"] = ["%Y-%m-%d", "%d/%m/%Y"]
        kwargs["invalid_value_message"] = "Enter a day of the calendar, like 23/11/2026."
        super().__init__(label, validators, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata([value.strip() for value in valuelist])
        if self.data is not None and not EARLIEST <= self.data <= LATEST:
            self.data = None
            raise ValueError(f"Enter a day from {EARLIEST.year} to {LATEST.year}.")


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
