"""The reference lists: their words in three languages, what is withdrawn, what the house adds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from cdm_desk.domain.lists import EXTENSIBLE, LONGEST_LABEL, NEEDED, Entry, Kind, Label
from cdm_desk.domain.staff import Action
from cdm_desk.language import _
from cdm_desk.ui.appearance import em, tokens_of
from cdm_desk.ui.tables import Column, ListModel, ListTable
from cdm_desk.ui.widgets import FlowLayout, PlainLabel, name_widget
from cdm_desk.ui.words import list_name, sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdm_desk.domain.errors import DeskError
    from cdm_desk.services.lists import ListsService
    from cdm_desk.services.staff import StaffService
    from cdm_desk.ui.background import Background


class ListsWidget(QWidget):
    """Renames, withdraws, brings back and adds entries; shown to whoever may keep the lists."""

    def __init__(self, lists: ListsService, staff: StaffService, background: Background) -> None:
        super().__init__()
        self._lists = lists
        self._staff = staff
        self._background = background
        self.setObjectName("lists")
        self.nobody_label = PlainLabel(_("Managers keep the lists."), kind="muted")
        self.kept = QWidget()
        self.kind_box = QComboBox()
        self.kind_box.setObjectName("lists.kind")
        for kind in Kind:
            self.kind_box.addItem(list_name(kind), kind)
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
        self.table.setAccessibleName(_("Entries of the list"))
        self.table.setMinimumHeight(em(self, 14))
        self.code_field = _line("lists.code", 16)
        self.fr_field = _line("lists.fr", LONGEST_LABEL)
        self.nl_field = _line("lists.nl", LONGEST_LABEL)
        self.en_field = _line("lists.en", LONGEST_LABEL)
        self.rename_button = _button("lists.rename", _("Set these words"))
        self.withdraw_button = _button("lists.withdraw", _("Withdraw"))
        self.add_button = _button("lists.add", _("Add to the list"))
        self.answer_label = PlainLabel()
        self.answer_label.setObjectName("lists.answer")
        self.answer_label.setWordWrap(True)

        self._lay_out()
        self.refresh()
        self.kind_box.activated.connect(self.show_list)
        self.table.chosen.connect(self._choose)
        self.rename_button.clicked.connect(self.rename)
        self.withdraw_button.clicked.connect(self.withdraw)
        self.add_button.clicked.connect(self.add)
        for field in (self.fr_field, self.nl_field, self.en_field):
            field.returnPressed.connect(self.rename)

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
            done = _("The words are set: {code}.").format(code=entry.code)
            self._run(lambda: self._lists.rename(entry.kind, entry.code, label), done)

    @Slot()
    def withdraw(self) -> None:
        """Take the chosen entry out of use from today, or put it back."""
        entry = self.table.current()
        if entry is None:
            return
        if entry.retired:
            done = _("Back in use: {code}.").format(code=entry.code)
            self._run(lambda: self._lists.restore(entry.kind, entry.code), done)
        else:
            done = _("Withdrawn: {code}. What was counted stays.").format(code=entry.code)
            self._run(lambda: self._lists.withdraw(entry.kind, entry.code), done)

    @Slot()
    def add(self) -> None:
        """Add an entry with the code and the words below."""
        kind, code, label = self.kind(), self.code_field.text().strip(), self._label()
        self._run(lambda: self._lists.add(kind, code, label), _("Added: {code}.").format(code=code), code)

    def _label(self) -> Label:
        return Label(fr=self.fr_field.text(), nl=self.nl_field.text(), en=self.en_field.text())

    def _run(self, errand: Callable[[], Entry], done: str, added: str = "") -> None:
        # The fields keep the focus: whoever is refused goes on typing.
        for button in (self.rename_button, self.withdraw_button, self.add_button):
            button.setEnabled(False)
        self._background.run(errand, lambda entry: self._done(entry, done, added), self._refuse)

    def _done(self, entry: Entry, words: str, added: str) -> None:
        self._say(words, "ok")
        self.show_list()
        if added:
            self.table.choose((entry.kind, entry.code))
        self.table.setFocus()

    def _refuse(self, error: DeskError) -> None:
        self._say(sentence(error), "error")
        self._allow(self.table.current())

    def _say(self, words: str, kind: str) -> None:
        self.answer_label.set_kind(kind)
        self.answer_label.setText(words)

    def _allow(self, entry: Entry | None) -> None:
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
        words = _("Bring back") if entry.retired else _("Withdraw")
        self.withdraw_button.setText(words)
        name_widget(self.withdraw_button, words)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for words, part in (
            (_("Code"), self.code_field),
            ("Français", self.fr_field),
            ("Nederlands", self.nl_field),
            ("English", self.en_field),
        ):
            label = PlainLabel(words)
            label.setBuddy(part)
            part.setAccessibleName(words)
            form.addRow(label, part)
        self.kind_box.setAccessibleName(_("Which list"))
        row = QWidget()
        buttons = FlowLayout(row, gap=em(self, 0.5))
        for button in (self.rename_button, self.withdraw_button, self.add_button):
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


def _button(name: str, words: str) -> QPushButton:
    button = QPushButton(words)
    button.setObjectName(name)
    button.setAutoDefault(False)
    name_widget(button, words)
    return button
