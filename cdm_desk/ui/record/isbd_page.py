"""The record as a bibliography prints it, to be read and copied."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from cdm_desk.domain.isbd import IsbdTerms, isbd
from cdm_desk.domain.library import Title
from cdm_desk.language import _, _p
from cdm_desk.ui.appearance import em
from cdm_desk.ui.book_words import book_language_name
from cdm_desk.ui.widgets import FlowLayout, PlainLabel, name_widget

COPY_KEY = "Ctrl+Shift+C"


def isbd_text(title: Title) -> str:
    """Return a title as ISBD, in the language of the screens."""
    terms = IsbdTerms(
        medium=_p("ISBD", "Text : unmediated"),
        pages=_p("ISBD", "p."),
        languages=_p("ISBD", "Languages"),
        subjects=_p("ISBD", "Subjects"),
        wrong=_p("ISBD", "erroneous"),
    )
    return isbd(title, terms, tuple(book_language_name(code) for code in title.languages))


class IsbdPage(QWidget):
    """The text of the record and the key that copies it."""

    def __init__(self) -> None:
        super().__init__()
        self.text_field = QPlainTextEdit()
        self.text_field.setObjectName("title.isbd")
        self.text_field.setReadOnly(True)
        self.text_field.setTabChangesFocus(True)
        self.copy_button = QPushButton()
        self.copy_button.setObjectName("title.isbd_copy")
        self.copy_button.setAutoDefault(False)
        self.copied_label = PlainLabel(kind="ok")
        row = FlowLayout(gap=em(self, 0.6))
        row.addWidget(self.copy_button)
        row.addWidget(self.copied_label)
        column = QVBoxLayout(self)
        column.setContentsMargins(em(self, 1.2), em(self, 1), em(self, 1.2), em(self, 0.4))
        column.setSpacing(em(self, 0.6))
        column.addWidget(self.text_field, 1)
        column.addLayout(row)
        self.copy_button.clicked.connect(self.copy)
        self.retranslate()

    def show_title(self, title: Title) -> None:
        """Show the record of a title."""
        self.copied_label.clear()
        self.text_field.setPlainText(isbd_text(title))

    def retranslate(self) -> None:
        """Set the words again."""
        self.copy_button.setText(_("Copy (Ctrl+Shift+C)"))
        name_widget(self.text_field, _("Record in ISBD"))
        name_widget(self.copy_button, _("Copy the record in ISBD"), "", QKeySequence(COPY_KEY))

    @Slot()
    def copy(self) -> None:
        """Put the record on the clipboard."""
        QGuiApplication.clipboard().setText(self.text_field.toPlainText())
        self.copied_label.setText(_("Copied."))
