"""A referral somebody outside is still writing: sealed, opened by its writer alone, soon erased."""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import datetime, timedelta
from typing import Any

from peewee import CharField, TextField

from models.base import BaseModel, InstantField, on_postgresql
from models.casework.draft_code import hash_of_code, new_code
from models.sealing import Seal

PURPOSE = "referral draft"
# WCAG 2.2, 2.2.1: nobody need be told of a limit that is longer than twenty hours.
OPEN_FOR = timedelta(hours=21)
KEPT_FOR = timedelta(days=7)  # once it has a code
SENT_FOR = timedelta(days=2)  # that a browser may send the same form again

Answers = dict[str, Any]  # by the name of the box: a text, or the list of what was ticked


class ReferralDraft(BaseModel):
    """No record of anybody's until it is sent. The database alone does not tell what it says."""

    audited = False

    key_hash = CharField(max_length=64, index=True)  # of what the browser's cookie holds
    form_hash = CharField(max_length=64, unique=True)  # of the key of its last form, used once
    code_hash = CharField(max_length=64, unique=True, null=True)  # of the code
    sealed = TextField()
    receipt = CharField(default="", max_length=20)  # once it is sent
    touched_at = InstantField()
    kept_until = InstantField(index=True)

    @classmethod
    def begin(cls, key: str, answers: Answers, seal: Seal, now: datetime) -> ReferralDraft:
        """Begin a draft in the browser that holds `key`; it is the one open there from now on."""
        form_key = secrets.token_urlsafe(16)
        row_id = cls.insert(
            key_hash=hash_of(key),
            form_hash=hash_of(form_key),
            sealed=_closed(answers | {"form_key": form_key}, seal),
            touched_at=now,
            kept_until=now + OPEN_FOR,
        ).execute()
        return cls.get_by_id(row_id)

    @classmethod
    def open_in(cls, key: str, now: datetime) -> ReferralDraft | None:
        """Return what is being written in the browser that holds `key`."""
        mine = cls.select().where(cls.key_hash == hash_of(key), cls.receipt == "")
        newest = mine.where(cls.kept_until > now, cls.touched_at > now - OPEN_FOR)
        found: ReferralDraft | None = newest.order_by(cls.touched_at.desc(), cls.id.desc()).first()
        return found

    @classmethod
    def sent_from(cls, key: str, now: datetime) -> ReferralDraft | None:
        """Return what was sent last from the browser that holds `key`."""
        mine = cls.select().where(cls.key_hash == hash_of(key), cls.receipt != "")
        last: ReferralDraft | None = (
            mine.where(cls.kept_until > now).order_by(cls.touched_at.desc(), cls.id.desc()).first()
        )
        return last

    @classmethod
    def by_form(cls, form_key: str) -> ReferralDraft | None:
        """Return the draft whose last form has this key; until commit nobody else has it.

        Of two sendings at once one waits here for the other.
        """
        query = cls.select().where(cls.form_hash == hash_of(form_key))
        found: ReferralDraft | None = (query.for_update() if on_postgresql() else query).first()
        return found

    @classmethod
    def by_hash(cls, form_hash: str) -> ReferralDraft | None:
        found: ReferralDraft | None = cls.get_or_none(cls.form_hash == form_hash)
        return found

    @classmethod
    def opened_by(
        cls, code: str, proof: str, key: str, seal: Seal, now: datetime
    ) -> ReferralDraft | None:
        """Open what was kept under a code in the browser that holds `key`; None if none fits."""
        found: ReferralDraft | None = (
            cls.select()
            .where(
                cls.code_hash == hash_of_code(code, proof, seal.key_for(PURPOSE)),
                cls.kept_until > now,
                cls.receipt == "",
            )
            .first()
        )
        if found is not None:
            found.key_hash, found.touched_at = hash_of(key), now
            cls.update(key_hash=found.key_hash, touched_at=now).where(cls.id == found.id).execute()
        return found

    def answers(self, seal: Seal) -> Answers:
        told: Answers = json.loads(seal.open(PURPOSE, self.sealed))
        return told

    def keep(self, answers: Answers, seal: Seal, now: datetime) -> None:
        """Keep what is answered by now. What has been sent meanwhile is not touched."""
        self.sealed = _closed(answers, seal)
        stays = max(self.kept_until, now + OPEN_FOR)
        ReferralDraft.update(sealed=self.sealed, touched_at=now, kept_until=stays).where(
            ReferralDraft.id == self.id, ReferralDraft.receipt == ""
        ).execute()

    def keep_for(self, time: timedelta, now: datetime) -> None:
        """Keep it at least so long, whether or not it is gone on with."""
        stays = max(self.kept_until, now + time)
        ReferralDraft.update(kept_until=stays).where(ReferralDraft.id == self.id).execute()

    def give_code(self, proof: str, seal: Seal, now: datetime) -> str:
        """Return a new code that, with `proof`, opens it for seven days; an older one ends."""
        code, theirs = new_code(), ReferralDraft.id == self.id
        hashed = hash_of_code(code, proof, seal.key_for(PURPOSE))
        ReferralDraft.update(code_hash=hashed, kept_until=now + KEPT_FOR).where(theirs).execute()
        return code

    def close(self) -> None:
        """No browser has it open any more; only its code opens it."""
        ReferralDraft.update(key_hash="").where(ReferralDraft.id == self.id).execute()

    def became(self, receipt: str, kept: Answers, seal: Seal, now: datetime) -> None:
        """It was sent: only the receipt and what is `kept` stay, for a form that is sent again."""
        from models.casework.draft_file import DraftFile  # which imports this module

        DraftFile.sweep_away(DraftFile.draft == self.id)
        ReferralDraft.update(
            sealed=_closed(kept, seal),
            receipt=receipt,
            code_hash=None,
            touched_at=now,
            kept_until=now + SENT_FOR,
        ).where(ReferralDraft.id == self.id).execute()
        self.receipt = receipt

    def erase(self) -> None:
        from models.casework.draft_file import DraftFile  # which imports this module

        DraftFile.sweep_away(DraftFile.draft == self.id)
        ReferralDraft.sweep_away(ReferralDraft.id == self.id)

    @classmethod
    def sweep(cls, now: datetime) -> int:
        """Erase what nobody can open any more; return how many."""
        from models.casework.draft_file import DraftFile  # which imports this module

        over = cls.select(cls.id).where(cls.kept_until <= now)
        DraftFile.sweep_away(DraftFile.draft.in_(over))
        return cls.sweep_away(cls.kept_until <= now)


def hash_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _closed(answers: Answers, seal: Seal) -> str:
    return seal.close(PURPOSE, json.dumps(answers))
