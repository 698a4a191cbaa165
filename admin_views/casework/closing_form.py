"""The form that closes a case: made for one kind of outcome, from what the council asks of it."""

from __future__ import annotations

from typing import Any
from zlib import crc32

from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired

from admin_views.asking import today
from admin_views.casework.asked_case import OfTheChild
from admin_views.records.forms import ProtectedForm
from admin_views.records.inputs import LONGEST_TEXT, AtMost, DayField, VersionField
from admin_views.records.naming import LookUpField
from models.casework.attachment import Attachment
from models.casework.case import Case
from models.casework.handover import Handover
from models.casework.outcome import Outcome
from models.casework.outcome_kinds import AUTHORITY, PLACE, SCHOOL, START, Evidence, Kind
from models.organisations.authority import Authority
from models.organisations.school import School

LABELS = {
    SCHOOL: "Which school",
    AUTHORITY: "Which authority",
    PLACE: "Where: the school, the provision, or the place and country",
    START: "First day there",
}


class CloseForm(ProtectedForm):
    """What every outcome asks; `close_form` puts the rest before it."""

    kind: Kind
    _fields: dict[str, Any]
    confirmed_by = StringField(
        "Who confirmed it, and what they are",
        [InputRequired("Say who confirmed it."), AtMost(255)],
    )
    confirmed_on = DayField("When they confirmed it", [InputRequired("Enter the day.")])
    row_version = VersionField()

    def offer(self, case: Case) -> None:
        """Let each piece be shown by a file of this child's."""
        for field in self:
            if isinstance(field, OfTheChild):
                field.offer(case)

    def fill_in(self, case: Case, chosen: str) -> None:
        """What is on record already: of a hand-over who took the child on, and when."""
        self.row_version.data = case.row_version
        taken = Handover.acknowledged_for(case) if chosen == "transferred" else None
        if taken is not None:
            self[AUTHORITY].process_data(taken.to_authority)
            self.confirmed_by.data = self.confirmed_by.data or taken.acknowledged_by
            self.confirmed_on.data = self.confirmed_on.data or taken.acknowledged_on
            if (words := self._fields.get("words_acknowledged")) is not None:
                told = f"{taken.reference}: {taken.state.lower()}. {taken.acknowledged_words}"
                words.data = words.data or told.strip()
        self.confirmed_on.data = self.confirmed_on.data or today()

    def tell(self, outcome: Outcome) -> None:
        """Put what was typed of the destination and the confirmation into the outcome."""
        for name in self.kind.asks:
            value = self[name].data
            setattr(outcome, name, value.strip() if isinstance(value, str) else value)
        outcome.confirmed_by = str(self.confirmed_by.data or "")
        outcome.confirmed_on = self.confirmed_on.data or today()

    def shown(self) -> dict[str, tuple[str, Attachment | None]]:
        """Return what was given by piece: words, and perhaps a file."""
        return {piece.key: self._piece(_name_of(piece)) for piece in self.kind.evidence}

    def _piece(self, name: str) -> tuple[str, Attachment | None]:
        here: OfTheChild = self._fields[f"file_{name}"]
        return str(self[f"words_{name}"].data or ""), here.chosen()


def close_form(kind: Kind) -> type[CloseForm]:
    """Return the form for one kind of outcome: its destination, then what shows it."""
    fields: dict[str, Any] = {name: _destination(name) for name in kind.asks}
    for piece in kind.evidence:
        fields |= _shown_by(piece)
    made: type[CloseForm] = type("CloseFormOfKind", (CloseForm,), {**fields, "kind": kind})
    for place, name in enumerate((*fields, "confirmed_by", "confirmed_on", "row_version")):
        # In this order, not in that in which the classes were made.
        getattr(made, name).creation_counter = place
    return made


def _shown_by(piece: Evidence) -> dict[str, Any]:
    name = _name_of(piece)
    return {
        f"words_{name}": TextAreaField(piece.words, [AtMost(LONGEST_TEXT)]),
        f"file_{name}": OfTheChild(
            f"{piece.words}: a file", description="A new one is attached to the case first."
        ),
    }


def _name_of(piece: Evidence) -> str:
    """Return what a piece is called in the form: a number made of its words if it is its own.

    By its place alone a rule that changes under an open form would move words to another piece.
    """
    return piece.key if piece.key != piece.words else f"{crc32(piece.words.encode()):08x}"


def _destination(name: str) -> Any:
    needed = [InputRequired("This is needed.")]
    if name == SCHOOL:
        return LookUpField(
            School, "/look-up/enquiries/school", label=LABELS[name], validators=needed
        )
    if name == AUTHORITY:
        asked_at = "/look-up/enquiries/other_authority"
        return LookUpField(Authority, asked_at, label=LABELS[name], validators=needed)
    if name == START:
        return DayField(LABELS[name], needed)
    return StringField(LABELS[name], [*needed, AtMost(255)])
