"""What is asked before a bag leaves: how one is away, where, on which days; nothing is typed."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QVBoxLayout

from cdm_desk.domain.bag import FARTHEST, LONGEST_AWAY, Mode
from cdm_desk.domain.lists import Kind
from cdm_desk.language import _
from cdm_desk.ui.appearance import em
from cdm_desk.ui.bag_words import mode_name
from cdm_desk.ui.choice_group import ChoiceGroup
from cdm_desk.ui.day_field import DayField
from cdm_desk.ui.keys import digit_keys
from cdm_desk.ui.tab_commands import KeyButton
from cdm_desk.ui.widgets import Card, FlowLayout, PlainLabel, name_widget
from cdm_desk.ui.words import label_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cdm_desk.domain.lists import Entry
    from cdm_desk.ui.tab_commands import TabCommands

ALT = Qt.KeyboardModifier.AltModifier


class BagForm(Card):
    """Asks in a few keys; `wanted` gives mode, place, first and last day."""

    wanted = Signal(object, str, object, object)

    def __init__(self, commands: TabCommands) -> None:
        super().__init__()
        self._mode = Mode.FORMTRUCK
        self._places: Sequence[Entry] = ()
        self._last_follows = True
        self.setObjectName("bag.form")
        self.open_action = commands.add("open", lambda: _("Open the bag"), self.ask, ["Ctrl+D"], "briefcase")
        menu = commands.menu(lambda: _("How you are away"))
        self._modes = {
            mode: commands.add(
                f"mode_{mode.value}",
                partial(mode_name, mode),
                partial(self.choose, mode),
                digit_keys(str(no), ALT),
                within=menu,
            )
            for no, mode in enumerate(Mode, start=1)
        }
        self.heading_label = PlainLabel(kind="subheading")
        self.about_label = PlainLabel(kind="muted")
        self.about_label.setWordWrap(True)
        self.modes = ChoiceGroup("bag.modes")
        for action in self._modes.values():
            action.setCheckable(True)
        self.modes.show_chips((action, str(no)) for no, action in enumerate(self._modes.values(), start=1))
        self.place_label, self.first_label, self.last_label = PlainLabel(), PlainLabel(), PlainLabel()
        self.place_box = QComboBox()
        self.place_box.setObjectName("bag.place")
        self.place_box.setMaxVisibleItems(14)
        self.place_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.first_edit, self.last_edit = (
            DayField("bag.first_day", calendar=True),
            DayField("bag.last_day", calendar=True),
        )
        for label, field in (
            (self.place_label, self.place_box),
            (self.first_label, self.first_edit),
            (self.last_label, self.last_edit),
        ):
            label.setBuddy(field)
        self.open_button = KeyButton(self.open_action, "bag.open", kind="primary")

        self._assemble()
        self.choose(self._mode)
        self.first_edit.dateChanged.connect(self._follow)
        self.last_edit.dateChanged.connect(self._stay)

    def _assemble(self) -> None:
        fields = FlowLayout(gap=em(self, 0.5))
        for part in (
            self.place_label,
            self.place_box,
            self.first_label,
            self.first_edit,
            self.last_label,
            self.last_edit,
        ):
            fields.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(*4 * [em(self, 0.8)])
        column.setSpacing(em(self, 0.5))
        column.addWidget(self.heading_label)
        column.addWidget(self.about_label)
        column.addWidget(self.modes)
        column.addLayout(fields)
        column.addWidget(self.open_button, 0, Qt.AlignmentFlag.AlignLeft)

    def show_places(self, places: Sequence[Entry], today: date) -> None:
        """Offer other places, and days about today; what was chosen stays."""
        here = QDate(today.year, today.month, today.day)
        self.first_edit.setDateRange(here.addDays(-FARTHEST.days), here.addDays(FARTHEST.days))
        if self._last_follows and self.first_edit.date() != here:
            self.first_edit.setDate(here)
            self._follow()
        if {entry.code for entry in places} != {entry.code for entry in self._places}:
            self._places = places
            self._list_places()

    def _list_places(self) -> None:
        """Put the communes first for the truck, last for the others; nothing is chosen for anybody."""
        chosen = self.place_box.currentData()
        communes_last = self._mode is not Mode.FORMTRUCK
        self._places = sorted(self._places, key=lambda entry: (entry.kind is Kind.COMMUNE) is communes_last)
        self.place_box.clear()
        for entry in self._places:
            self.place_box.addItem(label_of(entry), entry.code)
        self.place_box.setCurrentIndex(self.place_box.findData(chosen) if chosen else -1)

    @Slot()
    def ask(self) -> None:
        """Ask for a bag as it was chosen."""
        self.wanted.emit(self._mode, self.place_box.currentData() or "", self.first_edit.day, self.last_edit.day)
        self._last_follows = True

    def choose(self, mode: Mode) -> None:
        """Choose how one is away."""
        self._mode = mode
        for each, action in self._modes.items():
            action.setChecked(each is mode)
        self._list_places()

    def enable(self, *, possible: bool) -> None:
        """Let its commands be heard, or not: while a bag is open there is none to open."""
        for action in (self.open_action, *self._modes.values()):
            action.setEnabled(possible)

    def retranslate(self) -> None:
        """Set the words again; what was chosen stays."""
        self.heading_label.setText(_("Open a bag"))
        self.about_label.setText(
            _(
                "For a laptop that leaves the house: everything counted in the bag bears its place, also for days "
                "without a network. With days that are over it takes what was counted on paper."
            )
        )
        self.modes.say(_("How you are away"))
        self.place_label.setText(_("Place"))
        self.place_box.setPlaceholderText(_("Choose the place"))
        self.first_label.setText(_("Leaving on"))
        self.last_label.setText(_("Back on"))
        name_widget(self.place_box, _("Place"))
        name_widget(self.first_edit, _("First day of the bag"))
        name_widget(self.last_edit, _("Last day of the bag"))
        for place, entry in enumerate(self._places):
            self.place_box.setItemText(place, label_of(entry))

    @Slot()
    def _follow(self) -> None:
        first = self.first_edit.date()
        last = self.last_edit.date()
        self.last_edit.blockSignals(True)
        self.last_edit.setDateRange(first, first.addDays(LONGEST_AWAY.days))
        if self._last_follows or last < first:
            self.last_edit.setDate(first)
        self.last_edit.blockSignals(False)

    @Slot()
    def _stay(self) -> None:
        self._last_follows = self.last_edit.date() == self.first_edit.date()
