"""What holds of a row that a query in scope joins to another: it is in scope itself."""

from __future__ import annotations

from typing import Any

from admin_views.asking import scope
from models.base import BaseModel
from models.hiding import in_sight


def seen(model: type[BaseModel]) -> Any:
    """Return the condition to join `model` under: whoever asks may see the row.

    `scope().of(model)` says the same, but as a query of its own for every row there is.
    """
    theirs = model._meta.fields["authority"].in_(scope().authorities("see", model))
    not_hidden = in_sight(model, scope().hidden)
    return theirs if not_hidden is None else theirs & not_hidden
