"""What comes in with a form that takes a file: how much of it, and that it is closed again."""

from __future__ import annotations

from typing import IO, Any

from flask import Flask, Request, g, request
from flask_login import current_user

from admin_views.errors import LONGEST_FORM
from models.casework.attachment import LARGEST

# For the other fields of the form and what a browser puts between them.
FORM_AROUND = 64 * 1024
# Of somebody signed in so much more is read: a file that is too large is refused beside its
# field, and what was typed is given back. What is larger still is refused unread.
TO_GIVE_BACK = 40 * 2**20

# What a request of these has in its body may be as large as so many files.
TAKES_FILES = {"attachments.create_view": 1, "checks.record_view": 1, "outcomes.close_view": 3}


class ClosingRequest(Request):
    """Closes its files also when it broke off half-way: Werkzeug forgets those it did not finish.

    They lie on the disk once they are larger than 500 kB.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.begun_files: list[IO[bytes]] = []

    def _get_file_stream(self, *args: Any, **kwargs: Any) -> IO[bytes]:
        file = super()._get_file_stream(*args, **kwargs)
        self.begun_files.append(file)
        return file

    def close(self) -> None:
        super().close()
        for file in self.begun_files:
            file.close()


def register(app: Flask) -> None:
    """Let files of the full size in, with their form, before anything reads the form."""
    app.request_class = ClosingRequest

    @app.before_request
    def make_room() -> None:
        if not (files := TAKES_FILES.get(request.endpoint or "")):
            return
        most = files * LARGEST + FORM_AROUND
        request.max_content_length = most
        if request.method == "POST" and current_user.is_authenticated:
            request.max_content_length = most + TO_GIVE_BACK
            request.max_form_memory_size = LONGEST_FORM
            g.largest_file = LARGEST  # what is told of all this
