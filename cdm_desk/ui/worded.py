"""A part of a page that remembers what it says, so that it can say it again in another language."""

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QAbstractButton, QFormLayout, QLabel, QWidget

from cdm_desk.ui.widgets import PlainLabel, without_mnemonic

Words = Callable[[], str]


class WordedPart(QWidget):
    """Says its words again when the language changes; what was typed stays."""

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[QLabel | QAbstractButton, tuple[Words, QWidget | None]] = {}

    def say(self, part: QLabel | QAbstractButton, words: Words, named: QWidget | None = None) -> None:
        """Put words on a label or a button; they name the button itself, or the field that the label is of."""
        self._said[part] = (words, part if isinstance(part, QAbstractButton) else named)
        self._set(part)

    def add_row(self, form: QFormLayout, words: Words, field: QWidget) -> None:
        """Add a field under its label."""
        label = PlainLabel()
        label.setBuddy(field)
        self.say(label, words, field)
        form.addRow(label, field)

    def retranslate(self) -> None:
        """Say everything again."""
        for part in self._said:
            self._set(part)

    def changeEvent(self, event: QEvent) -> None:
        """Take up a new language."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and hasattr(self, "_said"):
            self.retranslate()

    def _set(self, part: QLabel | QAbstractButton) -> None:
        words, named = self._said[part]
        part.setText(words())
        if named is not None:
            named.setAccessibleName(without_mnemonic(words()))
