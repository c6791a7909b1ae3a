"""The trolley in sight: what was counted today by theme, and by kind what is not catalogued."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from cdm_desk.language import _, in_use
from cdm_desk.ui.appearance import THEME_ICONS, em, sized, themed_icon, tokens_of
from cdm_desk.ui.widgets import FlowLayout, IconLabel, PlainLabel, name_widget
from cdm_desk.ui.words import label_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cdm_desk.domain.consultation import Trolley
    from cdm_desk.domain.lists import Entry


class ThemeCount(QWidget):
    """The sign of a theme, its word, and how often it was read."""

    def __init__(self) -> None:
        super().__init__()
        self.icon_label = IconLabel("books", 1.3)
        self.words_label = PlainLabel()
        self.number_label = PlainLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, em(self, 0.8), 0)
        row.setSpacing(em(self, 0.35))
        for part in (self.icon_label, self.words_label, self.number_label):
            row.addWidget(part)

    def show_count(self, entry: Entry | None, number: int) -> None:
        """Show a theme, or what has none."""
        code = "" if entry is None else entry.code
        words = _("No theme") if entry is None else f"{entry.digit} {label_of(entry)}"
        self.icon_label.show_icon(THEME_ICONS.get(code, "books"), tokens_of(self).theme(code or None))
        self.words_label.setText(words)
        self.number_label.setText(in_use().number(number))
        self.number_label.setFont(sized(self.font(), 1.15, bold=True))
        self.setAccessibleName(f"{words}: {in_use().number(number)}")


class TrolleyBar(QWidget):
    """Counts by theme, and a button for each kind that is not catalogued: pressed it counts one."""

    counted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._themes: Sequence[Entry] = ()
        self._kinds: Sequence[Entry] = ()
        self._trolley: Trolley | None = None
        self.total_label = PlainLabel(kind="subheading")
        self.total_label.setObjectName("library.trolley_total")
        self.counts: dict[str, ThemeCount] = {}
        self.kind_buttons: dict[str, QPushButton] = {}
        self._row = FlowLayout(self, gap=em(self, 0.4), line_gap=em(self, 0.3))
        self._row.addWidget(self.total_label)

    def take(self, themes: Sequence[Entry], kinds: Sequence[Entry]) -> None:
        """Take the themes and kinds in use."""
        if (list(themes), list(kinds)) == (list(self._themes), list(self._kinds)):
            return
        self._themes, self._kinds = themes, kinds
        for part in (*self.counts.values(), *self.kind_buttons.values()):
            self._row.removeWidget(part)
            part.hide()
            part.deleteLater()
        self.counts = {code: ThemeCount() for code in (*(theme.code for theme in themes), "")}
        self.kind_buttons = {kind.code: self._button(kind.code) for kind in kinds}
        for made in (*self.counts.values(), *self.kind_buttons.values()):
            self._row.addWidget(made)
        self.retranslate()

    def show_trolley(self, trolley: Trolley) -> None:
        """Show what was counted."""
        if trolley != self._trolley:
            self._trolley = trolley
            self.retranslate()

    def retranslate(self) -> None:
        """Set words and figures again."""
        trolley = self._trolley
        number = in_use().number
        total = 0 if trolley is None else trolley.total
        self.total_label.setText(_("Today: {number}").format(number=number(total)))
        entries = {theme.code: theme for theme in self._themes}
        for code, count in self.counts.items():
            times = 0 if trolley is None else trolley.by_theme[code]
            count.show_count(entries.get(code), times)
            # A book without a theme is for somebody to mend; none needs no line.
            count.setVisible(bool(code) or times > 0)
        for kind in self._kinds:
            times = 0 if trolley is None else trolley.by_kind[kind.code]
            button = self.kind_buttons[kind.code]
            button.setText(f" {label_of(kind)}  {number(times)}".replace("&", "&&"))
            button.setIcon(themed_icon("plus", self))
            name_widget(button, _("{kind}: {number} today. Count one more.").format(kind=label_of(kind), number=times))

    def _button(self, code: str) -> QPushButton:
        button = QPushButton()
        button.setObjectName(f"library.kind_{code.lower()}")
        button.setProperty("kind", "chip")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self.counted.emit(code))
        return button
