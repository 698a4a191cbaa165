"""Forms made from the models: scoped choices, look-ups without long lists, one token each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import g, has_request_context
from flask_admin.contrib.peewee.form import CustomModelConverter
from flask_admin.form import BaseForm
from flask_wtf.csrf import _FlaskFormCSRF
from peewee import AutoField, ForeignKeyField, TextField
from peewee import IntegerField as NumberColumn
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtfpeewee.fields import SelectChoicesField
from wtfpeewee.orm import FieldInfo, ValueRequired

from admin_views.asking import scope
from admin_views.records.inputs import LONGEST_TEXT, AtMost, DayField, Given, WholeNumberField
from admin_views.records.lookups import names_by_words
from admin_views.records.naming import LookUpField
from admin_views.records.rows import is_id
from models.base import BaseModel, RuleBroken
from models.organisations.authority import Authority
from models.organisations.officer import Officer


def authorities_at_hand() -> dict[int, Authority]:
    """Return our authorities by id, as far as a form names them: by code and name."""
    return {row[0]: Authority(id=row[0], code=row[1], name=row[2]) for row in scope().ours}


class ProtectedForm(BaseForm):
    """Carries the app's own token. The library's SecureForm would clash with it."""

    def __init__(
        self, formdata: Any = None, obj: Any = None, prefix: str = "", **given: Any
    ) -> None:
        # What was written when a session ended comes before what is stored.
        kept = g.get("kept_fields") if formdata is None and has_request_context() else None
        super().__init__(kept or formdata, obj, prefix, **given)

    class Meta(BaseForm.Meta):
        csrf = True
        csrf_class = _FlaskFormCSRF
        csrf_secret = None
        csrf_time_limit = None
        csrf_field_name = "csrf_token"


class ChoiceOfRow(SelectField):
    """A select over a small table, as far as it is in the officer's scope."""

    def __init__(
        self, rows: Callable[[], Sequence[BaseModel]], blank: bool = False, **kwargs: Any
    ) -> None:
        kwargs.pop("allow_blank", None)
        super().__init__(coerce=_id_or_none, **kwargs)
        self.offered = {str(row.id): str(row) for row in rows()}
        self.choices = [("", "None" if blank else "Choose"), *self.offered.items()]

    def process_data(self, value: Any) -> None:
        self.data = value.id if isinstance(value, BaseModel) else value

    def pre_validate(self, form: Any) -> None:
        if self.data is not None and str(self.data) not in self.offered:
            raise ValidationError("Choose one of the list.")


class Converter(CustomModelConverter):
    """Model fields to form fields, with what the library gets wrong put right."""

    def __init__(self, view: Any, additional: Any = None) -> None:
        super().__init__(view, additional)
        # The library knows only PrimaryKeyField as a key; the models have AutoField.
        self.converters[AutoField] = self.handle_pk
        self.converters[NumberColumn] = self.handle_number

    def handle_date(self, model: Any, field: Any, **kwargs: Any) -> FieldInfo:
        return FieldInfo(field.name, DayField(**kwargs))

    def handle_number(self, model: Any, field: Any, **kwargs: Any) -> FieldInfo:
        if field.choices:
            chosen = SelectChoicesField(choices=field.choices, coerce=int, **kwargs)
            return FieldInfo(field.name, chosen)
        return FieldInfo(field.name, WholeNumberField(**kwargs))

    def handle_foreign_key(self, model: Any, field: ForeignKeyField, **kwargs: Any) -> FieldInfo:
        kwargs.pop("default", None)
        other = field.rel_model
        if names_by_words(field):
            asked_at = f"/look-up/{self.view.address}/{field.name}"
            return FieldInfo(field.name, LookUpField(other, asked_at, **kwargs))
        if other is Authority:
            return FieldInfo(field.name, ChoiceOfRow(self._own_authorities, **kwargs))
        rows = _rows_of(other)
        return FieldInfo(field.name, ChoiceOfRow(rows, blank=field.null, **kwargs))

    def _own_authorities(self) -> list[Authority]:
        mine = scope().authorities("add", self.view.model)
        return [one for number, one in authorities_at_hand().items() if number in mine]

    def convert(self, model: Any, field: Any, field_args: Any) -> FieldInfo:
        words = {"label": self.view.get_column_name(field.name), **(field_args or {})}
        name, made = super().convert(model, field, words)
        if made is not None:
            checks = list(made.kwargs["validators"])
            if isinstance(field, TextField):
                made.kwargs["filters"] = [*made.kwargs["filters"], _plain_line_ends]
                checks.append(AtMost(LONGEST_TEXT))
            if name in self.view.form_optional:
                checks = [_unless_needed(check) for check in checks]
            needed = Given(_choose(made.kwargs["label"])) if field.choices else Given()
            if field.choices and field.default is None:
                # Else the first one is chosen already, and one click away from being recorded.
                made.kwargs |= {"allow_blank": True, "blank_text": "Choose"}
            made.kwargs["validators"] = [_in_our_words(check, needed) for check in checks]
        return FieldInfo(name, made)


def _unless_needed(check: Any) -> Any:
    return Optional() if isinstance(check, ValueRequired) else check


def _in_our_words(check: Any, needed: Given) -> Any:
    """Put the library's validators, which say little, in our own words."""
    if isinstance(check, ValueRequired):
        return needed
    return AtMost(check.max) if isinstance(check, Length) else check


def _choose(label: str) -> str:
    """Say what to do about a choice: "Choose what is believed.", "Choose the reason."."""
    words = f"{label[:1].lower()}{label[1:]}"
    asks = words.partition(" ")[0] in ("what", "how", "which", "who", "whom")
    return f"Choose {words}." if asks else f"Choose the {words}."


def _plain_line_ends(text: str | None) -> str | None:
    """Browsers send every line end as two characters: saving what was not touched is no change."""
    return text.replace("\r\n", "\n") if text else text


def _rows_of(model: type[BaseModel]) -> Callable[[], Sequence[BaseModel]]:
    return lambda: sorted(scope().of(model), key=str)


def _id_or_none(value: Any) -> int | None:
    """Return the id, None for no choice, and for what is no id one that no row has."""
    if value in (None, "", "None"):
        return None
    return int(value) if is_id(str(value)) else -1


class AnswerForm(ProtectedForm):
    """What somebody answered to an enquiry."""

    answered_on = DayField("When the answer came", [InputRequired("Enter the day it came.")])
    answer = TextAreaField(
        "What the answer was", [InputRequired("Write down the answer."), AtMost(LONGEST_TEXT)]
    )


class GiveForm(ProtectedForm):
    """Whose a record becomes."""

    officer = ChoiceOfRow(
        lambda: sorted((one for one in scope().of(Officer) if one.active), key=str),
        label="Officer",
        validators=[InputRequired("Choose an officer.")],
    )
    why = StringField("Why, if somebody else has it now", [AtMost(255)])


class ReaddressForm(ProtectedForm):
    """Where a failed mail goes instead, and how somebody knows."""

    recipient = StringField("New address", [InputRequired("Enter the new address.")])
    reason = StringField("How you know it", [InputRequired("Say how you know the new address.")])


def words_of(broken: Exception) -> str:
    """Return what a broken rule says, or a sentence for what an officer cannot mend."""
    if isinstance(broken, RuleBroken):
        return str(broken)
    return "This could not be saved. Nothing was changed. Try again; if it recurs, tell support."
