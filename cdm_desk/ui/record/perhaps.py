"""What is being typed may be in the catalogue already: a line says so, and one key goes on with what is there."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from cdm_desk.domain.library import Title
from cdm_desk.language import _
from cdm_desk.ui.appearance import em
from cdm_desk.ui.book_words import authors_line
from cdm_desk.ui.widgets import Card, FlowLayout, PlainLabel, announce, name_widget

OPEN_KEY, COPY_KEY = "F8", "Shift+F8"


class PerhapsLine(Card):
    """The title that resembles what is typed; nothing is merged unless somebody presses a key."""

    opened = Signal(object)
    copy_wanted = Signal(object)

    def __init__(self, *, is_new: bool) -> None:
        """For a title that is new here a copy is added to the other; one that is here becomes one with it."""
        super().__init__()
        self.setObjectName("title.perhaps")
        self._is_new = is_new
        self._title: Title | None = None
        self.said_label = PlainLabel(kind="warn")
        self.said_label.setWordWrap(True)
        self.open_button = QPushButton()
        self.open_button.setObjectName("title.perhaps_open")
        self.copy_button = QPushButton()
        self.copy_button.setObjectName("title.perhaps_copy")
        row = FlowLayout(gap=em(self, 0.5))
        for button in (self.open_button, self.copy_button):
            button.setAutoDefault(False)
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(em(self, 0.6), em(self, 0.4), em(self, 0.6), em(self, 0.5))
        column.setSpacing(em(self, 0.3))
        column.addWidget(self.said_label)
        column.addLayout(row)
        self.hide()
        self.open_button.clicked.connect(self.open)
        self.copy_button.clicked.connect(self.add_copy)

    @property
    def title(self) -> Title | None:
        """The title that is perhaps the same."""
        return self._title

    def show_title(self, title: Title | None) -> None:
        """Say that a title is perhaps there already, or nothing."""
        is_news = title is not None and (self._title is None or self._title.id != title.id)
        self._title = title
        self.setVisible(title is not None)
        self.retranslate()
        if is_news:
            announce(self.said_label, self.said_label.text())

    def retranslate(self) -> None:
        """Set the words again."""
        if self._title is None:
            return
        parts = (self._title.heading, authors_line(self._title), str(self._title.year or ""), self._title.shelf_mark)
        told = " · ".join(part for part in parts if part)
        self.said_label.setText(_("Perhaps already there: {title}").format(title=told))
        self.open_button.setText(_("Open it (F8)"))
        copy_words = (
            _("Add a copy to it instead (Shift+F8)")
            if self._is_new
            else _("It is the same: make one of both (Shift+F8)")
        )
        self.copy_button.setText(copy_words)
        name_widget(self.open_button, _("Open it (F8)"), "", QKeySequence(OPEN_KEY))
        name_widget(self.copy_button, copy_words, "", QKeySequence(COPY_KEY))

    @Slot()
    def open(self) -> None:
        """Go on with the title that is there."""
        if self._title is not None:
            self.opened.emit(self._title)

    @Slot()
    def add_copy(self) -> None:
        """Go on with the title that is there and one more copy of it, or make one of both."""
        if self._title is not None:
            self.copy_wanted.emit(self._title)
