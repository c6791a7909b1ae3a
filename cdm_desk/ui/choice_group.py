"""A group of choices: a heading, and a chip under it for each."""

from collections.abc import Iterable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cdm_desk.ui.appearance import em
from cdm_desk.ui.tab_commands import Chip
from cdm_desk.ui.widgets import FlowLayout, PlainLabel, clear_layout


class ChoiceGroup(QWidget):
    """A heading and the chips under it."""

    def __init__(self, object_name: str) -> None:
        super().__init__()
        self.setObjectName(object_name)
        self.heading_label = PlainLabel(kind="muted")
        self.chips: list[Chip] = []
        self._choices: list[tuple[QAction, str]] = []
        self._row = FlowLayout(gap=em(self, 0.4))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(em(self, 0.2))
        column.addWidget(self.heading_label)
        column.addLayout(self._row)

    def say(self, heading: str) -> None:
        """Set the heading; it names the group too."""
        self.heading_label.setText(heading)
        self.setAccessibleName(heading)

    def show_chips(self, choices: Iterable[tuple[QAction, str]]) -> None:
        """Show a chip for each action, with a key beside it; an action of a single key shows its own."""
        wanted = list(choices)
        if wanted == self._choices:
            return
        self._choices = wanted
        clear_layout(self._row)
        self.chips = [
            Chip(action, f"{self.objectName()}_{action.objectName().rsplit('_', 1)[-1]}", key) for action, key in wanted
        ]
        for chip in self.chips:
            self._row.addWidget(chip)
