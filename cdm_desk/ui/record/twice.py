"""One field with two values, side by side where it is edited: F9 takes the other one, Shift+F9 keeps the one shown."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from cdm_desk.language import _
from cdm_desk.ui.appearance import em
from cdm_desk.ui.widgets import Card, FlowLayout, PlainLabel, name_widget

TAKE_KEY, KEEP_KEY = "F9", "Shift+F9"


class TwiceLine(Card):
    """Says that a field was edited twice, or changed elsewhere while it was open here, and lets one value stand."""

    def __init__(
        self,
        *,
        words: Callable[[], str],
        mine: Callable[[], str],
        other: Callable[[], str],
        keep: Callable[[], object],
        take: Callable[[], object],
    ) -> None:
        """`words` says what happened, `mine` and `other` are the two values as they are read."""
        super().__init__()
        self.setObjectName("title.twice")
        self._words, self._mine, self._other = words, mine, other
        self.said_label = PlainLabel(kind="warn")
        self.said_label.setWordWrap(True)
        self.keep_button = QPushButton()
        self.keep_button.setObjectName("title.twice_keep")
        self.take_button = QPushButton()
        self.take_button.setObjectName("title.twice_take")
        row = FlowLayout(gap=em(self, 0.5))
        for button in (self.take_button, self.keep_button):
            button.setAutoDefault(False)
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(em(self, 0.6), em(self, 0.4), em(self, 0.6), em(self, 0.5))
        column.setSpacing(em(self, 0.3))
        column.addWidget(self.said_label)
        column.addLayout(row)
        self.retranslate()
        self.keep_button.clicked.connect(keep)
        self.take_button.clicked.connect(take)

    def retranslate(self) -> None:
        """Set the words again."""
        mine, other = self._mine(), self._other()
        self.said_label.setText(self._words().format(mine=mine, other=other))
        self.take_button.setText(_("Take the other (F9)"))
        self.keep_button.setText(_("Keep this (Shift+F9)"))
        take, keep = _("Take: {value}").format(value=other), _("Keep: {value}").format(value=mine)
        name_widget(self.take_button, take, take, QKeySequence(TAKE_KEY))
        name_widget(self.keep_button, keep, keep, QKeySequence(KEEP_KEY))
