"""Which addresses of a mail server are taken, and that a refusal keeps the password."""

from __future__ import annotations

import pytest

from correspondence.relay import is_plain
from correspondence.smtp import SmtpMailer


@pytest.mark.parametrize(
    "url", ["smtp://mail.council.example", "smtp://10.0.0.5:25", "smtp://127.0.0.1.example:25"]
)
def test_t22_plain_smtp_to_another_machine_is_refused(url: str) -> None:
    assert is_plain(url)
    with pytest.raises(ValueError, match="in the clear to another machine"):
        SmtpMailer(url)


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("smtp://localhost:8025", True),
        ("smtp://[::1]:8025", True),
        ("smtp+starttls://team:secret@mail.example:587", False),
        ("smtp+starttls://mail.example", False),
        ("smtps://team:secret@mail.example", False),
    ],
)
def test_a_good_mail_url_is_taken(url: str, plain: bool) -> None:
    SmtpMailer(url)
    assert is_plain(url) is plain


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example",
        "http://mail.example",
        "smtp:mail.example",
        "smtps://",
        "smtps://team:sec/ret@mail.example",
        "smtps://team:sec#ret@mail.example",
        "smtps://team:sec?ret@mail.example",
        "smtps://team:secret@mail.example:none",
        "smtps://team:secret@mail.example:99999",
        "smtps://team:secret@[mail.example",
        "smtps://team:secret@mail example",
        "smtps://team:secret@mail.example/inbox",
        "smtps://team:secret@mail.example?verify=no",
        "smtps://team@mail.example",
        "smtps://:secret@mail.example",
        "smtps://team:sécret@mail.example",
        "smtps://team:secret%00@mail.example",
        "smtp://team:secret@localhost:8025",
    ],
)
def test_a_bad_mail_url_is_refused_in_words_that_keep_the_secret(url: str) -> None:
    for read in (SmtpMailer, is_plain):
        with pytest.raises(ValueError, match="MAIL_URL") as caught:
            read(url)
        assert "secret" not in str(caught.value)
        assert "ret@" not in str(caught.value)
        assert caught.value.__cause__ is None
