"""One copy of a title: its barcode, shelf mark and state; its location, day, origin and price under one more key."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QVBoxLayout, QWidget

from cdm_desk.domain.errors import BarcodeTakenError, DeskError
from cdm_desk.domain.library import Copy, State
from cdm_desk.domain.lists import Entry
from cdm_desk.language import _, _p
from cdm_desk.ui.appearance import em
from cdm_desk.ui.book_words import day_from, day_text, price_from, price_text
from cdm_desk.ui.keys import restored
from cdm_desk.ui.widgets import Card, FlowLayout, PlainLabel, name_widget, set_kind
from cdm_desk.ui.words import label_of

_ORIGINS = (None, False, True)


class CopyLine(Card):
    """One copy: what is on its label first, how it came here behind a button."""

    def __init__(self, copy: Copy, seen: Copy | None, states: list[Entry]) -> None:
        super().__init__()
        self._copy = copy
        self.seen = seen
        self._states = states
        self.wanted = True
        self.setObjectName("title.copy")
        self.barcode_field = _line("title.copy_barcode", copy.barcode or "")
        self.mark_field = _line("title.copy_mark", copy.shelf_mark or "")
        self.state_box = QComboBox()
        self.state_box.setObjectName("title.copy_state")
        for entry in states:
            self.state_box.addItem("", entry.code)
        self.state_box.setCurrentIndex(max(0, self.state_box.findData(copy.state.value)))
        self.more_button = QPushButton()
        self.more_button.setObjectName("title.copy_more")
        self.more_button.setCheckable(True)
        self.remove_button = QPushButton()
        self.remove_button.setObjectName("title.copy_remove")
        for button in (self.more_button, self.remove_button):
            button.setAutoDefault(False)
            set_kind(button, "plain")
        self.location_field = _line("title.copy_location", copy.location or "")
        self.acquired_field = _line("title.copy_acquired", day_text(copy.acquired_on))
        self.origin_box = QComboBox()
        self.origin_box.setObjectName("title.copy_origin")
        for value in _ORIGINS:
            self.origin_box.addItem("", value)
        self.origin_box.setCurrentIndex(_ORIGINS.index(copy.gift))
        self.price_field = _line("title.copy_price", price_text(copy.price_cents))
        self.error_label = PlainLabel(kind="error")
        self.error_label.setWordWrap(True)
        self.error_label.hide()
        self._lay_out()

        self.barcode_field.editingFinished.connect(self._mend)
        self.more_button.toggled.connect(self.more.setVisible)
        self.remove_button.clicked.connect(self.take_away)
        self.more_button.setChecked(any((copy.location, copy.acquired_on, copy.gift is not None, copy.price_cents)))

    def _lay_out(self) -> None:
        first = FlowLayout(gap=em(self, 0.5))
        for part in (self.barcode_field, self.mark_field, self.state_box, self.more_button, self.remove_button):
            first.addWidget(part)
        self.more = QWidget()
        second = FlowLayout(self.more, gap=em(self, 0.5))
        for part in (self.location_field, self.acquired_field, self.origin_box, self.price_field):
            second.addWidget(part)
        self.more.hide()
        for part, width in (
            (self.barcode_field, 12),
            (self.mark_field, 9),
            (self.state_box, 9),
            (self.location_field, 12),
            (self.acquired_field, 9),
            (self.origin_box, 9),
            (self.price_field, 7),
        ):
            part.setMinimumWidth(em(self, width))
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(em(self, 0.6), em(self, 0.5), em(self, 0.6), em(self, 0.5))
        self.column.setSpacing(em(self, 0.4))
        self.column.addLayout(first)
        self.column.addWidget(self.more)
        self.column.addWidget(self.error_label)

    def retranslate(self) -> None:
        """Set the words again."""
        for field, hint, name in (
            (self.barcode_field, _("Barcode"), _("Barcode of the copy")),
            (self.mark_field, _("Shelf mark"), _("Shelf mark of the copy")),
            (self.location_field, _("Location"), _("Location of the copy")),
            (self.acquired_field, _("Acquired: 31/12/2026"), _("Day on which the copy was acquired")),
            (self.price_field, _("Price: 12,50"), _("Price of the copy in euros")),
        ):
            field.setPlaceholderText(hint)
            name_widget(field, name, name)
        name_widget(self.state_box, _("State of the copy"))
        for at, entry in enumerate(self._states):
            self.state_box.setItemText(at, label_of(entry))
        name_widget(self.origin_box, _("Bought or given"))
        for at, words in enumerate((_p("copy", "origin not recorded"), _p("copy", "bought"), _p("copy", "gift"))):
            self.origin_box.setItemText(at, words)
        self.more_button.setText(_("More…"))
        name_widget(self.more_button, _("Location, acquisition and price of the copy"))
        words = _("Withdraw") if self.seen else _("Leave out")
        self.remove_button.setText(words)
        name_widget(self.remove_button, words)

    def typed(self) -> Copy:
        """Return the copy as it is typed; a day or price that cannot be read is left as it was."""
        day, price = self._day_and_price()
        return replace(
            self._copy,
            barcode=self.barcode_field.text().strip() or None,
            shelf_mark=self.mark_field.text().strip() or None,
            state=State(self.state_box.currentData()),
            location=self.location_field.text().strip() or None,
            acquired_on=self._copy.acquired_on if isinstance(day, str) else day,
            gift=self.origin_box.currentData(),
            price_cents=self._copy.price_cents if isinstance(price, str) else price,
        )

    def content(self) -> tuple[object, ...]:
        """Return all that is typed and chosen, read or not."""
        return (self.typed(), self.acquired_field.text(), self.price_field.text())

    def check(self) -> bool:
        """Whether everything can be read; what cannot is said, and gone to."""
        for field, value in zip((self.acquired_field, self.price_field), self._day_and_price(), strict=True):
            if isinstance(value, str):
                self.complain(value)
                self.more_button.setChecked(True)
                field.setFocus()
                return False
        return True

    def names(self, error: DeskError) -> bool:
        """Whether an error is about what is typed here."""
        return isinstance(error, BarcodeTakenError) and error.barcode == self.barcode_field.text().strip()

    def complain(self, words: str) -> None:
        """Say what is wrong with the copy, or nothing."""
        self.error_label.setText(words)
        self.error_label.setVisible(bool(words))

    @Slot()
    def take_away(self) -> None:
        """Withdraw a copy that is in the catalogue; leave a new one out."""
        if self.seen is None:
            self.wanted = False
            self.hide()
            return
        self.state_box.setCurrentIndex(self.state_box.findData(State.WITHDRAWN.value))

    def _day_and_price(self) -> tuple[date | str | None, int | str | None]:
        """Return both as typed, or the sentence that says why not."""
        day: date | str | None
        price: int | str | None
        try:
            day = day_from(self.acquired_field.text())
        except ValueError:
            day = _("Write the day like 31/12/2026, or leave it empty.")
        try:
            price = price_from(self.price_field.text())
        except ValueError:
            price = _("Write the price in euros like 12,50, or leave it empty.")
        return day, price

    @Slot()
    def _mend(self) -> None:
        text = restored(self.barcode_field.text())
        if text != self.barcode_field.text():
            self.barcode_field.setText(text)


def _line(name: str, text: str) -> QLineEdit:
    line = QLineEdit(text)
    line.setObjectName(name)
    return line
