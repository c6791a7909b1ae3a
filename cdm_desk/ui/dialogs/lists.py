"""The reference lists: their words in three languages, what is withdrawn, what the house adds."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from cdm_desk.domain.change import Department
from cdm_desk.domain.lists import EXTENSIBLE, LONGEST_LABEL, NEEDED, ORDERED, Entry, Kind, Label
from cdm_desk.domain.staff import Action
from cdm_desk.language import _
from cdm_desk.ui.appearance import em, tokens_of
from cdm_desk.ui.tables import Column, ListModel, ListTable
from cdm_desk.ui.widgets import FlowLayout, PlainLabel, name_widget
from cdm_desk.ui.worded import WordedPart, Words
from cdm_desk.ui.words import list_name, sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdm_desk.domain.errors import DeskError
    from cdm_desk.services.lists import ListsService
    from cdm_desk.services.staff import StaffService
    from cdm_desk.ui.background import Background
    from cdm_desk.ui.undo import Undo


class ListsWidget(WordedPart):
    """Renames, moves, withdraws, brings back and adds entries; shown to whoever may keep the lists."""

    def __init__(self, lists: ListsService, staff: StaffService, background: Background, undo: Undo) -> None:
        super().__init__()
        self._lists = lists
        self._staff = staff
        self._background = background
        self._undo = undo
        self.setObjectName("lists")
        self.nobody_label = PlainLabel(kind="muted")
        self.say(self.nobody_label, lambda: _("Managers keep the lists."))
        self.kept = QWidget()
        self.kind_box = QComboBox()
        self.kind_box.setObjectName("lists.kind")
        for kind in Kind:
            self.kind_box.addItem("", kind)
        self.model: ListModel[Entry] = ListModel(
            [
                Column(heading=lambda: _("Code"), text=lambda entry: entry.code, width=6),
                Column(heading=lambda: "Français", text=lambda entry: entry.label.fr, stretch=True),
                Column(heading=lambda: "Nederlands", text=lambda entry: entry.label.nl, stretch=True),
                Column(heading=lambda: "English", text=lambda entry: entry.label.en, stretch=True),
                Column(
                    heading=lambda: _("Use"),
                    text=_state,
                    colour=lambda entry: tokens_of(self).muted if entry.retired else tokens_of(self).text,
                    width=7,
                ),
            ],
            lambda entry: f"{entry.code}: {entry.label.fr}, {entry.label.nl}, {entry.label.en}; {_state(entry)}",
            lambda entry: (entry.kind, entry.code),
        )
        self.table = ListTable(self.model, "lists.table")
        self.table.setMinimumHeight(em(self, 14))
        self.code_field = _line("lists.code", 16)
        self.fr_field = _line("lists.fr", LONGEST_LABEL)
        self.nl_field = _line("lists.nl", LONGEST_LABEL)
        self.en_field = _line("lists.en", LONGEST_LABEL)
        self.rename_button = _button("lists.rename")
        self.withdraw_button = _button("lists.withdraw")
        self.up_button = _button("lists.up")
        self.down_button = _button("lists.down")
        self.add_button = _button("lists.add")
        self.answer_label = PlainLabel()
        self.answer_label.setObjectName("lists.answer")
        self.answer_label.setWordWrap(True)

        self._lay_out()
        self.up_action = self._moving("Alt+Up", self.move_up)
        self.down_action = self._moving("Alt+Down", self.move_down)
        self.retranslate()
        self.refresh()
        self.kind_box.activated.connect(self.show_list)
        self.table.chosen.connect(self._choose)
        self.up_button.clicked.connect(self.up_action.trigger)
        self.down_button.clicked.connect(self.down_action.trigger)
        self.rename_button.clicked.connect(self.rename)
        self.withdraw_button.clicked.connect(self.withdraw)
        self.add_button.clicked.connect(self.add)
        for field in (self.fr_field, self.nl_field, self.en_field):
            field.returnPressed.connect(self.rename)

    def retranslate(self) -> None:
        """Set the words again, those of the lists too; what was typed stays."""
        super().retranslate()
        self.table.setAccessibleName(_("Entries of the list"))
        self.table.retranslate()
        self.kind_box.setAccessibleName(_("Which list"))
        for at, kind in enumerate(Kind):
            self.kind_box.setItemText(at, list_name(kind))
        for action, button, words in (
            (self.up_action, self.up_button, _("Move up")),
            (self.down_action, self.down_button, _("Move down")),
        ):
            action.setText(words)
            button.setText(words)
            name_widget(button, words, shortcut=action.shortcut())

    @Slot(frozenset)
    def take_in(self, departments: frozenset[Department]) -> None:
        """Show the lists again when they were changed here, taken back, or kept at another workstation."""
        if Department.LISTS in departments and not self.kept.isHidden():
            self.table.show_values(self._lists.all(self.kind()))
            self._allow(self.table.current())

    @Slot()
    def refresh(self) -> None:
        """Show the lists to whoever may keep them now."""
        may = self._staff.may(Action.KEEP_LISTS)
        self.kept.setVisible(may)
        self.nobody_label.setVisible(not may)
        if may:
            self.show_list()

    @Slot()
    def show_list(self) -> None:
        """Read the entries of the chosen list again."""
        entries = self._lists.all(self.kind())
        self.table.show_values(entries)
        if self.table.current() is None and entries:
            self.table.choose((self.kind(), entries[0].code))
        self._choose(self.table.current())

    def kind(self) -> Kind:
        """Return which list is shown."""
        return Kind(self.kind_box.currentData())

    @Slot()
    def rename(self) -> None:
        """Give the chosen entry the words below; what was counted under it is read with them."""
        entry, label = self.table.current(), self._label()
        if entry is not None:
            done = _told(lambda: _("The words are set: {code}."), entry.code)
            self._run(lambda: self._lists.rename(entry.kind, entry.code, label), done)

    @Slot()
    def withdraw(self) -> None:
        """Take the chosen entry out of use from today, or put it back."""
        entry = self.table.current()
        if entry is None:
            return
        if entry.retired:
            done = _told(lambda: _("Back in use: {code}."), entry.code)
            self._run(lambda: self._lists.restore(entry.kind, entry.code), done)
        else:
            done = _told(lambda: _("Withdrawn: {code}. What was counted stays."), entry.code)
            self._run(lambda: self._lists.withdraw(entry.kind, entry.code), done)

    @Slot()
    def add(self) -> None:
        """Add an entry with the code and the words below."""
        kind, code, label = self.kind(), self.code_field.text().strip(), self._label()
        self._run(lambda: self._lists.add(kind, code, label), _told(lambda: _("Added: {code}."), code), code)

    @Slot()
    def move_up(self) -> None:
        """Give the chosen entry the place above; Ctrl+Z gives the old one back."""
        self._move(-1)

    @Slot()
    def move_down(self) -> None:
        """Give the chosen entry the place below; Ctrl+Z gives the old one back."""
        self._move(+1)

    def _move(self, steps: int) -> None:
        entry = self.table.current()
        if entry is None:
            return
        # Where the list is sorted by its words, a move would not be seen.
        self.table.restore_order()
        self._background.run(
            lambda: self._lists.move(entry.kind, entry.code, steps),
            lambda after: self._moved(entry, after, steps),
            self._refuse,
        )

    def _moved(self, before: Entry, after: Entry, steps: int) -> None:
        self.show_list()
        if after.rank == before.rank:
            self._say(_told(lambda: _("{code} cannot go any further."), after.code), "muted")
            return
        words = _told((lambda: _("Moved up: {code}.")) if steps < 0 else (lambda: _("Moved down: {code}.")), after.code)
        self._undo.keep(words, partial(self._lists.move, after.kind, after.code, -steps))
        self._say(words, "ok")

    def _label(self) -> Label:
        return Label(fr=self.fr_field.text(), nl=self.nl_field.text(), en=self.en_field.text())

    def _run(self, errand: Callable[[], Entry], done: Words, added: str = "") -> None:
        # The fields keep the focus: whoever is refused goes on typing.
        for button in (self.rename_button, self.withdraw_button, self.add_button):
            button.setEnabled(False)
        self._background.run(errand, lambda entry: self._done(entry, done, added), self._refuse)

    def _done(self, entry: Entry, words: Words, added: str) -> None:
        self._say(words, "ok")
        self.show_list()
        if added:
            self.table.choose((entry.kind, entry.code))
        self.table.setFocus()

    def _refuse(self, error: DeskError) -> None:
        self._say(lambda: sentence(error), "error")
        self._allow(self.table.current())

    def _say(self, words: Words, kind: str) -> None:
        self.answer_label.set_kind(kind)
        self.say(self.answer_label, words)

    def _moving(self, keys: str, slot: Callable[[], None]) -> QAction:
        action = QAction(self.table)
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(slot)
        self.table.addAction(action)
        return action

    def _allow(self, entry: Entry | None) -> None:
        for part in (self.up_action, self.up_button, self.down_action, self.down_button):
            part.setEnabled(entry is not None and entry.kind not in ORDERED)
        extensible = self.kind() in EXTENSIBLE
        self.add_button.setEnabled(extensible)
        self.code_field.setEnabled(extensible)
        self.rename_button.setEnabled(entry is not None)
        self.withdraw_button.setEnabled(entry is not None and (entry.retired or entry.kind not in NEEDED))

    @Slot(object)
    def _choose(self, entry: Entry | None) -> None:
        self._allow(entry)
        if entry is None:
            return
        self.code_field.setText(entry.code)
        for field, words in (
            (self.fr_field, entry.label.fr),
            (self.nl_field, entry.label.nl),
            (self.en_field, entry.label.en),
        ):
            field.setText(words)
        self.say(self.withdraw_button, (lambda: _("Bring back")) if entry.retired else (lambda: _("Withdraw")))

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.add_row(form, lambda: _("Code"), self.code_field)
        self.add_row(form, lambda: "Français", self.fr_field)
        self.add_row(form, lambda: "Nederlands", self.nl_field)
        self.add_row(form, lambda: "English", self.en_field)
        self.say(self.rename_button, lambda: _("Set these words"))
        self.say(self.withdraw_button, lambda: _("Withdraw"))
        self.say(self.add_button, lambda: _("Add to the list"))
        row = QWidget()
        buttons = FlowLayout(row, gap=em(self, 0.5))
        for button in (self.rename_button, self.withdraw_button, self.up_button, self.down_button, self.add_button):
            buttons.addWidget(button)
        inside = QVBoxLayout(self.kept)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.kind_box)
        inside.addWidget(self.table)
        inside.addLayout(form)
        inside.addWidget(row)
        inside.addWidget(self.answer_label)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.nobody_label)
        column.addWidget(self.kept)


def _state(entry: Entry) -> str:
    return _("withdrawn") if entry.retired else _("in use")


def _line(name: str, longest: int) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(name)
    field.setMaxLength(longest)
    return field


def _button(name: str) -> QPushButton:
    button = QPushButton()
    button.setObjectName(name)
    button.setAutoDefault(False)
    return button


def _told(words: Words, code: str) -> Words:
    return lambda: words().format(code=code)
