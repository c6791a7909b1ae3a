"""The clicker of a bag: one key is one person, a count that is read from afar; and bundles counted by hand."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QSpinBox, QVBoxLayout, QWidget

from cdm_desk.domain.bag import LARGEST_BUNDLE
from cdm_desk.domain.single_keys import KeyArea
from cdm_desk.language import _, _n, in_use
from cdm_desk.ui.appearance import THEME_ICONS, em, sized
from cdm_desk.ui.bag_words import without_theme
from cdm_desk.ui.pad import Key, Pad
from cdm_desk.ui.tab_commands import KeyButton
from cdm_desk.ui.widgets import Card, FlowLayout, PlainLabel, keep_off_edge, name_widget
from cdm_desk.ui.words import label_of, other_label_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from PySide6.QtGui import QAction, QShowEvent

    from cdm_desk.domain.bag import Totals
    from cdm_desk.domain.lists import Entry
    from cdm_desk.ui.key_map import KeyMap
    from cdm_desk.ui.tab_commands import TabCommands

ONE = "Space"
LAST_BACK = "Backspace"


class BagCounter(Card):
    """`clicked` gives the theme of one person, or an empty text; `bundled` theme and number; `day_chosen` the day."""

    clicked = Signal(str)
    bundled = Signal(str, int)
    day_chosen = Signal()

    def __init__(self, commands: TabCommands, key_map: KeyMap, take_back: QAction) -> None:
        super().__init__()
        self._themes: Sequence[Entry] = ()
        self._days: Sequence[date] = ()
        self._low = False
        self.setObjectName("bag.counter")
        self.pad = Pad("bag.pad", key_map, lambda: KeyArea.WELCOME)
        self.one_action = commands.add_key("one", lambda: _("One person, no theme"), self._count_one, ONE)
        self.bundle_action = commands.add("bundle", lambda: _("Bundle: how many"), self.ask_bundle, ["Ctrl+B"], "users")
        self.count_label = PlainLabel()
        self.count_label.setObjectName("bag.count")
        self.people_label = PlainLabel(kind="muted")
        self.last_label = PlainLabel(kind="subheading")
        self.last_label.setObjectName("bag.last")
        self.day_label = PlainLabel()
        self.day_box = QComboBox()
        self.day_box.setObjectName("bag.day")
        self.day_label.setBuddy(self.day_box)
        self.one_button = KeyButton(self.one_action, "bag.one", kind="primary")
        self.back_button = KeyButton(take_back, "bag.take_back")
        self.theme_label, self.number_label = PlainLabel(), PlainLabel()
        self.theme_box = QComboBox()
        self.theme_box.setObjectName("bag.bundle_theme")
        self.number_box = QSpinBox(minimum=0, maximum=LARGEST_BUNDLE)
        self.number_box.setObjectName("bag.bundle_people")
        keep_off_edge(self.number_box)
        self.theme_label.setBuddy(self.theme_box)
        self.number_label.setBuddy(self.number_box)
        self.add_action = commands.add("add_bundle", lambda: _("Count the bundle"), self._add, [], "plus")
        self.add_button = KeyButton(self.add_action, "bag.add_bundle")

        self._assemble()
        self.day_box.activated.connect(self._say_day)
        self.number_box.lineEdit().returnPressed.connect(self._add)
        self.pad.pressed.connect(self._press)
        self.pad.chosen.connect(self._press)
        self._take_back = take_back

    def _assemble(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*4 * [em(self, 0.6)])
        column.setSpacing(em(self, 0.5))
        column.addLayout(_row(0.8, self.count_label, self.people_label, self.last_label))
        column.addLayout(_row(0.5, self.day_label, self.day_box))
        column.addWidget(self.pad)
        column.addLayout(_row(0.5, self.one_button, self.back_button))
        bundle = (self.theme_label, self.theme_box, self.number_label, self.number_box, self.add_button)
        column.addLayout(_row(0.5, *bundle))
        column.addStretch(1)

    @property
    def day(self) -> date | None:
        """Return the day on which is counted."""
        place = self.day_box.currentIndex()
        return self._days[place] if 0 <= place < len(self._days) else None

    def show_days(self, days: Sequence[date], wanted: date) -> None:
        """Offer the days of the bag so far; the one that was chosen stays as long as they are the same."""
        if list(days) != list(self._days):
            self._days = list(days)
            self.day_box.clear()
            self.day_box.addItems([in_use().date(day, "weekday") for day in days])
            if days:
                self.day_box.setCurrentIndex(self._days.index(wanted))
        for part in (self.day_label, self.day_box):
            part.setVisible(len(days) > 1)

    def show_keys(self, themes: Sequence[Entry]) -> None:
        """Show a tile for each theme."""
        self._themes = themes
        self.pad.show_keys(
            Key(
                sign=str(theme.digit),
                icon_name=THEME_ICONS.get(theme.code, "queue"),
                words=partial(label_of, theme),
                other_words=partial(other_label_of, theme),
                theme_code=theme.code,
                object_name=f"bag.key_{theme.code}",
            )
            for theme in themes
        )
        chosen = self.theme_box.currentData()
        self.theme_box.clear()
        for theme in themes:
            self.theme_box.addItem(label_of(theme), theme.code)
        self.theme_box.addItem(without_theme(), "")
        self.theme_box.setCurrentIndex(max(0, self.theme_box.findData(chosen)))

    def show_counted(self, totals: Totals, last: str) -> None:
        """Show how many people were counted on the day, in all, and the last of them."""
        number = in_use().number
        counted = 0 if self.day is None else totals.on(self.day)
        self.count_label.setText(number(counted))
        words = _n("person that day, {people} in the bag", "people that day, {people} in the bag", counted)
        self.people_label.setText(words.format(people=number(totals.people)))
        self.last_label.setText(last)

    def actions(self) -> list[QAction]:
        """Return the keys of the pad."""
        return [tile.action for tile in self.pad.tiles]

    def enable(self, *, possible: bool) -> None:
        """Let people be counted, or not."""
        for action in (self.one_action, self.bundle_action, self.add_action, *self.actions()):
            action.setEnabled(possible)
        for part in (self.theme_box, self.number_box):
            part.setEnabled(possible)

    def show_compact(self, *, low: bool) -> None:
        """Draw lower tiles, and a lower count, where the window is low."""
        self._low = low
        self._enlarge()
        self.pad.show_compact(low)

    def showEvent(self, event: QShowEvent) -> None:
        """Take the large size once the style sheet has had its say."""
        self._enlarge()
        super().showEvent(event)

    def _enlarge(self) -> None:
        self.count_label.setFont(sized(self.font(), 1.6 if self._low else 3.4, bold=True))

    def retranslate(self) -> None:
        """Set the words again; what was chosen stays."""
        self._enlarge()
        self.pad.setAccessibleName(_("Clicker: one key for each person"))
        self.count_label.setAccessibleName(_("People counted that day"))
        self.day_label.setText(_("Counted on"))
        self.theme_label.setText(_("Bundle"))
        self.number_label.setText(_("How many"))
        name_widget(self.day_box, _("Day on which is counted"))
        name_widget(self.theme_box, _("Theme of the bundle"))
        name_widget(self.number_box, _("People of the bundle"))
        for place, day in enumerate(self._days):
            self.day_box.setItemText(place, in_use().date(day, "weekday"))
        if self._themes:
            self.show_keys(self._themes)
        self.pad.retranslate()

    def to_pad(self) -> None:
        """Have the keys heard."""
        self.pad.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def ask_bundle(self) -> None:
        """Go to the theme of a bundle; its number comes next."""
        self.theme_box.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def _add(self) -> None:
        self.number_box.interpretText()
        if not self.number_box.value():
            self.number_box.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.number_box.selectAll()
            return
        self.bundled.emit(self.theme_box.currentData() or "", self.number_box.value())
        self.number_box.setValue(0)
        self.number_box.selectAll()

    @Slot(str)
    def _press(self, sign: str) -> None:
        if sign == ONE:
            self.one_action.trigger()
        elif sign == LAST_BACK:
            self._take_back.trigger()
        else:
            theme = next((theme for theme in self._themes if str(theme.digit) == sign), None)
            if theme is not None and self.one_action.isEnabled():
                self.clicked.emit(theme.code)

    @Slot()
    def _count_one(self) -> None:
        self.clicked.emit("")

    @Slot()
    def _say_day(self) -> None:
        self.day_chosen.emit()


def _row(gap: float, *parts: QWidget) -> FlowLayout:
    row = FlowLayout(gap=em(parts[0], gap))
    for part in parts:
        row.addWidget(part)
    return row


def content_of(parts: Sequence[QWidget], gap: int) -> QWidget:
    """Return parts below each other."""
    held = QWidget()
    column = QVBoxLayout(held)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(gap)
    for part in parts:
        column.addWidget(part)
    return held
