"""The forms at the door: passwords may be pasted, and are never sent back to the page."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, ValidationError

from admin_views.records.forms import ProtectedForm

NEW = {"autocomplete": "new-password"}
PRESENT = {"autocomplete": "current-password"}
A_CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
HINT = "12 characters or more. Three or four words that do not belong together make a good one."


class SignInForm(ProtectedForm):
    email = StringField("Email address", [InputRequired("Enter your email address.")])
    password = PasswordField("Password", [InputRequired("Enter your password.")])
    next = HiddenField()


class CodeForm(ProtectedForm):
    """The second step: what the app shows, or one of the codes on paper."""

    code = StringField(
        "Code",
        [InputRequired("Enter the six digits your app shows, or a recovery code.")],
        render_kw=A_CODE,
        description="The six digits your app shows now, or one of your recovery codes.",
    )
    trust = BooleanField("Trust this device for 14 days. Not on one that others use.")


class ConfirmForm(ProtectedForm):
    code = StringField(
        "The six digits your app shows now",
        [InputRequired("Enter the six digits your app shows.")],
        render_kw=A_CODE,
    )


class ForgottenForm(ProtectedForm):
    email = StringField(
        "Email address",
        [InputRequired("Enter your email address.")],
        render_kw={"type": "email", "autocomplete": "username"},
    )


class NewPasswordForm(ProtectedForm):
    password = PasswordField(
        "New password",
        [InputRequired("Enter a password.")],
        render_kw=NEW,
        description=HINT,
    )
    again = PasswordField(
        "The same again", [InputRequired("Enter the password again.")], render_kw=NEW
    )

    def validate_again(self, field: Any) -> None:
        if field.data != self.password.data:
            raise ValidationError("These two differ. Enter the same password twice.")


class ChangePasswordForm(NewPasswordForm):
    present = PasswordField(
        "Present password", [InputRequired("Enter your present password.")], render_kw=PRESENT
    )


class PasswordForm(ProtectedForm):
    """Asked before the second factor is touched: an unlocked screen must not be enough."""

    present = PasswordField(
        "Present password", [InputRequired("Enter your present password.")], render_kw=PRESENT
    )
