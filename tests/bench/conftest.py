"""Figures beside pytest-benchmark's own table: what was measured, and the bar that the design sets."""

from collections.abc import Callable

import pytest

Note = Callable[[str, float, float], None]

FIGURES = pytest.StashKey[list[tuple[str, float, float]]]()


def pytest_configure(config: pytest.Config) -> None:
    """Begin without figures."""
    config.stash[FIGURES] = []


@pytest.fixture
def note(request: pytest.FixtureRequest) -> Note:
    """Note a figure and its bar, in the same unit; a busy machine makes figures worse, so nothing fails on them."""
    figures = request.config.stash[FIGURES]
    return lambda what, figure, bar: figures.append((what, figure, bar))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the figures beneath the tests."""
    figures = config.stash[FIGURES]
    if figures:
        terminalreporter.section("figures against their bars")
    for what, figure, bar in figures:
        terminalreporter.line(f"{what:<62} {figure:>9.3f}   bar {bar:>7.3f}   {figure / bar:>5.0%} of it")
