"""Tests of the desk: the same tree as the program, plus journeys, house rules and benchmarks."""
