"""The five themes and the sub-themes of the one that is chosen, each with its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from cdm_desk.language import _
from cdm_desk.ui.appearance import THEME_ICONS, em, icon, tokens_of
from cdm_desk.ui.widgets import FlowLayout, clear_layout, name_widget
from cdm_desk.ui.words import label_of

if TYPE_CHECKING:
    from cdm_desk.domain.lists import Entry
    from cdm_desk.services.lists import ListsService


class ThemeKeys(QWidget):
    """Chips of themes, and below them of sub-themes; `press` understands the digit of either, first theme then sub."""

    chosen = Signal()

    def __init__(self, lists: ListsService) -> None:
        super().__init__()
        self._lists = lists
        self.theme_code: str | None = None
        self.sub_theme_code: str | None = None
        self._themes: list[Entry] = []
        self._subs: list[Entry] = []
        themes, subs = QWidget(), QWidget()
        self._theme_row = FlowLayout(themes, gap=em(self, 0.4))
        self._sub_row = FlowLayout(subs, gap=em(self, 0.4))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(em(self, 0.4))
        column.addWidget(themes)
        column.addWidget(subs)
        self.reload()

    def reload(self) -> None:
        """Read the lists again; what is chosen stays."""
        self._themes = self._lists.themes_in_use()
        self._draw()

    def show_choice(self, theme_code: str | None, sub_theme_code: str | None) -> None:
        """Show what is chosen for a book."""
        if (theme_code, sub_theme_code) != (self.theme_code, self.sub_theme_code):
            self.theme_code, self.sub_theme_code = theme_code, sub_theme_code
            self._draw()

    def press(self, digit: str) -> bool:
        """Choose by a digit: the theme, and once there is one its sub-theme; return whether it means anything."""
        if self.theme_code is None:
            theme = next((each for each in self._themes if str(each.digit) == digit), None)
            if theme is not None:
                self._choose(theme.code, None)
            return theme is not None
        sub = next((each for each in self._subs if _key(each) == digit), None)
        if sub is not None:
            self._choose(self.theme_code, sub.code)
        return sub is not None

    def digits(self) -> frozenset[str]:
        """Return the digits that mean something just now."""
        if self.theme_code is None:
            return frozenset(str(each.digit) for each in self._themes)
        return frozenset(filter(None, map(_key, self._subs)))

    def rub(self) -> bool:
        """Take the last choice back; return whether there was one."""
        if self.sub_theme_code is not None:
            self._choose(self.theme_code, None)
        elif self.theme_code is not None:
            self._choose(None, None)
        else:
            return False
        return True

    def buttons(self) -> list[QPushButton]:
        """Return the chips, the themes first."""
        return self.findChildren(QPushButton)

    def retranslate(self) -> None:
        """Set words and colours again."""
        self._draw()

    def _choose(self, theme_code: str | None, sub_theme_code: str | None) -> None:
        self.show_choice(theme_code, sub_theme_code)
        self.chosen.emit()

    @Slot()
    def _take_theme(self) -> None:
        code = self.sender().property("code")
        self._choose(None if code == self.theme_code else code, None)

    @Slot()
    def _take_sub(self) -> None:
        code = self.sender().property("code")
        self._choose(self.theme_code, None if code == self.sub_theme_code else code)

    def _draw(self) -> None:
        clear_layout(self._theme_row)
        clear_layout(self._sub_row)
        self._subs = self._lists.sub_themes(self.theme_code) if self.theme_code else []
        tokens = tokens_of(self)
        for entry in self._themes:
            chip = _chip(entry, str(entry.digit), chosen=entry.code == self.theme_code)
            colour = tokens.theme(entry.code)
            chip.setIcon(icon(THEME_ICONS.get(entry.code, "books"), colour, checked=tokens.on_primary))
            chip.clicked.connect(self._take_theme)
            self._theme_row.addWidget(chip)
        for entry in self._subs:
            chip = _chip(entry, _key(entry), chosen=entry.code == self.sub_theme_code)
            chip.clicked.connect(self._take_sub)
            self._sub_row.addWidget(chip)
        self.updateGeometry()


def _key(entry: Entry) -> str:
    """Return the key of a sub-theme: the end of its code, where that is a digit."""
    end = entry.code[3:]
    return end if len(end) == 1 and end.isdigit() else ""


def _chip(entry: Entry, key: str, *, chosen: bool) -> QPushButton:
    words = f"{key} {label_of(entry)}".strip()
    chip = QPushButton(f" {words.replace('&', '&&')}")
    chip.setObjectName(f"library.book_{entry.code.lower()}")
    chip.setProperty("kind", "chip")
    chip.setProperty("code", entry.code)
    chip.setCheckable(True)
    chip.setChecked(chosen)
    chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    name_widget(chip, words, _("Key {key}").format(key=key) if key else "")
    return chip
