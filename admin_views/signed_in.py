"""What every page of the staff asks first: somebody signed in."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, request, url_for
from flask_login import current_user


class SignedInView:
    """Flask-Admin lets anybody in unless told otherwise, its own home page included."""

    def create_blueprint(self, admin: Any) -> Any:
        """Without the library's own styles and scripts, which it would serve to anybody."""
        blueprint = super().create_blueprint(admin)  # type: ignore[misc]  # the library's, beside it
        blueprint.static_folder = None
        return blueprint

    def is_accessible(self) -> bool:
        return bool(current_user.is_authenticated)

    def _run_view(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        # On any TypeError the library calls the view a second time, hiding the first.
        return fn(self, *args, **kwargs)

    def inaccessible_callback(self, name: str, **kwargs: Any) -> Any:
        if not current_user.is_authenticated:
            return redirect(url_for("door.sign_in", next=_path_to_return_to()))
        return abort(403)


def _path_to_return_to() -> str:
    return request.full_path.rstrip("?") if request.method == "GET" else "/"
