"""A question with a digit for each answer, in place: the scanner's field hears the digit."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton

from cdm_desk.language import _
from cdm_desk.ui.appearance import em
from cdm_desk.ui.widgets import Card, FlowLayout, name_widget

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdm_desk.domain.consultation import Choice, Heard

MOST_SHOWN = 9
LONGEST_WORDS = 60


class ChoiceLine(Card):
    """One button for each answer, its digit before it; the digit and Enter in the field do the same."""

    chosen = Signal(int)
    left = Signal()

    def __init__(self, department: str) -> None:
        super().__init__()
        self._department = department
        self._question: Heard | None = None
        self._words: Callable[[Choice], str] = str
        self.buttons: list[QPushButton] = []
        self.leave_button = QPushButton()
        self.leave_button.setObjectName(f"{department}.choice_leave")
        self.leave_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._row = FlowLayout(self, gap=em(self, 0.5))
        self._row.setContentsMargins(*4 * [em(self, 0.5)])
        self._row.addWidget(self.leave_button)
        self.leave_button.clicked.connect(self.left)
        self.hide()

    def show_choices(self, question: Heard | None, words: Callable[[Choice], str]) -> None:
        """Ask, or ask no longer."""
        self._words = words
        if question is not self._question:
            self._question = question
            self._make_buttons(0 if question is None else min(MOST_SHOWN, len(question.choices)))
            self.retranslate()
        self.setVisible(question is not None)

    def retranslate(self) -> None:
        """Set the words again."""
        self.leave_button.setText(_("Leave it (Esc)"))
        name_widget(self.leave_button, _("Leave it"))
        for number, button in enumerate(self.buttons, start=1):
            words = "" if self._question is None else self._words(self._question.choices[number - 1])
            short = words if len(words) <= LONGEST_WORDS else f"{words[: LONGEST_WORDS - 1]}…"
            button.setText(f"{number}   {short}".replace("&", "&&"))
            name_widget(button, f"{number}: {words}", words)

    def _make_buttons(self, number: int) -> None:
        for button in self.buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = []
        for digit in range(1, number + 1):
            button = QPushButton()
            button.setObjectName(f"{self._department}.choice_{digit}")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(partial(self.chosen.emit, digit))
            self._row.addWidget(button)
            self.buttons.append(button)
