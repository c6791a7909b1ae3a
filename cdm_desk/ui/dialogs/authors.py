"""Names in several forms: the preferred one, and the others that books print; any of them finds the titles."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QDialog, QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from cdm_desk.domain.authors import AuthorForm
from cdm_desk.domain.errors import DeskError
from cdm_desk.language import _
from cdm_desk.ui.appearance import em
from cdm_desk.ui.record.completing import Choice, FieldCompleter
from cdm_desk.ui.tables import Column, ListModel, ListTable
from cdm_desk.ui.widgets import FlowLayout, PlainLabel, name_widget, set_kind
from cdm_desk.ui.words import sentence

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from cdm_desk.services.authors import AuthorsService
    from cdm_desk.services.library import LibraryService
    from cdm_desk.ui.undo import Undo

_WIDE = 44
_HIGH = 24


class AuthorsDialog(QDialog):
    """The list of names, and the one that is marked; Ctrl+N begins a new one, Ctrl+Enter keeps it."""

    def __init__(
        self, authors: AuthorsService, library: LibraryService, undo: Undo, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._authors = authors
        self._undo = undo
        self._seen: AuthorForm | None = None
        self.setObjectName("authors.dialog")
        self.model: ListModel[AuthorForm] = ListModel(self._columns(), _told, lambda form: form.id, self)
        self.table: ListTable[AuthorForm] = ListTable(self.model, "authors.list")
        self.advice_label = PlainLabel(kind="muted")
        self.advice_label.setObjectName("authors.advice")
        self.advice_label.setWordWrap(True)
        self.name_label = PlainLabel()
        self.name_field = QLineEdit()
        self.name_field.setObjectName("authors.name")
        self.variants_label = PlainLabel()
        self.variants_field = QPlainTextEdit()
        self.variants_field.setObjectName("authors.variants")
        self.variants_field.setTabChangesFocus(True)
        self.said_label = PlainLabel(kind="error")
        self.said_label.setObjectName("authors.said")
        self.said_label.setWordWrap(True)
        self.said_label.hide()
        self.new_button = self._button("authors.new")
        self.keep_button = self._button("authors.keep")
        set_kind(self.keep_button, "primary")
        self.remove_button = self._button("authors.remove")
        self.close_button = self._button("authors.close")
        self._lay_out()

        self.refresh()
        self.retranslate()
        self.table.chosen.connect(self._show)
        self.table.opened.connect(self._go_to_name)
        self.new_button.clicked.connect(self.begin)
        self.keep_button.clicked.connect(self.keep)
        self.remove_button.clicked.connect(self.remove)
        self.close_button.clicked.connect(self.reject)
        for key, slot in (("Ctrl+N", self.begin), ("Ctrl+Del", self.remove)):
            QShortcut(QKeySequence(key), self).activated.connect(slot)
        self.completer = FieldCompleter(
            self.name_field, lambda: [Choice.plain(name) for name in library.choices("authors")]
        )
        self.resize(em(self, 52), em(self, 30))
        self.begin()

    def refresh(self) -> None:
        """Show the list again."""
        self.table.show_values(self._authors.all())

    def retranslate(self) -> None:
        """Set the words again."""
        self.setWindowTitle(_("Names in several forms"))
        name_widget(self.table, _("Names"))
        self.table.retranslate()
        self.advice_label.setText(
            _(
                "Type the form that stays and below it the others: whoever searches one finds all, and imports "
                "know them."
            )
        )
        self.name_label.setText(_("Preferred name"))
        name_widget(self.name_field, _("Preferred name"))
        self.name_field.setPlaceholderText(_("Family name, given name"))
        self.variants_label.setText(_("Other forms, one on each line"))
        name_widget(self.variants_field, _("Other forms, one on each line"))
        for button, words, key in (
            (self.new_button, _("&New name"), "Ctrl+N"),
            (self.keep_button, _("&Save"), "Ctrl+Enter"),
            (self.remove_button, _("&Remove"), "Ctrl+Del"),
            (self.close_button, _("C&lose"), "Esc"),
        ):
            button.setText(words)
            name_widget(button, words.replace("&", ""), "", QKeySequence(key))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language of the screens."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and hasattr(self, "close_button"):
            self.retranslate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set the list beside the fields where there is room, else above them; in a low window do without advice."""
        super().resizeEvent(event)
        self.advice_label.setVisible(self.height() >= em(self, _HIGH))
        wide = self.width() >= em(self, _WIDE)
        self.panes.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter keeps; Enter goes on to the next field."""
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        control = held == Qt.KeyboardModifier.ControlModifier
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            focused = self.focusWidget()
            if control:
                self.keep()
            elif isinstance(focused, QPushButton):
                focused.click()
            else:
                self.focusNextChild()
        else:
            super().keyPressEvent(event)

    @Slot()
    def begin(self) -> None:
        """Begin a new name."""
        self.table.setCurrentIndex(self.model.index(-1, -1))
        self._show(None)
        self.name_field.setFocus()

    @Slot()
    def keep(self) -> None:
        """Keep the name as it is typed; what the rules refuse is said below, and nothing typed is lost."""
        authors, seen = self._authors, self._seen
        typed = AuthorForm(
            id=seen.id if seen else uuid4(),
            name=self.name_field.text(),
            variants=tuple(self.variants_field.toPlainText().splitlines()),
        )
        try:
            kept = authors.add(typed) if seen is None else authors.keep(typed, seen)
        except DeskError as error:
            self._complain(error)
            return
        self._undo.keep(
            lambda: _("“{name}” is kept with its other forms.").format(name=kept.name),
            (lambda: authors.remove(kept.id)) if seen is None else (lambda: authors.keep(seen, kept)),
        )
        self.refresh()
        self.begin()
        self._tell(_("“{name}” is kept with its other forms.").format(name=kept.name))

    @Slot()
    def remove(self) -> None:
        """Keep the marked name no more under several forms; the message offers the way back."""
        seen, authors = self._seen, self._authors
        if seen is None:
            return
        try:
            authors.remove(seen.id)
        except DeskError as error:
            self._complain(error)
            return
        self._undo.keep(
            lambda: _("“{name}” is no longer kept in several forms.").format(name=seen.name),
            lambda: authors.bring_back(seen.id),
        )
        self.refresh()
        self.begin()
        self._tell(_("“{name}” is no longer kept in several forms.").format(name=seen.name))

    @Slot(object)
    def _show(self, form: AuthorForm | None) -> None:
        self._seen = form
        self.name_field.setText(form.name if form else "")
        self.variants_field.setPlainText("\n".join(form.variants) if form else "")
        self.remove_button.setEnabled(form is not None)
        self.said_label.hide()

    @Slot()
    def _go_to_name(self) -> None:
        self.name_field.setFocus()

    def _complain(self, error: DeskError) -> None:
        self.said_label.set_kind("error")
        self.said_label.setText(sentence(error))
        self.said_label.show()

    def _tell(self, words: str) -> None:
        self.said_label.set_kind("ok")
        self.said_label.setText(words)
        self.said_label.show()

    def _lay_out(self) -> None:
        fields = QVBoxLayout()
        fields.setSpacing(em(self, 0.4))
        for part in (self.name_label, self.name_field, self.variants_label):
            fields.addWidget(part)
        fields.addWidget(self.variants_field, 1)
        fields.addWidget(self.said_label)
        self.name_label.setBuddy(self.name_field)
        self.variants_label.setBuddy(self.variants_field)
        self.panes = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.panes.setSpacing(em(self, 1))
        self.panes.addWidget(self.table, 1)
        self.panes.addLayout(fields, 1)
        buttons = FlowLayout(gap=em(self, 0.6))
        for button in (self.keep_button, self.new_button, self.remove_button, self.close_button):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(4 * [em(self, 1)]))
        column.setSpacing(em(self, 0.8))
        column.addWidget(self.advice_label)
        column.addLayout(self.panes, 1)
        column.addLayout(buttons)

    def _button(self, name: str) -> QPushButton:
        button = QPushButton()
        button.setObjectName(name)
        button.setAutoDefault(False)
        return button

    def _columns(self) -> list[Column[AuthorForm]]:
        return [
            Column(heading=lambda: _("Preferred name"), text=lambda form: form.name, width=11),
            Column(heading=lambda: _("Other forms"), text=lambda form: " ; ".join(form.variants), stretch=True),
        ]


def _told(form: AuthorForm) -> str:
    return ", ".join(form.forms)
