"""Figures for managers, and the records behind each number."""
