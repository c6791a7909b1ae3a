"""Erasing a title for good: what disappears, here and everywhere, and why; nothing goes before a reason is given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QDialog, QPushButton, QRadioButton, QVBoxLayout, QWidget

from cdm_desk.domain.change import EraseReason
from cdm_desk.domain.errors import DeskError
from cdm_desk.language import _, _n
from cdm_desk.ui.appearance import em
from cdm_desk.ui.book_words import authors_line
from cdm_desk.ui.widgets import Card, FlowLayout, PlainLabel, ScrollArea, announce, name_widget
from cdm_desk.ui.words import sentence

if TYPE_CHECKING:
    from cdm_desk.domain.library import Copy, Title
    from cdm_desk.services.erasure import ErasureService

_COPIES_NAMED = 6


class EraseDialog(QDialog):
    """Names every record that goes; the button says how many, and Esc and Enter leave all as it is."""

    erased = Signal(int)

    def __init__(
        self, erasure: ErasureService, title: Title, copies: Sequence[Copy], parent: QWidget, *, may: bool
    ) -> None:
        super().__init__(parent)
        self._erasure = erasure
        self._title = title
        self._number = erasure.reach("title", title.id.hex)
        self.setObjectName("erase")
        self.setWindowTitle(_("Erase for good"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.heading_label = PlainLabel(_("Erase “{title}” for good?").format(title=title.title), kind="heading")
        self.what_label = PlainLabel("\n".join(_what_goes(title, copies, self._number)))
        self.what_label.setObjectName("erase.what")
        self.where_label = PlainLabel(_where())
        self.other_label = PlainLabel(
            _("To take it out of the list only, with a way back: Ctrl+Delete in the list."), kind="muted"
        )
        self.role_label = PlainLabel(
            _("Only a manager or an administrator erases for good: act as one (menu File, Act as), or ask one."),
            kind="warn",
        )
        self.role_label.setVisible(not may)
        self.trouble_label = PlainLabel(kind="error")
        self.trouble_label.hide()
        self.reasons = QButtonGroup(self)
        self.erase_button = QPushButton(
            _n("&Erase {number} record for good", "&Erase {number} records for good", self._number).format(
                number=self._number
            )
        )
        self.erase_button.setObjectName("erase.erase")
        self.erase_button.setProperty("kind", "danger")
        self.erase_button.setAutoDefault(False)
        self.erase_button.setEnabled(False)
        self.keep_button = QPushButton(_("&Keep it"))
        self.keep_button.setObjectName("erase.keep")
        self.keep_button.setDefault(True)
        for button in (self.erase_button, self.keep_button):
            name_widget(button, button.text().replace("&", ""))
        self._may = may

        self._lay_out()
        self.reasons.buttonClicked.connect(self.choose)
        self.erase_button.clicked.connect(self.erase)
        self.keep_button.clicked.connect(self.reject)
        (self.reasons.buttons()[0] if may else self.keep_button).setFocus()

    @Slot()
    def choose(self) -> None:
        """Offer the erasure once a reason is given."""
        self.erase_button.setEnabled(self._may)

    @Slot()
    def erase(self) -> None:
        """Erase it; a refusal is said here, and nothing has gone then."""
        chosen = self.reasons.checkedButton()
        if chosen is None:
            return
        try:
            number = self._erasure.erase("title", self._title.id.hex, EraseReason(chosen.property("value")))
        except DeskError as refused:
            self.trouble_label.setText(sentence(refused))
            self.trouble_label.show()
            announce(self.trouble_label, self.trouble_label.text())
            return
        self.erased.emit(number)
        self.accept()

    def _lay_out(self) -> None:
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, em(self, 0.5), 0)
        rows.setSpacing(em(self, 0.7))
        for label in (self.heading_label, self.what_label, self.where_label, self.other_label):
            label.setWordWrap(True)
            rows.addWidget(label)
        rows.addStretch(1)
        area = ScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        keys = FlowLayout(gap=em(self, 0.6))
        keys.addWidget(self.keep_button)
        keys.addWidget(self.erase_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(4 * [em(self, 1.2)]))
        column.setSpacing(em(self, 0.7))
        column.addWidget(area, 1)
        # Beside the page and not on it: whatever the size of text, what is asked for stands in sight.
        column.addWidget(self._reason_card())
        for label in (self.role_label, self.trouble_label):
            label.setWordWrap(True)
            column.addWidget(label)
        column.addLayout(keys)
        room = self.screen().availableGeometry()
        self.resize(min(em(self, 46), room.width() - 40), min(em(self, 38), room.height() - 60))

    def _reason_card(self) -> Card:
        card = Card()
        column = QVBoxLayout(card)
        column.setContentsMargins(*(4 * [em(self, 1)]))
        column.setSpacing(em(self, 0.3))
        column.addWidget(PlainLabel(_("Why?"), kind="subheading"))
        for reason in EraseReason:
            button = QRadioButton(reason_name(reason))
            button.setObjectName(f"erase.reason_{reason}")
            button.setProperty("value", reason.value)
            # The mark of the focus shall not lie on its words.
            button.setAccessibleName(button.text().replace("&", ""))
            self.reasons.addButton(button)
            column.addWidget(button)
        return card


def reason_name(reason: EraseReason) -> str:
    """Return why a record is erased, as a choice."""
    return {
        EraseReason.PERSONAL: lambda: _("It &names somebody, or says something about somebody"),
        EraseReason.REQUEST: lambda: _("Somebody has &asked for it"),
        EraseReason.MISTAKE: lambda: _("It was never &meant to be written"),
        EraseReason.TEST: lambda: _("It was only a &trial"),
    }[reason]()


def _what_goes(title: Title, copies: Sequence[Copy], number: int) -> list[str]:
    lines = [
        _n("{number} record disappears:", "{number} records disappear:", number).format(number=number),
        "• " + " · ".join(part for part in (title.heading, authors_line(title), str(title.year or "")) if part),
    ]
    named = list(copies)[:_COPIES_NAMED]
    lines += [
        "• " + _("copy {barcode}").format(barcode=" · ".join(filter(None, (copy.barcode, copy.shelf_mark))) or "–")
        for copy in named
    ]
    more = number - 1 - len(named)
    if more > 0:
        lines.append("• " + _n("{number} further copy", "{number} further copies", more).format(number=more))
    return lines


def _where() -> str:
    return _(
        "It goes here at once, and at every other workstation with its next exchange. There is no way back, and "
        "nothing can be written of it again. Copies of the data made before hold it until they are replaced; what was "
        "exchanged, sealed, until its month is over there."
    )
