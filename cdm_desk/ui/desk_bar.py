"""The desk of this workstation: its number, its themes and languages, open or closed, changed in two keys."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSpinBox

from cdm_desk.domain.desks import HIGHEST_DESK
from cdm_desk.language import _
from cdm_desk.ui.appearance import THEME_ICONS, em, icon, tokens_of
from cdm_desk.ui.keys import digit_keys
from cdm_desk.ui.tab_commands import Chip, TabCommands
from cdm_desk.ui.widgets import ActionButton, Card, FlowLayout, PlainLabel, announce, keep_off_edge, name_widget
from cdm_desk.ui.words import label_of, service_language_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction

    from cdm_desk.domain.lists import Entry
    from cdm_desk.domain.queue import Desk

ALT = Qt.KeyboardModifier.AltModifier
LANGUAGE_DIGITS = {"FR": "8", "NL": "9"}


class DeskBar(Card):
    """Shows what this desk serves; a chip and its key change it at once, and while it is closed prepare it."""

    opened = Signal(str, tuple, tuple)
    changed = Signal(tuple, tuple)
    closed = Signal()
    left = Signal()

    def __init__(self, commands: TabCommands) -> None:
        super().__init__()
        self._commands = commands
        self._desk: Desk | None = None
        self._themes: dict[str, QAction] = {}
        self._entries: Sequence[Entry] = ()
        self._roomy = True
        self._offered = ""
        self.setObjectName("queue.desk")
        self.number_label = PlainLabel(kind="subheading")
        self.number_box = QSpinBox()
        self.number_box.setObjectName("queue.desk_number")
        self.number_box.setRange(1, HIGHEST_DESK)
        keep_off_edge(self.number_box)
        self.number_label.setBuddy(self.number_box)
        self.number_box.installEventFilter(self)
        self.state_label = PlainLabel(kind="muted")
        self.open_action = commands.add("desk", self._open_words, self.open_or_close, ["Ctrl+D"], "door")
        self._menu = commands.menu(lambda: _("Themes and languages of the desk"))
        self.open_button = ActionButton(self.open_action, "queue.desk_open")
        self._languages = {
            code: commands.add(
                f"language_{code}",
                partial(service_language_name, code),
                self._choose,
                digit_keys(digit, ALT),
                within=self._menu,
            )
            for code, digit in LANGUAGE_DIGITS.items()
        }
        for action in self._languages.values():
            action.setCheckable(True)
            action.setChecked(True)
        self._theme_chips: list[Chip] = []
        self._language_chips = [Chip(action, f"queue.desk_{code}", code) for code, action in self._languages.items()]

        self._row = FlowLayout(self, gap=em(self, 0.6))
        self._row.setContentsMargins(*4 * [em(self, 0.6)])
        for part in (self.number_label, self.number_box, self.open_button, self.state_label, *self._language_chips):
            self._row.addWidget(part)
        self.retranslate()

    @property
    def name(self) -> str:
        """Return the desk number chosen."""
        return str(self.number_box.value())

    def show_themes(self, themes: Sequence[Entry]) -> None:
        """Show a chip for each theme in use; a theme that is new is not served until it is chosen."""
        self._entries = themes
        for theme in themes:
            if theme.code not in self._themes:
                words = partial(self._theme_words, theme.code)
                keys = digit_keys(str(theme.digit), ALT)
                action = self._commands.add(f"theme_{theme.code}", words, self._choose, keys, within=self._menu)
                action.setCheckable(True)
                self._themes[theme.code] = action
        in_use = {theme.code for theme in themes}
        for code, action in self._themes.items():
            # A theme that was withdrawn can no longer be served, whatever was chosen before.
            action.setVisible(code in in_use)
            action.setEnabled(code in in_use)
            action.setChecked(action.isChecked() and code in in_use)
            action.setText(self._theme_words(code).replace("&", "&&"))
        self._build_chips()

    def prepare(self, name: str, themes: Sequence[str], languages: Sequence[str]) -> None:
        """Choose beforehand what a desk that is about to open serves; an open one stays as it is."""
        if self._desk is not None:
            return
        self._offered = self.name
        self.offer(name)
        for code, action in (*self._themes.items(), *self._languages.items()):
            action.setChecked(code in (*themes, *languages))

    def offer(self, name: str) -> None:
        """Offer another number than before, since somebody has opened that one; a number that was chosen stays."""
        if self._desk is None and name.isdigit() and self.name == self._offered:
            self.number_box.setValue(int(name))
            self._offered = self.name

    def propose(self, name: str) -> None:
        """Put another number in place of one that somebody has: the next key takes it."""
        if self._desk is None and name.isdigit():
            self.number_box.setValue(int(name))
            self._offered = self.name

    def show_desk(self, desk: Desk | None, *, day_closed: bool = False) -> None:
        """Show the desk that is open here, or that none is; on a closed day none can be opened."""
        self._desk = desk
        self.open_action.setEnabled(desk is not None or not day_closed)
        if desk is not None:
            if desk.name.isdigit():
                self.number_box.setValue(int(desk.name))
            for code, action in self._themes.items():
                action.setChecked(code in desk.themes)
            for code, action in self._languages.items():
                action.setChecked(code in desk.languages)
        self.number_box.setEnabled(desk is None)
        self.open_action.setText(self._open_words())
        self.show_chips(self._roomy)

    def show_chips(self, wanted: bool) -> None:
        """Show themes and languages as chips; an open desk in a low window names them in words."""
        self._roomy = wanted
        shown = wanted or self._desk is None
        for chip in (*self._theme_chips, *self._language_chips):
            chip.setVisible(shown)
        self._say()

    @Slot()
    def open_or_close(self) -> None:
        """Open the desk with what is chosen, or close it; whoever is not yet there is first shown by which number."""
        if self._desk is not None:
            self.closed.emit()
        elif self.number_box.hasFocus() or self.open_button.hasFocus():
            self._open()
        else:
            announce(self.number_box, _("Open which desk?"))
            self.number_box.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.number_box.selectAll()

    def _open(self) -> None:
        self.number_box.interpretText()
        self.opened.emit(self.name, self._chosen(self._themes), self._chosen(self._languages))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Enter in the desk number open the desk, and Esc leave it closed."""
        key = event.key() if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) else None
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if self._desk is None:
                self._open()
            return True
        if key == Qt.Key.Key_Escape:
            # The list may be empty, and take no focus.
            self.number_box.clearFocus()
            self.left.emit()
            return True
        return super().eventFilter(watched, event)

    def retranslate(self) -> None:
        """Set the words again."""
        self.number_label.setText(_("Desk"))
        name_widget(self.number_box, _("Number of this desk"))
        self._build_chips()
        self._say()

    def _build_chips(self) -> None:
        for chip in self._theme_chips:
            self._row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        tokens = tokens_of(self)
        self._theme_chips = []
        for theme in self._entries:
            action = self._themes[theme.code]
            action.setIcon(icon(THEME_ICONS.get(theme.code, "queue"), tokens.theme(theme.code)))
            chip = Chip(action, f"queue.desk_theme_{theme.code}", str(theme.digit))
            self._theme_chips.append(chip)
            self._row.addWidget(chip)
        self.show_chips(self._roomy)

    @Slot()
    def _choose(self) -> None:
        if self._desk is not None:
            self.changed.emit(self._chosen(self._themes), self._chosen(self._languages))
        self._say()

    def _say(self) -> None:
        if self._desk is None:
            words = _("closed")
        elif self._desk.paused:
            words = _("on break")
        else:
            words = _("open")
        if self._desk is not None and not self._roomy:
            served = [label_of(theme) for theme in self._entries if theme.code in self._desk.themes]
            words = ", ".join([words, *served, *self._desk.languages])
        self.state_label.setText(words)

    def _theme_words(self, code: str) -> str:
        theme = next((theme for theme in self._entries if theme.code == code), None)
        return label_of(theme) if theme else code

    def _open_words(self) -> str:
        return _("Open the desk") if self._desk is None else _("Close the desk")

    @staticmethod
    def _chosen(actions: dict[str, QAction]) -> tuple[str, ...]:
        return tuple(code for code, action in actions.items() if action.isChecked())
