"""The lists of journals: numbers to come or here, the journals themselves, articles."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from cdm_desk.domain.journals import Issue, Journal, Run, Standing
from cdm_desk.domain.lists import Entry
from cdm_desk.language import _, _p, in_use
from cdm_desk.services.journals import Read
from cdm_desk.ui.appearance import tokens_of
from cdm_desk.ui.book_words import day_text
from cdm_desk.ui.journal_words import number_words, rhythm_name, standing_words
from cdm_desk.ui.library.theme_marks import theme_icon, theme_words
from cdm_desk.ui.tables import Column, ListModel

EXPECTED, RECEIVED = 3, 4
Themes = Callable[[], Mapping[str, Entry]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """A number with the run that it stands in."""

    run: Run
    issue: Issue

    @property
    def journal(self) -> Journal:
        """Its journal."""
        return self.run.journal

    @property
    def standing(self) -> Standing:
        """Where it is."""
        return self.run.standing(self.issue)


def waiting(runs: Sequence[Run], *, late_only: bool) -> list[Numbered]:
    """Return what is to come: the late ones first, the longest late above, then the next one of each journal."""
    late = [Numbered(run=run, issue=issue) for run in runs for issue in run.late()]
    late.sort(key=lambda each: (each.issue.expected_on or date.min, each.journal.sort_key))
    if late_only:
        return late
    coming = [Numbered(run=run, issue=issue) for run in runs if (issue := run.next()) is not None]
    coming.sort(key=lambda each: (each.issue.expected_on or date.max, each.journal.sort_key))
    return [*late, *coming]


def issues_model(parent: QWidget, themes: Themes) -> ListModel[Numbered]:
    """Return the list of numbers."""

    def colour(each: Numbered) -> str:
        return tokens_of(parent).warn if each.standing in (Standing.LATE, Standing.CLAIMED) else ""

    columns: list[Column[Numbered]] = [
        _theme_column(parent, themes, lambda each: each.journal.theme_code, room=80),
        Column(
            heading=lambda: _p("library", "Journal"),
            text=lambda each: each.journal.title,
            sort=lambda each: each.journal.sort_key,
            stretch=True,
        ),
        Column(heading=lambda: _p("journal", "Number"), text=lambda each: number_words(each.issue.number), width=10),
        Column(
            heading=lambda: _("Expected on"),
            text=lambda each: day_text(each.issue.expected_on),
            sort=lambda each: each.issue.expected_on or date.max,
            width=8,
        ),
        Column(
            heading=lambda: _("Received on"),
            text=lambda each: day_text(each.issue.received_on),
            sort=lambda each: each.issue.received_on or date.max,
            width=8,
        ),
        Column(
            heading=lambda: _("State"),
            text=lambda each: standing_words(each.run, each.issue),
            colour=colour,
            tip=lambda each: standing_words(each.run, each.issue),
            width=24,
            room=46,
        ),
    ]
    return ListModel(columns, _issue_sentence, lambda each: each.issue.id, parent)


def journals_model(parent: QWidget, themes: Themes) -> ListModel[Run]:
    """Return the list of journals."""
    columns: list[Column[Run]] = [
        _theme_column(parent, themes, lambda run: run.journal.theme_code, room=52),
        Column(
            heading=lambda: _p("library", "Journal"),
            text=lambda run: run.journal.title,
            sort=lambda run: run.journal.sort_key,
            stretch=True,
        ),
        Column(heading=lambda: _("ISSN"), text=lambda run: run.journal.issn or "", width=8, room=44),
        Column(
            heading=lambda: _("Language"), text=lambda run: (run.journal.language or "").upper(), width=6.5, room=60
        ),
        Column(heading=lambda: _("Appears"), text=lambda run: rhythm_name(run.journal.rhythm), width=10),
        Column(heading=lambda: _("Next number"), text=_next_words, sort=_next_day, tip=_next_words, width=15, room=36),
        Column(
            heading=lambda: _p("journals", "Late"),
            text=lambda run: in_use().number(len(run.late())) if run.late() else "",
            sort=lambda run: len(run.late()),
            number=True,
            width=6,
        ),
    ]
    return ListModel(columns, _journal_sentence, lambda run: run.journal.id, parent)


def articles_model(parent: QWidget, themes: Themes) -> ListModel[Read]:
    """Return the list of articles."""
    columns: list[Column[Read]] = [
        _theme_column(parent, themes, lambda read: read.article.theme_code, room=40),
        Column(heading=lambda: _("Article"), text=lambda read: read.article.title, tip=_article_tip, stretch=True),
        Column(heading=lambda: _("Authors"), text=_authors, tip=_authors, width=12, room=60),
        Column(heading=lambda: _p("library", "Journal"), text=_where, tip=_where, width=17),
        Column(heading=lambda: _("Pages"), text=lambda read: read.article.pages or "", width=6, room=70),
        Column(
            heading=lambda: _("Added on"),
            text=lambda read: day_text(read.article.added_on),
            sort=lambda read: read.article.added_on or date.min,
            width=8,
            room=80,
        ),
    ]
    return ListModel(columns, _article_sentence, lambda read: read.article.id, parent)


def _theme_column(parent: QWidget, themes: Themes, code: Callable[..., str | None], *, room: float) -> Column[Any]:
    return Column(
        heading=lambda: _("Theme"),
        text=lambda value: theme_words(themes(), code(value)),
        icon=lambda value: theme_icon(parent, themes(), code(value)),
        width=12.5,
        room=room,
    )


def _next_words(run: Run) -> str:
    issue = run.next()
    if issue is None or issue.expected_on is None:
        return ""
    return _("{number}, {day}").format(number=number_words(issue.number), day=in_use().date(issue.expected_on))


def _next_day(run: Run) -> date:
    issue = run.next()
    return issue.expected_on if issue is not None and issue.expected_on is not None else date.max


def _authors(read: Read) -> str:
    return " ; ".join(read.article.authors)


def _where(read: Read) -> str:
    parts = [read.journal.title if read.journal else "", number_words(read.issue.number) if read.issue else ""]
    return ", ".join(filter(None, parts))


def _article_tip(read: Read) -> str:
    return " – ".join(filter(None, [read.article.title, read.article.summary]))


def _issue_sentence(each: Numbered) -> str:
    parts = [each.journal.title, number_words(each.issue.number), standing_words(each.run, each.issue)]
    return ", ".join([*parts, day_text(each.issue.expected_on)])


def _journal_sentence(run: Run) -> str:
    return ", ".join(filter(None, [run.journal.title, rhythm_name(run.journal.rhythm), _next_words(run)]))


def _article_sentence(read: Read) -> str:
    return ", ".join(filter(None, [read.article.title, _authors(read), _where(read)]))
