"""The balance of a day: what is left over, settled line by line, the day closed by one button, its trace afterwards."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QSpinBox, QVBoxLayout, QWidget
from shiboken6 import isValid

from cdm_desk.domain.balance import LooseEnd, Matter, Trace
from cdm_desk.domain.lists import Kind
from cdm_desk.domain.opening import ready_to_close
from cdm_desk.domain.staff import Action
from cdm_desk.domain.welcome import LARGEST_GROUP
from cdm_desk.language import _, _n, in_use
from cdm_desk.ui.appearance import em
from cdm_desk.ui.balance_words import (
    go_words,
    settle_words,
    settled_words,
    trace_day,
    trace_role,
    trace_words,
    what_words,
)
from cdm_desk.ui.day_field import DayField
from cdm_desk.ui.dialogs.correction import CorrectionDialog
from cdm_desk.ui.message_bar import MessageBar
from cdm_desk.ui.tab_commands import KeyButton, TabCommands
from cdm_desk.ui.tables import Column, ListModel, ListTable
from cdm_desk.ui.widgets import FlowLayout, PlainLabel, ScrollArea, announce, keep_off_edge, name_widget
from cdm_desk.ui.words import label_of

if TYPE_CHECKING:
    from collections.abc import Hashable

    from cdm_desk.domain.change import Department
    from cdm_desk.domain.errors import DeskError
    from cdm_desk.jobs import Night
    from cdm_desk.office import Office
    from cdm_desk.ui.background import Background
    from cdm_desk.ui.messages import Messages
    from cdm_desk.ui.undo import Undo

LINES: Final = 5
TRACES: Final = 2


class BalanceDialog(QDialog):
    """One list of what is missing; `wanted` gives the line that somebody goes to, `late_wanted` the day to note for."""

    wanted = Signal(object)
    late_wanted = Signal(object)

    def __init__(
        self,
        office: Office,
        messages: Messages,
        undo: Undo,
        background: Background,
        parent: QWidget,
        *,
        undo_action: QAction | None = None,
    ) -> None:
        super().__init__(parent)
        self._office = office
        self._messages = messages
        self._undo = undo
        self._background = background
        self._day = office.balance.today()
        self._accepted: set[Hashable] = set()
        self._words: dict[str, str] = {}
        self._closing = False

        self.setObjectName("balance")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._commands = TabCommands(self, "balance", mnemonics=True)
        self._make_commands()
        self.heading_label = PlainLabel(kind="heading")
        self.heading_label.setObjectName("balance.heading")
        self.state_label = PlainLabel(kind="muted")
        self.state_label.setObjectName("balance.state")
        self.day_box = DayField("balance.day")
        self.day_box.allow_until(self._day)
        self.day_box.show_day(self._day)
        self.model = ListModel(self._columns(), self._sentence, _identity, self)
        self.table = ListTable(self.model, "balance.ends")
        self.heads_box = QSpinBox()
        self.heads_box.setObjectName("balance.heads")
        self.heads_box.setRange(1, LARGEST_GROUP)
        keep_off_edge(self.heads_box)
        self.trace_label = PlainLabel(kind="subheading")
        self.trace_model = ListModel(self._trace_columns(), self._trace_sentence, _trace_identity, self)
        self.traces = ListTable(self.trace_model, "balance.traces")
        self.close_label = PlainLabel()
        self.close_label.setObjectName("balance.why")
        self.bar = MessageBar(messages, self)

        self._assemble()
        if undo_action is not None:
            self.addAction(undo_action)
        self.retranslate()
        self.table.opened.connect(self._open)
        self.table.chosen.connect(self._follow)
        self.day_box.dateChanged.connect(self._take_day)
        self.day_box.refused.connect(messages.hint)
        self.heads_box.lineEdit().returnPressed.connect(self.count_heads)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(frozenset)
    def refresh(self, departments: frozenset[Department]) -> None:
        """Look again whatever has changed: a day is made of everything."""
        del departments
        self.show_day()

    @Slot()
    def show_day(self) -> None:
        """Show what is left over on the day now, and its trace."""
        with self._messages.explain():
            self._read_words()
            ends = [end for end in self._office.balance.loose_ends(self._day) if _identity(end) not in self._accepted]
            row = max(0, self.table.currentIndex().row())
            self.table.show_values(ends)
            if self.table.current() is None and ends:
                # What was settled is gone: the hand goes on with the line that stands there now.
                self.table.choose(_identity(self.model.values[min(row, len(ends) - 1)]))
            self._show_traces()
            self._say_day(ends)
            self._follow(self.table.current())

    def choose_day(self, day: date) -> None:
        """Show another day."""
        self.day_box.show_day(day)

    @Slot()
    def go(self) -> None:
        """Go to what the current line is about."""
        end = self.table.current()
        if end is None:
            return
        if end.matter is Matter.HEADCOUNT:
            self.heads_box.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.heads_box.selectAll()
        elif end.matter is Matter.LATE and not self.traces.isVisibleTo(self):
            self._messages.hint(self.trace_label.text())
        elif end.matter is Matter.LATE:
            self.traces.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.wanted.emit(end)

    @Slot()
    def settle(self) -> None:
        """Settle the current line where it stands."""
        end = self.table.current()
        if end is None or not settle_words(end):
            self._messages.hint(_("Nothing can be settled from here on this line: Enter goes there."))
            return
        words = partial(settled_words, end, self._code_words)
        if not end.settled_here:
            self._accepted.add(_identity(end))
            self._undo.keep(words, partial(self._accept_no_more, end))
            self.show_day()
            return
        with self._messages.explain():
            settled = self._office.balance.settle(end)
            self._undo.keep(words, partial(self._office.balance.take_back, settled))
        self.show_day()

    @Slot()
    def count_heads(self) -> None:
        """Note how many came to the activity of the current line."""
        end = self.table.current()
        if end is None or end.matter is not Matter.HEADCOUNT:
            return
        with self._messages.explain():
            self._office.balance.count_heads(UUID(hex=end.thing), self.heads_box.value())
            self._messages.tell(_("Heads counted: {count}").format(count=in_use().number(self.heads_box.value())))
        self.show_day()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def exchange(self) -> None:
        """Exchange with the others once more, and look again."""
        self.state_label.setText(_("Exchanging with the other workstations…"))
        self._background.run(self._office.exchange_once, lambda _result: self._show_if_open(), self._refuse)

    @Slot()
    def note_late(self) -> None:
        """Note a visit of this day afterwards."""
        self.late_wanted.emit(self._day)

    @Slot()
    def correct(self) -> None:
        """Take something out of the count of this day, or put something else in its place."""
        with self._messages.explain():
            counted = self._office.balance.counted(self._day)
            if not counted:
                self._messages.hint(_("Nothing was counted on this day."))
                return
            dialog = CorrectionDialog(self._office, self._day, counted, self, messages=self._messages, undo=self._undo)
            dialog.finished.connect(self.show_day)
            dialog.open()

    @Slot()
    def close_day(self) -> None:
        """Close the day as it stands, and write its sheet: what is on the list is ended as the line says."""
        from cdm_desk.jobs import close_by_hand  # noqa: PLC0415 - brings the documents with it

        self._closing = True
        self._say_day(self.model.values)
        self._background.run(partial(close_by_hand, self._office, self._day), self._tell_closed, self._refuse)

    def retranslate(self) -> None:
        """Set the words again."""
        self.setWindowTitle(_("Balance and close the day"))
        self._commands.retranslate()
        name_widget(self.day_box, _("Day to balance"), _("Day to balance"))
        name_widget(self.heads_box, _("How many came"), _("How many came"))
        self.table.setAccessibleName(_("What is left over"))
        self.traces.setAccessibleName(_("Noted late and corrected"))
        self.table.retranslate()
        self.traces.retranslate()
        self.bar.retranslate()
        self.show_day()

    def changeEvent(self, event: QEvent) -> None:
        """Take up a new language."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and hasattr(self, "bar"):
            self.retranslate()

    def _make_commands(self) -> None:
        add = self._commands.add
        self.go_action = add("go", lambda: go_words(self._current()), self.go, [], "signpost")
        self.settle_action = add(
            "settle", lambda: settle_words(self._current()) or _("Settle"), self.settle, ["Del"], "check-circle"
        )
        self.count_action = add("count", lambda: _("Count"), self.count_heads, [])
        self.exchange_action = add("exchange", lambda: _("Look again"), self.exchange, ["F5"], "arrow-clockwise")
        self.late_action = add("late", lambda: _("&Late entry…"), self.note_late, ["Ctrl+Shift+N"], "clock")
        self.correct_action = add("correct", lambda: _("&Correct…"), self.correct, ["F2"], "pencil-simple")
        self.close_action = add("close", self._close_words, self.close_day, ["Ctrl+Enter", "Ctrl+Return"], "lock")
        # A key of the list would be heard in its place.
        self.not_yet_action = QAction(self)
        self.not_yet_action.setShortcuts(self.close_action.shortcuts())
        self.not_yet_action.triggered.connect(self._say_why_not)
        self.addAction(self.not_yet_action)

    def _assemble(self) -> None:
        buttons = {
            name: KeyButton(action, f"balance.{name}")
            for name, action in (
                ("go", self.go_action),
                ("settle", self.settle_action),
                ("count", self.count_action),
                ("exchange", self.exchange_action),
                ("late", self.late_action),
                ("correct", self.correct_action),
            )
        }
        self.count_button = buttons["count"]
        self.close_button = KeyButton(self.close_action, "balance.close", kind="primary")
        for button in (*buttons.values(), self.close_button):
            button.setAutoDefault(False)
        for label in (self.heading_label, self.state_label, self.close_label):
            label.setWordWrap(True)
        for table in (self.table, self.traces):
            table.wrap_words()
        self.table.setMinimumHeight(em(self, 2.57) * LINES)
        self.traces.setMinimumHeight(em(self, 2.57) * (TRACES + 1))

        top = QHBoxLayout()
        top.addWidget(self.heading_label, 1)
        top.addWidget(self.day_box, 0, Qt.AlignmentFlag.AlignTop)
        on_line = FlowLayout()
        for widget in (buttons["go"], buttons["settle"], self.heads_box, buttons["count"], buttons["exchange"]):
            on_line.addWidget(widget)
        on_trace = FlowLayout()
        for widget in (buttons["late"], buttons["correct"]):
            on_trace.addWidget(widget)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.addLayout(top)
        column.addWidget(self.state_label)
        column.addWidget(self.table, 2)
        column.addLayout(on_line)
        column.addWidget(self.trace_label)
        column.addWidget(self.traces, 1)
        column.addLayout(on_trace)
        # In large text on a small screen it scrolls; the button that closes the day is always seen.
        scroll = ScrollArea()
        scroll.setObjectName("balance.scroll")
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        foot = QHBoxLayout()
        foot.setContentsMargins(*4 * [em(self, 0.6)])
        foot.addWidget(self.close_label, 1)
        foot.addWidget(self.close_button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll, 1)
        whole.addWidget(self.bar)
        whole.addLayout(foot)
        room = self.screen().availableGeometry()
        self.resize(min(em(self, 62), room.width() - 40), min(em(self, 46), room.height() - 60))

    def _current(self) -> LooseEnd | None:
        return self.table.current() if hasattr(self, "table") else None

    def _read_words(self) -> None:
        kinds = (Kind.THEME, Kind.MOTIVE, Kind.ACTIVITY, Kind.OUTCOME, Kind.VOID_REASON)
        self._words = {entry.code: label_of(entry) for kind in kinds for entry in self._office.lists.all(kind)}

    def _code_words(self, code: str) -> str:
        return self._words.get(code, code)

    def _columns(self) -> list[Column[LooseEnd]]:
        return [
            Column(heading=lambda: _("What is left over"), text=self._what, tip=self._what, stretch=True),
            Column(heading=lambda: _("Theme"), text=lambda end: self._code_words(end.theme_code or ""), width=9),
            Column(heading=lambda: _("Since"), text=_since, width=5),
            Column(heading=lambda: _("Settled by"), text=lambda end: settle_words(end) or go_words(end), width=14),
        ]

    def _what(self, end: LooseEnd) -> str:
        return what_words(end, self._code_words)

    def _sentence(self, end: LooseEnd) -> str:
        settled = settle_words(end)
        if settled:
            return _("{what}. Del: {settled}. Enter: {go}.").format(
                what=self._what(end), settled=settled, go=go_words(end)
            )
        return _("{what}. Enter: {go}.").format(what=self._what(end), go=go_words(end))

    def _show_traces(self) -> None:
        """Show what was noted late and corrected, or say who sees it: an empty list would say that there is nothing."""
        may_read = self._office.staff.may(Action.READ_DAY_SHEET)
        self.trace_label.setText(
            _("Noted late and corrected") if may_read else _("A manager sees what was noted late and corrected.")
        )
        self.traces.setVisible(may_read)
        self.traces.show_values(self._office.balance.trace(self._day) if may_read else [])

    def _trace_columns(self) -> list[Column[Trace]]:
        return [
            Column(heading=lambda: _("What"), text=self._trace_words, tip=self._trace_words, stretch=True),
            Column(heading=lambda: _("By"), text=trace_role, width=9),
            Column(heading=lambda: _("On"), text=trace_day, width=7),
            Column(heading=lambda: _("Reason"), text=lambda trace: self._code_words(trace.reason or "–"), width=11),
        ]

    def _trace_words(self, trace: Trace) -> str:
        return trace_words(trace, self._code_words)

    def _trace_sentence(self, trace: Trace) -> str:
        words = _("{what}, by {role}, on {day}, reason: {reason}")
        return words.format(
            what=self._trace_words(trace),
            role=trace_role(trace),
            day=trace_day(trace),
            reason=self._code_words(trace.reason or "–"),
        )

    def _say_day(self, ends: object) -> None:
        left = [end for end in self.model.values if end.matter is not Matter.LATE]
        day = in_use().date(self._day)
        closed = self._office.day.closed(self._day)
        if closed:
            self.heading_label.setText(_("{day}: the day is closed").format(day=day))
        elif left:
            words = _n("{day}: {count} line to look at", "{day}: {count} lines to look at", len(left))
            self.heading_label.setText(words.format(day=day, count=in_use().number(len(left))))
        else:
            self.heading_label.setText(_("{day}: everything balances").format(day=day))
        self.state_label.setText(
            _("What is entered now is marked late, what is corrected keeps its trace.")
            if closed
            else _("Enter goes to a line, Del settles it here, Ctrl+Z takes it back.")
        )
        why = self._why_not(closed=closed)
        self.close_action.setEnabled(not why)
        self.not_yet_action.setEnabled(bool(why))
        self.close_label.setText(why or self._close_effect(len(left)))
        self.close_action.setText(self._close_words())
        for action in (self.go_action, self.settle_action):
            action.setVisible(bool(ends))

    def _why_not(self, *, closed: bool) -> str:
        if self._closing:
            return _("The day is being closed: exchanging, copying, writing its sheet…")
        if closed:
            return _("The day is closed.")
        if not self._office.staff.may(Action.CLOSE_DAY):
            return _("A manager closes the day.")
        if self._day < self._office.clock.now().date() and not self._anything_counted():
            return _("Nothing was counted on this day: there is nothing to close.")
        ready = ready_to_close(self._day)
        if self._office.clock.now() < ready:
            return _("The day can be closed from {hour} on.").format(hour=in_use().time(ready))
        return ""

    def _anything_counted(self) -> bool:
        return self._office.reports.last_day_counted(self._day + timedelta(days=1)) == self._day

    @Slot()
    def _say_why_not(self) -> None:
        """Say why the day cannot be closed now, to who presses its key all the same."""
        self._messages.hint(self.close_label.text())

    def _close_effect(self, left: int) -> str:
        if not left:
            return _("Nothing is left over.")
        return _n(
            "{count} line is counted as it stands: whoever waits as not called, a conversation without its length.",
            "{count} lines are counted as they stand: whoever waits as not called, a conversation without its length.",
            left,
        ).format(count=in_use().number(left))

    def _close_words(self) -> str:
        return _("Close the &day of {day}").format(day=in_use().date(self._day))

    @Slot(object)
    def _follow(self, end: LooseEnd | None) -> None:
        self.go_action.setText(go_words(end))
        self.go_action.setEnabled(end is not None)
        settled = settle_words(end)
        self.settle_action.setText(settled or _("Settle"))
        self.settle_action.setEnabled(bool(settled))
        counts = end is not None and end.matter is Matter.HEADCOUNT
        self.heads_box.setVisible(counts)
        self.count_button.setVisible(counts)
        may_correct = self._office.staff.may(Action.CORRECT)
        self.correct_action.setEnabled(may_correct)

    @Slot(object)
    def _open(self, end: LooseEnd) -> None:
        self.table.choose(_identity(end))
        self.go()

    @Slot()
    def _take_day(self) -> None:
        self._day = self.day_box.day
        self.show_day()

    def _accept_no_more(self, end: LooseEnd) -> None:
        self._accepted.discard(_identity(end))
        if isValid(self):
            self.show_day()

    def _tell_closed(self, night: Night) -> None:
        self._closing = False
        self._undo.forget()
        self.show_day()
        for trouble in night.troubles:
            self._messages.show_error(trouble)
        if not night.troubles:
            sheet = str(night.sheets[-1]) if night.sheets else "–"
            words = _("The day of {day} is closed. Day sheet: {file}").format(day=in_use().date(self._day), file=sheet)
            self._messages.tell(words)
            announce(self, words)

    def _refuse(self, error: DeskError) -> None:
        self._closing = False
        self._messages.show_error(error)
        self.show_day()

    def _show_if_open(self) -> None:
        if isValid(self):
            self.show_day()


def _identity(end: LooseEnd) -> Hashable:
    # A line that was accepted comes back when more of the same has come.
    return end.matter, end.thing, end.number


def _trace_identity(trace: Trace) -> Hashable:
    return trace


def _since(end: LooseEnd) -> str:
    return "" if end.since is None else f"{end.since:%H:%M}"
