"""Settings: found by typing, in force at once, each with its way back to the default."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTime, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from cdm_desk.domain.errors import DeskError
from cdm_desk.domain.folding import fold
from cdm_desk.language import _, _n
from cdm_desk.ui.appearance import em, themed_icon
from cdm_desk.ui.key_field import KeyField
from cdm_desk.ui.widgets import (
    Card,
    FlowLayout,
    LeftToThePage,
    PlainLabel,
    ScrollArea,
    asked_folder,
    focus_first,
    keep_off_edge,
    name_widget,
)
from cdm_desk.ui.words import sentence

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One setting: its words, how it is read, written and put back; `options` for a choice, (value, words)."""

    name: str
    words: Callable[[], str]
    read: Callable[[], str]
    write: Callable[[str], object]
    default: str = ""
    hint: Callable[[], str] | None = None
    options: Callable[[], Sequence[tuple[str, str]]] | None = None
    shape: str = "text"


_YES, _NO = "yes", "no"


def switch(
    *,
    name: str,
    words: Callable[[], str],
    read: Callable[[], bool],
    write: Callable[[bool], object],
    default: bool,
    hint: Callable[[], str] | None = None,
) -> Item:
    """Return a setting that is on or off."""
    return Item(
        name=name,
        words=words,
        read=lambda: _YES if read() else _NO,
        write=lambda value: write(value == _YES),
        default=_YES if default else _NO,
        hint=hint,
        shape="switch",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Settings under one heading; or a part of its own, such as the people.

    `reset` puts several back at once, `reset_words` stand on its button; `paired` sets small ones side by side.
    """

    words: Callable[[], str]
    items: Sequence[Item] = ()
    part: Callable[[], QWidget] | None = None
    keywords: Callable[[], str] = field(default=lambda: "")
    reset: Callable[[], object] | None = None
    reset_words: Callable[[], str] = field(default=lambda: "")
    paired: bool = False


class SettingsDialog(QDialog):
    """Every setting of this workstation on one page that can be searched."""

    def __init__(self, groups: Sequence[Group], parent: QWidget) -> None:
        super().__init__(parent)
        self._groups = groups
        self._cards: list[_GroupCard] = []
        self._waiting: list[_GroupCard] = []
        self.setObjectName("settings")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.search_field = QLineEdit()
        self.search_field.setObjectName("settings.search")
        self.search_field.setClearButtonEnabled(True)
        self.found_label = PlainLabel(kind="muted")
        self.close_button = QPushButton()
        self.close_button.setObjectName("settings.close")
        self.close_button.setAutoDefault(False)

        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setSpacing(em(self, 0.9))
        self._column.setContentsMargins(0, 0, em(self, 0.5), 0)
        for group in groups:
            card = _GroupCard(group)
            card.put_back.connect(self.reload)
            card.refused.connect(self._bring_into_view)
            self._cards.append(card)
            self._column.addWidget(card)
            # The many small ones come once the window is seen, or searched.
            if group.paired:
                self._waiting.append(card)
            else:
                card.fill()
        self._column.addStretch(1)
        self.area = ScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(inside)
        self._lay_out()

        self.retranslate()
        self.search_field.textChanged.connect(self.search)
        self.close_button.clicked.connect(self.accept)
        self.search_field.setFocus()
        # WORKAROUND PySide: singleShot keeps the page for ever when it is closed before its time comes.
        self._filling = QTimer(self)
        self._filling.setObjectName("settings.filling")
        self._filling.timeout.connect(self._fill_next)
        self._filling.start()

    def retranslate(self) -> None:
        """Set the words again."""
        self.setWindowTitle(_("Settings"))
        self.search_field.setPlaceholderText(_("Search a setting…"))
        self.search_field.setAccessibleName(_("Search a setting"))
        self.close_button.setText(_("&Close"))
        name_widget(self.close_button, _("Close"))
        for card in self._cards:
            card.retranslate()
        self.search(self.search_field.text())

    def changeEvent(self, event: QEvent) -> None:
        """Take up a new language, which may have been chosen here."""
        super().changeEvent(event)
        if event.type() is event.Type.LanguageChange and self._cards:
            self.retranslate()

    def show_group(self, index: int) -> None:
        """Bring a group into view and give it the focus."""
        card = self._cards[index]
        self.area.ensureWidgetVisible(card)
        focus_first(card)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*(4 * [em(self, 1.2)]))
        column.setSpacing(em(self, 0.7))
        column.addWidget(self.search_field)
        column.addWidget(self.found_label)
        column.addWidget(self.area, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.close_button)
        column.addLayout(row)
        room = self.screen().availableGeometry()
        self.resize(min(em(self, 54), room.width() - 40), min(em(self, 44), room.height() - 60))

    @Slot()
    def _fill_next(self) -> None:
        if self._waiting:
            self._waiting.pop(0).fill()
            self.search(self.search_field.text())
        else:
            self._filling.stop()

    @Slot(QWidget)
    def _bring_into_view(self, row: QWidget) -> None:
        # Its sentence has no height yet.
        QTimer.singleShot(0, row, lambda: self.area.ensureWidgetVisible(row))

    @Slot()
    def reload(self) -> None:
        """Show what is in force in every setting."""
        for card in self._cards:
            card.reload()

    @Slot(str)
    def search(self, text: str) -> None:
        """Show the settings whose words hold what was typed, with or without its accents."""
        wanted = fold(text).split()
        while wanted and self._waiting:
            self._waiting.pop(0).fill()
        found = sum(card.show_matching(wanted) for card in self._cards)
        self.found_label.setVisible(bool(wanted))
        self.found_label.setText(_n("{number} setting", "{number} settings", found).format(number=found))


class _GroupCard(Card):
    put_back = Signal()
    refused = Signal(QWidget)

    def __init__(self, group: Group) -> None:
        super().__init__()
        self._group = group
        self.heading_label = PlainLabel(kind="subheading")
        self.rows: list[_ItemRow] = []
        self.part = group.part() if group.part else None
        column = QVBoxLayout(self)
        column.setContentsMargins(*(4 * [em(self, 1)]))
        column.setSpacing(em(self, 0.7))
        column.addWidget(self.heading_label)
        self._place = FlowLayout(gap=em(self, 0.7)) if group.paired else QVBoxLayout()
        column.addLayout(self._place)
        if self.part is not None:
            column.addWidget(self.part)
        self.reset_button = QPushButton()
        self.reset_button.setAutoDefault(False)
        self.reset_button.setVisible(group.reset is not None)
        if group.reset is not None:
            self.reset_button.setObjectName(f"settings.{group.items[0].name}.reset_all")
            column.addWidget(self.reset_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.reset_button.clicked.connect(self.reset)

    def fill(self) -> None:
        """Make the rows of the settings."""
        for item in self._group.items:
            row = _ItemRow(item)
            row.refused.connect(partial(self.refused.emit, row))
            row.taken.connect(self._try_again)
            self.rows.append(row)
            self._place.addWidget(row)
        self._line_up()

    @Slot()
    def reset(self) -> None:
        """Put back what the group says; the disk may refuse, which is said beside the first setting."""
        refusal = _refusal(self._group.reset) if self._group.reset else ""
        self.put_back.emit()
        self.rows[0].say(refusal)

    def reload(self) -> None:
        for row in self.rows:
            row.reload()

    @Slot()
    def _try_again(self) -> None:
        """Put in force what stands refused beside what was just put right: what is shown is what holds."""
        for row in self.rows:
            if row.is_refused():
                row.change()

    def retranslate(self) -> None:
        self.heading_label.setText(self._group.words())
        self.reset_button.setText(self._group.reset_words())
        name_widget(self.reset_button, self._group.reset_words().replace("&", ""))
        for row in self.rows:
            row.retranslate()
        self._line_up()

    def _line_up(self) -> None:
        """Have the settings of the group begin below each other, however long their names are."""
        names = [row.label for row in self.rows if not row.label.wordWrap()]
        widest = max((name.sizeHint().width() for name in names), default=0)
        for name in names:
            name.setMinimumWidth(max(em(self, 15), widest))

    def show_matching(self, wanted: Sequence[str]) -> int:
        """Show what holds every word; all of the group where its heading does."""
        own = fold(f"{self._group.words()} {self._group.keywords()}")
        all_shown = all(word in own for word in wanted)
        shown = 0
        for row in self.rows:
            matches = all_shown or all(word in f"{own} {row.words()}" for word in wanted)
            row.setVisible(matches)
            shown += matches
        if self.part is not None:
            self.part.setVisible(all_shown)
            shown += all_shown
        self.setVisible(bool(shown))
        return shown


class _ItemRow(QWidget):
    refused = Signal()
    taken = Signal()

    def __init__(self, item: Item) -> None:
        super().__init__()
        self._item = item
        self.label = PlainLabel()
        self.hint_label = PlainLabel(kind="muted")
        self.hint_label.setWordWrap(True)
        self.error_label = PlainLabel(kind="error")
        self.error_label.setWordWrap(True)
        self.error_label.hide()
        self.editor = _editor(item)
        self.editor.setObjectName(f"settings.{item.name}")
        self.label.setBuddy(self.editor)
        self.reset_button = QPushButton()
        self.reset_button.setObjectName(f"settings.{item.name}.reset")
        self.reset_button.setProperty("kind", "plain")
        self.reset_button.setAutoDefault(False)

        row = FlowLayout(gap=em(self, 0.6))
        if isinstance(self.editor, KeyField):
            self.label.setFixedWidth(em(self, 13))
            self.label.setWordWrap(True)
            self.editor.setFixedWidth(em(self, 4))
            # Its neighbours keep their places when the way back appears.
            policy = self.reset_button.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            self.reset_button.setSizePolicy(policy)
        else:
            self.label.setMinimumWidth(em(self, 15))
            self.editor.setMinimumWidth(em(self, 24 if item.shape == "shown" else 14))
        row.addWidget(self.label)
        row.addWidget(self.editor)
        if item.shape == "folder":
            self.folder_button = QPushButton()
            self.folder_button.setObjectName(f"settings.{item.name}.choose")
            self.folder_button.setAutoDefault(False)
            self.folder_button.clicked.connect(self.choose_folder)
            row.addWidget(self.folder_button)
        row.addWidget(self.reset_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(em(self, 0.2))
        column.addLayout(row)
        column.addWidget(self.hint_label)
        column.addWidget(self.error_label)
        self.retranslate()
        self._show(item.read())
        self._connect()
        self.reset_button.clicked.connect(self.reset)

    def words(self) -> str:
        return fold(f"{self._item.words()} {self.hint_label.text()}".replace("&", ""))

    def retranslate(self) -> None:
        words = self._item.words()
        self.label.setText(words)
        if isinstance(self.editor, QCheckBox):
            self.editor.setText(_("yes"))
        self.editor.setAccessibleName(words.replace("&", ""))
        hint = self._item.hint() if self._item.hint else ""
        self.hint_label.setText(hint)
        self.hint_label.setVisible(bool(hint))
        name_widget(self.reset_button, _("Back to the default: {setting}").format(setting=words.replace("&", "")))
        self.reset_button.setIcon(themed_icon("arrow-counter-clockwise", self))
        if self._item.shape == "folder":
            self.folder_button.setText(_("Choose…"))
            name_widget(self.folder_button, _("Choose the folder…"))
        if isinstance(self.editor, QComboBox) and self._item.options:
            for at, (_value, option) in enumerate(self._item.options()):
                self.editor.setItemText(at, option)

    @Slot()
    def change(self) -> None:
        """Put what was chosen in force; if that is refused, say why and keep what was typed."""
        value = self._value()
        refusal = _refusal(lambda: self._item.write(value))
        self.say(refusal)
        self._offer_reset()
        if not refusal:
            self.taken.emit()

    def is_refused(self) -> bool:
        """Whether what is shown was refused."""
        return not self.error_label.isHidden()

    @Slot(str)
    def hear(self, key: str) -> None:
        """Take the key that was pressed; a key that is refused leaves the one in force in its field."""
        refusal = _refusal(lambda: self._item.write(key))
        self.reload()
        self.say(refusal)

    def reload(self) -> None:
        """Show what is in force."""
        self._show(self._item.read())
        self.say("")

    def say(self, refusal: str) -> None:
        """Say why the last change was refused, if it was."""
        self.error_label.setText(refusal)
        self.error_label.setVisible(bool(refusal))
        if refusal:
            self.refused.emit()

    @Slot()
    def reset(self) -> None:
        """Give the setting its default."""
        if isinstance(self.editor, KeyField):
            self.hear(self._item.default)
            return
        self._show(self._item.default)
        self.change()

    @Slot()
    def choose_folder(self) -> None:
        """Let the person point at a folder."""
        folder = asked_folder(self, self._item.words().replace("&", ""), self._value())
        if folder:
            self._show(folder)
            self.change()

    def _connect(self) -> None:
        if isinstance(self.editor, QComboBox):
            self.editor.activated.connect(self.change)
        elif isinstance(self.editor, QCheckBox):
            self.editor.clicked.connect(self.change)
        elif isinstance(self.editor, KeyField):
            self.editor.heard.connect(self.hear)
        elif isinstance(self.editor, QTimeEdit | QLineEdit):
            self.editor.editingFinished.connect(self.change)

    def _value(self) -> str:
        if isinstance(self.editor, QComboBox):
            return str(self.editor.currentData())
        if isinstance(self.editor, QCheckBox):
            return _YES if self.editor.isChecked() else _NO
        if isinstance(self.editor, QTimeEdit):
            return self.editor.time().toString("HH:mm")
        return self.editor.text().strip() if isinstance(self.editor, QLineEdit) else ""

    def _show(self, value: str) -> None:
        if isinstance(self.editor, QComboBox):
            self.editor.setCurrentIndex(max(0, self.editor.findData(value)))
        elif isinstance(self.editor, QCheckBox):
            self.editor.setChecked(value == _YES)
        elif isinstance(self.editor, QTimeEdit):
            self.editor.setTime(QTime.fromString(value, "HH:mm"))
        elif isinstance(self.editor, QLineEdit):
            self.editor.setText(value)
        self._offer_reset()

    def _offer_reset(self) -> None:
        # What is only shown has no way back.
        self.reset_button.setVisible(self._item.shape != "shown" and self._value() != self._item.default)


def _refusal(act: Callable[[], object]) -> str:
    """Do something; return the sentence that says why not, nothing when it is done."""
    try:
        act()
    except DeskError as error:
        return sentence(error)
    return ""


def _editor(item: Item) -> QWidget:
    if item.options is not None:
        box = QComboBox()
        for value, words in item.options():
            box.addItem(words, value)
        LeftToThePage.beware(box)
        return box
    if item.shape == "switch":
        return QCheckBox()
    if item.shape == "key":
        return KeyField()
    if item.shape == "time":
        editor = QTimeEdit()
        editor.setDisplayFormat("HH:mm")
        keep_off_edge(editor)
        LeftToThePage.beware(editor)
        return editor
    line = QLineEdit()
    line.setReadOnly(item.shape == "shown")
    return line
