"""What the buttons that produce a letter have in common: pressed twice, one makes one letter."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from admin_views.asking import scope
from correspondence.producing import left_out
from models.organisations.sent_form import SentBefore, SentForm
from models.outgoing.letter import Letter


def produced_once(
    produce: Callable[[str], Letter], then: str = "Check it before it goes."
) -> Response:
    """Call `produce` with the key of the button, unless it was pressed before; go to the letter.

    A warning says what the letter could not hold.
    """
    key = _key()
    try:
        if key and SentForm.made_by(key) is not None:
            raise SentBefore(key)  # what fits now may be the letter that comes next
        letter = produce(key)
    except SentBefore:
        return _shown_again(key)
    flash(f"{letter.reference} is produced. {then}", "success")
    if warning := left_out(letter):
        flash(warning, "error")
    return redirect(url_for("letters.details_view", id=letter.id))


def _key() -> str:
    """Return what tells this button on this page from every other; "" if it came without."""
    sent = request.form.get("form_key", "")
    return SentForm.hash_of(scope().officer_id or 0, request.full_path, sent) if sent else ""


def _shown_again(key: str) -> Response:
    letter = scope().get(Letter, SentForm.made_by(key) or 0)
    flash(
        f"The button was pressed twice, and {letter.reference} was produced once. For another "
        "letter open the page anew.",
        "info",
    )
    return redirect(url_for("letters.details_view", id=letter.id))
