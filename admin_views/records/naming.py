"""The field that names a record: by reference, by words, or by a choice among those that fit."""

from __future__ import annotations

from typing import Any

from wtforms import Field
from wtforms.widgets import TextInput

from admin_views.asking import scope
from admin_views.records.lookups import MOST, Fitting, labels, look_up
from admin_views.records.paging import COUNTED_TO
from admin_views.records.reading import note_listed
from admin_views.records.rows import is_id
from models.base import BaseModel, OutOfScope

# In the same words whether there is none or it is not open to whoever asks.
NOTHING = "Nothing fits. Type a reference, or other words of the name."
AFTER = "after:"  # a choice that means: none of these, show the ones after so many


class LookUpField(Field):
    """A record named in words; what fits several is asked back as a choice, ten at a time.

    The first value sent is what was typed. A second is the id of a row chosen,
    or "after:10" for the next ones.
    """

    widget = TextInput()

    def __init__(self, model: type[BaseModel], look_up_at: str = "", **kwargs: Any) -> None:
        kwargs.pop("allow_blank", None)
        self.model = model
        self.look_up_at = look_up_at  # where a script asks while words are typed
        self.typed = ""
        self.shown = ""
        self.found = Fitting([], 0, 0)
        super().__init__(**kwargs)

    def process_data(self, value: Any) -> None:
        self.data = value.id if isinstance(value, BaseModel) else value
        if isinstance(value, BaseModel):
            self.typed = self.shown = str(value)

    def _value(self) -> str:
        return self.typed

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        self.typed = valuelist[0].strip()
        chosen = [value for value in valuelist[1:] if is_id(value)]
        onward = [value.removeprefix(AFTER) for value in valuelist[1:] if value.startswith(AFTER)]
        if not chosen and not onward and self.typed and self.typed == self.shown.strip():
            return  # left as it was; its words may by now fit others too
        self.data = None
        if chosen:
            self._choose(int(chosen[0]))
        elif self.typed:
            first = int(onward[0]) if onward and is_id(onward[0]) else 0
            self._find(min(first, COUNTED_TO))

    def _choose(self, row_id: int) -> None:
        try:
            row = scope().get(self.model, row_id)
        except OutOfScope:
            raise ValueError(NOTHING) from None
        note_listed(self.model, [row], 1, "look-up")
        self.data, self.typed = row.id, str(row)

    def _find(self, first: int) -> None:
        found = look_up(self.model, self.typed, scope(), first)
        note_listed(self.model, found.rows, found.total, "look-up")
        if found.total == 1 and found.rows:
            self.data, self.typed = found.rows[0].id, str(found.rows[0])
            return
        if not found.rows:
            raise ValueError(NOTHING)
        self.found = found
        raise ValueError(
            "More than one fits. Choose the right one below, or type more of the name."
        )

    # What the page shows of a choice.

    @property
    def candidates(self) -> list[tuple[int, str]]:
        """Return (id, words) of each row to choose from."""
        rows = self.found.rows
        return list(zip((row.id for row in rows), labels(rows, scope()), strict=True))

    @property
    def which(self) -> str:
        """Say which of how many are shown, or nothing if all are."""
        found = self.found
        if found.total == len(found.rows):
            return ""
        most = f"more than {COUNTED_TO:,}" if found.total > COUNTED_TO else f"{found.total:,}"
        return f"{found.first + 1} to {found.first + len(found.rows)} of {most}"

    @property
    def others(self) -> list[tuple[str, str]]:
        """Return (what to send, words) for what is not shown yet, or no more."""
        first, last = self.found.first, self.found.first + len(self.found.rows)
        onward = []
        if last < self.found.total and last <= COUNTED_TO:
            left = min(MOST, self.found.total - last)
            onward.append((f"{AFTER}{last}", f"None of these: show the next {left}"))
        if first:
            onward.append((f"{AFTER}{max(0, first - MOST)}", f"Show the {MOST} before these"))
        return onward
