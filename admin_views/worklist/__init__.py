"""The front page: what needs a person today."""
