"""A few choices asked for in place, above the line: the keyboard goes through them, Enter takes them, Esc does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QPushButton

from cdm_desk.language import _
from cdm_desk.ui.appearance import em
from cdm_desk.ui.widgets import Card, FlowLayout, PlainLabel, announce, clear_layout, name_widget

Words = Callable[[], str]
Chosen = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One thing to choose: its name, its words, what may be chosen; the first is chosen beforehand."""

    name: str
    words: Words
    options: Sequence[tuple[str, Words]]


class ChoiceBar(Card):
    """Asks in place; what was chosen goes to whoever asked."""

    ended = Signal()

    def __init__(self, object_name: str) -> None:
        super().__init__()
        self.setObjectName(object_name)
        self._question: Words = str
        self._verb: Words = str
        self._choices: Sequence[Choice] = ()
        self._done: Callable[[Chosen], object] = str
        self.question_label = PlainLabel(kind="subheading")
        self.boxes: dict[str, QComboBox] = {}
        self.take_button = QPushButton()
        self.take_button.setProperty("kind", "primary")
        self.take_button.setObjectName(f"{object_name}_take")
        self.cancel_button = QPushButton()
        self.cancel_button.setObjectName(f"{object_name}_cancel")
        self._row = FlowLayout(self, gap=em(self, 0.5))
        self._row.setContentsMargins(*4 * [em(self, 0.6)])
        self.hide()
        self.retranslate()
        self.take_button.clicked.connect(self.take)
        self.cancel_button.clicked.connect(self.end)
        for key, slot in ((Qt.Key.Key_Return, self.take), (Qt.Key.Key_Enter, self.take), (Qt.Key.Key_Escape, self.end)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def ask(self, question: Words, verb: Words, choices: Sequence[Choice], done: Callable[[Chosen], object]) -> None:
        """Ask; the first choice has the focus. `verb` is what the button does."""
        self._question, self._verb, self._choices, self._done = question, verb, choices, done
        for part in (self.question_label, self.take_button, self.cancel_button):
            part.setParent(None)
        clear_layout(self._row)
        self._row.addWidget(self.question_label)
        self.boxes = {}
        for choice in choices:
            box = QComboBox()
            box.setObjectName(f"{self.objectName()}_{choice.name}")
            for value, _words in choice.options:
                box.addItem("", value)
            label = PlainLabel()
            label.setBuddy(box)
            self.boxes[choice.name] = box
            self._row.addWidget(label)
            self._row.addWidget(box)
        self._row.addWidget(self.take_button)
        self._row.addWidget(self.cancel_button)
        self.retranslate()
        for part in (self.question_label, self.take_button, self.cancel_button):
            part.show()
        self.show()
        announce(self, self.question_label.text())
        next(iter(self.boxes.values())).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def is_asking(self) -> bool:
        """Whether something is being asked for."""
        return not self.isHidden()

    @Slot()
    def take(self) -> None:
        """Hand on what was chosen."""
        chosen = {name: str(box.currentData()) for name, box in self.boxes.items()}
        self.end()
        self._done(chosen)

    @Slot()
    def end(self) -> None:
        """Ask no longer."""
        self.hide()
        self.ended.emit()

    def retranslate(self) -> None:
        """Set the words again; what was chosen stays."""
        self.question_label.setText(self._question())
        self.take_button.setText(self._verb())
        self.cancel_button.setText(_("Cancel"))
        name_widget(self.take_button, self._verb(), self._verb(), QKeySequence(Qt.Key.Key_Enter))
        name_widget(self.cancel_button, _("Cancel"), _("Cancel (Esc)"))
        for choice in self._choices:
            box = self.boxes[choice.name]
            for row, (_value, words) in enumerate(choice.options):
                box.setItemText(row, words())
            name_widget(box, choice.words())
            for label in self.findChildren(PlainLabel):
                if label.buddy() is box:
                    label.setText(choice.words())
