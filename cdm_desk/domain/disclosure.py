"""Small numbers masked so that no total gives them back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

THRESHOLD: Final = 5
# A hidden number that a reader can place between bounds closer than this is not hidden.
NARROWEST: Final = 3
MASKED: Final = "masked"
"""Stands in a table for a number from 1 to below the threshold."""
HIDDEN: Final = "hidden"
"""Stands in a table for a number that is hidden for the sake of a small one."""


def shown(count: int | None, true: int, *, threshold: int = THRESHOLD) -> int | str:
    """Return what stands in a table for a count that may be hidden: whoever is told which are the small ones."""
    if count is not None:
        return count
    return MASKED if 0 < true < threshold else HIDDEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Masked:
    """Counts as they may be printed: None where hidden, and a total only where it gives nothing back."""

    counts: Mapping[str, int | None]
    total: int | None


def masked(counts: Mapping[str, int], *, threshold: int = THRESHOLD) -> Masked:
    """Hide the counts from 1 to below the threshold, and as many of the next larger as the total would undo.

    Zero stays zero. Knowing the rule and the total, a reader cannot place a hidden count between bounds narrower
    than 3; where no further count can be hidden to that end, the total is.
    """
    hidden = {code for code, count in counts.items() if 0 < count < threshold}
    larger = sorted(
        (code for code, count in counts.items() if count >= threshold), key=lambda code: (counts[code], code)
    )
    while larger and _given_back(counts, hidden, threshold):
        hidden.add(larger.pop(0))
    return Masked(
        counts={code: None if code in hidden else count for code, count in counts.items()},
        total=None if _given_back(counts, hidden, threshold) else sum(counts.values()),
    )


def _given_back(counts: Mapping[str, int], hidden: set[str], threshold: int) -> bool:
    """Whether the sum of the hidden counts pins one of them, for a reader who guesses which are the small ones."""
    total = sum(counts[code] for code in hidden)
    lowest = {code: 1 if counts[code] < threshold else threshold for code in hidden}
    highest = {code: threshold - 1 if counts[code] < threshold else total for code in hidden}
    for code in hidden:
        at_least = max(lowest[code], total - sum(highest.values()) + highest[code])
        at_most = min(highest[code], total - sum(lowest.values()) + lowest[code])
        if at_most - at_least < NARROWEST:
            return True
    return False
