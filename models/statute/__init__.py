"""The papers the law prescribes."""
