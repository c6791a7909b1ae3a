"""A room of a tab before it is furnished: its name, its sign, and how it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One page of a tab of several rooms, made when it is first gone to.

    `make` returns a widget that is a `cdm_desk.ui.rooms.Tab`: it has `refresh`, `retranslate` and `actions_for_menu`.
    """

    name: str
    icon_name: str
    words: Callable[[], str]
    make: Callable[[], QWidget]
