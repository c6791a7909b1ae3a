"""Where a visitor is sent on to: a theme in one key, a language or a desk when it matters."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QIcon, QKeySequence
from PySide6.QtWidgets import QComboBox, QPushButton, QSpinBox

from cdm_desk.domain.desks import HIGHEST_DESK
from cdm_desk.domain.single_keys import KeyArea
from cdm_desk.language import _
from cdm_desk.ui.appearance import THEME_ICONS, em, icon, tokens_of
from cdm_desk.ui.widgets import Card, FlowLayout, PlainLabel, announce, keep_off_edge, name_widget
from cdm_desk.ui.words import label_of, service_language_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cdm_desk.domain.lists import Entry
    from cdm_desk.ui.key_map import KeyMap


class TransferBar(Card):
    """Asks in place; a digit of the row or the numpad sends at once."""

    wanted = Signal(str, object, object)
    ended = Signal()

    def __init__(self, key_map: KeyMap) -> None:
        super().__init__()
        self._key_map = key_map
        self.setObjectName("queue.transfer_bar")
        self._themes: Sequence[Entry] = ()
        self._number = ""
        self._buttons: list[QPushButton] = []
        self.question_label = PlainLabel(kind="subheading")
        self.language_label = PlainLabel()
        self.language_box = QComboBox()
        self.language_box.setObjectName("queue.transfer_language")
        self.language_label.setBuddy(self.language_box)
        self.desk_label = PlainLabel()
        self.desk_box = QSpinBox()
        self.desk_box.setObjectName("queue.transfer_desk")
        self.desk_box.setRange(0, HIGHEST_DESK)
        keep_off_edge(self.desk_box)
        self.desk_label.setBuddy(self.desk_box)
        self.cancel_button = QPushButton()
        self.cancel_button.setObjectName("queue.transfer_cancel")
        for code in (None, "FR", "NL", "BI"):
            self.language_box.addItem("", code)

        self._row = FlowLayout(self, gap=em(self, 0.5))
        self._row.setContentsMargins(*4 * [em(self, 0.6)])

        self.hide()
        self.retranslate()
        self.cancel_button.clicked.connect(self.end)
        key_map.changed.connect(self.retranslate)

    def ask(self, number: str, themes: Sequence[Entry]) -> None:
        """Ask where a number goes."""
        self._number = number
        self._themes = themes
        self.language_box.setCurrentIndex(0)
        self.desk_box.setValue(0)
        self._build()
        self.retranslate()
        self.show()
        announce(self, self.question_label.text())

    def is_asking(self) -> bool:
        """Whether a theme is being asked for."""
        return not self.isHidden()

    def take(self, sign: str) -> None:
        """Take a key: a digit names the theme, Esc asks no longer."""
        if sign == "Esc":
            self.end()
        theme = next((theme for theme in self._themes if str(theme.digit) == sign), None)
        if theme is not None:
            self._send(theme.code)

    @Slot()
    def end(self) -> None:
        """Ask no longer."""
        self.hide()
        self.ended.emit()

    @Slot()
    def retranslate(self) -> None:
        """Set the words again; what was chosen stays."""
        self.question_label.setText(_("Send {number} on to:").format(number=self._number))
        self.language_label.setText(_("Language"))
        self.desk_label.setText(_("Desk"))
        self.desk_box.setSpecialValueText(_("any"))
        self.cancel_button.setText(_("Cancel"))
        name_widget(self.language_box, _("Language of the visitor sent on"))
        name_widget(self.desk_box, _("Desk that shall take the visitor; any if it does not matter"))
        name_widget(self.cancel_button, _("Cancel"), _("Cancel (Esc)"))
        for row, code in enumerate((None, "FR", "NL", "BI")):
            self.language_box.setItemText(row, service_language_name(code) if code else _("as before"))
        self._build()

    def _build(self) -> None:
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        self._buttons = [self._button(theme) for theme in self._themes]
        while self._row.takeAt(0) is not None:
            pass
        # The usual way stands first: a theme, at once.
        for part in (
            self.question_label,
            *self._buttons,
            self.language_label,
            self.language_box,
            self.desk_label,
            self.desk_box,
            self.cancel_button,
        ):
            self._row.addWidget(part)

    def _button(self, theme: Entry) -> QPushButton:
        key = self._key_map.key(KeyArea.WELCOME, str(theme.digit))
        button = QPushButton(f" {key}  {label_of(theme)}".rstrip().replace("&", "&&"))
        button.setObjectName(f"queue.transfer_{theme.code}")
        button.setIcon(self._icon(theme))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        name_widget(button, label_of(theme), label_of(theme), QKeySequence(key))
        button.clicked.connect(partial(self._send, theme.code))
        return button

    def _icon(self, theme: Entry) -> QIcon:
        return icon(THEME_ICONS.get(theme.code, "queue"), tokens_of(self).theme(theme.code))

    def _send(self, theme_code: str) -> None:
        self.hide()
        desk = str(self.desk_box.value()) if self.desk_box.value() else None
        self.wanted.emit(theme_code, self.language_box.currentData(), desk)
