"""The form that closes a case: made for one kind of outcome, from what the council asks of it."""

from __future__ import annotations

from typing import Any, NamedTuple
from zlib import crc32

from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired

from admin_views.asking import today
from admin_views.casework.asked_case import OfTheChild, taken
from admin_views.people.attachments import TakenFile, file_fits
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


# How a piece is shown: in words, by a file that is here, by a new one.
WAYS = ("words", "file", "new")


class Shown(NamedTuple):
    """The fields by which one piece is shown."""

    piece: Evidence
    words: TextAreaField
    here: OfTheChild
    new: TakenFile


class CloseForm(ProtectedForm):
    """What every outcome asks; `close_form` puts the rest before it."""

    kind: Kind  # what the council asks; its pieces come between the destination and the rest
    _fields: dict[str, Any]
    confirmed_by = StringField(
        "Who confirmed it, and what they are",
        [InputRequired("Say who confirmed it."), AtMost(255)],
    )
    confirmed_on = DayField("When they confirmed it", [InputRequired("Enter the day.")])
    row_version = VersionField()

    @property
    def pieces(self) -> list[Shown]:
        """Return for each piece the fields that show it."""
        return [
            Shown(piece, *(self._fields[f"{way}_{_name_of(piece)}"] for way in WAYS))
            for piece in self.kind.evidence
        ]

    @property
    def parts(self) -> list[tuple[str, list[Any]]]:
        """Return all fields in their order: those that show one piece stand under its words."""
        where = [self._fields[name] for name in self.kind.asks]
        pieces = [(piece.words, [words, here, new]) for piece, words, here, new in self.pieces]
        before = {field.name for _, fields in [("", where), *pieces] for field in fields}
        return [("", where), *pieces, ("", [one for one in self if one.name not in before])]

    def offer(self, case: Case) -> None:
        """Let each piece be shown by a file put with this child."""
        for _piece, _words, here, _new in self.pieces:
            here.offer(case)

    def fill_in(self, case: Case, chosen: str) -> None:
        """What is on record already: of a hand-over who took the child on, and when."""
        self.row_version.data = case.row_version
        given = Handover.acknowledged_for(case) if chosen == "transferred" else None
        if given is not None:
            self[AUTHORITY].process_data(given.to_authority)
            self.confirmed_by.data = self.confirmed_by.data or given.acknowledged_by
            self.confirmed_on.data = self.confirmed_on.data or given.acknowledged_on
            if (words := self._fields.get("words_acknowledged")) is not None:
                told = f"{given.reference}: {given.state.lower()}. {given.acknowledged_words}"
                words.data = words.data or told.strip()
        self.confirmed_on.data = self.confirmed_on.data or today()

    def tell(self, outcome: Outcome) -> None:
        """Put what was typed of the destination and the confirmation into the outcome."""
        for name in self.kind.asks:
            value = self[name].data
            setattr(outcome, name, value.strip() if isinstance(value, str) else value)
        outcome.confirmed_by = str(self.confirmed_by.data or "")
        outcome.confirmed_on = self.confirmed_on.data or today()

    def shown(self, case: Case) -> dict[str, tuple[str, Attachment | None]]:
        """Return what was given by piece: words, and perhaps a file, put with the case if new.

        Call inside the transaction.
        """
        return {
            piece.key: (str(words.data or ""), taken(new, case, piece.words) or here.chosen())
            for piece, words, here, new in self.pieces
        }


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
    """Return the fields that show one piece, by the WAYS of it."""
    fields = (
        TextAreaField("In words", [AtMost(LONGEST_TEXT)]),
        OfTheChild(),
        TakenFile("Or a new file", [file_fits]),
    )
    return {f"{way}_{_name_of(piece)}": field for way, field in zip(WAYS, fields, strict=True)}


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
