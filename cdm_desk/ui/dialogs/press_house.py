"""What the house has settled for its press review: licences for full texts, how it counts, the feeds that it reads."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cdm_desk.domain.errors import DeskError
from cdm_desk.domain.press import LANGUAGES
from cdm_desk.domain.press_feeds import Feed
from cdm_desk.domain.press_rights import LICENCES, Licence
from cdm_desk.domain.typed_number import number_typed
from cdm_desk.language import _, _p
from cdm_desk.ui.appearance import em
from cdm_desk.ui.book_words import book_language_name, day_from, day_text
from cdm_desk.ui.tables import Column, ListModel, ListTable
from cdm_desk.ui.widgets import FlowLayout, PlainLabel, ScrollArea, announce, name_widget, set_kind
from cdm_desk.ui.words import label_of, sentence

if TYPE_CHECKING:
    from cdm_desk.services.lists import ListsService
    from cdm_desk.services.press import PressService
    from cdm_desk.ui.undo import Undo


class PressHouseDialog(QDialog):
    """Licences with number and last day, the number of the running issue, feeds by address. Ctrl+Enter saves."""

    def __init__(self, press: PressService, lists: ListsService, undo: Undo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._press = press
        self._undo = undo
        self._themes = lists.themes_in_use()
        self.setObjectName("press_house.dialog")
        self.licence_label = PlainLabel(kind="subheading")
        self.licence_note = PlainLabel(kind="muted")
        self.numbers = {holder: QLineEdit() for holder in LICENCES}
        self.days = {holder: QLineEdit() for holder in LICENCES}
        self.issue_label = PlainLabel(kind="subheading")
        self.issue_note = PlainLabel(kind="muted")
        self.issue_field = QLineEdit()
        self.feed_label = PlainLabel(kind="subheading")
        self.read_box = QCheckBox()
        self.read_note = PlainLabel(kind="muted")
        self.model = ListModel(self._columns(), self._spoken, lambda feed: feed.id, self)
        self.table = ListTable(self.model, "press_house.feeds")
        self.address_field, self.name_field = QLineEdit(), QLineEdit()
        self.language_box, self.theme_box = QComboBox(), QComboBox()
        self.add_button, self.remove_button = QPushButton(), QPushButton()
        self.error_label = PlainLabel(kind="error")
        self.keep_button, self.cancel_button = QPushButton(), QPushButton()

        self._name_parts()
        self._lay_out()
        self._load()
        self.retranslate()
        self._connect()
        screen = self.screen().availableGeometry().size()
        self.resize(min(em(self, 52), screen.width() - 40), min(em(self, 50), screen.height() - 60))

    def retranslate(self) -> None:
        """Set the words again; what is typed stays."""
        self.setWindowTitle(_("Licences and feeds of the press review"))
        self.licence_label.setText(_("Licences for full texts"))
        self.licence_note.setText(
            _("Copiepresse for French and German newspapers, License2Publish for Flemish ones. Without a number no "
              "full text is kept.")
        )  # fmt: skip
        for holder in LICENCES:
            self._number_labels[holder].setText(_("{holder}, number").format(holder=holder))
            self._day_labels[holder].setText(_("{holder}, valid until").format(holder=holder))
            name_widget(self.numbers[holder], self._number_labels[holder].text())
            name_widget(self.days[holder], self._day_labels[holder].text())
            self.days[holder].setPlaceholderText("31/12/2026")
        self.issue_label.setText(_("Numbers of the issues"))
        self.issue_note.setText(
            _("The following weeks count on from this number: that of an older series of yours, for example.")
        )
        self._issue_words.setText(_("Number of the running issue"))
        name_widget(self.issue_field, self._issue_words.text())
        self.feed_label.setText(_("Feeds"))
        self.read_box.setText(_("&Read feeds from the web"))
        self.read_note.setText(
            _("Off unless the house wants it. Only these addresses are asked, when somebody presses Ctrl+R; nothing of "
              "visitors is sent.")
        )  # fmt: skip
        name_widget(self.table, _("Feeds"))
        for field, words in ((self.address_field, _("Address of the feed")), (self.name_field, _p("press", "Source"))):
            name_widget(field, words)
            field.setPlaceholderText(words)
        for row, code in enumerate(("", *LANGUAGES)):
            self.language_box.setItemText(row, book_language_name(code) if code else _p("press", "Language"))
        for row, entry in enumerate(self._themes, start=1):
            self.theme_box.setItemText(row, f"{entry.digit} {label_of(entry)}")
        self.theme_box.setItemText(0, _("Theme"))
        name_widget(self.language_box, _p("press", "Language"))
        name_widget(self.theme_box, _("Theme"))
        for button, text, name, keys in (
            (self.add_button, _("&Add the feed"), _("Add the feed"), ""),
            (self.remove_button, _("Re&move the feed"), _("Remove the feed"), "Del"),
            (self.keep_button, _("&Save"), _("Save"), "Ctrl+Enter"),
            (self.cancel_button, _("Cancel"), _("Cancel"), "Esc"),
        ):
            button.setText(text)
            name_widget(button, name, name, QKeySequence(keys))
        self.table.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language of the screens."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and hasattr(self, "_number_labels"):
            self.retranslate()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter adds the feed that is typed, or goes on; Ctrl+Enter saves; Del removes the feed of the row."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            focused = self.focusWidget()
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.keep()
            elif focused in {self.address_field, self.name_field} and self.address_field.text().strip():
                self.add_feed()
            elif isinstance(focused, QPushButton):
                focused.click()
            else:
                self.focusNextChild()
            return
        if event.key() == Qt.Key.Key_Delete and self.table.hasFocus():
            self.remove_feed()
            return
        super().keyPressEvent(event)

    @Slot()
    def keep(self) -> None:
        """Record the licences, the number of the running issue and whether feeds are read."""
        self.error_label.hide()
        try:
            licences = [
                Licence(
                    holder=holder,
                    number=self.numbers[holder].text().strip(),
                    valid_until=day_from(self.days[holder].text()),
                )
                for holder in LICENCES
            ]
        except ValueError as wrong:
            self._say(_("“{typed}” is no day. Type it like 30/11/2026.").format(typed=wrong))
            return
        before, read_before = self._press.licences(), self._press.reads_feeds()
        number_before = self._press.running().number
        is_numbered = self.issue_field.text().strip() != self._number_shown
        try:
            if is_numbered:
                self._press.count_on_from(number_typed(self.issue_field.text()))
            self._press.keep_licences(licences)
            self._press.let_feeds_be_read(self.read_box.isChecked())
        except DeskError as error:
            self._say(sentence(error))
            return
        self.accept()

        def inverse() -> None:
            self._press.keep_licences(before)
            self._press.let_feeds_be_read(read_before)
            if is_numbered:
                self._press.count_on_from(number_before)

        self._undo.keep(lambda: _("What the house has settled for its press review is saved."), inverse)

    @Slot()
    def add_feed(self) -> None:
        """Add the feed that is typed."""
        feed = Feed(
            id=uuid4(),
            name=self.name_field.text(),
            address=self.address_field.text(),
            language=self.language_box.currentData() or None,
            theme_code=self.theme_box.currentData() or None,
        )
        try:
            kept = self._press.keep_feed(feed)
        except DeskError as error:
            self._say(sentence(error))
            self.address_field.setFocus()
            return
        self.error_label.hide()
        for field in (self.address_field, self.name_field):
            field.clear()
        self._show_feeds()
        self.address_field.setFocus()
        self._undo.keep(
            lambda: _("Feed added: {name}").format(name=kept.name), lambda: self._press.remove_feed(kept.id)
        )

    @Slot()
    def remove_feed(self) -> None:
        """Remove the feed of the current row."""
        feed = self.table.current()
        if feed is None:
            return
        try:
            self._press.remove_feed(feed.id)
        except DeskError as error:
            self._say(sentence(error))
            return
        self._show_feeds()
        self._undo.keep(lambda: _("Feed removed: {name}").format(name=feed.name), lambda: self._press.keep_feed(feed))

    def _name_parts(self) -> None:
        self._number_labels = {holder: PlainLabel() for holder in LICENCES}
        self._day_labels = {holder: PlainLabel() for holder in LICENCES}
        self._issue_words = PlainLabel()
        self._issue_words.setBuddy(self.issue_field)
        self.issue_field.setMaxLength(12)
        for at, holder in enumerate(LICENCES):
            self.numbers[holder].setObjectName(f"press_house.number_{at}")
            self.days[holder].setObjectName(f"press_house.until_{at}")
            self._number_labels[holder].setBuddy(self.numbers[holder])
            self._day_labels[holder].setBuddy(self.days[holder])
        for box, codes in (
            (self.language_box, ("", *LANGUAGES)),
            (self.theme_box, ("", *(entry.code for entry in self._themes))),
        ):
            for code in codes:
                box.addItem("", code)
        for part, name in (
            (self.issue_field, "issue_number"),
            (self.read_box, "read"),
            (self.address_field, "address"),
            (self.name_field, "name"),
            (self.language_box, "language"),
            (self.theme_box, "theme"),
            (self.add_button, "add"),
            (self.remove_button, "remove"),
            (self.keep_button, "keep"),
            (self.cancel_button, "cancel"),
            (self.error_label, "error"),
        ):
            part.setObjectName(f"press_house.{name}")
        set_kind(self.keep_button, "primary")
        for button in (self.add_button, self.remove_button, self.keep_button, self.cancel_button):
            button.setAutoDefault(False)
        for label in (self.licence_note, self.issue_note, self.read_note, self.error_label):
            label.setWordWrap(True)
        self.error_label.hide()

    def _lay_out(self) -> None:
        form, numbering = _form(), _form()
        numbering.addRow(self._issue_words, self.issue_field)
        for holder in LICENCES:
            form.addRow(self._number_labels[holder], self.numbers[holder])
            form.addRow(self._day_labels[holder], self.days[holder])
        adding = FlowLayout(gap=em(self, 0.4))
        self.address_field.setMinimumWidth(em(self, 18))
        self.name_field.setMinimumWidth(em(self, 11))
        for part in (
            self.address_field,
            self.name_field,
            self.language_box,
            self.theme_box,
            self.add_button,
            self.remove_button,
        ):
            adding.addWidget(part)
        self.table.setMinimumHeight(em(self, 7))
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(*4 * [em(self, 1.1)])
        column.setSpacing(em(self, 0.5))
        column.addWidget(self.licence_label)
        column.addWidget(self.licence_note)
        column.addLayout(form)
        column.addSpacing(em(self, 0.6))
        column.addWidget(self.issue_label)
        column.addWidget(self.issue_note)
        column.addLayout(numbering)
        column.addSpacing(em(self, 0.6))
        column.addWidget(self.feed_label)
        column.addWidget(self.read_box)
        column.addWidget(self.read_note)
        column.addWidget(self.table, 1)
        column.addLayout(adding)
        area = ScrollArea()
        area.setObjectName("press_house.scroll")
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setWidget(inside)
        buttons = FlowLayout(gap=em(self, 0.6))
        buttons.addWidget(self.keep_button)
        buttons.addWidget(self.cancel_button)
        foot = QVBoxLayout()
        foot.setContentsMargins(em(self, 1.1), 0, em(self, 1.1), em(self, 0.9))
        foot.addWidget(self.error_label)
        foot.addLayout(buttons)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area, 1)
        whole.addLayout(foot)

    def _load(self) -> None:
        for licence in self._press.licences():
            if licence.holder in self.numbers:
                self.numbers[licence.holder].setText(licence.number)
                self.days[licence.holder].setText(day_text(licence.valid_until))
        self._number_shown = str(self._press.number_now())
        self.issue_field.setText(self._number_shown)
        self.read_box.setChecked(self._press.reads_feeds())
        self._show_feeds()

    def _show_feeds(self) -> None:
        self.table.show_values(self._press.feeds())

    def _connect(self) -> None:
        self.add_button.clicked.connect(self.add_feed)
        self.remove_button.clicked.connect(self.remove_feed)
        self.keep_button.clicked.connect(self.keep)
        self.cancel_button.clicked.connect(self.reject)

    def _say(self, words: str) -> None:
        self.error_label.setText(words)
        self.error_label.show()
        announce(self.error_label, words)

    def _columns(self) -> tuple[Column[Feed], ...]:
        return (
            Column(heading=lambda: _p("press", "Source"), text=lambda feed: feed.name, width=13),
            Column(heading=lambda: _("Address"), text=lambda feed: feed.address, stretch=True),
            Column(heading=lambda: _p("press", "Language"), text=lambda feed: (feed.language or "–").upper(), width=6),
        )

    @staticmethod
    def _spoken(feed: Feed) -> str:
        return ", ".join(part for part in (feed.name, feed.address, feed.language or "") if part)


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
    return form
