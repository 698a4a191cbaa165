"""Invented families and cases to try the program with. None of it is about anybody real."""
