"""The lists of a room as chips in a row, of which one is seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QPushButton, QWidget

from cdm_desk.language import in_use
from cdm_desk.ui.appearance import em
from cdm_desk.ui.widgets import FlowLayout, name_widget


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One list of a room."""

    name: str
    words: Callable[[], str]


class ViewBar(QWidget):
    """Chooses one list; a count stands beside its name where one is told."""

    chosen = Signal(str)

    def __init__(self, room: str, views: Sequence[View], department: str = "library") -> None:
        super().__init__()
        self._views = views
        self._counts: dict[str, int] = {}
        self._group = QButtonGroup(self)
        self.chips: dict[str, QPushButton] = {}
        flow = FlowLayout(self, gap=em(self, 0.4))
        for view in views:
            chip = QPushButton()
            chip.setObjectName(f"{department}.{room}_{view.name}")
            chip.setProperty("kind", "chip")
            chip.setProperty("view", view.name)
            chip.setCheckable(True)
            self._group.addButton(chip)
            self.chips[view.name] = chip
            flow.addWidget(chip)
        self.chips[views[0].name].setChecked(True)
        self._group.buttonClicked.connect(self._choose)

    @property
    def current(self) -> str:
        """The name of the list that is seen."""
        return next((name for name, chip in self.chips.items() if chip.isChecked()), self._views[0].name)

    def go_to(self, name: str) -> None:
        """Choose a list."""
        if name != self.current:
            self.chips[name].setChecked(True)
            self.chosen.emit(name)

    def step(self, by: int) -> None:
        """Choose the next list, or the one before."""
        names = [view.name for view in self._views]
        self.go_to(names[(names.index(self.current) + by) % len(names)])

    def count(self, name: str, number: int) -> None:
        """Say how many stand in a list."""
        self._counts[name] = number
        self.retranslate()

    def retranslate(self) -> None:
        """Set the words again."""
        for view in self._views:
            number = self._counts.get(view.name)
            words = view.words() if not number else f"{view.words()}  {in_use().number(number)}"
            self.chips[view.name].setText(words.replace("&", "&&"))
            name_widget(self.chips[view.name], words)

    @Slot(QAbstractButton)
    def _choose(self, chip: QAbstractButton) -> None:
        self.chosen.emit(str(chip.property("view")))
