"""The tabs of the window: their order, numbers and names; and, once the office is open, what stands in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from cdm_desk.language import _

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from cdm_desk.domain.change import Department


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A tab before anything stands in it: the value of its department, the number that Ctrl goes with, its icon.

    One that is of use at some `kinds` of workstation only stands among the others there; elsewhere it comes when it is
    asked for.
    """

    department: str
    number: int
    icon_name: str
    words: Callable[[], str]
    menu_words: Callable[[], str]
    kinds: tuple[str, ...] = ()


class Tab(Protocol):
    """What the window asks of whatever stands in a room; it is a QWidget besides."""

    def refresh(self, departments: frozenset[Department]) -> None:
        """Look whether one is concerned by a change, and reload."""

    def retranslate(self) -> None:
        """Set words, icons and colours again."""

    def actions_for_menu(self) -> list[QAction]:
        """Return the commands of the tab, for its menu."""
        ...


ROOMS = (
    Room(
        department="welcome",
        number=1,
        icon_name="hand-waving",
        words=lambda: _("Welcome"),
        menu_words=lambda: _("&Welcome"),
    ),
    Room(
        department="queue",
        number=2,
        icon_name="queue",
        words=lambda: _("Queue"),
        menu_words=lambda: _("&Queue"),
    ),
    Room(
        department="counselling",
        number=3,
        icon_name="chats-circle",
        words=lambda: _("Counselling"),
        menu_words=lambda: _("&Counselling"),
    ),
    Room(
        department="activities",
        number=4,
        icon_name="calendar-blank",
        words=lambda: _("Activities"),
        menu_words=lambda: _("Act&ivities"),
    ),
    Room(
        department="multimedia",
        number=5,
        icon_name="desktop",
        words=lambda: _("PC space"),
        menu_words=lambda: _("PC &space"),
    ),
    Room(
        department="library",
        number=6,
        icon_name="books",
        words=lambda: _("Library"),
        menu_words=lambda: _("&Library"),
    ),
    Room(
        department="reports",
        number=7,
        icon_name="chart-bar",
        words=lambda: _("Reports"),
        menu_words=lambda: _("&Reports"),
    ),
    Room(
        department="bag",
        number=8,
        icon_name="briefcase",
        words=lambda: _("Off-site"),
        menu_words=lambda: _("&Off-site"),
        kinds=("off-site", "office"),
    ),
    Room(
        department="survey",
        number=9,
        icon_name="clipboard-text",
        words=lambda: _("Survey"),
        menu_words=lambda: _("S&urvey"),
        kinds=("office", "off-site"),
    ),
)
