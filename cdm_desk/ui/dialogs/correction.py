"""One correction of a day's count: what was wrong, why, and what is right; it keeps its trace."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QHBoxLayout, QPushButton, QSpinBox, QVBoxLayout, QWidget

from cdm_desk.domain.activities import ActivityFact
from cdm_desk.domain.balance import Counted, amount, code, highest_amount, with_amount, with_code
from cdm_desk.domain.counselling import SessionFact
from cdm_desk.domain.lists import Kind
from cdm_desk.domain.welcome import ADVICE
from cdm_desk.language import _, in_use
from cdm_desk.ui.appearance import em
from cdm_desk.ui.balance_words import counted_words, fact_words
from cdm_desk.ui.message_bar import MessageBar
from cdm_desk.ui.tables import Column, ListModel, ListTable
from cdm_desk.ui.widgets import PlainLabel, keep_off_edge, name_widget
from cdm_desk.ui.words import label_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from cdm_desk.domain.facts import Fact
    from cdm_desk.office import Office
    from cdm_desk.ui.messages import Messages
    from cdm_desk.ui.undo import Undo

WRONG_COUNT: Final = "WRONG_COUNT"
WRONG_CODE: Final = "WRONG_CODE"
UNDONE: Final = "UNDONE"
LINES: Final = 6


class CorrectionDialog(QDialog):
    """Choose a line, a reason and what is right; Enter in the list goes on to the reason."""

    def __init__(
        self,
        office: Office,
        day: date,
        counted: Sequence[Counted],
        parent: QWidget,
        *,
        messages: Messages,
        undo: Undo,
    ) -> None:
        super().__init__(parent)
        self._office = office
        self._messages = messages
        self._undo = undo
        self._words = {
            entry.code: label_of(entry)
            for kind in (Kind.THEME, Kind.MOTIVE, Kind.ACTIVITY, Kind.OUTCOME)
            for entry in office.lists.all(kind)
        }
        self.setObjectName("correction")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Correct the count of {day}").format(day=in_use().date(day)))
        self.table: ListTable[Counted] = ListTable(
            ListModel(
                [
                    Column(
                        heading=lambda: _("What was counted"), text=self._line_words, tip=self._line_words, stretch=True
                    )
                ],
                self._line_words,
                lambda line: line.fact.id,
                self,
            ),
            "correction.lines",
        )
        self.reason_box = QComboBox()
        self.reason_box.setObjectName("correction.reason")
        self.number_box = QSpinBox()
        self.number_box.setObjectName("correction.number")
        keep_off_edge(self.number_box)
        self.code_box = QComboBox()
        self.code_box.setObjectName("correction.code")
        self.effect_label = PlainLabel(kind="muted")
        self.effect_label.setObjectName("correction.effect")
        self.effect_label.setWordWrap(True)
        self.correct_button = QPushButton(_("Correct"))
        self.correct_button.setObjectName("correction.correct")
        self.correct_button.setProperty("kind", "primary")
        # Enter in the list goes on to the reason: nothing is taken out by the key that opens a line.
        self.correct_button.setAutoDefault(False)
        self.cancel_button = QPushButton(_("Cancel"))
        self.cancel_button.setObjectName("correction.cancel")
        self.cancel_button.setAutoDefault(False)
        self.bar = MessageBar(messages, self)

        self._assemble()
        self.table.show_values(counted)
        self.table.choose(counted[0].fact.id)
        for reason in office.lists.in_use(Kind.VOID_REASON):
            # What is undone is undone by Ctrl+Z, which tells its reason by itself.
            if reason.code != UNDONE:
                self.reason_box.addItem(label_of(reason), reason.code)
        self._offer()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.table.chosen.connect(self._offer)
        self.table.opened.connect(self._to_reason)
        self.reason_box.currentIndexChanged.connect(self._offer)
        self.number_box.valueChanged.connect(self._say)
        self.code_box.currentIndexChanged.connect(self._say)
        self.correct_button.clicked.connect(self.correct)
        self.cancel_button.clicked.connect(self.reject)

    @Slot()
    def correct(self) -> None:
        """Write the correction, with its reason."""
        line = self.table.current()
        if line is None:
            return
        with self._messages.explain():
            right = self._right(line.fact)
            self._office.day.correct(line.fact.id, self.reason_box.currentData(), right)
            self._undo.keep(
                partial(self._done_words, line.fact, right),
                partial(self._office.day.take_back, line.fact, None if right is None else right.id),
            )
            self.accept()

    def _assemble(self) -> None:
        self._form = QFormLayout()
        for label, field in (
            (_("Reason"), self.reason_box),
            (_("Right number"), self.number_box),
            (_("Right entry"), self.code_box),
        ):
            self._form.addRow(label, field)
            name_widget(field, label)
        self.table.setAccessibleName(_("What was counted"))
        self.table.setMinimumHeight(em(self, 2.57) * LINES)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.correct_button)
        column = QVBoxLayout(self)
        column.addWidget(self.table, 1)
        column.addLayout(self._form)
        column.addWidget(self.effect_label)
        column.addWidget(self.bar)
        column.addLayout(buttons)
        room = self.screen().availableGeometry()
        self.resize(min(em(self, 48), room.width() - 60), min(em(self, 34), room.height() - 80))

    @Slot()
    def _offer(self) -> None:
        """Ask for the right number or entry only where the reason says that it was wrong."""
        line = self.table.current()
        reason = self.reason_box.currentData()
        fact = None if line is None else line.fact
        number = None if fact is None else amount(fact)
        self._form.setRowVisible(self.number_box, reason == WRONG_COUNT and number is not None)
        self._form.setRowVisible(self.code_box, reason == WRONG_CODE and fact is not None and code(fact) is not None)
        if fact is not None:
            self.number_box.setRange(1, highest_amount(fact))
            self.number_box.setValue(number or 1)
            self.code_box.clear()
            for entry in self._office.lists.in_use(_list_of(fact)):
                # A ticket cannot be given afterwards: advice is not what a visit without one becomes.
                if entry.code not in (code(fact), ADVICE):
                    self.code_box.addItem(label_of(entry), entry.code)
        self._say()

    @Slot()
    def _say(self) -> None:
        line = self.table.current()
        if line is None:
            self.effect_label.setText("")
            return
        right = self._right(line.fact)
        if right is None:
            self.effect_label.setText(_("One is taken out of the count; the day sheet says so."))
        else:
            words = _("Counted instead: {what}. The day sheet says so.")
            self.effect_label.setText(words.format(what=fact_words(right, self._code_words)))

    @Slot()
    def _to_reason(self) -> None:
        self.reason_box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _right(self, fact: Fact) -> Fact | None:
        reason = self.reason_box.currentData()
        if reason == WRONG_COUNT and amount(fact) is not None:
            return with_amount(fact, self.number_box.value(), uuid4())
        if reason == WRONG_CODE and self.code_box.currentData() is not None and code(fact) is not None:
            return with_code(fact, self.code_box.currentData(), uuid4())
        return None

    def _done_words(self, fact: Fact, right: Fact | None) -> str:
        if right is None:
            return _("Taken out of the count: {what}").format(what=fact_words(fact, self._code_words))
        words = _("Corrected: {wrong} → {right}")
        return words.format(wrong=fact_words(fact, self._code_words), right=fact_words(right, self._code_words))

    def _line_words(self, line: Counted) -> str:
        return counted_words(line, self._code_words)

    def _code_words(self, of: str) -> str:
        return self._words.get(of, of)


def _list_of(fact: Fact) -> Kind:
    if isinstance(fact, SessionFact):
        return Kind.THEME
    return Kind.ACTIVITY if isinstance(fact, ActivityFact) else Kind.MOTIVE
