"""Faults made on purpose, many times over: `python3 -m tests.chaos NAME -n 1000`."""
