"""Mailers that hang up after the test, and certificates that only a test trusts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from correspondence.smtp import SmtpMailer
from tests.correspondence.post_office import make_certificate


@pytest.fixture
def open_mailer() -> Iterator[Callable[..., SmtpMailer]]:
    opened: list[SmtpMailer] = []

    def open_one(url: str, timeout: float = 5) -> SmtpMailer:
        opened.append(SmtpMailer(url, timeout))
        return opened[-1]

    yield open_one
    for mailer in opened:
        mailer.close()


@pytest.fixture(scope="session")
def made_certificates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("certificates")
    return {
        "trusted": make_certificate(folder, "trusted", "localhost"),
        "wrong host": make_certificate(folder, "elsewhere", "mail.elsewhere.example"),
        "expired": make_certificate(folder, "expired", "localhost", ends="20210101000000Z"),
        "self-signed": make_certificate(folder, "stranger", "localhost"),
    }


@pytest.fixture
def certificates(
    made_certificates: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Path]:
    """Trust all but the self-signed one, in the way an operator would."""
    trusted = ("trusted", "wrong host", "expired")
    bundle = tmp_path / "trusted.pem"
    bundle.write_text("".join(made_certificates[name].read_text() for name in trusted))
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    return made_certificates
