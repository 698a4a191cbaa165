"""What a council asks for before it closes a case with an outcome, where it is not our default."""

from __future__ import annotations

from datetime import date

from peewee import BooleanField, CharField, DateField, IntegerField, TextField

from models.base import RuleBroken
from models.casework.outcome_kinds import KINDS, NUMBERS, Evidence, Kind
from models.dates.words import short_date
from models.organisations.authority import AuthorityRecord

MOST_PIECES = len(NUMBERS) - 1
LONGEST_PIECE = 200  # characters


class OutcomeNeed(AuthorityRecord):
    """Holds for cases closed on that day or later. Saved without pieces it asks for the usual."""

    kind = CharField(choices=[(key, kind.words) for key, kind in KINDS.items()])
    used = BooleanField(default=True)
    least = IntegerField()
    evidence = TextField(default="")  # a piece a line
    effective_from = DateField()

    class Meta:
        indexes = ((("authority", "kind", "effective_from"), True),)

    @property
    def pieces(self) -> tuple[Evidence, ...]:
        return _pieces_in(self.evidence, KINDS[self.kind])

    def save(self, force_insert: bool = False, only: object = None) -> int:
        usual = KINDS.get(self.kind)
        if usual is None:
            raise RuleBroken("Choose the outcome.")
        pieces = _pieces_in(self.evidence or "", usual) or usual.evidence
        self.evidence = "\n".join(piece.words for piece in pieces)
        if self.least is None:
            self.least = min(usual.least, len(pieces))
        self._can_be_shown(usual, pieces)
        return super().save(force_insert, only)

    def _can_be_shown(self, usual: Kind, pieces: tuple[Evidence, ...]) -> None:
        if len(pieces) > MOST_PIECES:
            raise RuleBroken(f"Name at most {MOST_PIECES} pieces, each on a line of its own.")
        if any(len(piece.words) > LONGEST_PIECE for piece in pieces):
            raise RuleBroken(f"Say each piece in at most {LONGEST_PIECE} characters.")
        if usual.evidence and self.least < 1:
            raise RuleBroken("Ask for one piece at least: without any nothing shows this outcome.")
        if not 0 <= self.least <= len(pieces):
            raise RuleBroken(
                f"Nobody could show {self.least} of {NUMBERS[len(pieces)]}. "
                "Name more pieces, or ask for fewer."
            )

    @classmethod
    def kinds_on(cls, authority_id: int, on: date) -> dict[str, Kind]:
        """Return the outcomes with which this council closes a case that day: what each asks."""
        rows = cls.select().where(cls.authority == authority_id, cls.effective_from <= on)
        own = {row.kind: row for row in rows.order_by(cls.effective_from)}
        return {
            key: own[key]._of(kind) if key in own else kind
            for key, kind in KINDS.items()
            if key not in own or own[key].used
        }

    @classmethod
    def kind_on(cls, authority_id: int, kind: str, on: date) -> Kind:
        """Return what this council asks that day. Raise RuleBroken if it does not use the kind."""
        asked = cls.kinds_on(authority_id, on).get(kind)
        if asked is None:
            raise RuleBroken(not_used(kind))
        return asked

    def _of(self, usual: Kind) -> Kind:
        return usual._replace(evidence=self.pieces, least=self.least, since=self.effective_from)

    def __str__(self) -> str:
        return f"{KINDS[self.kind].words}, from {short_date(self.effective_from)}"


def not_used(kind: str) -> str:
    """Say that a council does not close cases so; "" for what is no outcome anywhere."""
    if kind not in KINDS:
        return ""
    return f"Your council closes no case as “{KINDS[kind].words}”. Choose another outcome."


def _pieces_in(text: str, usual: Kind) -> tuple[Evidence, ...]:
    """Return the pieces as written, each once. One of the usual words is the usual piece.

    A council's own begins with a capital, and so is never taken for the key of a usual one.
    """
    known = {piece.words.casefold(): piece for piece in usual.evidence}
    lines = (" ".join(line.split()) for line in text.splitlines())
    written = (f"{line[0].upper()}{line[1:]}" for line in lines if line)
    return tuple(
        dict.fromkeys(known.get(words.casefold(), Evidence(words, words)) for words in written)
    )
