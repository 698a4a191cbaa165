"""Seals what must not be read from the database alone, such as the secret of a second factor."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Broken(ValueError):
    """What was to be opened was sealed with another key, for another purpose, or altered."""


class Seal:
    """Made once from SECRET_KEY and passed down. One purpose cannot open what another closed."""

    def __init__(self, secret_key: str) -> None:
        self._secret_key = secret_key.encode()
        self._made: dict[str, Fernet] = {}

    def close(self, purpose: str, text: str) -> str:
        return self._for(purpose).encrypt(text.encode()).decode()

    def open(self, purpose: str, sealed: str) -> str:
        """Return the text again. Raise Broken for anything but what `close` returned for it."""
        try:
            return self._for(purpose).decrypt(sealed.encode()).decode()
        except InvalidToken as wrong:
            raise Broken(f"This {purpose} cannot be opened.") from wrong

    def close_bytes(self, purpose: str, content: bytes) -> bytes:
        return base64.urlsafe_b64decode(self._for(purpose).encrypt(content))

    def open_bytes(self, purpose: str, sealed: bytes) -> bytes:
        """Return the bytes again. Raise Broken for anything but what `close_bytes` returned."""
        try:
            return self._for(purpose).decrypt(base64.urlsafe_b64encode(sealed))
        except InvalidToken as wrong:
            raise Broken(f"This {purpose} cannot be opened.") from wrong

    def key_for(self, purpose: str) -> bytes:
        """Return 32 bytes that only this purpose has."""
        made = HKDF(SHA256(), length=32, salt=None, info=f"whereabouts {purpose}".encode())
        return made.derive(self._secret_key)

    def _for(self, purpose: str) -> Fernet:
        if purpose not in self._made:
            self._made[purpose] = Fernet(base64.urlsafe_b64encode(self.key_for(purpose)))
        return self._made[purpose]
