"""The rule of who is called next, as settings of the whole house: every desk ranks its visitors by the same numbers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from cdm_desk.domain.queue import DEFAULT_RULE
from cdm_desk.language import _
from cdm_desk.ui.dialogs.settings import Group, Item
from cdm_desk.ui.words import minutes_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cdm_desk.services.queue import QueueService

_CHOICES = {
    "priority_percent": (100, 150, 200, 300, 500),
    "scarcity_minutes": (0, 12, 24, 36, 48, 60),
    "overdue_minutes": (30, 45, 60, 90, 120),
    "transfer_bonus": (0, 5, 10, 15),
}


def rule_group(queue: QueueService) -> Group:
    """Return the settings of the rule; a manager changes them, and they are in force at every desk."""
    return Group(
        words=lambda: _("Who is called next"),
        items=[_item(queue, name, words, hint) for name, words, hint in _words()],
        keywords=lambda: _("queue priority order rule wait"),
    )


def _words() -> Sequence[tuple[str, Callable[[], str], Callable[[], str]]]:
    return (
        (
            "priority_percent",
            lambda: _("&Priority: their minutes count"),
            lambda: _("For the whole house. At ×1 nobody goes first; at ×2 ten minutes count as twenty."),
        ),
        (
            "scarcity_minutes",
            lambda: _("&Rare skills: worth up to"),
            lambda: _("How much longer others may wait so that a desk takes the visitor whom few desks can help."),
        ),
        (
            "overdue_minutes",
            lambda: _("&Always next after"),
            lambda: _("Whoever has waited longest comes next from then on, whatever the others have."),
        ),
        (
            "transfer_bonus",
            lambda: _("&Back in line from a desk: ahead by"),
            lambda: _("For who was sent on by a desk or comes back from being set aside."),
        ),
    )


def _item(queue: QueueService, name: str, words: Callable[[], str], hint: Callable[[], str]) -> Item:
    return Item(
        name=f"rule_{name}",
        words=words,
        read=lambda: str(getattr(queue.rule(), name)),
        write=lambda value: queue.set_rule(name, int(value)),
        default=str(getattr(DEFAULT_RULE, name)),
        options=partial(_options, queue, name),
        hint=hint,
    )


def _options(queue: QueueService, name: str) -> list[tuple[str, str]]:
    values = sorted({*_CHOICES[name], getattr(queue.rule(), name)})
    said = _times if name == "priority_percent" else minutes_text
    return [(str(value), said(value)) for value in values]


def _times(percent: int) -> str:
    return f"×{percent / 100:g}"
