"""Consultations: what was found read on the tables and put on the trolley, counted by title or by kind."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from cdm_desk.domain.library import Copy, Title
from cdm_desk.domain.scanning import Gesture


@dataclass(frozen=True, slots=True, kw_only=True)
class UseFact:
    """Books or journals found read on a day: a title of the catalogue, or a kind of what is not catalogued.

    No hour: the trolley is counted when there is time, and says nothing of when somebody read. No reader either.
    """

    id: UUID
    day: date
    title_id: UUID | None = None
    kind_code: str | None = None
    theme_code: str | None = None
    language: str | None = None
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class UseSum:
    """How often was read in an ISO week, by theme and language; of what is not catalogued by kind as well."""

    year: int
    week: int
    theme_code: str | None = None
    language: str | None = None
    kind_code: str | None = None
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trolley:
    """What was counted on a day: by theme ("" for books without one), and by kind what is not catalogued."""

    day: date
    by_theme: Counter[str]
    by_kind: Counter[str]

    @property
    def total(self) -> int:
        """Everything that was counted."""
        return self.by_theme.total() + self.by_kind.total()


def weekly(sums: Iterable[tuple[date, UseSum]]) -> tuple[UseSum, ...]:
    """Return sums of days as those of their ISO weeks, in the order of time."""
    counted: Counter[tuple[int, int, str, str, str]] = Counter()
    for day, each in sums:
        year, week, _weekday = day.isocalendar()
        counted[year, week, each.theme_code or "", each.language or "", each.kind_code or ""] += each.count
    return tuple(
        UseSum(
            year=year,
            week=week,
            theme_code=theme or None,
            language=language or None,
            kind_code=kind or None,
            count=count,
        )
        for (year, week, theme, language, kind), count in sorted(counted.items())
    )


class Answer(StrEnum):
    """What came of a scan; each has its words, its colour and its sound."""

    COUNTED = "counted"
    DOUBLE = "double"
    SHELVED = "shelved"
    FOUND_AGAIN = "found_again"
    PROPOSED = "proposed"
    QUEUED = "queued"
    ALREADY = "already"
    WITHDRAWN = "withdrawn"
    WHICH_TITLE = "which_title"
    WHICH_COPY = "which_copy"
    NO_COPY = "no_copy"
    UNKNOWN = "unknown"
    WRONG_NUMBER = "wrong_number"
    UNDONE = "undone"


QUESTIONS: Final = frozenset({Answer.WHICH_TITLE, Answer.WHICH_COPY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A title that a code may mean, with the copy where it is known."""

    title: Title
    copy: Copy | None = None

    @property
    def shelf_mark(self) -> str | None:
        """Where it stands: the mark of the copy, else that of the title."""
        return (self.copy.shelf_mark if self.copy else None) or self.title.shelf_mark


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Done:
    """What a gesture wrote, so that it can be taken back: a fact, a label that waits, fields of a copy as before."""

    fact_id: UUID | None = None
    label_id: str | None = None
    copy_id: UUID | None = None
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a scan came to: the answer, what it was about, and what was written, if anything."""

    answer: Answer
    gesture: Gesture
    code: str = ""
    choice: Choice | None = None
    choices: tuple[Choice, ...] = ()
    kind_code: str | None = None
    number: int = 1
    times: int = 0
    done: Done | None = None
