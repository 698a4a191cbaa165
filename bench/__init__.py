"""Benchmarks: what the program can bear. Never part of the tests."""
