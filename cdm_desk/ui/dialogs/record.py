"""A form of a few fields: what is wrong is said in place, nothing typed is lost, Ctrl+Enter keeps, Esc leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QCompleter,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from cdm_desk.domain.errors import DeskError
from cdm_desk.language import _
from cdm_desk.ui.appearance import em
from cdm_desk.ui.choice_list import ChoiceList
from cdm_desk.ui.keys import restored
from cdm_desk.ui.widgets import LeftToThePage, PlainLabel, ScrollArea, name_widget, set_kind
from cdm_desk.ui.words import sentence

Words = Callable[[], str]
Choices = Callable[[], Sequence[tuple[str, str]]]
LONGEST_TYPED = 5_000
# In letters: narrower, a form has one column.
HALVES = 78


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One thing that a form asks for: typed on a line or on several, or chosen; `hint` says how it is written.

    With `many` several of the choices may be made: they are told as their codes with a blank between. `suggested` are
    words that may be meant on a line.
    """

    name: str
    words: Words
    hint: Words | None = None
    choices: Choices | None = None
    lines: int = 1
    scanned: bool = False
    many: bool = False
    suggested: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a form is called, what it asks for, and what stands in it at first.

    With `halves` it stands in two columns where the screen is wide enough.
    """

    name: str
    heading: Words
    asked: Sequence[Asked]
    typed: Mapping[str, str]
    halves: bool = False


class RecordDialog(QDialog):
    """Asks for what is told; `keep` writes what was typed and may refuse with a DeskError, which is shown in place.

    `blamed` names the field at fault for an error, so that one is back where it is mended.
    """

    def __init__(
        self,
        form: Form,
        keep: Callable[[Mapping[str, str]], None],
        parent: QWidget | None = None,
        *,
        blamed: Callable[[DeskError], str] | None = None,
    ) -> None:
        super().__init__(parent)
        name = form.name
        self._heading = form.heading
        self._asked = form.asked
        self._halves = form.halves
        self._keep = keep
        self._blamed = blamed
        self._complaint: DeskError | None = None
        self._warned_of: Mapping[str, str] | None = None
        self.setObjectName(f"{name}.dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        self.editors: dict[str, QWidget] = {}
        self._labels: dict[str, PlainLabel] = {}
        for each in form.asked:
            self._labels[each.name] = PlainLabel()
            self.editors[each.name] = self._editor(name, each)
        self.error_label = PlainLabel(kind="error")
        self.error_label.setObjectName(f"{name}.error")
        self.error_label.setWordWrap(True)
        self.error_label.hide()
        self.keep_button = QPushButton()
        self.keep_button.setObjectName(f"{name}.keep")
        set_kind(self.keep_button, "primary")
        self.cancel_button = QPushButton()
        self.cancel_button.setObjectName(f"{name}.cancel")
        for button in (self.keep_button, self.cancel_button):
            button.setAutoDefault(False)

        self._lay_out()
        self.retranslate()
        self._show(form.typed)
        self._begun = self.typed()
        self.keep_button.clicked.connect(self.keep)
        self.cancel_button.clicked.connect(self.reject)
        self._fit()
        self.editors[form.asked[0].name].setFocus()

    def typed(self) -> dict[str, str]:
        """Return all that is typed and chosen."""
        return {each.name: self._text(each.name) for each in self._asked}

    def fill(self, name: str, text: str) -> None:
        """Type or choose something, as a person would."""
        editor = self.editors[name]
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(0, editor.findData(text)))
        elif isinstance(editor, ChoiceList):
            editor.choose(text.split())
        elif isinstance(editor, QPlainTextEdit):
            editor.setPlainText(text)
        elif isinstance(editor, QLineEdit):
            editor.setText(text)

    def retranslate(self) -> None:
        """Set the words again; what is typed and chosen stays."""
        self.setWindowTitle(self._heading())
        for each in self._asked:
            self._labels[each.name].setText(each.words())
            editor = self.editors[each.name]
            name_widget(editor, each.words())
            if isinstance(editor, ChoiceList) and each.choices is not None:
                editor.offer(each.choices())
            elif isinstance(editor, QComboBox) and each.choices is not None:
                self._fill_choices(editor, each.choices())
            elif isinstance(editor, QLineEdit | QPlainTextEdit) and each.hint is not None:
                editor.setPlaceholderText(each.hint())
        self.keep_button.setText(_("&Save"))
        name_widget(self.keep_button, _("Save"), "", QKeySequence("Ctrl+Enter"))
        self.cancel_button.setText(_("Cancel"))
        name_widget(self.cancel_button, _("Cancel"), "", QKeySequence("Esc"))
        if self._complaint is not None:
            self.error_label.setText(sentence(self._complaint))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language of the screens."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and hasattr(self, "_begun"):
            self.retranslate()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the next field: a scanner that closes with Enter must not save half a form."""
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier or len(self._asked) == 1:
            self.keep()
        elif isinstance(focused := self.focusWidget(), QPushButton):
            focused.click()
        else:
            self.focusNextChild()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Ctrl+Enter save from a field of several lines, where Enter begins a new one."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
            if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.keep()
                return True
        return super().eventFilter(watched, event)

    @Slot()
    def keep(self) -> None:
        """Save; what the rules refuse is said above the buttons, and the field at fault has the focus."""
        try:
            self._keep(self.typed())
        except DeskError as error:
            self._complain(error)
            return
        self.accept()

    def reject(self) -> None:
        """Leave all as it was; what was typed is let go at the second time only."""
        typed = self.typed()
        if typed in (self._begun, self._warned_of):
            super().reject()
            return
        self._warned_of = typed
        self._complaint = None
        self._say(_("What was typed is not saved. Esc once more lets it go; Ctrl+Enter saves it."), "warn")

    def _complain(self, error: DeskError) -> None:
        self._complaint = error
        self._say(sentence(error), "error")
        name = self._blamed(error) if self._blamed is not None else ""
        if name in self.editors:
            self.editors[name].setFocus()
            editor = self.editors[name]
            if isinstance(editor, QLineEdit):
                editor.selectAll()

    def _say(self, words: str, kind: str) -> None:
        self.error_label.setText(words)
        self.error_label.set_kind(kind)
        if self.error_label.isHidden():
            self.error_label.show()
            # The fields keep their room as far as the screen has some.
            more = self.error_label.heightForWidth(self.width() - em(self, 2.4)) + em(self, 0.6)
            self.resize(self.width(), min(self.height() + more, self.screen().availableGeometry().height() - 60))

    def _editor(self, name: str, each: Asked) -> QWidget:
        editor: QWidget
        if each.choices is not None and each.many:
            editor = ChoiceList()
        elif each.choices is not None:
            box = QComboBox()
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            box.setMinimumContentsLength(14)
            LeftToThePage.beware(box)
            editor = box
        elif each.lines > 1:
            area = QPlainTextEdit()
            area.setTabChangesFocus(True)
            area.setFixedHeight(em(self, 1.7 * each.lines + 1))
            area.installEventFilter(self)
            editor = area
        else:
            line = QLineEdit()
            line.setMaxLength(LONGEST_TYPED)
            if each.suggested:
                completer = QCompleter(list(each.suggested), line)
                completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
                line.setCompleter(completer)
            editor = line
        editor.setObjectName(f"{name}.{each.name}")
        return editor

    def _lay_out(self) -> None:
        form = QHBoxLayout()
        form.setSpacing(em(self, 1.6))
        half = self._half()
        for part in [self._asked[:half], self._asked[half:]] if self._side_by_side() else [self._asked]:
            form.addLayout(self._column(part), 1)
        self._inside = inside = QWidget()
        inner = QVBoxLayout(inside)
        inner.setContentsMargins(em(self, 1.2), em(self, 1), em(self, 1.2), em(self, 0.6))
        inner.addLayout(form)
        inner.addStretch(1)
        self.scroll_area = ScrollArea()
        self.scroll_area.setObjectName(f"{self.objectName().partition('.')[0]}.scroll")
        self.scroll_area.setWidgetResizable(True)
        self.scroll_area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.scroll_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll_area.setWidget(inside)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.keep_button)
        foot = QVBoxLayout()
        foot.setContentsMargins(em(self, 1.2), 0, em(self, 1.2), em(self, 1))
        foot.addWidget(self.error_label)
        foot.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.scroll_area, 1)
        column.addLayout(foot)

    def _side_by_side(self) -> bool:
        return self._halves and self.screen().availableGeometry().width() > em(self, HALVES)

    def _half(self) -> int:
        """Return how many of the fields take half of the height."""
        lines = [4 if each.many else max(1, each.lines) for each in self._asked]
        return next(number for number in range(len(lines) + 1) if 2 * sum(lines[:number]) >= sum(lines))

    def _column(self, asked: Sequence[Asked]) -> QFormLayout:
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setHorizontalSpacing(em(self, 1))
        form.setVerticalSpacing(em(self, 0.6))
        for each in asked:
            self._labels[each.name].setBuddy(self.editors[each.name])
            form.addRow(self._labels[each.name], self.editors[each.name])
        return form

    def _fit(self) -> None:
        room = self.screen().availableGeometry()
        inside = self._inside.sizeHint().height() + em(self, 5)
        self.resize(
            min(em(self, HALVES if self._side_by_side() else 44), room.width() - 40), min(inside, room.height() - 60)
        )
        # What has the focus is brought into sight once there is a layout.
        QTimer.singleShot(0, self, self._reveal)

    @Slot()
    def _reveal(self) -> None:
        focused = QApplication.focusWidget()
        if focused is not None and self._inside.isAncestorOf(focused):
            self.scroll_area.ensureWidgetVisible(focused)

    def _fill_choices(self, box: QComboBox, choices: Sequence[tuple[str, str]]) -> None:
        chosen = box.currentData()
        box.clear()
        for code, words in choices:
            box.addItem(words, code)
        box.setCurrentIndex(max(0, box.findData(chosen)))

    def _show(self, typed: Mapping[str, str]) -> None:
        for name, text in typed.items():
            editor = self.editors[name]
            if isinstance(editor, QComboBox) and editor.findData(text) < 0:
                # A choice that was withdrawn stays as long as nobody makes another.
                editor.addItem(text, text)
            self.fill(name, text)

    def _text(self, name: str) -> str:
        editor = self.editors[name]
        if isinstance(editor, QComboBox):
            return editor.currentData() or ""
        if isinstance(editor, ChoiceList):
            return " ".join(editor.chosen())
        if isinstance(editor, QPlainTextEdit):
            return editor.toPlainText()
        text = editor.text() if isinstance(editor, QLineEdit) else ""
        scanned = next(each.scanned for each in self._asked if each.name == name)
        return restored(text) if scanned else text
