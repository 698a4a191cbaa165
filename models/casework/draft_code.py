"""The code by which a writer comes back to a referral. Only a digest of it is ever kept."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import date

from models.dates.typed import NotADay, day_typed

ALPHABET = "ABCDEFGHJKLMNPQRTUVWXYZ"  # without I, O and S, which look like 1, 0 and 5
LENGTH = 10


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def in_fives(code: str) -> str:
    """Return a code as it is written down: ABCDE-FGHJK."""
    return f"{code[:5]}-{code[5:]}"


def plain_proof(typed: str) -> str:
    """Return an email address or a day in one spelling, however it was typed; "" for neither."""
    try:
        day: date = day_typed(typed)
    except NotADay:
        return typed.strip().lower() if "@" in typed else ""
    return day.isoformat()


def hash_of_code(code: str, proof: str, key: bytes) -> str:
    """Return one digest of both, so that nothing tells which of the two was wrong."""
    letters = "".join(one for one in code.upper() if one in ALPHABET)
    return hmac.new(key, f"{letters}/{plain_proof(proof)}".encode(), hashlib.sha256).hexdigest()
