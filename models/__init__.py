"""The case: tables and their rules. Imports nothing else of ours."""
