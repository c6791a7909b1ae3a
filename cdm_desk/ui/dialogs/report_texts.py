"""The texts of the file for the label: one heading at a time, French and Dutch side by side."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from cdm_desk.documents.period_words import ROWS
from cdm_desk.domain.errors import DeskError
from cdm_desk.domain.reports import Narrative
from cdm_desk.language import _, in_use
from cdm_desk.ui.appearance import em
from cdm_desk.ui.widgets import PlainLabel, announce, name_widget
from cdm_desk.ui.words import sentence

if TYPE_CHECKING:
    from cdm_desk.domain.reports import Period
    from cdm_desk.services.report_texts import ReportTextsService
    from cdm_desk.ui.undo import Undo


class ReportTextsDialog(QDialog):
    """Writes what is said in words; another heading or the end keeps what was typed, Ctrl+Z gives back the old text."""

    def __init__(self, texts: ReportTextsService, period: Period, undo: Undo, parent: QWidget) -> None:
        super().__init__(parent)
        self._texts = texts
        self._period = period
        self._undo = undo
        self._known = {text.heading: text for text in texts.texts(period)}
        self.setObjectName("report_texts")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Texts of the file for the label, {period}").format(period=period.text))
        self.heading_box = QComboBox()
        self.heading_box.setObjectName("report_texts.heading")
        for heading in self._known:
            self.heading_box.addItem(in_use().gettext(ROWS[heading]), heading)
        self._heading = str(self.heading_box.currentData())
        self.fields = {"fr": QPlainTextEdit(), "nl": QPlainTextEdit()}
        self.trouble_label = PlainLabel(kind="error")
        self.trouble_label.setWordWrap(True)
        self.trouble_label.hide()
        self.keep_button = QPushButton(_("&Keep and close"))
        self.keep_button.setObjectName("report_texts.keep")
        self.keep_button.setProperty("kind", "primary")
        self.cancel_button = QPushButton(_("Cancel"))
        self.cancel_button.setObjectName("report_texts.cancel")
        self._lay_out()
        self._show()
        self.heading_box.activated.connect(self._turn)
        self.keep_button.clicked.connect(self.keep)
        self.cancel_button.clicked.connect(self.reject)
        self.fields["fr"].setFocus()

    @Slot()
    def keep(self) -> None:
        """Keep what was typed, and close."""
        if self._kept():
            self.accept()

    def _kept(self) -> bool:
        """Keep the text of the heading shown; a refusal is said here, and nothing typed is lost."""
        typed = Narrative(heading=self._heading, fr=self.fields["fr"].toPlainText(), nl=self.fields["nl"].toPlainText())
        known = self._known[self._heading]
        if (typed.fr.strip(), typed.nl.strip()) == (known.fr, known.nl):
            return True
        try:
            before = self._texts.keep(self._period, typed)
        except DeskError as refused:
            self.trouble_label.setText(sentence(refused))
            self.trouble_label.show()
            announce(self.trouble_label, self.trouble_label.text())
            return False
        self.trouble_label.hide()
        self._known[self._heading] = Narrative(heading=typed.heading, fr=typed.fr.strip(), nl=typed.nl.strip())
        self._undo.keep(lambda: _("Text of the file for the label"), partial(self._texts.keep, self._period, before))
        return True

    @Slot()
    def _turn(self) -> None:
        wanted = str(self.heading_box.currentData())
        if not self._kept():
            self.heading_box.setCurrentIndex(self.heading_box.findData(self._heading))
            return
        self._heading = wanted
        self._show()

    def _show(self) -> None:
        text = self._known[self._heading]
        for language, field in self.fields.items():
            field.setPlainText(text.spoken(language))

    def _lay_out(self) -> None:
        names = {"fr": _("French"), "nl": _("Dutch")}
        halves = QHBoxLayout()
        halves.setSpacing(em(self, 0.8))
        for language, field in self.fields.items():
            field.setObjectName(f"report_texts.{language}")
            field.setTabChangesFocus(True)
            name_widget(field, names[language])
            half = QVBoxLayout()
            label = PlainLabel(names[language])
            label.setBuddy(field)
            half.addWidget(label)
            half.addWidget(field, 1)
            halves.addLayout(half)
        name_widget(self.heading_box, _("Heading"))
        for button in (self.keep_button, self.cancel_button):
            button.setAutoDefault(False)
            name_widget(button, button.text().replace("&", ""))
        keys = QHBoxLayout()
        keys.addStretch(1)
        keys.addWidget(self.cancel_button)
        keys.addWidget(self.keep_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(4 * [em(self, 1)]))
        column.setSpacing(em(self, 0.6))
        column.addWidget(self.heading_box)
        column.addLayout(halves, 1)
        column.addWidget(self.trouble_label)
        column.addLayout(keys)
        room = self.screen().availableSize()
        self.resize(min(em(self, 64), room.width() - 40), min(em(self, 34), room.height() - 60))
