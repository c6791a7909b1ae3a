"""What may be chosen when a visitor is set aside, changed in place, or called to a desk elsewhere."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from cdm_desk.language import _
from cdm_desk.ui.choice_bar import Choice
from cdm_desk.ui.words import label_of, minutes_text, service_language_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cdm_desk.domain.lists import Entry
    from cdm_desk.domain.queue import Desk, Ticket

NOTHING = ""
YES = "yes"
_MINUTES = (5, 10, 15, 20, 30, 45, 60)


def aside_choices(reasons: Iterable[Entry], *, own_desk: bool) -> list[Choice]:
    """Return why somebody is set aside, until when, and whether only this desk takes them up again."""
    choices = [
        Choice(name="reason", words=lambda: _("Reason"), options=[(NOTHING, lambda: _("none")), *_entries(reasons)]),
        Choice(
            name="minutes",
            words=lambda: _("Back in line"),
            options=[
                (NOTHING, lambda: _("when taken up again")),
                *((str(each), partial(_after, each)) for each in _MINUTES),
            ],
        ),
    ]
    if own_desk:
        choices.append(
            Choice(
                name="owner",
                words=lambda: _("Taken up by"),
                options=[(NOTHING, lambda: _("any desk")), (YES, lambda: _("this desk only"))],
            )
        )
    return choices


def change_choices(ticket: Ticket, themes: Iterable[Entry], priorities: Iterable[Entry]) -> list[Choice]:
    """Return what can be changed of a visitor who waits; what is not touched stays as it is."""
    others = [theme for theme in themes if theme.code != ticket.theme_code]
    languages = [code for code in ("FR", "NL", "BI") if code != ticket.language]
    return [
        Choice(name="theme_code", words=lambda: _("Theme"), options=[_unchanged(), *_entries(others)]),
        Choice(
            name="language",
            words=lambda: _("Language"),
            options=[_unchanged(), *((code, partial(service_language_name, code)) for code in languages)],
        ),
        Choice(name="priority", words=lambda: _("Priority"), options=[_unchanged(), *_entries(priorities)]),
        Choice(name="in_person", words=lambda: _("Call in person"), options=[_unchanged(), (YES, lambda: _("yes"))]),
    ]


def call_choices(desks: Iterable[Desk], reasons: Iterable[Entry]) -> list[Choice]:
    """Return to which free desk somebody is called out of turn, and why."""
    return [
        Choice(
            name="desk",
            words=lambda: _("Desk"),
            options=[(desk.name, partial(_desk_words, desk)) for desk in desks],
        ),
        Choice(name="reason", words=lambda: _("Reason"), options=_entries(reasons)),
    ]


def _entries(entries: Iterable[Entry]) -> Sequence[tuple[str, partial[str]]]:
    return [(entry.code, partial(label_of, entry)) for entry in entries]


def _unchanged() -> tuple[str, partial[str]]:
    return NOTHING, partial(_as_before)


def _as_before() -> str:
    return _("as before")


def _after(minutes: int) -> str:
    return _("in {minutes}").format(minutes=minutes_text(minutes))


def _desk_words(desk: Desk) -> str:
    return " ".join([desk.name, *desk.themes, *desk.languages])
