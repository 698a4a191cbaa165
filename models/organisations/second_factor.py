"""The second factor of one officer: a secret shared with an app that shows a new code each 30 s."""

from __future__ import annotations

import hmac
from datetime import datetime

import pyotp
from peewee import ForeignKeyField, IntegerField, TextField

from models.base import BaseModel, InstantField
from models.organisations.officer import Officer
from models.sealing import Seal

PURPOSE = "second factor"
STEP = 30  # seconds a code is shown for (RFC 6238)
EITHER_SIDE = 1  # steps by which the officer's clock may be off
ISSUER = "Whereabouts"


class SecondFactor(BaseModel):
    """At most one an officer. A secret is only `offered` until a code made with it is typed."""

    officer = ForeignKeyField(Officer, on_delete="RESTRICT", unique=True, backref="+")
    officer_id: int
    secret = TextField(default="")  # sealed
    offered = TextField(default="")  # sealed
    confirmed_at = InstantField(null=True)
    last_step = IntegerField(default=0)  # no code of this step or before is taken again

    @classmethod
    def of(cls, officer: Officer) -> SecondFactor | None:
        return cls.get_or_none(cls.officer == officer)

    @classmethod
    def is_on(cls, officer: Officer) -> bool:
        kept = cls.of(officer)
        return kept is not None and kept.confirmed_at is not None

    @classmethod
    def offer(cls, officer: Officer, seal: Seal) -> SecondFactor:
        """Return the row with a secret to confirm: the one already offered, else a new one.

        Until then a secret in force stays in force.
        """
        kept = cls.of(officer) or cls(officer=officer)
        if not kept.offered:
            kept.offered = seal.close(PURPOSE, pyotp.random_base32())
            kept.save()
        return kept

    def offered_secret(self, seal: Seal) -> str:
        return seal.open(PURPOSE, self.offered)

    def offered_uri(self, seal: Seal) -> str:
        """Return what the QR code says: the form that every authenticator app reads."""
        app = pyotp.TOTP(self.offered_secret(seal))
        return app.provisioning_uri(name=self.officer.email, issuer_name=ISSUER)

    def confirm(self, code: str, seal: Seal, now: datetime) -> bool:
        """Put the offered secret in force if `code` shows that the officer's app has it."""
        if not self.offered:
            return False
        step = _step_of(seal.open(PURPOSE, self.offered), code, now)
        if step is None:
            return False
        self.secret, self.offered = self.offered, ""
        self.confirmed_at, self.last_step = now, step
        self.save()
        return True

    def takes(self, code: str, seal: Seal, now: datetime) -> bool:
        """Say whether `code` is right and was not used before; it is used then."""
        if self.confirmed_at is None:
            return False
        step = _step_of(seal.open(PURPOSE, self.secret), code, now)
        if step is None:
            return False
        cls = type(self)
        # The database decides between two browsers that send one code at once.
        return bool(
            cls.update(last_step=step).where(cls.id == self.id, cls.last_step < step).execute()
        )

    def reset(self) -> None:
        """Forget the secret: the officer sets up another at the next sign-in."""
        self.secret = self.offered = ""
        self.confirmed_at = None
        self.save()


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """Return the 30-second step whose code this is, the present one or its neighbours."""
    typed = "".join(code.split())
    present = int(now.timestamp()) // STEP
    app = pyotp.TOTP(secret)
    for step in range(present - EITHER_SIDE, present + EITHER_SIDE + 1):
        if hmac.compare_digest(app.generate_otp(step).encode(), typed.encode()):
            return step
    return None
